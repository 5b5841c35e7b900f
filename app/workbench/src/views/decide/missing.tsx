// What was not stated and matters, with the answer on each side; open questions can be answered here.
import { useId } from "preact/hooks";
import { FLAGS, PLAIN } from "../../item_fields";
import { lookOf, SIGNS } from "../../parts/verdict";
import { question } from "../../question";
import { words } from "../../words/language";
import { edit, state } from "./editing";
import { OpenFact } from "./open_fact";
import type { JointRegion, Missing, Region } from "./decision";

export function MissingFacts({ of, joint }: { of: readonly Missing[]; joint: readonly JointRegion[] }) {
  const id = useId();
  if (of.length === 0 && joint.length === 0) return null;
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("missing")}</h2>
      {of.map((one) => (
        <div key={one.fact} class="missing">
          <p lang="en"><strong data-says="missing-title">{one.title}</strong>{one.unit && <span class="unit"> {one.unit}</span>}</p>
          {one.regions.length > 0 ? <Sides of={one.regions} /> : <p class="note">{w("hangs")}</p>}
          {/\/questions\//.test(one.fact) ? <Reading id={one.fact} /> : hasField(one.fact) && (
            <button type="button" class="quiet no-print" onClick={() => stateIt(one.fact)}>{w("state")}</button>
          )}
        </div>
      ))}
      {joint.length > 0 && (
        <details>
          <summary>{w("together", { n: joint.length })}</summary>
          <Sides of={joint} joint />
        </details>
      )}
    </section>
  );
}

function hasField(fact: string): boolean {
  return PLAIN.includes(fact) || FLAGS.includes(fact);
}

/** To the field where the fact is stated. */
function stateIt(fact: string): void {
  if (typeof question.peek().item === "string") edit();
  setTimeout(() => {
    const field = document.querySelector<HTMLElement>(`[data-field="${CSS.escape(fact)}"] :is(input, select)`);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
  });
}

function Sides({ of, joint = false }: { of: readonly Region[]; joint?: boolean }) {
  return (
    <ul class="sides">
      {of.map((one) => {
        const look = lookOf(one);
        return (
          <li key={one.shown} class={look}>
            <span class="sign" aria-hidden="true">{SIGNS[look]}</span>{" "}
            <span lang="en" data-says={joint ? "joint" : "side"}>{one.shown}</span>
          </li>
        );
      })}
    </ul>
  );
}

/** A question that the sources leave open, and the asker's own reading of it. */
function Reading({ id }: { id: string }) {
  const readings = (question.value["readings"] ?? {}) as Readonly<Record<string, boolean>>;
  return (
    <OpenFact label={w("reading")} value={readings[id]} open={w("none")}
      onTake={(fact) => {
        const { [id]: _, ...rest } = readings;
        state("readings", fact === null ? rest : { ...rest, [id]: fact });
      }} />
  );
}

const w = words({
  en: {
    missing: "What is missing", hangs: "The answer hangs on it.", together: "Several missing figures together ({n} cases)",
    reading: "Your own reading", state: "State it", none: "none: the worst counts",
  },
  de: {
    missing: "Was fehlt", hangs: "Die Antwort hängt daran.", together: "Mehrere fehlende Angaben zusammen ({n} Fälle)",
    reading: "Eigene Auslegung", state: "Angeben", none: "keine: das Strengste zählt",
  },
});
