// Figures and days as the reader's language writes them. Figures come as exact texts ("2368", "32/11") and are grouped as
// texts: no digit passes through a float.
import { language } from "./language";

/** "1026.1" is 1,026.1 or 1.026,1; "32/11" is ≈ 2.91. */
export function figure(text: string | null | undefined): string {
  if (text === null || text === undefined) return "–";
  const fraction = /^(-?)(\d+)\/(\d+)$/.exec(text);
  if (fraction) {
    const value = Number(fraction[2]) / Number(fraction[3]);
    return `≈ ${fraction[1]}${new Intl.NumberFormat(language.value, { maximumSignificantDigits: 4 }).format(value)}`;
  }
  const plain = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!plain) return text;
  const [group, point] = language.value === "de" ? [".", ","] : [",", "."];
  const whole = plain[2]!.replace(/\B(?=(\d{3})+$)/g, group);
  return `${plain[1] ? "−" : ""}${whole}${plain[3] ? point + plain[3] : ""}`;
}

/** A count. */
export function count(number: number): string {
  return new Intl.NumberFormat(language.value).format(number);
}

/** "2025-04-09" is Apr 9, 2025 or 9. Apr. 2025. */
export function day(iso: string | null | undefined): string {
  if (!iso || !/^\d{4}-\d{2}-\d{2}$/.test(iso) || Number.isNaN(Date.parse(iso))) return iso ?? "–";
  const format = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeZone: "UTC" });
  return format.format(new Date(`${iso}T00:00:00Z`));
}

/** A time in UTC, as the log writes it. */
export function moment(iso: string): string {
  const format = new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" });
  return `${format.format(new Date(iso))} UTC`;
}

let names = { language: "", of: new Intl.DisplayNames(["en"], { type: "region" }) };

/** The name of a place by its ISO 3166-1 code. */
export function place(code: string): string {
  if (names.language !== language.value) {
    // kept, since making one costs more than a frame has time for where a table asks for many
    names = { language: language.value, of: new Intl.DisplayNames([language.value], { type: "region" }) };
  }
  try {
    return names.of.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A figure for drawing alone. */
export function drawn(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const [above, below] = text.split("/");
  const value = below === undefined ? Number(above) : Number(above) / Number(below);
  return Number.isFinite(value) ? value : null;
}
