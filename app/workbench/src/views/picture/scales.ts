// The frame of the picture and its axes of logarithms, with room for every point and bound.
import { scaleLog, type ScaleLogarithmic } from "d3-scale";
import { drawn, figure } from "../../words/written";
import type { Picture } from "./picture";

export type Scale = ScaleLogarithmic<number, number>;

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly floor: number;
  /** Where items lie that have a figure across and none up. */
  readonly strip: readonly [top: number, bottom: number];
}

export function frameFor(width: number): Frame {
  const height = Math.round(Math.min(Math.max(width * 0.66, 400), 900));
  const narrow = width < 560;
  const bottom = height - 44;
  return {
    width, height, left: narrow ? 50 : 66, right: width - (narrow ? 42 : 56), top: 52, floor: bottom - 46,
    strip: [bottom - 40, bottom],
  };
}

export interface Scales {
  readonly x: Scale;
  readonly y: Scale;
}

export function scalesOf(picture: Picture, frame: Frame): Scales {
  const along = (axis: "x" | "y"): [number, number] => {
    const figures = [...picture[axis].bounds, ...picture.points.map((one) => one[axis])].map(drawn)
      .filter((one): one is number => one !== null && one > 0);
    return figures.length > 0 ? [Math.min(...figures) / 1.6, Math.max(...figures) * 1.6] : [0.1, 1000];
  };
  return {
    x: scaleLog(along("x"), [frame.left, frame.right]),
    y: scaleLog(along("y"), [frame.floor, frame.top]),
  };
}

export interface Tick {
  readonly at: number;
  readonly words: string;
}

/** Decades, and more between them where few are in sight. */
export function ticksOf(scale: Scale): readonly Tick[] {
  const all = scale.ticks(40);
  const some = [[1], [1, 2, 5]].map((starts) => all.filter((one) => starts.includes(mantissa(one)))).find((one) => one.length >= 4);
  return (some ?? (all.length >= 3 ? all : scale.ticks(4))).map((one) => ({ at: scale(one), words: figure(String(Number(one.toPrecision(9)))) }));
}

export function boundTicks(bounds: readonly string[], scale: Scale): readonly Tick[] {
  const [one, other] = scale.range() as [number, number];
  return bounds.map((bound) => ({ at: scale(drawn(bound)!), words: figure(bound) }))
    .filter(({ at }) => at >= Math.min(one, other) - 1 && at <= Math.max(one, other) + 1);
}

function mantissa(value: number): number {
  return Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(3));
}

/** Labels side by side, each in the first of some rows where it touches none; the rest are left out. */
export function inRows(ticks: readonly Tick[], rows: number): readonly (Tick & { row: number })[] {
  const ends = new Array<number>(rows).fill(-Infinity);
  return [...ticks].sort((a, b) => a.at - b.at).flatMap((tick) => {
    const half = widthOf(tick.words) / 2 + 4;
    const row = ends.findIndex((end) => end <= tick.at - half);
    if (row < 0) return [];
    ends[row] = tick.at + half;
    return [{ ...tick, row }];
  });
}

/** Labels one above the other, without those that touch the one before. */
export function apart(ticks: readonly Tick[]): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of [...ticks].sort((a, b) => b.at - a.at)) {
    const last = kept.at(-1);
    if (!last || last.at - tick.at >= 14) kept.push(tick);
  }
  return kept;
}

/** How wide a label is, about. */
export function widthOf(words: string): number {
  return words.length * 7;
}
