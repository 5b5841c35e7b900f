// Where a rule comes from, and how sure that is.
import { words } from "../../words/language";
import type { Citation } from "./provision_data";

export function Cited({ of }: { of: Citation }) {
  return (
    <>
      <h3>{w("title")}</h3>
      <p lang="en"><bdi>{of.text}</bdi></p>
      <p class="note">
        <span lang="en">{of.basis.replaceAll("-", " ")}</span> · {w(of.published ? "published" : "unpublished")} ·{" "}
        {w("confidence")}: {isLevel(of.confidence) ? w(of.confidence) : of.confidence}
      </p>
      <ul>
        {of.sources.map((one) => (
          <li key={one.url} lang="en">
            {/^https?:\/\//i.test(one.url) ? <a href={one.url} rel="noopener noreferrer"><bdi>{one.title}</bdi></a> : <bdi>{one.title} ({one.url})</bdi>}
          </li>
        ))}
      </ul>
      {of.note && <p class="note" lang="en"><bdi>{of.note}</bdi></p>}
    </>
  );
}

const EN = {
  title: "Source", published: "published", unpublished: "not published", confidence: "confidence", high: "high",
  medium: "medium", low: "low",
};
const DE: typeof EN = {
  title: "Quelle", published: "veröffentlicht", unpublished: "nicht veröffentlicht", confidence: "Verlässlichkeit", high: "hoch",
  medium: "mittel", low: "gering",
};
const w = words({ en: EN, de: DE });

function isLevel(text: string): text is "high" | "medium" | "low" {
  return ["high", "medium", "low"].includes(text);
}
