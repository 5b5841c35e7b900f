// The clauses that bind: the service's words for each, and a gauge beside those that hold a figure to a bound.
import { Gauge, Margin } from "./gauge";
import type { Clause } from "./decision";

export function Clauses({ of }: { of: readonly Clause[] }) {
  if (of.length === 0) return null;
  return (
    <ul class="clauses">
      {once(of).map(([clause, labels]) => (
        <li key={clause.shown} class={clause.bound === null ? "" : "measured"}>
          <span class="said" lang="en">
            <span data-says="clause">{clause.shown}</span>{labels && <span class="limb"> ({labels})</span>}
          </span>
          <Gauge of={clause} />
          <Margin of={clause} />
        </li>
      ))}
    </ul>
  );
}

/** Each clause once, with the labels of every limb that states it. */
function once(clauses: readonly Clause[]): readonly (readonly [Clause, string])[] {
  const found = new Map<string, { clause: Clause; labels: string[] }>();
  for (const clause of clauses) {
    const held = found.get(clause.shown) ?? { clause, labels: [] };
    if (clause.paragraph && !held.labels.includes(clause.paragraph)) held.labels.push(clause.paragraph);
    found.set(clause.shown, held);
  }
  return [...found.values()].map(({ clause, labels }) => [clause, labels.join(", ")]);
}
