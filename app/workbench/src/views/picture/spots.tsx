// The items as points: a shape for each verdict, hollow where the answer is conservative, named where there is room.
import { lookOf, SHAPES } from "../../parts/verdict";
import { labels, type Box, type Spot } from "./declutter";
import { place, type Point } from "./picture";
import type { Frame, Scales } from "./scales";

/** A point with its place in the picture. */
export interface Placed extends Spot {
  readonly of: Point;
}

/** Where each point lies; those without a figure up lie on the strip, those without one across nowhere. */
export function placed(points: readonly Point[], scales: Scales, frame: Frame): readonly Placed[] {
  let onStrip = 0;
  return points.flatMap((of, n) => {
    const across = place(of.x, scales.x.domain()[0]!);
    if (across === null) return [];
    const up = place(of.y, scales.y.domain()[0]!);
    const row = up === null ? onStrip++ % 3 : 0;
    const y = up === null ? frame.strip[0] + 9 + row * 11 : scales.y(up);
    const spot = { key: `${n} ${of.name}`, words: short(of.name), x: scales.x(across), y, of };
    return spot.x >= frame.left - 1 && spot.x <= frame.right + 1 && (up === null || (y >= frame.top - 1 && y <= frame.floor + 1)) ? [spot] : [];
  });
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

interface Props {
  readonly spots: readonly Placed[];
  readonly frame: Frame;
  readonly marked: (one: Point) => boolean;
  readonly pointed: string | null;
  /** What stands there already, and how many names there may be. */
  readonly standing: readonly Box[];
  readonly most: number;
}

export function Spots({ spots, frame, marked, pointed, standing, most }: Props) {
  const first = [...spots].sort((a, b) => Number(marked(b.of)) - Number(marked(a.of)));
  const inside = { left: frame.left, right: frame.right, top: frame.top, bottom: frame.floor };
  const named = labels(first.filter((one) => one.y < frame.floor).map((one) => ({ ...one, sure: marked(one.of) })), inside, standing, most);
  return (
    <g aria-hidden="true">
      {[...first].reverse().map(({ key, x, y, of }) => (
        <g key={key} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
          {(marked(of) || key === pointed) && <circle class={key === pointed ? "halo pointed" : "halo"} r="10" />}
          <path class={`point ${lookOf(of)}${of.certainty === "conservative" ? " conservative" : ""}`} d={SHAPES[lookOf(of)]} />
        </g>
      ))}
      {named.map(({ key, words, at, anchor }) => (
        <text key={key} class={`spot-name ${anchor}`} x={at[0]} y={at[1]}>{words}</text>
      ))}
    </g>
  );
}
