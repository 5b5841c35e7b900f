// The outline of a rectangle of the plane, also of one that the sum of both measures cuts: on axes of logarithms that
// cut is a curve.
import { drawn } from "../../words/written";
import type { Rectangle } from "./picture";
import type { Scales } from "./scales";

export interface Outline {
  readonly path: string;
  /** The part in sight: where its middle is, and how much room there is. */
  readonly middle: readonly [number, number];
  readonly room: readonly [number, number];
}

const STEP = 4;
const BEYOND = 20;

export function outlineOf(rectangle: Rectangle, { x, y }: Scales): Outline | null {
  const [xLow, yLow, xHigh, yHigh, sumLow = null, sumHigh = null] = rectangle.map(drawn);
  const [left, right] = x.range() as [number, number];
  const [floor, top] = y.range() as [number, number];
  const start = xLow === null || xLow === undefined ? left - BEYOND : Math.max(x(xLow), left - BEYOND);
  const end = xHigh === null || xHigh === undefined ? right + BEYOND : Math.min(x(xHigh), right + BEYOND);
  if (end <= start) return null;
  const upper: (readonly [number, number])[] = [];
  const lower: (readonly [number, number])[] = [];
  const cut = sumLow !== null || sumHigh !== null;
  for (let at = start; ; at = Math.min(at + STEP, end)) {
    const across = x.invert(at);
    const low = Math.max(yLow ?? 0, sumLow === null ? 0 : sumLow - across);
    const high = Math.min(yHigh ?? Infinity, sumHigh === null ? Infinity : sumHigh - across);
    const from = low > 0 ? Math.min(y(low), floor + BEYOND) : floor + BEYOND;
    const to = high <= 0 ? floor + BEYOND : high === Infinity ? top - BEYOND : Math.max(y(high), top - BEYOND);
    if (from > to) {
      lower.push([at, from]);
      upper.push([at, to]);
    }
    if (at >= end) break;
    if (!cut) at = end - STEP;
  }
  if (upper.length === 0) return null;
  const corners = [...upper, ...lower.reverse()];
  const path = `M${corners.map(([px, py]) => `${px.toFixed(1)} ${py.toFixed(1)}`).join("L")}Z`;
  const n = Math.floor((upper.length - 1) / 2);
  const inner = cut ? upper[n]![0] : (Math.max(start, left) + Math.min(end, right)) / 2;
  const high = Math.max(upper[n]![1], top);
  const low = Math.min(lower[lower.length - 1 - n]![1], floor);
  return { path, middle: [inner, (high + low) / 2], room: [Math.min(end, right) - Math.max(start, left), low - high] };
}
