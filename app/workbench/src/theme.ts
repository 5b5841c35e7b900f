// Light, dark, or as the system has it.
import { effect, signal } from "@preact/signals";
import { keep, kept } from "./kept";

export type Theme = "auto" | "light" | "dark";
export const THEMES: readonly Theme[] = ["auto", "light", "dark"];
const stored = kept("theme");
export const theme = signal<Theme>(THEMES.find((one) => one === stored) ?? "auto");

effect(() => {
  document.documentElement.dataset["theme"] = theme.value;
  keep("theme", theme.value);
});
