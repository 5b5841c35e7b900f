// How far a check is, and how it ended.
import { useEffect, useState } from "preact/hooks";
import { Trouble } from "../../parts/trouble";
import { link } from "../../route";
import { words } from "../../words/language";
import { count, day, figure, place } from "../../words/written";
import { BrokenOff, cancel, nameOf, type Check } from "./check";

export function Progress({ of }: { of: Check }) {
  const runs = of.state === "sending" || of.state === "running";
  const seconds = (useNow(runs) - of.began) / 1000;
  const lasted = ((of.ended ?? of.began) - of.began) / 1000;
  const rate = of.read > 0 && seconds > 0.2 ? Math.round(of.read / (runs ? seconds : lasted)) : null;
  const when = of.rows.held[0]?.[of.rows.place("date")] || of.asked.date;
  return (
    <>
      <h2 id="checked">
        <bdi class="catalog-name" title={nameOf(of.asked)}>{nameOf(of.asked)}</bdi>{" → "}
        {of.asked.to.map(place).join(", ")}{when && `, ${day(when)}`}
      </h2>
      {runs && (
        <div class="work-progress">
          <progress aria-label={w("progress")} {...(of.part === null ? {} : { max: 1, value: of.part })} />
          <p class="note">
            {of.state === "sending" ? w("sending")
              : of.total ? w("of", { rows: count(of.read), total: count(of.total) }) : w("rows", { rows: count(of.read) })}
            {rate !== null && ` · ${w("rate", { rate: count(rate) })}`}
          </p>
          <button type="button" class="quiet" onClick={cancel}>{w("cancel")}</button>
        </div>
      )}
      {of.notes.length > 0 && (
        <details class="note">
          <summary>{w("notes")}</summary>
          <ul lang="en">{of.notes.map((one) => <li key={one}><bdi>{one}</bdi></li>)}</ul>
        </details>
      )}
      <p role="status" class={of.state === "cancelled" ? "alert" : "note"}>{ended(of, lasted)}{of.record && <>{" "}<a href={link("log", { record: of.record })}>{w("record")}</a></>}</p>
      {of.state === "failed" && (of.error instanceof BrokenOff || of.error instanceof TypeError
        ? <p class="alert" role="alert">{w("broken", { rows: count(of.rows.count) })}</p>
        : <Trouble error={of.error} />)}
    </>
  );
}

function ended(of: Check, lasted: number): string {
  if (of.state === "done") return w("done", { rows: count(of.rows.count), seconds: figure(lasted.toFixed(1)) });
  if (of.state === "cancelled") return w("cancelled", { rows: count(of.rows.count) });
  return "";
}

/** The time, a few times a second while something runs. */
function useNow(runs: boolean): number {
  const [now, tell] = useState(performance.now());
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => tell(performance.now()), 500);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}

const w = words({
  en: {
    progress: "Progress of the check", sending: "The catalog is being sent and read …", rows: "{rows} rows",
    of: "{rows} of {total} rows", rate: "{rate} rows a second", cancel: "Cancel",
    notes: "How its columns were read", record: "It is on record.",
    done: "{rows} answers in {seconds} s.", cancelled: "Cancelled after {rows} answers. What is below is not the whole catalog.",
    broken: "The answer broke off after {rows} rows. What is below is not the whole catalog: check it again.",
  },
  de: {
    progress: "Fortschritt der Prüfung", sending: "Der Katalog wird gesendet und gelesen …", rows: "{rows} Zeilen",
    of: "{rows} von {total} Zeilen", rate: "{rate} Zeilen je Sekunde", cancel: "Abbrechen", notes: "Wie die Spalten gelesen wurden",
    record: "Sie steht im Protokoll.",
    done: "{rows} Antworten in {seconds} s.",
    cancelled: "Nach {rows} Antworten abgebrochen. Unten steht nicht der ganze Katalog.",
    broken: "Die Antwort brach nach {rows} Zeilen ab. Unten steht nicht der ganze Katalog: bitte neu prüfen.",
  },
});
