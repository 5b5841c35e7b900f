// Acts that are asked for, as a checklist: what is ticked is stated as done, and the answer is decided anew. An act not
// ticked is outstanding, so a box may say it; facts have three states and stand in the form.
import { useId } from "preact/hooks";
import { question } from "../../question";
import { words } from "../../words/language";
import { ProvisionLink } from "./cited";
import { state } from "./editing";
import type { Condition, ExceptionState, License } from "./decision";

export function Conditions({ of }: { of: License | null }) {
  const id = useId();
  const given = question.value["certifications"];
  const done: readonly string[] = Array.isArray(given) ? given : [];
  const exceptions = of?.exceptions ?? [];
  const policy = of?.conditions ?? [];
  const listed = new Set([...policy, ...exceptions.flatMap((one) => [...one.conditions_outstanding, ...one.conditions_met])].map((one) => one.id));
  const elsewhere = done.filter((one) => !listed.has(one) && ![...listed].some((condition) => condition.startsWith(`${one}#`)));
  if (exceptions.length + policy.length + elsewhere.length === 0) return null;
  const tick = (condition: string, met: boolean): void =>
    state("certifications", met ? [...done, condition] : without(done, condition, listed));
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("conditions")}</h2>
      <p class="note">{w("ticked")}</p>
      {policy.length > 0 && <Checklist title={w("policy")} of={policy} tick={tick} />}
      {exceptions.map((one) => <OneException key={one.id} of={one} tick={tick} />)}
      {elsewhere.length > 0 && (
        <div>
          <h3>{w("elsewhere")}</h3>
          <ul class="ticks">
            {elsewhere.map((one) => (
              <li key={one}><label><input type="checkbox" checked onChange={() => tick(one, false)} /> <span class="id">{one}</span></label></li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

type Tick = (condition: string, met: boolean) => void;

function OneException({ of, tick }: { of: ExceptionState; tick: Tick }) {
  const notes = [
    w(of.eligible === "definite" ? "eligible" : "maybe"), ...(of.counted ? [] : [w("uncounted")]), ...(of.terms_encoded ? [] : [w("terms")]),
  ];
  // Sorted, so that no tick moves another one.
  return (
    <div>
      <Checklist title={w("exception", { name: of.exception })} note={notes.join(" · ")} id={of.id}
        of={[...of.conditions_met, ...of.conditions_outstanding].sort((a, b) => (a.id < b.id ? -1 : 1))} tick={tick} />
    </div>
  );
}

interface ListProps {
  readonly title: string;
  readonly note?: string;
  readonly id?: string;
  readonly of: readonly Condition[];
  readonly tick: Tick;
}

function Checklist({ title, note, id, of, tick }: ListProps) {
  const met = of.filter((one) => one.stated_as_met).length;
  return (
    <details open={id === undefined || met > 0 || /#(?!terms)/.test(of[0]?.id ?? "")}>
      <summary><h3>{title}</h3> <span class="note">{w("met", { met, all: of.length })}</span></summary>
      {note && <p class="note">{note} {id && <ProvisionLink id={id} />}</p>}
      <ul class="ticks">
        {of.map((one) => (
          <li key={one.id}>
            <label>
              <input type="checkbox" checked={one.stated_as_met} onChange={(event) => tick(one.id, event.currentTarget.checked)} />{" "}
              <span lang="en" data-says="condition">{one.text}</span>
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The acts without one; where a whole provision was stated as done, its others stay. */
function without(done: readonly string[], condition: string, listed: ReadonlySet<string>): string[] {
  const whole = condition.split("#")[0]!;
  if (!done.includes(whole) || whole === condition) return done.filter((one) => one !== condition);
  const others = [...listed].filter((one) => one.startsWith(`${whole}#`) && one !== condition);
  return [...new Set([...done.filter((one) => one !== whole && one !== condition), ...others])];
}

const w = words({
  en: {
    conditions: "Conditions and license exceptions", ticked: "Tick what has been done; the answer follows.",
    policy: "Asked for by the review policy", exception: "License Exception {name}", met: "{met} of {all} stated as met",
    eligible: "item and shipment are eligible", maybe: "may be open: a missing fact decides", uncounted: "printed, not enforced: frees nothing",
    terms: "its own terms are not encoded and must be read", elsewhere: "Stated as done, but not asked for here",
  },
  de: {
    conditions: "Bedingungen und Genehmigungsausnahmen", ticked: "Ankreuzen, was geschehen ist; die Antwort folgt.",
    policy: "Von der Antragsprüfung verlangt", exception: "License Exception {name}", met: "{met} von {all} als erfüllt angegeben",
    eligible: "Ware und Lieferung kommen in Betracht", maybe: "vielleicht möglich: eine fehlende Angabe entscheidet",
    uncounted: "gedruckt, nicht vollzogen: befreit von nichts", terms: "ihre eigenen Bestimmungen sind nicht erfasst und müssen gelesen werden",
    elsewhere: "Als geschehen angegeben, hier aber nicht verlangt",
  },
});
