// What the service says of itself, asked once.
import { signal } from "@preact/signals";
import { again, askJson } from "./api";

export interface About {
  readonly version: string;
  readonly today: string;
  readonly covered_from: string;
  readonly verified_through: string;
  readonly ruleset: string;
  readonly rulebook: string;
  readonly drafts: boolean;
  readonly log: "durable" | "unsafe-async" | "off";
  readonly catalog_folder: boolean;
  readonly scopes: readonly string[];
  readonly most_body_bytes: number;
  readonly most_catalog_bytes: number;
  readonly boundaries: readonly string[];
}

export const about = signal<About | null>(null);

again.subscribe(() => {
  askJson<About>("/v1/about").then(
    (found) => (about.value = found),
    () => undefined, // the frame says what is wrong: a key is wanted, or the service is gone
  );
});
