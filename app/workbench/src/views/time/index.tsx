// The view "Time": the answer on every day, to several places, as the rules say now or as they once stood.
import { useState } from "preact/hooks";
import { about } from "../../about";
import { faultAt } from "../../api";
import { useAsked } from "../../asking";
import { Field } from "../../parts/field";
import { ItemChoice, nameOf } from "../../parts/subject";
import { Trouble } from "../../parts/trouble";
import { asking, question, type Question } from "../../question";
import { link, restate, route } from "../../route";
import { words } from "../../words/language";
import { bodyOf, isDay, stretchesOf, timelinesOf, type Stretch, type Timelines } from "./asking";
import { Bands } from "./bands";
import { MOST, Places } from "./places";
import { RulesOf } from "./rules_of";
import { StretchTold } from "./stretch_told";
import { AsTable } from "./table";

const USUAL = ["HK", "SG", "SA", "AE", "IN", "DE"];

export default function Time() {
  const now = question.value;
  const params = route.value.params;
  const own = typeof now["region"] === "string" ? now["region"] : now.destination;
  const places = (params.get("to")?.split(",").filter(Boolean) ?? [...new Set([own, "CN", ...USUAL])]).slice(0, MOST);
  const revision = params.get("rev") ?? "";
  const set = (name: string, value: string): void => {
    const next = new URLSearchParams({ ...Object.fromEntries(params), ...asking(question.peek()) });
    if (value) next.set(name, value);
    else next.delete(name);
    restate("time", next);
  };
  const body = bodyOf(now, places);
  const key = body + (revision ? `?${new URLSearchParams({ revision })}` : "");
  const drafts = about.value?.drafts ?? null;
  const held = useAsked(drafts ? key : null, (signal) => timelinesOf(body, revision, signal));
  const old = held.value !== null && (held.busy || held.value.body !== key);
  return (
    <>
      <h1>{w("title")}: <bdi class="item-name">{nameOf(now) || w("unnamed")}</bdi></h1>
      <form class="card asked-time" onSubmit={(event) => event.preventDefault()} aria-label={w("asked")}>
        <div class="row">
          {typeof now.item === "string"
            ? <ItemChoice />
            : <p class="note field">{w("by-hand")} <a href={link("decide", asking(now))}>{w("edit")}</a></p>}
          <DayField label={w("from")} value={params.get("from")} onTake={(day) => set("from", day)} />
          <DayField label={w("until")} value={params.get("until")} onTake={(day) => set("until", day)} />
          <RulesOf value={revision} onTake={(one) => set("rev", one)} />
        </div>
        <Places of={places} onTake={(to) => set("to", to.join(","))} invalid={faultAt(held.error, "/destinations")} />
      </form>
      {drafts === false && <p class="alert">{w("refused")}</p>}
      <Trouble error={held.busy ? null : held.error} />
      {held.value && (
        <div class={old ? "old-bands" : ""} aria-busy={old}>
          <p class="anew" role="status">{old ? w(held.busy ? "anew" : "earlier") : ""}</p>
          <Shown of={held.value.found} question={now} from={params.get("from")} until={params.get("until")} revision={revision} />
        </div>
      )}
      {!held.value && held.busy && <p class="note" aria-busy="true">{w("loading")}</p>}
    </>
  );
}

interface ShownProps {
  readonly of: Timelines;
  readonly question: Question;
  readonly from: string | null;
  readonly until: string | null;
  readonly revision: string;
}

function Shown({ of, question: asked, from, until, revision }: ShownProps) {
  const [reached, reach] = useState<Stretch | null>(null);
  const all = of.timelines.flatMap((one) => stretchesOf(one, of.covered_from));
  // What was reached stays told while it is still there; at first it is what holds today in the first place.
  const chosen = all.find((one) => one.destination === reached?.destination && one.from === reached.from)
    ?? all.findLast((one) => one.destination === of.timelines[0]?.destination && one.from <= of.today) ?? null;
  const { region: _, ...rest } = asked;
  const linkOf = (one: Stretch): string =>
    link("decide", { ...asking({ ...rest, destination: one.destination, date: one.from } as Question), ...(revision ? { rev: revision } : {}) });
  return (
    <>
      <section class="card" aria-label={w("bands")}>
        <Bands of={of} from={from} until={until} chosen={chosen} onChoose={reach} linkOf={linkOf} />
        <p class="note legend">{w("legend")}</p>
        <AsTable of={of} linkOf={linkOf} />
      </section>
      {chosen && <StretchTold of={chosen} all={of} timeline={of.timelines.find((one) => one.destination === chosen.destination)!} open={linkOf(chosen)} />}
    </>
  );
}

function DayField({ label, value, onTake }: { label: string; value: string | null; onTake: (day: string) => void }) {
  return (
    <Field label={label} value={value ?? ""} placeholder="YYYY-MM-DD" onInput={onTake}
      list={about.value?.boundaries.map((day) => ({ value: day, label: w("changes") })) ?? []}
      invalid={value && !isDay(value) ? w("no-day") : undefined} />
  );
}

const w = words({
  en: {
    title: "The answer over time", unnamed: "the item", asked: "What is shown", from: "From", until: "Until", changes: "the rules change",
    "no-day": "YYYY-MM-DD; all days are shown", "by-hand": "The item is given by hand.", edit: "Edit it in Decide", loading: "Being decided …",
    anew: "Being decided anew …", earlier: "These are the answers to an earlier question.", bands: "One band for each destination",
    legend: "A stretch opens Decide on its first day. ◆ a change to come that is known already. Hatched: after the day through which sources were checked.",
    refused: "This service answers nothing that is on no record, so the page does not try out many days. Ask POST /v1/timelines, or chipgate timeline.",
  },
  de: {
    title: "Die Antwort im Lauf der Zeit", unnamed: "die Ware", asked: "Was gezeigt wird", from: "Von", until: "Bis", changes: "die Regeln ändern sich",
    "no-day": "JJJJ-MM-TT; gezeigt sind alle Tage", "by-hand": "Die Ware ist von Hand angegeben.", edit: "In „Entscheiden“ bearbeiten", loading: "Wird entschieden …",
    anew: "Wird neu entschieden …", earlier: "Das sind die Antworten auf eine frühere Frage.", bands: "Ein Band je Bestimmungsort",
    legend: "Ein Abschnitt öffnet „Entscheiden“ an seinem ersten Tag. ◆ eine kommende, schon bekannte Änderung. Schraffiert: nach dem Tag, bis zu dem die Quellen geprüft sind.",
    refused: "Dieser Dienst antwortet nur mit Protokoll, darum fragt die Seite nicht viele Tage durch. POST /v1/timelines oder chipgate timeline antworten.",
  },
});
