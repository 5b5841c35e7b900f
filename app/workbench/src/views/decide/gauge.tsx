// A figure against its bound: the stretch that meets the clause is filled, a tick stands at the bound, a mark at the figure.
import { scaleLinear, scaleLog } from "d3-scale";
import { words } from "../../words/language";
import { drawn, figure } from "../../words/written";
import type { Clause } from "./decision";

const WIDE = 240;
const HIGH = 34;
const BAR = 12;
const EDGE = 8;

export function Gauge({ of }: { of: Clause }) {
  const bound = drawn(of.bound);
  if (bound === null || of.comparison === null) return null;
  const value = drawn(of.value);
  const at = scaleOf(bound, value);
  const middle = at(bound);
  const upward = of.comparison === "at_least" || of.comparison === "above";
  const unit = of.unit ? ` ${of.unit}` : "";
  return (
    <svg class="gauge" viewBox={`0 0 ${WIDE} ${HIGH}`} role="img" aria-label={label(of, unit)}>
      <rect class="gauge-bar" x={EDGE} y={BAR} width={WIDE - 2 * EDGE} height="8" rx="4" />
      <rect class="gauge-met" x={upward ? middle : EDGE} y={BAR} width={upward ? WIDE - EDGE - middle : middle - EDGE} height="8" rx="4" />
      <path class="gauge-bound" d={`M${middle} ${BAR - 5}V${BAR + 13}`} />
      {value !== null && (
        <path class="gauge-figure" d={`M${at(value)} ${BAR + 4}m-5 -11h10l-5 9z`} />
      )}
      <text class="gauge-words" x={middle} y={HIGH - 1} text-anchor={middle > WIDE * 0.6 ? "end" : middle < WIDE * 0.4 ? "start" : "middle"}>
        {SIGNS[of.comparison]} {figure(of.bound)}{unit}
      </text>
      {value === null && <text class="gauge-words" x={upward ? EDGE : WIDE - EDGE} y={BAR - 2} text-anchor={upward ? "start" : "end"}>{w("open")}</text>}
    </svg>
  );
}

/** The margin of a clause, with its direction. */
export function Margin({ of }: { of: Clause }) {
  if (of.margin === null) return null;
  const below = of.margin.startsWith("-");
  const size = figure(below ? of.margin.slice(1) : of.margin);
  const unit = of.unit ? ` ${of.unit}` : "";
  return <span class="margin">{of.margin === "0" ? w("exactly") : w(below ? "under" : "over", { size: `${size}${unit}` })}</span>;
}

const SIGNS = { at_least: "≥", above: ">", below: "<", at_most: "≤" };

/** From zero where both can be seen so; else by magnitudes. */
function scaleOf(bound: number, value: number | null): (of: number) => number {
  const high = Math.max(bound, value ?? bound);
  const low = Math.min(bound, value ?? bound);
  const range = [EDGE, WIDE - EDGE];
  if (low <= 0 || high / low < 8) return scaleLinear([0, high > 0 ? high * 1.3 : 1], range);
  return scaleLog([low / 3, high * 3], range);
}

function label(of: Clause, unit: string): string {
  const bound = `${w(of.comparison!)} ${figure(of.bound)}${unit}`;
  return of.value === null ? w("unknown", { bound }) : w("against", { figure: `${figure(of.value)}${unit}`, bound });
}

const w = words({
  en: {
    at_least: "at least", above: "above", below: "below", at_most: "at most", against: "{figure}; limit: {bound}",
    unknown: "unknown; limit: {bound}", open: "figure unknown", exactly: "exactly at the limit",
    over: "{size} above the limit", under: "{size} below the limit",
  },
  de: {
    at_least: "mindestens", above: "über", below: "unter", at_most: "höchstens", against: "{figure}; Grenze: {bound}",
    unknown: "unbekannt; Grenze: {bound}", open: "Wert unbekannt", exactly: "genau auf der Grenze",
    over: "{size} über der Grenze", under: "{size} unter der Grenze",
  },
});
