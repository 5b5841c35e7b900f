// How a verdict looks everywhere: a sign, a word and a color, so that none of them is needed alone.
import { words } from "../words/language";

export interface Judged {
  readonly outcome?: string | null;
  readonly verdict?: string | null;
  readonly certainty?: string | null;
}

export type Look = "allowed" | "license" | "blocked" | "other";

/** The class of its colors. */
export function lookOf(one: Judged): Look {
  switch (one.verdict) {
    case "allowed": return "allowed";
    case "license-required": return "license";
    case "blocked": return "blocked";
    default: return "other";
  }
}

export const SIGNS: Record<Look, string> = { allowed: "✓", license: "!", blocked: "✕", other: "–" };

/** The shapes of points, centered on nothing; a conservative one is hollow. */
export const SHAPES: Record<Look, string> = {
  allowed: "M-4.6 0A4.6 4.6 0 1 0 4.6 0A4.6 4.6 0 1 0-4.6 0Z",
  license: "M0-5.4 5.2 4.2H-5.2Z",
  blocked: "M-5-2.8-2.8-5 0-2.2 2.8-5 5-2.8 2.2 0 5 2.8 2.8 5 0 2.2-2.8 5-5 2.8-2.2 0Z",
  other: "M0-5.6 5.6 0 0 5.6-5.6 0Z",
};

/** The word for it: the verdict, or why there is none. */
export function wordOf(one: Judged): string {
  const name = one.verdict ?? one.outcome ?? "";
  return isWord(name) ? w(name) : name.replaceAll("-", " ");
}

export function certaintyOf(one: Judged): string {
  return one.certainty === "definite" || one.certainty === "conservative" ? w(one.certainty) : "";
}

export function Verdict({ of, large = false }: { of: Judged; large?: boolean }) {
  const look = lookOf(of);
  return (
    <span class={`verdict ${look}${large ? " large" : ""}`}>
      <span class="sign" aria-hidden="true">{SIGNS[look]}</span> <span class="word">{wordOf(of)}</span>
      {of.certainty === "conservative" && <span class="certainty">{w("conservative")}</span>}
    </span>
  );
}

const EN = {
  allowed: "allowed", "license-required": "license required", blocked: "blocked", definite: "definite",
  conservative: "conservative", "not-an-export": "not an export", "not-subject": "not subject to the EAR",
  "deemed-export": "a deemed export, which these rules do not cover", "destination-unresolved": "destination unresolved",
  "date-not-covered": "date not covered", error: "not read",
};
const DE: typeof EN = {
  allowed: "erlaubt", "license-required": "genehmigungspflichtig", blocked: "gesperrt", definite: "eindeutig",
  conservative: "vorsichtig", "not-an-export": "kein Export", "not-subject": "nicht den EAR unterworfen",
  "deemed-export": "ein „deemed export“, den diese Regeln nicht erfassen", "destination-unresolved": "Bestimmungsort ungeklärt",
  "date-not-covered": "Tag nicht erfasst", error: "nicht gelesen",
};

function isWord(name: string): name is keyof typeof EN {
  return Object.hasOwn(EN, name);
}

const w = words({ en: EN, de: DE });
