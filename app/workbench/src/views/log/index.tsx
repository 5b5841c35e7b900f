// What was answered: searched, opened, and the log itself checked.
import { about } from "../../about";
import { link, route } from "../../route";
import { words } from "../../words/language";
import { RecordPart } from "./record";
import { SearchPart } from "./search";
import { Replay } from "./replay";
import { Verification } from "./verification";

export default function Log() {
  const params = route.value.params;
  const told = about.value;
  const checks = params.get("part") === "checks";
  const record = params.get("record");
  const mayRead = told?.scopes.includes("read-log") ?? true;
  return (
    <>
      <h1>{w("title")}</h1>
      {told?.log === "off" ? <p class="alert">{w("off")}</p> : record ? <RecordPart id={record} key={record} /> : !mayRead
        ? <p class="alert">{w("scope")}</p> : (
          <>
            <nav aria-label={w("parts")} class="sub-parts">
              <ul>
                <li><a href={link("log")} aria-current={checks ? undefined : "page"}>{w("search")}</a></li>
                <li><a href={link("log", { part: "checks" })} aria-current={checks ? "page" : undefined}>{w("checks")}</a></li>
              </ul>
            </nav>
            {checks ? <><Verification /><Replay /></> : <SearchPart />}
          </>
        )}
    </>
  );
}

const w = words({
  en: {
    title: "Decision log", off: "This service keeps no decision log.", parts: "Parts of the log", search: "Search", checks: "Verify and replay",
    scope: "To read the log takes a key with the scope read-log; yours has it not. Records of your own can be opened by their link.",
  },
  de: {
    title: "Entscheidungsprotokoll", off: "Dieser Dienst führt kein Entscheidungsprotokoll.", parts: "Teile des Protokolls",
    search: "Suchen", checks: "Prüfen und nachvollziehen",
    scope: "Das Protokoll zu lesen braucht einen Schlüssel mit dem Recht „read-log“; der jetzige hat es nicht. Eigene Einträge lassen sich über ihren Link öffnen.",
  },
});
