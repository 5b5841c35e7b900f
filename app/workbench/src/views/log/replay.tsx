// Whether what was answered is answered the same today, by the rules of then.
import { useState } from "preact/hooks";
import { Field } from "../../parts/field";
import { words } from "../../words/language";
import { count } from "../../words/written";
import { Findings, type Finding } from "./findings";
import { useWork, working } from "./work";
import { Working } from "./working";

interface Replayed {
  readonly kind: "done";
  readonly replayed: number;
  readonly same: number;
  readonly differences: readonly Finding[];
  /** Differences beyond those listed. */
  readonly more: number;
  readonly passed_over: number;
  readonly passed_over_because: Readonly<Record<string, number>>;
}

const MOST = 10_000;

export function Replay() {
  const [newest, want] = useState("100");
  const work = useWork<Replayed>("/v1/log/replay");
  const number = /^\d{1,5}$/.test(newest.trim()) ? Number(newest) : 0;
  const fits = number > 0 && number <= MOST;
  const told = work.done;
  const differing = told ? told.replayed - told.same : 0;
  return (
    <section class="card" aria-labelledby="replay">
      <h2 id="replay">{w("title")}</h2>
      <p>{w("about")}</p>
      <form class="row" onSubmit={(event) => {
        event.preventDefault();
        if (fits) work.begin({ newest: number });
      }}>
        <Field label={w("newest")} value={newest} onInput={want} numeric invalid={fits ? undefined : w("wrong", { most: count(MOST) })} />
        <p class="buttons"><button type="submit" disabled={working.value || !fits}>{w("run")}</button></p>
      </form>
      <Working of={work} label={w("title")} />
      <div role="status">
        {told && (
          <p class={`log-finding ${differing ? "unsound" : told.replayed ? "sound" : ""}`}>
            <span aria-hidden="true">{differing ? "✕" : told.replayed ? "✓" : "–"}</span>{" "}
            {w(differing ? "differs" : told.replayed ? "same" : "none", { n: count(told.replayed), d: count(differing) })}
            {told.passed_over > 0 && ` ${w("passed", { n: count(told.passed_over) })}`}
          </p>
        )}
      </div>
      {told && told.passed_over > 0 && (
        <ul lang="en" class="note">{Object.entries(told.passed_over_because).map(([why, n]) => <li key={why}><bdi>{why}</bdi>: {count(n)}</li>)}</ul>
      )}
      {told && <Findings of={told.differences} more={told.more} />}
    </section>
  );
}

const w = words({
  en: {
    title: "Replay answers", about: "The newest answers are decided anew by the rules that they were decided by, and compared byte for byte.",
    newest: "How many of the newest", wrong: "1 to {most}", run: "Replay", same: "{n} answers replayed; all are the same.",
    differs: "{n} answers replayed; {d} differ.", passed: "{n} records were passed over.", none: "No answer was replayed.",
  },
  de: {
    title: "Antworten nachvollziehen",
    about: "Die neuesten Antworten werden nach den Regeln, nach denen sie ergingen, neu entschieden und Byte für Byte verglichen.",
    newest: "Wie viele der neuesten", wrong: "1 bis {most}", run: "Nachvollziehen", same: "{n} Antworten nachvollzogen; alle sind gleich.",
    differs: "{n} Antworten nachvollzogen; {d} weichen ab.",
    passed: "{n} Einträge wurden übergangen.", none: "Keine Antwort wurde nachvollzogen.",
  },
});
