// Records of the decision log as the service tells them.
import type { Question } from "../../question";
import { words } from "../../words/language";

export interface Header {
  readonly record_id: string;
  readonly kind: string;
  readonly at: string;
  readonly caller: string;
  readonly engine: string;
  readonly rulebook: string;
  readonly ruleset: string | null;
  readonly outcome: string | null;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly item: string | null;
  readonly destination: string | null;
  readonly date: string | null;
  readonly order: string | null;
  readonly line: string | null;
  readonly chain: number;
  readonly seq: number;
  readonly digest: string;
}

export interface Whole extends Header {
  readonly question: Question | null;
  readonly answer: Readonly<Record<string, unknown>> | null;
}

const EN = {
  decision: "decision", order: "order", timeline: "timeline", catalog: "catalog", hold: "hold", release: "release",
  erasure: "erasure",
};
const DE: typeof EN = {
  decision: "Entscheidung", order: "Auftrag", timeline: "Zeitverlauf", catalog: "Katalog", hold: "Sperre", release: "Freigabe",
  erasure: "Löschung",
};
const w = words({ en: EN, de: DE });

export const KINDS = Object.keys(EN) as readonly (keyof typeof EN)[];

export function kindOf(kind: string): string {
  return Object.hasOwn(EN, kind) ? w(kind as keyof typeof EN) : kind;
}
