// Events day by day, each with its provision and its source.
import { link } from "../../route";
import { words } from "../../words/language";
import { day } from "../../words/written";

export interface CalendarEvent {
  readonly day: string;
  readonly what: string;
  readonly provision: string;
  readonly version: string;
  readonly before: string | null;
  readonly title: string;
  readonly citation: string;
}

export function Days({ events }: { events: readonly CalendarEvent[] }) {
  const days = [...new Set(events.map((one) => one.day))];
  return (
    <ol class="rule-calendar">
      {days.map((one) => (
        <li key={one}>
          <time dateTime={one}>{day(one)}</time>
          <ul>{events.filter((event) => event.day === one).map((event) => <Event key={event.provision + event.what} of={event} />)}</ul>
        </li>
      ))}
    </ol>
  );
}

function Event({ of }: { of: CalendarEvent }) {
  const compared: Record<string, string> = of.before && of.before !== of.version ? { against: of.before } : {};
  return (
    <li>
      <span class="rule-tag">{isWhat(of.what) ? w(of.what) : of.what}</span>{" "}
      <a href={link("rules", { part: "provisions", id: of.provision, version: of.version, ...compared })}><bdi lang="en">{of.title}</bdi></a>
      <br /><small lang="en"><bdi>{of.citation}</bdi></small>
    </li>
  );
}

const EN = { begins: "begins", changes: "changes", returns: "returns", "is repealed": "is repealed", expires: "expires" };
const DE: typeof EN = { begins: "beginnt", changes: "ändert sich", returns: "kehrt zurück", "is repealed": "aufgehoben", expires: "läuft aus" };
const w = words({ en: EN, de: DE });

function isWhat(what: string): what is keyof typeof EN {
  return Object.hasOwn(EN, what);
}
