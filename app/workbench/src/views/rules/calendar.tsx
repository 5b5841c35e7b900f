// What begins, changes and ends: to come first, then the past; and the items that get another answer by it soon.
import { about } from "../../about";
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { destinationChoices } from "../../known";
import { Combobox } from "../../parts/combobox";
import { Trouble } from "../../parts/trouble";
import { restate, route } from "../../route";
import { words } from "../../words/language";
import { place } from "../../words/written";
import { Days, type CalendarEvent } from "./calendar_days";
import { Turns, type Turn } from "./turns";

interface Calendar {
  readonly from: string;
  readonly until: string;
  readonly today: string;
  readonly verified_through: string;
  readonly events: readonly CalendarEvent[];
  readonly items?: number;
  readonly turns: readonly Turn[];
}

const AHEAD = 90;

export function CalendarPart() {
  const to = route.value.params.get("to") ?? "CN";
  const { value, error } = useAsked("calendar", (signal) => askJson<Calendar>("/v1/calendar", { signal }));
  const coming = value?.events.filter((one) => one.day > value.today) ?? [];
  const past = value?.events.filter((one) => one.day <= value.today).reverse() ?? [];
  const years = [...new Set(past.map((one) => one.day.slice(0, 4)))];
  return (
    <>
      <Trouble error={error} />
      <section class="card" aria-labelledby="coming">
        <h2 id="coming">{w("coming")}</h2>
        {value && !coming.length && <p class="note">{w("none")}</p>}
        <Days events={coming} />
      </section>
      <section class="card" aria-labelledby="turns">
        <h2 id="turns">{w("turns", { n: AHEAD })}</h2>
        <Combobox label={w("to")} value={to} choices={destinationChoices.value} onTake={(code) => restate("rules", { part: "calendar", to: code })} />
        <Soon to={to} />
      </section>
      <section class="card" aria-labelledby="past">
        <h2 id="past">{w("past")}</h2>
        {years.map((year, n) => (
          <details key={year} open={n === 0}>
            <summary>{year}</summary>
            <Days events={past.filter((one) => one.day.startsWith(year))} />
          </details>
        ))}
      </section>
    </>
  );
}

function Soon({ to }: { to: string }) {
  const today = about.value?.today;
  const path = today ? `/v1/calendar?${new URLSearchParams({ from: today, until: after(today, AHEAD), to, flips: "true" })}` : null;
  const { value, error, busy } = useAsked(path, (signal) => askJson<Calendar>(path!, { signal }));
  return (
    <div aria-busy={busy}>
      <Trouble error={error} />
      {busy ? <p class="note" role="status">{w("trying")}</p>
        : value && !value.turns.length && <p class="note" role="status">{w("no-turns", { items: value.items ?? 0, place: place(to) })}</p>}
      {value && value.turns.length > 0 && <Turns turns={value.turns} old={busy} />}
    </div>
  );
}

function after(iso: string, days: number): string {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

const w = words({
  en: {
    coming: "To come", none: "Nothing to come is known.", turns: "Other answers within the next {n} days", to: "Destination",
    past: "Past", trying: "The catalog is being tried …", "no-turns": "None of the {items} items of the catalog gets another answer to {place}.",
  },
  de: {
    coming: "Kommendes", none: "Nichts Kommendes ist bekannt.", turns: "Andere Antworten in den nächsten {n} Tagen",
    to: "Bestimmungsort", past: "Vergangenes", trying: "Der Katalog wird durchprobiert …",
    "no-turns": "Keine der {items} Waren des Katalogs bekommt nach {place} eine andere Antwort.",
  },
});
