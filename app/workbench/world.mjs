// The countries of Natural Earth (public domain), each named by its ISO 3166-1 alpha-2 code; XK is Kosovo's, and land
// without a code of its own has none.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export function world() {
  const atlas = require("world-atlas/countries-50m.json");
  const { numericToAlpha2 } = require("i18n-iso-countries");
  const countries = atlas.objects.countries;
  const geometries = countries.geometries
    .map(({ type, arcs, id, properties }) => ({
      type, arcs, id: (id && numericToAlpha2(id)) || (properties.name === "Kosovo" ? "XK" : ""),
    }));
  return { ...atlas, objects: { countries: { ...countries, geometries } } };
}
