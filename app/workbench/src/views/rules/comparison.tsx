// Two versions side by side, by fields; what is the same is folded away at first.
import { useState } from "preact/hooks";
import { Select } from "../../parts/field";
import { restate, route } from "../../route";
import { words } from "../../words/language";
import { count, day } from "../../words/written";
import { differences, type FieldDifference, type Piece } from "./difference";
import type { Provision, Version } from "./provision_data";

export function Comparison({ of, shown }: { of: Provision; shown: Version }) {
  const [all, showAll] = useState(of.versions.length === 1);
  const params = route.value.params;
  const at = of.versions.indexOf(shown);
  const after = shown;
  const before = of.versions.find((one) => one.effective === params.get("against")) ?? of.versions[at - 1] ?? of.versions[at + 1];
  const found = differences(before ?? after, after);
  const listed = all ? found : found.filter((one) => one.changed);
  const take = (name: "against" | "version") => (value: string): void => {
    const now = new URLSearchParams(params);
    now.set(name, value);
    restate("rules", now);
  };
  const choices = of.versions.map((one) => [one.effective, day(one.effective)] as const);
  return (
    <section class="card" aria-labelledby="comparison">
      <h3 id="comparison">{w(before ? "title" : "fields")}</h3>
      {before && (
        <div class="row">
          <Select label={w("against")} value={before.effective} choices={choices} onTake={take("against")} />
          <Select label={w("version")} value={after.effective} choices={choices} onTake={take("version")} />
        </div>
      )}
      {before && (
        <p class="buttons">
          <button type="button" class="quiet" aria-pressed={all} onClick={() => showAll(!all)}>{w("all")}</button>
          <span class="note" role="status">{w("changed", { n: count(found.filter((one) => one.changed).length), all: count(found.length) })}</span>
        </p>
      )}
      <div class="scroll" tabIndex={0} role="group" aria-label={w(before ? "title" : "fields")}>
        <table class="rule-comparison">
          <thead>
            <tr>
              <th scope="col">{w("field")}</th>
              {before && <th scope="col">{day(before.effective)}</th>}
              <th scope="col">{day(after.effective)}</th>
            </tr>
          </thead>
          <tbody>{listed.map((one) => <Row key={one.field} of={one} single={!before} days={[day(before?.effective), day(after.effective)]} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ of, single, days }: { of: FieldDifference; single: boolean; days: readonly [string, string] }) {
  return (
    <tr class={of.changed ? "changed" : ""}>
      <th scope="row"><code>{of.field}</code></th>
      {single ? null : <td data-day={days[0]}><Side pieces={of.before} lined={of.lined} /></td>}
      <td data-day={days[1]}><Side pieces={of.after} lined={of.lined} /></td>
    </tr>
  );
}

function Side({ pieces, lined }: { pieces: readonly Piece[] | null; lined: boolean }) {
  if (pieces === null) return <span class="note">{w("unstated")}</span>;
  if (lined) return <div class="rule-lines" lang="en">{pieces.map((one, n) => <Marked key={n} of={one} lined />)}</div>;
  return <bdi class="words" lang="en">{pieces.map((one, n) => <Marked key={n} of={one} lined={false} />)}</bdi>;
}

/** A sign stands before each changed line, so that color is not needed. */
function Marked({ of, lined }: { of: Piece; lined: boolean }) {
  const text = lined ? <code><bdi>{of.text}</bdi></code> : of.text;
  if (of.kind === "gone") return <del>{text}</del>;
  if (of.kind === "new") return <ins>{text}</ins>;
  return lined ? <div>{text}</div> : <>{text}</>;
}

const w = words({
  en: {
    title: "Versions side by side", fields: "Fields", against: "Before", version: "After", all: "Show what is the same too",
    changed: "{n} of {all} fields differ", field: "Field", unstated: "not stated",
  },
  de: {
    title: "Fassungen nebeneinander", fields: "Felder", against: "Vorher", version: "Nachher", all: "Auch Gleiches zeigen",
    changed: "{n} von {all} Feldern unterscheiden sich", field: "Feld", unstated: "nicht angegeben",
  },
});
