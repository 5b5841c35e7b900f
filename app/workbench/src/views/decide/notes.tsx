// What moves no verdict but must be known: notices, what was assumed, what the rules do not cover.
import { useId } from "preact/hooks";
import { words } from "../../words/language";
import { Cited } from "./cited";
import type { Answer } from "./decision";

export function Notes({ of }: { of: Answer }) {
  const notices = useId();
  const assumed = useId();
  const coverage = of.ruleset?.coverage;
  return (
    <>
      {of.assumptions.length > 0 && (
        <section aria-labelledby={assumed} class="card assumed">
          <h2 id={assumed}>{w("assumed")}</h2>
          <ul class="plain-list">{of.assumptions.map((one) => <li key={one.code} lang="en" data-says="assumption">{one.sentence}</li>)}</ul>
        </section>
      )}
      {of.notices.length > 0 && (
        <section aria-labelledby={notices} class="card notices">
          <h2 id={notices}>{w("notices")}</h2>
          <p class="note">{w("unmoved")}</p>
          <ul class="plain-list">
            {of.notices.map((one) => (
              <li key={`${one.code} ${one.provision} ${one.sentence}`}>
                <p lang="en" data-says="notice">{one.sentence}</p>
                {one.citation && <Cited of={one.citation} id={one.provision} />}
              </li>
            ))}
          </ul>
        </section>
      )}
      {coverage && (
        <details class="card no-print">
          <summary>{w("coverage")}</summary>
          <h3>{w("partial")}</h3>
          <ul lang="en">{coverage.partial.map((one) => <li key={one}>{one}</li>)}</ul>
          <h3>{w("uncovered")}</h3>
          <ul lang="en">{coverage.not_modelled.map((one) => <li key={one}>{one}</li>)}</ul>
        </details>
      )}
    </>
  );
}

const w = words({
  en: {
    assumed: "Assumed", notices: "Notices", unmoved: "They do not move the verdict.", coverage: "What these rules cover in part, or not",
    partial: "Covered in part", uncovered: "Not covered",
  },
  de: {
    assumed: "Angenommen", notices: "Hinweise", unmoved: "Sie ändern nichts an der Antwort.", coverage: "Was diese Regeln nur teilweise oder nicht erfassen",
    partial: "Teilweise erfasst", uncovered: "Nicht erfasst",
  },
});
