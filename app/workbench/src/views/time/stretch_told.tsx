// The stretch that was last reached: dates, answer, the provisions that brought it.
import { Verdict, wordOf } from "../../parts/verdict";
import { link } from "../../route";
import { words } from "../../words/language";
import { day } from "../../words/written";
import { broughtBy, type Cause, type Stretch, type Timeline, type Timelines } from "./asking";
import { named } from "./places";
import { daysOf } from "./told";

interface Props {
  readonly of: Stretch;
  readonly timeline: Timeline;
  readonly all: Timelines;
  readonly open: string;
}

export function StretchTold({ of, timeline, all, open }: Props) {
  const turn = of.turn;
  const source = turn && broughtBy(timeline, turn);
  return (
    <section class="card stretch-told" aria-label={w("told")}>
      <h2>{named(of.destination)}: {daysOf(of)}</h2>
      <p><Verdict of={of} /> {turn?.state && <span lang="en">{turn.state}</span>}</p>
      {turn === null && <p lang="en"><bdi>{timeline.summary}</bdi></p>}
      {turn && turn.date > all.today && <p><strong class="tag">{w("coming")}</strong></p>}
      {turn && turn.date > all.verified_through && <p class="note">{w("unverified", { day: day(all.verified_through) })}</p>}
      {turn && turn.provisions.length > 0 && <Causes title={w(turn.before === turn.verdict ? "came" : "brought")} of={turn.provisions} />}
      {source && source !== turn && source.provisions.length > 0 && (
        <Causes title={w("since", { verdict: wordOf(source), day: day(source.date) })} of={source.provisions} />
      )}
      {turn?.licenses.map((one) => <p key={one} lang="en">{one}</p>)}
      <p><a href={open}>{w("open", { day: day(of.from) })}</a></p>
    </section>
  );
}

function Causes({ title, of }: { title: string; of: readonly Cause[] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {of.map((one) => (
          <li key={one.provision + one.version}>
            {one.ends && `${w("ends")} `}<span lang="en" data-says="provision">{one.title}</span>{" "}
            <a class="id" href={link("rules", { part: "provisions", id: one.provision, version: one.version })}>{one.provision}@{one.version}</a>
          </li>
        ))}
      </ul>
    </>
  );
}

const w = words({
  en: {
    told: "The stretch of days", coming: "a change to come, known already", brought: "Brought by", came: "What came then; the verdict stayed",
    since: "{verdict} since {day}", ends: "End of:",
    unverified: "Sources were checked through {day}; what was published later is not known here.", open: "Decide on {day}",
  },
  de: {
    told: "Der Zeitraum", coming: "eine kommende, schon bekannte Änderung", brought: "Ausgelöst durch",
    came: "Was dazukam; die Antwort blieb", since: "{verdict} seit {day}", ends: "Ende von:",
    unverified: "Die Quellen sind bis {day} geprüft; später Veröffentlichtes ist hier nicht bekannt.", open: "Für {day} entscheiden",
  },
});
