// The regions in their colors and patterns, each named where there is room for words.
import { patternsOf } from "../../parts/patterns";
import { lookOf, SIGNS, wordOf, type Look } from "../../parts/verdict";
import { meet, type Box } from "./declutter";
import { outlineOf, type Outline } from "./outline";
import type { Region } from "./picture";
import { widthOf, type Scales } from "./scales";

interface Props {
  readonly regions: readonly Region[];
  readonly scales: Scales;
}

export function Regions({ regions, scales }: Props) {
  return (
    <>
      {regions.map((region, n) => {
        const outlines = region.rectangles.map((one) => outlineOf(one, scales)).filter((one): one is Outline => one !== null);
        const path = outlines.map((one) => one.path).join("");
        return (
          <g key={n}>
            <path class={`region fill-${lookOf(region)}`} d={path} data-region={n} />
            {patternsOf(region).map((fill) => <path key={fill} class="over" fill={fill} d={path} />)}
          </g>
        );
      })}
    </>
  );
}

/** What a region is called in the picture, and where. */
export interface RegionName {
  readonly key: number;
  readonly look: Look;
  readonly lines: readonly string[];
  readonly at: readonly [number, number];
  readonly box: Box;
}

const LINE = 17;
const PLACES = [[0, 0], [0, -0.34], [0, 0.34], [-0.25, -0.3], [0.25, -0.3], [-0.25, 0.3], [0.25, 0.3], [-0.25, 0], [0.25, 0]] as const;

/** Each region's name in its largest part in sight, where no point lies; none where there is no such room. */
export function namesOf({ regions, scales }: Props, points: readonly Box[]): readonly RegionName[] {
  return regions.flatMap((region, key) => {
    const lines = [`${SIGNS[lookOf(region)]} ${wordOf(region)}`, region.classification.join(", ")].filter(Boolean);
    const [across, up] = [Math.max(...lines.map(widthOf)) + 12, lines.length * LINE + 6];
    const parts = region.rectangles.map((one) => outlineOf(one, scales))
      .filter((one): one is Outline => one !== null && one.room[0] > across && one.room[1] > up)
      .sort((a, b) => b.room[0] * b.room[1] - a.room[0] * a.room[1]);
    for (const { middle, room } of parts) {
      for (const [right, down] of PLACES) {
        const at = [middle[0] + right * (room[0] - across), middle[1] + down * (room[1] - up)] as const;
        const box = { left: at[0] - across / 2, right: at[0] + across / 2, top: at[1] - up / 2, bottom: at[1] + up / 2 };
        if (!points.some((one) => meet(one, box))) return [{ key, look: lookOf(region), lines, at, box }];
      }
    }
    return [];
  });
}

export function RegionNames({ names }: { names: readonly RegionName[] }) {
  return (
    <g aria-hidden="true">
      {names.map(({ key, look, lines, at }) => (
        <text key={key} class={`region-name ${look}`}>
          {lines.map((line, row) => <tspan key={line} x={at[0]} y={at[1] + 5 + (row - (lines.length - 1) / 2) * LINE}>{line}</tspan>)}
        </text>
      ))}
    </g>
  );
}
