// The answers over time, as the service says them, cut into stretches of days with one answer each.
import { askJson } from "../../api";
import type { Judged } from "../../parts/verdict";
import { without, type Question } from "../../question";

export interface Cause {
  readonly provision: string;
  readonly version: string;
  readonly title: string;
  readonly ends: boolean;
}

export interface Turn {
  readonly date: string;
  readonly before: string | null;
  readonly verdict: string;
  readonly state: string;
  readonly provisions: readonly Cause[];
  readonly licenses: readonly string[];
}

export interface Timeline {
  readonly destination: string;
  readonly name: string | null;
  readonly outcome: string;
  readonly summary: string;
  readonly changes: readonly Turn[];
}

export interface Timelines {
  readonly timelines: readonly Timeline[];
  readonly covered_from: string;
  readonly verified_through: string;
  readonly today: string;
}

/** The body of the question about many days to several places. */
export function bodyOf(question: Question, destinations: readonly string[]): string {
  return JSON.stringify({ ...without(question, "destination", "region", "date"), destinations });
}

export async function timelinesOf(body: string, revision: string, signal: AbortSignal): Promise<{ body: string; found: Timelines }> {
  const by = revision ? `?${new URLSearchParams({ revision })}` : "";
  return { body: body + by, found: await askJson<Timelines>(`/v1/drafts/timelines${by}`, { body, signal }) };
}

/** Days with one answer. */
export interface Stretch extends Judged {
  readonly destination: string;
  readonly turn: Turn | null;
  /** The first day, and the day after the last; null: no end is known. */
  readonly from: string;
  readonly to: string | null;
  readonly outcome: string;
  readonly verdict: string | null;
}

export function stretchesOf(of: Timeline, coveredFrom: string): readonly Stretch[] {
  if (of.changes.length === 0) {
    return [{ destination: of.destination, turn: null, from: coveredFrom, to: null, outcome: of.outcome, verdict: null }];
  }
  return of.changes.map((turn, n) => ({
    destination: of.destination, turn, from: turn.date, to: of.changes[n + 1]?.date ?? null, outcome: "decided", verdict: turn.verdict,
  }));
}

/** The turn that gave a stretch its verdict: its own, or an earlier one where only the state or a notice changed since. */
export function broughtBy(of: Timeline, turn: Turn): Turn {
  const until = of.changes.filter((one) => one.date <= turn.date);
  return until.findLast((one) => one.before !== one.verdict) ?? turn;
}

const DAY = 86_400_000;

/** A day as a number of days, for drawing and counting. */
export function dayNumber(iso: string): number {
  return Date.parse(`${iso}T00:00:00Z`) / DAY;
}

export function dayAt(number: number): string {
  return new Date(Math.round(number) * DAY).toISOString().slice(0, 10);
}

export function isDay(text: string | null): text is string {
  return text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** The days to draw: from the first that is covered to two years past what was checked, or past the last known change. */
export function spanOf(found: Timelines, from: string | null, until: string | null): readonly [number, number] {
  const known = found.timelines.flatMap((one) => one.changes.map((turn) => dayNumber(turn.date)));
  const first = isDay(from) ? dayNumber(from) : dayNumber(found.covered_from);
  const last = isDay(until) ? dayNumber(until) : Math.max(dayNumber(found.verified_through) + 730, ...known.map((one) => one + 120));
  return last - first >= 7 ? [first, last] : [first, first + 7];
}
