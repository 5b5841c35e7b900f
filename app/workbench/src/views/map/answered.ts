// What the service answers of every place, and the places that have the same answer.
import { askJson, post } from "../../api";
import type { Judged } from "../../parts/verdict";
import { without, type Question } from "../../question";

export interface PlaceAnswered extends Judged {
  readonly code: string;
  readonly name: string;
  readonly classification: readonly string[];
  readonly sentence: string;
}

export interface World {
  readonly date: string;
  readonly ruleset: string | null;
  readonly destinations: readonly PlaceAnswered[];
}

/** A part of a country that the map draws and the rules know by a name of its own. */
export const REGION_DRAWN = "UA-43";

export function placeless(one: Question): Record<string, unknown> {
  return without(one, "destination", "region");
}

export async function worldOf(asked: Record<string, unknown>, signal: AbortSignal): Promise<World> {
  const [world, region] = await Promise.all([
    askJson<World>("/v1/drafts/maps", { body: JSON.stringify(asked), signal }),
    regionOf(asked, signal),
  ]);
  return { ...world, destinations: [...world.destinations, ...region] };
}

interface Decided {
  readonly answer: Judged & {
    readonly summary: string; readonly classification: readonly string[];
    readonly reasons: readonly { readonly sentence: string }[];
  };
}

/** The region's own answer; none where these rules do not know it, and then the map leaves it open. */
async function regionOf(asked: Record<string, unknown>, signal: AbortSignal): Promise<readonly PlaceAnswered[]> {
  try {
    const response = await post("/v1/drafts", { ...asked, destination: REGION_DRAWN }, signal);
    const { answer } = (await response.json()) as Decided;
    const { outcome, verdict, certainty, classification, reasons, summary } = answer;
    const sentence = reasons[0]?.sentence ?? summary;
    return [{ code: REGION_DRAWN, name: REGION_DRAWN, outcome, verdict, certainty, classification, sentence }];
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}

export interface Group {
  readonly key: string;
  readonly of: Judged;
  readonly sentence: string;
  readonly places: readonly PlaceAnswered[];
}

/** Places with one answer together, the strictest first. The sentence of one place may name it: that is left out. */
export function grouped(places: readonly PlaceAnswered[]): readonly Group[] {
  const found = new Map<string, PlaceAnswered[]>();
  for (const one of places) {
    const key = [one.verdict ?? one.outcome, one.certainty, shared(one)].join("|");
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found]
    .map(([key, those]) => ({ key, of: those[0]!, sentence: shared(those[0]!), places: those }))
    .sort((a, b) => strictness(b.of) - strictness(a.of) || a.places.length - b.places.length);
}

function shared(one: PlaceAnswered): string {
  return one.sentence.replace(`${one.name} (${one.code})`, "…");
}

function strictness(one: Judged): number {
  return ["", "allowed", "license-required", "blocked"].indexOf(one.verdict ?? "");
}
