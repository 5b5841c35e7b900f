// A recorded check of a catalog: which file, where to, and how many answers of each verdict. Neither file is on record.
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { count, place } from "../../words/written";

interface Asked {
  readonly catalog: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly destinations: readonly string[];
  readonly format: string;
}

interface Told {
  readonly counts: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly sha256: string;
}

export function CatalogAnswer({ question, answer }: { question: unknown; answer: unknown }) {
  const [asked, told] = [question as Asked, answer as Told];
  return (
    <section class="card" aria-labelledby="answered">
      <h3 id="answered">{w("title")}</h3>
      <p>
        <bdi class="long-text">{asked.catalog.name}</bdi> ({w("bytes", { n: count(asked.catalog.bytes) })}) →{" "}
        {asked.destinations.map(place).join(", ")}, {asked.format}
      </p>
      <ul class="log-counts">
        {Object.entries(told.counts).map(([verdict, number]) => (
          <li key={verdict}><Verdict of={{ verdict }} /> <strong>{count(number)}</strong></li>
        ))}
      </ul>
      <dl class="log-facts">
        <div><dt>{w("file")}</dt><dd class="id">{asked.catalog.sha256}</dd></div>
        <div><dt>{w("result")}</dt><dd class="id">{told.sha256}</dd></div>
      </dl>
    </section>
  );
}

const w = words({
  en: { title: "What was checked", bytes: "{n} bytes", file: "SHA-256 of the catalog", result: "SHA-256 of the answers" },
  de: { title: "Was geprüft wurde", bytes: "{n} Byte", file: "SHA-256 des Katalogs", result: "SHA-256 der Antworten" },
});
