// Items that get another answer by other rules, from a day to a day.
import { useState } from "preact/hooks";
import { Verdict } from "../../parts/verdict";
import { asking } from "../../question";
import { link } from "../../route";
import { words } from "../../words/language";
import { count, day, place } from "../../words/written";

export interface Flip {
  readonly item: string;
  readonly destinations: readonly string[];
  readonly first: string;
  readonly last: string | null;
  readonly before: string;
  readonly after: string;
  readonly because: readonly string[];
  readonly current: boolean;
}

const FIRST = 100;

export function Flips({ flips, label }: { flips: readonly Flip[]; label: string }) {
  const [all, showAll] = useState(false);
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={label}>
        <table class="rule-table">
          <thead>
            <tr>
              <th scope="col">{w("item")}</th><th scope="col">{w("to")}</th><th scope="col">{w("days")}</th>
              <th scope="col">{w("before")}</th><th scope="col">{w("after")}</th><th scope="col">{w("because")}</th>
            </tr>
          </thead>
          <tbody>
            {(all ? flips : flips.slice(0, FIRST)).map((one) => (
              <tr key={`${one.item} ${one.first} ${one.destinations.join()}`}>
                <td><a href={link("decide", asking({ item: one.item, destination: one.destinations[0]!, date: one.first }))}><bdi>{one.item}</bdi></a></td>
                <td>{one.destinations.map(place).join(", ")}</td>
                <td>{one.last ? w("span", { first: day(one.first), last: day(one.last) }) : w("open", { first: day(one.first) })}
                  {one.current && <> <span class="rule-tag strong">{w("today")}</span></>}</td>
                <td><Verdict of={{ verdict: one.before }} /></td>
                <td><Verdict of={{ verdict: one.after }} /></td>
                <td lang="en"><small>{one.because.join(", ")}</small></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {!all && flips.length > FIRST && <button type="button" class="quiet" onClick={() => showAll(true)}>{w("more", { n: count(flips.length) })}</button>}
    </>
  );
}

const w = words({
  en: {
    item: "Item", to: "To", days: "Days", before: "Before", after: "After", because: "By", span: "{first} to {last}",
    open: "from {first} on", today: "today too", more: "Show all {n}",
  },
  de: {
    item: "Ware", to: "Nach", days: "Tage", before: "Vorher", after: "Nachher", because: "Durch", span: "{first} bis {last}",
    open: "ab {first}", today: "auch heute", more: "Alle {n} zeigen",
  },
});
