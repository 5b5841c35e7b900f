// What says so: the text cited, how sure that is, and where it can be read. Links leave no trace of this page.
import { link } from "../../route";
import { words } from "../../words/language";
import type { Citation } from "./decision";

export function Cited({ of, id }: { of: Citation; id: string | null }) {
  return (
    <div class="cited">
      <p>
        {!of.published && <strong class="tag">{w("unpublished")}</strong>}{" "}
        <span lang="en" data-says="citation">{of.text}</span>
        {id && <> · <ProvisionLink id={id} /></>}
      </p>
      <p class="note">
        {isBasis(of.basis) ? w(of.basis) : of.basis} · {w("confidence")} {w(of.confidence === "high" ? "high" : of.confidence === "low" ? "low" : "medium")}
      </p>
      {(of.sources.length > 0 || of.note) && (
        <details>
          <summary>{w("sources", { n: of.sources.length })}</summary>
          {of.note && <p class="note" lang="en">{of.note}</p>}
          <ul>
            {of.sources.map((one) => (
              <li key={one.url}>
                {/^https?:/i.test(one.url) ? <a href={one.url} rel="noopener noreferrer" target="_blank" lang="en">{one.title}</a> : <span lang="en">{one.title}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** A provision in the view of the rules; `us/items/3a090-a@2023-11-17` is one version of it. */
export function ProvisionLink({ id }: { id: string }) {
  const [provision = "", version = ""] = id.split("@");
  return <a class="id" href={link("rules", { part: "provisions", id: provision, ...(version ? { version } : {}) })}>{id}</a>;
}

const EN = {
  unpublished: "unpublished", confidence: "confidence", high: "high", medium: "medium", low: "low", sources: "Sources ({n})",
  regulation: "regulation", "is-informed-letter": "“is informed” letter", guidance: "guidance",
  "non-enforcement-policy": "non-enforcement policy", announcement: "announcement", interpretation: "interpretation",
  proclamation: "proclamation", "foreign-measure": "foreign measure", "house-rule": "house rule",
};
const DE: typeof EN = {
  unpublished: "unveröffentlicht", confidence: "Verlässlichkeit", high: "hoch", medium: "mittel", low: "gering",
  sources: "Quellen ({n})", regulation: "Vorschrift", "is-informed-letter": "Unterrichtungsschreiben („is informed“)",
  guidance: "Auslegungshinweis", "non-enforcement-policy": "erklärter Nichtvollzug", announcement: "Ankündigung",
  interpretation: "Auslegung", proclamation: "Proklamation", "foreign-measure": "ausländische Maßnahme", "house-rule": "Hausregel",
};

function isBasis(name: string): name is keyof typeof EN {
  return Object.hasOwn(EN, name);
}

const w = words({ en: EN, de: DE });
