// The day of the question, with the days beside it on which the rules change: a way to walk through the law.
import { about } from "../about";
import { change, question } from "../question";
import { words } from "../words/language";
import { day } from "../words/written";
import { DayChoice } from "./subject";

export function DayAndTurns({ invalid }: { invalid: string | undefined }) {
  const told = about.value;
  const now = question.value.date ?? told?.today ?? "";
  const marks = told?.boundaries ?? [];
  const before = marks.findLast((one) => one < now);
  const after = marks.find((one) => one > now);
  const go = (date: string | undefined): void => change({ ...question.value, date });
  return (
    <div class="day-turns">
      <DayChoice invalid={invalid} />
      <div class="turns" role="group" aria-label={w("turns")}>
        <span aria-hidden="true">{w("turns")}</span>
        <button type="button" class="quiet" disabled={!before} onClick={() => go(before)}
          aria-label={w("previous", { day: day(before) })}>← {before ? day(before) : ""}</button>
        <button type="button" class="quiet" disabled={!after} onClick={() => go(after)}
          aria-label={w("next", { day: day(after) })}>{after ? day(after) : ""} →</button>
      </div>
    </div>
  );
}

const w = words({
  en: {
    turns: "Rule changes", previous: "Previous change of the rules: {day}", next: "Next change of the rules: {day}",
  },
  de: {
    turns: "Regeländerungen", previous: "Vorige Änderung der Regeln: {day}", next: "Nächste Änderung der Regeln: {day}",
  },
});
