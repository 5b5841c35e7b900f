// The shapes of all places, drawn once: a path each, and a circle for those too small to be seen.
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { askJson } from "../../api";

declare const WORLD_FILE: string;

export const WIDTH = 960;
export const HEIGHT = 468;
/** In square units of the picture: what is smaller gets a circle. */
const SMALL = 5;

export interface Shape {
  readonly code: string;
  readonly path: string;
  readonly area: number;
  readonly middle: readonly [number, number];
  readonly small: boolean;
}

export interface Land {
  readonly sphere: string;
  readonly shapes: readonly Shape[];
}

let kept: Promise<Land> | null = null;

export function land(): Promise<Land> {
  kept ??= drawn().catch((error: unknown) => {
    kept = null; // may be asked for again
    throw error;
  });
  return kept;
}

async function drawn(): Promise<Land> {
  const world = await askJson<Topology>(WORLD_FILE);
  const projection = geoEqualEarth().rotate([-11, 0]).fitExtent([[2, 2], [WIDTH - 2, HEIGHT - 2]], { type: "Sphere" });
  const path = geoPath(projection).digits(2).pointRadius(0);
  const found = new Map<string, Shape>();
  for (const one of feature(world, world.objects["countries"] as GeometryCollection).features) {
    const code = String(one.id ?? "");
    const before = found.get(code);
    const area = path.area(one) + (before?.area ?? 0);
    const [x, y] = projection(geoCentroid(one)) ?? [0, 0];
    found.set(code, {
      code, area, path: `${before?.path ?? ""}${path(one) ?? ""}`, middle: before?.middle ?? [x, y],
      small: code !== "" && area < SMALL,
    });
  }
  return { sphere: path({ type: "Sphere" }) ?? "", shapes: [...found.values()].sort((a, b) => b.area - a.area) };
}
