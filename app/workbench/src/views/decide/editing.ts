// How a field of the form changes the question. What is empty is not stated: the field leaves the question.
import { items } from "../../known";
import { change, question, type Item, type Question } from "../../question";

/** The question with a field stated, or not. */
export function state(field: string, value: unknown): void {
  change(stated(question.peek(), field, value) as Question);
}

export function stated(of: Readonly<Record<string, unknown>>, field: string, value: unknown): Record<string, unknown> {
  const { [field]: _, ...rest } = of;
  const empty = value === "" || value === null || value === undefined || (isTable(value) && Object.keys(value).length === 0)
    || (Array.isArray(value) && value.length === 0);
  return empty ? rest : { ...of, [field]: value };
}

/** The stated item, where the question states one. */
export function itemOf(one: Question): Item | null {
  return typeof one.item === "string" ? null : one.item;
}

export function stateItem(field: string, value: unknown): void {
  const now = question.peek();
  change({ ...now, item: stated(itemOf(now) ?? {}, field, value) });
}

export function stateRate(table: "tops" | "sparse_tops", format: string, value: string): void {
  stateItem(table, stated(tableIn(itemOf(question.peek()), table), format, value));
}

export function tableIn(item: Item | null, table: string): Readonly<Record<string, unknown>> {
  const found = item?.[table];
  return isTable(found) ? found : {};
}

/** State the figures of the named item, to be changed: the review of the old ones is not one of the new ones. */
export function edit(): void {
  const now = question.peek();
  const { review: _, ...item } = items.peek().find((one) => one["name"] === now.item) ?? { name: String(now.item) };
  change({ ...now, item });
}

/** What a field shows: the text as it was typed. */
export function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** A count as the service takes it: a whole number; anything else is left for it to refuse. */
export function countOf(text: string): number | string {
  return /^\d{1,15}$/.test(text) ? Number(text) : text;
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
