// The question that all views look at. It is the JSON that the service takes, as it stands in the link (`q`), so that a
// link asks exactly the same. Figures stay texts as they were typed.
import { signal } from "@preact/signals";
import { readExactly } from "./exact_json";
import { restate, route, type View } from "./route";

export type Item = Readonly<Record<string, unknown>>;

export interface Question {
  readonly item: Item | string;
  readonly destination: string;
  readonly date?: string;
  readonly [name: string]: unknown;
}

const START: Question = { item: "H20 (HGX)", destination: "CN" };

/** The question of a link; the first view shows the chip that it all began with. */
export function questionIn(params: URLSearchParams): Question | null {
  try {
    const value: unknown = readExactly(params.get("q") ?? "");
    return typeof value === "object" && value !== null && "item" in value ? (value as Question) : null;
  } catch {
    return null;
  }
}

export const question = signal<Question>(questionIn(route.value.params) ?? START);

route.subscribe(({ params }) => {
  const linked = questionIn(params);
  if (linked && JSON.stringify(linked) !== JSON.stringify(question.peek())) question.value = linked;
});

/** Ask something else; the view's link follows. */
export function change(next: Question): void {
  question.value = next;
  const { view, params } = route.peek();
  const now = new URLSearchParams(params);
  now.set("q", JSON.stringify(next));
  restate(view, now);
}

/** The parameters by which a view shows this question. */
export function asking(one: Question): Record<string, string> {
  return { q: JSON.stringify(one) };
}

/** The question without some of its fields. */
export function without(one: Question, ...names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(one).filter(([name]) => !names.includes(name)));
}

export const QUESTION_VIEWS: readonly View[] = ["decide", "time", "map", "picture"];
