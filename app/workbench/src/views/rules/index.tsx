// The rules themselves: every provision in every version, what changes when, and what a change of them would do.
import { link, route } from "../../route";
import { words } from "../../words/language";
import { AuditPart } from "./audit";
import { CalendarPart } from "./calendar";
import { ProvisionPart } from "./provision";
import { ProvisionList } from "./provisions";

const PARTS = ["provisions", "calendar", "audit"] as const;

export default function Rules() {
  const params = route.value.params;
  const part = PARTS.find((one) => one === params.get("part")) ?? "provisions";
  const id = params.get("id");
  return (
    <>
      <h1>{w("title")}</h1>
      <nav aria-label={w("parts")} class="sub-parts">
        <ul>
          {PARTS.map((one) => (
            <li key={one}><a href={link("rules", { part: one })} aria-current={one === part ? "page" : undefined}>{w(one)}</a></li>
          ))}
        </ul>
      </nav>
      {part === "provisions" && (id ? <ProvisionPart id={id} key={id} /> : <ProvisionList />)}
      {part === "calendar" && <CalendarPart />}
      {part === "audit" && <AuditPart />}
    </>
  );
}

const w = words({
  en: { title: "Rules", parts: "Parts of the rules", provisions: "Provisions", calendar: "Calendar", audit: "Audit" },
  de: { title: "Regeln", parts: "Teile der Regeln", provisions: "Vorschriften", calendar: "Kalender", audit: "Änderungsprüfung" },
});
