// What the service tells of a plane: the regions of the rules in force, and the catalog's items on it.
import { askJson, post } from "../../api";
import type { Judged } from "../../parts/verdict";
import type { Question } from "../../question";
import { drawn } from "../../words/written";

export const PLANES = ["density", "tpp-memory", "memory"] as const;
export type Plane = (typeof PLANES)[number];

export interface AxisTold {
  readonly measure: string;
  readonly title: string;
  readonly unit: string;
  readonly bounds: readonly string[];
}

/** [x low, y low, x high, y high], or with two more: sum low, sum high. Null: no end. */
export type Rectangle = readonly (string | null)[];

export interface Answered extends Judged {
  readonly classification: readonly string[];
}

export interface Region extends Answered {
  readonly review_policy: string | null;
  readonly rectangles: readonly Rectangle[];
}

export interface Point extends Answered {
  readonly name: string;
  readonly manufacturer: string | null;
  readonly x: string | null;
  readonly y: string | null;
  /** The item of the reader's own question, of no catalog. */
  readonly own?: boolean;
}

export interface Picture {
  readonly date: string;
  readonly destination: string;
  readonly exporter: string | null;
  readonly informed: readonly string[];
  readonly ruleset: string | null;
  readonly x: AxisTold;
  readonly y: AxisTold;
  readonly together: AxisTold | null;
  readonly half_open: boolean;
  readonly item: string;
  readonly regions: readonly Region[];
  readonly points: readonly Point[];
}

export interface Asked {
  readonly plane: Plane;
  readonly destination: string;
  readonly date: string | undefined;
  readonly exporter: string;
  /** An item that the catalog does not have, with its figures. */
  readonly own: Record<string, unknown> | null;
}

/** The question about an item as the picture asks it: nothing stated but place, day and exporter. */
export function plainly(item: unknown, { destination, date, exporter }: Asked): Question {
  return { item, destination, ...(date ? { date } : {}), ...(exporter ? { exporter } : {}) } as Question;
}

export async function pictureOf(asked: Asked, signal: AbortSignal): Promise<Picture> {
  const query = new URLSearchParams({ to: asked.destination });
  if (asked.date) query.set("date", asked.date);
  if (asked.exporter) query.set("exporter", asked.exporter);
  const picture = await askJson<Picture>(`/v1/pictures/${asked.plane}?${query}`, { signal });
  const own = asked.own ? await ownPoint(asked, picture, signal) : [];
  return { ...picture, points: [...picture.points, ...own] };
}

interface Decided {
  readonly answer: Answered & { readonly measures: readonly { readonly measure: string; readonly value: string | null }[] };
}

/** The reader's own item where its figures lie; what is wrong with it, Decide says. */
async function ownPoint(asked: Asked, picture: Picture, signal: AbortSignal): Promise<readonly Point[]> {
  try {
    const response = await post("/v1/drafts", plainly(asked.own, asked), signal);
    const { answer } = (await response.json()) as Decided;
    const { outcome, verdict, certainty, classification, measures } = answer;
    const value = (measure: string): string | null => measures.find((one) => one.measure === measure)?.value ?? null;
    return [{
      outcome, verdict, certainty, classification, name: String(asked.own!["name"] ?? ""),
      manufacturer: String(asked.own!["manufacturer"] ?? "") || null,
      x: value(picture.x.measure), y: value(picture.y.measure), own: true,
    }];
  } catch (error) {
    if (signal.aborted) throw error;
    return [];
  }
}

/** Where a figure is drawn; nothing (0) lies at the low end. */
export function place(text: string | null, low: number): number | null {
  const value = drawn(text);
  return value === null ? null : Math.max(value, low);
}
