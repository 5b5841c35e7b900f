// A stretch in words: its days, its answer, and what brought it.
import { wordOf } from "../../parts/verdict";
import { words } from "../../words/language";
import { day } from "../../words/written";
import { dayAt, dayNumber, type Stretch } from "./asking";
import { named } from "./places";

/** The days of a stretch. */
export function daysOf(one: Stretch): string {
  return one.to === null ? w("from", { from: day(one.from) }) : w("between", { from: day(one.from), until: day(lastOf(one)) });
}

/** All of it, for who does not see the picture. */
export function toldOf(one: Stretch): string {
  const causes = (one.turn?.provisions ?? []).map((cause) => (cause.ends ? w("ends", { title: cause.title }) : cause.title));
  const parts = [named(one.destination), daysOf(one), wordOf(one), one.turn?.state ?? "", ...causes, ...(one.turn?.licenses ?? [])];
  return parts.filter(Boolean).join("; ");
}

function lastOf(one: Stretch): string {
  return dayAt(dayNumber(one.to!) - 1);
}

const w = words({
  en: { from: "from {from}", between: "{from} to {until}", ends: "end of: {title}" },
  de: { from: "ab {from}", between: "{from} bis {until}", ends: "Ende von: {title}" },
});
