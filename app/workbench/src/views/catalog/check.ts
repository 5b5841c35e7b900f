// The check of a catalog: what was asked, how far it is, and the rows that came. It outlives the view, so that looking
// elsewhere loses nothing.
import { signal } from "@preact/signals";
import { ask, lines, Refused, type ProblemJson } from "../../api";
import { withKey } from "../../with_key";
import { Rows } from "./rows";

export interface Asked {
  readonly file: File | null;
  readonly path: string;
  readonly to: readonly string[];
  readonly date: string;
  readonly mapping: string;
}

export type State = "sending" | "running" | "done" | "cancelled" | "failed";

export interface Check {
  readonly asked: Asked;
  readonly state: State;
  readonly read: number;
  readonly total: number | null;
  /** Which part of the file that is; null while nobody knows. */
  readonly part: number | null;
  readonly notes: readonly string[];
  readonly began: number;
  readonly ended: number | null;
  readonly error: unknown;
  /** Where it stands in the decision log. */
  readonly record: string | null;
  readonly rows: Rows;
}

type Line =
  | { readonly kind: "progress"; readonly rows: number; readonly total: number | null; readonly part: number }
  | { readonly kind: "notes"; readonly notes: readonly string[] }
  | { readonly kind: "columns"; readonly columns: readonly { readonly name: string; readonly title: string }[] }
  | { readonly kind: "rows"; readonly rows: readonly (readonly unknown[])[] }
  | { readonly kind: "done"; readonly counts: Readonly<Record<string, number>>; readonly record_id: string | null }
  | ({ readonly kind: "problem" } & ProblemJson);

/** The answer ended before its last line. */
export class BrokenOff extends Error {}

export const check = signal<Check | null>(null);
/** Counts up when rows came, at most a few times a second. */
export const came = signal(0);
const TOLD_EVERY = 250;
const LONGEST_NAME = 150;
let stop = new AbortController();

/** The service's address of one check; the file is the body, unless it lies in the service's folder. */
export function addressOf(asked: Asked, format: string): string {
  const params = new URLSearchParams({ to: asked.to.join(","), format });
  if (asked.file) params.set("filename", asked.file.name.slice(-LONGEST_NAME));
  else params.set("path", asked.path);
  if (asked.date) params.set("date", asked.date);
  if (asked.mapping.trim()) params.set("mapping", asked.mapping);
  return `/v1/catalogs?${params}`;
}

export function nameOf(asked: Asked): string {
  return asked.file?.name ?? asked.path;
}

export function sent(asked: Asked, format: string, signal: AbortSignal): Promise<Response> {
  const body = asked.file ? { body: asked.file, type: "application/octet-stream" } : { method: "POST" };
  return withKey(() => ask(addressOf(asked, format), { ...body, signal }), signal);
}

export function cancel(): void {
  stop.abort();
}

export async function begin(asked: Asked): Promise<void> {
  stop.abort();
  const mine = (stop = new AbortController());
  const rows = new Rows();
  let now: Check = {
    asked, state: "sending", read: 0, total: null, part: null, notes: [], began: performance.now(), ended: null, error: null,
    record: null, rows,
  };
  const tell = (next: Partial<Check>): void => {
    now = { ...now, ...next };
    if (stop === mine) check.value = now;
  };
  tell({});
  try {
    await follow(await sent(asked, "rows", mine.signal), rows, tell);
    tell({ state: "done", read: rows.count, ended: performance.now() });
  } catch (error) {
    const state = mine.signal.aborted ? "cancelled" : "failed";
    tell({ state, error: state === "failed" ? error : null, ended: performance.now() });
    if (state === "failed" && !(error instanceof Refused)) await ask("/health/live").catch(() => undefined); // is it gone?
  }
  came.value += 1;
}

async function follow(response: Response, rows: Rows, tell: (next: Partial<Check>) => void): Promise<void> {
  let told = 0;
  for await (const line of lines<Line>(response)) {
    if (line.kind === "columns") rows.columns = line.columns;
    else if (line.kind === "rows") rows.add(line.rows);
    else if (line.kind === "progress") tell({ state: "running", read: line.rows, total: line.total, part: line.part });
    else if (line.kind === "notes") tell({ notes: line.notes });
    else if (line.kind === "problem") throw new Refused(line.status, line);
    else if (line.kind === "done") {
      const all = Object.values(line.counts).reduce((sum, one) => sum + one, 0);
      if (rows.count !== all) throw new BrokenOff(`${rows.count} of ${all} answers came`);
      return tell({ record: line.record_id });
    }
    if (line.kind === "rows" && performance.now() - told > TOLD_EVERY) {
      told = performance.now();
      tell({ state: "running" });
      came.value += 1;
    }
  }
  throw new BrokenOff("no last line");
}
