// The patterns that lie over the colors of verdicts, so that areas are told apart without color: blocked is hatched,
// license required is dotted, a conservative answer is hatched the other way.
import { type ReadonlySignal, useComputed } from "@preact/signals";
import { certaintyOf, lookOf, wordOf, type Judged } from "./verdict";

/** Inside an SVG, once on a page. Under a zoom of `nearness` they keep their size. */
export function Patterns({ nearness }: { nearness?: ReadonlySignal<number> }) {
  const plain = useComputed(() => `scale(${1 / (nearness?.value ?? 1)})`);
  const down = useComputed(() => `${plain.value} rotate(45)`);
  const up = useComputed(() => `${plain.value} rotate(-45)`);
  return (
    <defs>
      <pattern id="pattern-blocked" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform={down}>
        <path class="hatch" d="M0 0V7" />
      </pattern>
      <pattern id="pattern-license" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform={plain}>
        <circle class="dot" cx="2" cy="2" r="0.9" /><circle class="dot" cx="6" cy="6" r="0.9" />
      </pattern>
      <pattern id="pattern-open" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform={up}>
        <path class="hatch" d="M0 0V6" />
      </pattern>
    </defs>
  );
}

/** Which patterns an answer has. */
export function patternsOf(one: Judged): readonly string[] {
  const look = lookOf(one);
  const own = look === "blocked" || look === "license" ? [`url(#pattern-${look})`] : [];
  return one.certainty === "conservative" ? [...own, "url(#pattern-open)"] : own;
}

/** A sample of an area, as a legend has it. */
export function Swatch({ of }: { of: Judged }) {
  return (
    <svg class="swatch" width="26" height="18" role="img" aria-label={[wordOf(of), certaintyOf(of)].filter(Boolean).join(", ")}>
      <rect width="26" height="18" class={`fill-${lookOf(of)}`} />
      {patternsOf(of).map((pattern) => <rect key={pattern} width="26" height="18" fill={pattern} />)}
    </svg>
  );
}
