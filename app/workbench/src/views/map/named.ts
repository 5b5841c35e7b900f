// What a place of the map is called: a country by its code, or the one region that is drawn apart.
import { words } from "../../words/language";
import { place } from "../../words/written";
import { REGION_DRAWN } from "./answered";

export function named(code: string): string {
  return `${code === REGION_DRAWN ? w("region") : place(code)} (${code})`;
}

const w = words({ en: { region: "Crimea" }, de: { region: "Krim" } });
