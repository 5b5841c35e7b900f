// Why, the strictest first; and what was nearly reached.
import { useId } from "preact/hooks";
import { lookOf, SIGNS } from "../../parts/verdict";
import { words } from "../../words/language";
import { Cited } from "./cited";
import { Clauses } from "./clauses";
import type { NearMiss, Reason } from "./decision";

export function Reasons({ of }: { of: readonly Reason[] }) {
  const id = useId();
  if (of.length === 0) return null;
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("why")}</h2>
      <ol class="reasons">{of.map((one) => <li key={`${one.code} ${one.provision}`}><OneReason of={one} /></li>)}</ol>
    </section>
  );
}

function OneReason({ of }: { of: Reason }) {
  const look = lookOf(of);
  return (
    <article class={`reason ${of.verdict ? look : ""} ${of.counted ? "" : "uncounted"}`}>
      <p class="sentence">
        {of.verdict && <span class={`badge ${look}`} aria-hidden="true">{SIGNS[look]}</span>}{" "}
        {!of.counted && <strong class="tag">{w(of.governed_by.length ? "governed" : "printed")}</strong>}{" "}
        {!of.certain && <strong class="tag">{w("may")}</strong>}{" "}
        <span lang="en" data-says="reason">{of.sentence}</span>
      </p>
      <Clauses of={of.clauses} />
      {of.citation && <Cited of={of.citation} id={`${of.provision}@${of.version}`} />}
    </article>
  );
}

export function NearMisses({ of }: { of: readonly NearMiss[] }) {
  const id = useId();
  if (of.length === 0) return null;
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("near")}</h2>
      <ul class="near">
        {of.map((one) => (
          <li key={`${one.provision} ${one.clauses.map((clause) => clause.shown).join()}`}>
            <p lang="en" class="near-title" data-says="near-title">{one.title}</p>
            <Clauses of={one.clauses} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const w = words({
  en: {
    why: "Why", may: "may apply, as a missing fact decides", printed: "printed, not enforced: not counted",
    governed: "another text governs: not counted", near: "Close to a limit",
  },
  de: {
    why: "Warum", may: "gilt vielleicht: eine fehlende Angabe entscheidet", printed: "gedruckt, nicht vollzogen: zählt nicht",
    governed: "anderer Text geht vor: zählt nicht", near: "Nahe an einer Grenze",
  },
});
