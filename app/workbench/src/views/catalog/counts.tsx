// How many answers there are of each verdict, as figures and as a bar.
import { lookOf, Verdict, wordOf } from "../../parts/verdict";
import { words } from "../../words/language";
import { count } from "../../words/written";
import { came, type Check } from "./check";

/** Verdicts from the freest to the strictest; other outcomes and unread rows after them. */
export const STRICTNESS: readonly string[] = ["allowed", "license-required", "blocked"];

export function verdictsOf(of: Check): readonly (readonly [string, number])[] {
  const place = (name: string): number => (STRICTNESS.includes(name) ? STRICTNESS.indexOf(name) : STRICTNESS.length);
  return [...of.rows.verdicts].sort(([a], [b]) => place(a) - place(b) || (a < b ? -1 : 1));
}

export function Counts({ of }: { of: Check }) {
  void came.value;
  const found = verdictsOf(of);
  const label = found.map(([name, number]) => `${wordOf({ verdict: name })} ${count(number)}`).join(", ");
  let x = 0;
  return (
    <div class="catalog-counts">
      <ul aria-label={w("counts")}>
        {found.map(([name, number]) => (
          <li key={name}><Verdict of={{ verdict: name }} /> <strong class="number">{count(number)}</strong></li>
        ))}
      </ul>
      <svg viewBox="0 0 1000 14" preserveAspectRatio="none" role="img" aria-label={label}>
        {found.map(([name, number]) => {
          const width = (number / of.rows.count) * 1000;
          const at = x;
          x += width;
          return <rect key={name} x={at} y={0} width={Math.max(width - 2, 1)} height={14} class={`catalog-bar-${lookOf({ verdict: name })}`} />;
        })}
      </svg>
    </div>
  );
}

const w = words({ en: { counts: "Answers by verdict" }, de: { counts: "Antworten nach Ergebnis" } });
