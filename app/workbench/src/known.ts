// What may be asked for by name: the shipped catalog and the places, asked once each.
import { computed, signal } from "@preact/signals";
import { again, askJson } from "./api";
import type { Choice } from "./parts/combobox";
import type { Item } from "./question";
import { language } from "./words/language";
import { place } from "./words/written";

interface Page {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Place {
  readonly code: string;
  readonly name: string;
  /** Parts of it that the law treats apart. */
  readonly regions: readonly { readonly code: string; readonly name: string }[];
}

export const items = signal<readonly Item[]>([]);
export const places = signal<readonly Place[]>([]);

again.subscribe(() => {
  askItems().catch(() => undefined); // the frame says what is wrong
  askJson<{ destinations: Place[] }>("/v1/destinations").then(
    (found) => (places.value = found.destinations),
    () => undefined,
  );
});

async function askItems(): Promise<void> {
  const found: Item[] = [];
  let after: string | null = null;
  do {
    const page: Page = await askJson<Page>(`/v1/items?limit=500${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    found.push(...page.items);
    after = page.next;
  } while (after);
  items.value = found;
}

export const itemChoices = computed<readonly Choice[]>(() =>
  items.value.map((one) => ({ value: String(one["name"]), label: String(one["name"]), note: String(one["manufacturer"] ?? "") })),
);

export const destinationChoices = computed<readonly Choice[]>(() => {
  void language.value;
  return places.value
    .map(({ code }) => ({ value: code, label: `${place(code)} (${code})`, note: "" }))
    .sort((a, b) => a.label.localeCompare(b.label, language.value));
});
