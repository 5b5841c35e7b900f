// The countries of Natural Earth (public domain), each named by its ISO 3166-1 alpha-2 code. Natural Earth draws who holds a
// place; the page wants whose code it has: parts with a code of their own are cut out, and Crimea is UA-43.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Land that Natural Earth names apart, by the code that ISO 3166-1 has for it. */
const NAMED = { Kosovo: "XK", Somaliland: "SO", "N. Cyprus": "CY" };

/** Parts of another country's land: the code of their own, and west, south, east and north of where they lie. */
const PARTS = {
  FR: [
    ["GF", -55, 2, -51, 6], ["GP", -62, 15.7, -60.9, 16.6], ["MQ", -61.3, 14.3, -60.7, 15], ["RE", 55, -22, 56, -20],
    ["YT", 44.9, -13.2, 45.4, -12.5],
  ],
  NO: [["SJ", -10, 70.5, -7, 71.5], ["SJ", 8, 74, 36, 82]],
  NL: [["BQ", -69, 11.9, -62.8, 17.8]],
  NZ: [["TK", -173, -10, -171, -8]],
  RU: [["UA-43", 32, 44, 36.8, 46.3]],
  "": [["CX", 105, -11, 106, -10], ["CC", 96, -13, 97.5, -11]],
};

/** Places too small to be drawn at this scale: longitude and latitude. */
const POINTS = { BV: [3.4, -54.4], GI: [-5.35, 36.14], TV: [179.2, -8.5], UM: [-169.5, 16.7] };

export function world() {
  const atlas = require("world-atlas/countries-50m.json");
  const { numericToAlpha2 } = require("i18n-iso-countries");
  const { feature } = require("topojson-client");
  const countries = atlas.objects.countries;
  const geometries = countries.geometries.flatMap((land) => {
    const id = (land.id && numericToAlpha2(land.id)) || NAMED[land.properties.name] || "";
    const polygons = land.type === "Polygon" ? [land.arcs] : land.arcs;
    const { coordinates, type } = feature(atlas, land).geometry;
    const drawn = type === "Polygon" ? [coordinates] : coordinates;
    const owners = new Map();
    polygons.forEach((arcs, n) => {
      const owner = partAt(drawn[n][0], PARTS[id] ?? []) ?? id;
      owners.set(owner, [...(owners.get(owner) ?? []), arcs]);
    });
    return [...owners].map(([owner, arcs]) => ({ type: "MultiPolygon", arcs, id: owner }));
  });
  const points = Object.entries(POINTS).map(([id, [x, y]]) => ({ type: "Point", coordinates: quantized(atlas, x, y), id }));
  return { ...atlas, objects: { countries: { ...countries, geometries: [...geometries, ...points] } } };
}

function partAt(ring, parts) {
  return parts.find(([, west, south, east, north]) =>
    ring.every(([x, y]) => west <= x && x <= east && south <= y && y <= north))?.[0];
}

function quantized({ transform: { scale, translate } }, x, y) {
  return [Math.round((x - translate[0]) / scale[0]), Math.round((y - translate[1]) / scale[1])];
}
