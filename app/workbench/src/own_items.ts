// Items of the reader's own, from a file that stays in the browser. What a column states is known by its name alone, as
// documented for catalogs; a column that is not known is told, and what a cell leaves open stays unknown.
import { signal } from "@preact/signals";
import { parse } from "papaparse";
import { FLAGS, FORMATS, PLAIN, WHOLE } from "./item_fields";
import { readExactly } from "./exact_json";
import type { Item } from "./question";

export const ownItems = signal<readonly Item[]>([]);

export interface ReadItems {
  readonly items: readonly Item[];
  /** Columns that state nothing known. */
  readonly ignored: readonly string[];
}

const MOST = 5_000;
const OTHER_NAMES: Readonly<Record<string, string>> = {
  vendor: "manufacturer", marketed_for_datacenter: "designed_or_marketed_for_datacenter", fp32_tflops: "tops.fp32",
  tf32_dense_tflops: "tops.tf32", fp64_tflops: "tops.fp64", memory_bandwidth_gbps: "dram_bandwidth_gb_s",
  interconnect_bandwidth_gbps: "link_bandwidth_gb_s", host_interface_gbps: "host_bandwidth_gb_s",
};
const FIELDS: ReadonlySet<string> = new Set(["name", "manufacturer", ...PLAIN, ...FLAGS, ...WHOLE]);
const TRUTHS: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };
const DRAM = /^(hbm|gddr|lpddr|ddr|dram)/i;

/** The items of a file: CSV with a header, a JSON list or item, or an item on each line. */
export function readItems(name: string, text: string): ReadItems {
  const plain = text.replace(/^\uFEFF/, "");
  if (/\.(jsonl|ndjson)$/i.test(name)) {
    return { items: plain.split("\n").filter((line) => line.trim()).slice(0, MOST).map((line) => objectIn(readExactly(line))), ignored: [] };
  }
  if (/\.json$/i.test(name)) {
    const found = readExactly(plain);
    return { items: (Array.isArray(found) ? found : [found]).slice(0, MOST).map(objectIn), ignored: [] };
  }
  const [head = [], ...rows] = records(plain);
  const fields = head.map(fieldOf);
  const ignored = head.filter((column, n) => fields[n] === null && column.trim() !== "memory_type");
  return { items: rows.slice(0, MOST).map((row) => itemOf(head, fields, row)), ignored };
}

function objectIn(value: unknown): Item {
  const item = typeof value === "object" && value !== null && "item" in value ? (value as { item: unknown }).item : value;
  if (typeof item !== "object" || item === null || Array.isArray(item)) throw new Error("an item is a JSON object");
  return item as Item;
}

function fieldOf(column: string): string | null {
  const name = column.trim().toLowerCase();
  const rate = /^(sparse_)?tops[._](\w+)$/.exec(name) ?? /^()dense_(\w+?)_(?:tflops|tops)$/.exec(name);
  if (rate) return FORMATS.includes(rate[2]!) ? `${rate[1] ?? ""}tops.${rate[2]}` : null;
  return OTHER_NAMES[name] ?? (FIELDS.has(name) ? name : null);
}

function itemOf(head: readonly string[], fields: readonly (string | null)[], row: readonly string[]): Item {
  const item: Record<string, unknown> = {};
  const memory = row[head.findIndex((column) => column.trim() === "memory_type")];
  fields.forEach((field, n) => {
    const text = (row[n] ?? "").trim();
    if (!field || !text || text.toLowerCase() === "unknown") return;
    // A bandwidth of memory that is no DRAM is not the figure that the rules ask for.
    if (field === "dram_bandwidth_gb_s" && memory && !DRAM.test(memory.trim())) return;
    const [table, format] = field.split(".");
    if (format) item[table!] = { ...(item[table!] as object | undefined), [format]: text };
    else if (FLAGS.includes(field)) item[field] = TRUTHS[text.toLowerCase()] ?? text;
    else item[field] = WHOLE.includes(field) && /^\d+$/.test(text) ? Number(text) : field === "transistor" ? transistor(text) : text;
  });
  return item;
}

function transistor(text: string): string {
  return /^(finfet|gaa|gaafet|non-planar)$/i.test(text) ? "non-planar" : text.toLowerCase();
}

/** The records of a CSV file, whatever separates its cells. */
function records(text: string): string[][] {
  return parse<string[]>(text, { skipEmptyLines: "greedy" }).data;
}
