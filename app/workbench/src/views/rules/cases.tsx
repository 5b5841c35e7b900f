// What the owners of the rules say must come out: the cases of one provision, each to be asked as it stands.
import { useState } from "preact/hooks";
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { Trouble } from "../../parts/trouble";
import { asking, type Question } from "../../question";
import { link } from "../../route";
import { words } from "../../words/language";
import { count, day, place } from "../../words/written";
import { written } from "./difference";

interface Case {
  readonly id: string;
  readonly case: string;
  readonly question: Question;
  readonly expected: string | Readonly<Record<string, unknown>>;
  readonly because: readonly string[];
  readonly source: string;
}

const FIRST = 20;

export function Cases({ id }: { id: string }) {
  const [all, showAll] = useState(false);
  const path = `/v1/cases?${new URLSearchParams({ provision: id })}`;
  const { value, error, busy } = useAsked(path, (signal) =>
    askJson<{ cases: readonly Case[]; why: string | null }>(path, { signal }));
  const found = value?.cases ?? [];
  return (
    <section class="card" aria-labelledby="cases" aria-busy={busy}>
      <h3 id="cases">{w("title")} {value && <small>({count(found.length)})</small>}</h3>
      <Trouble error={error} />
      {busy && !value && <p class="note">{w("loading")}</p>}
      {value?.why && <p class="note" lang="en">{value.why}</p>}
      {value && !found.length && !value.why && <p class="note">{w("none")}</p>}
      {found.length > 0 && (
        <div class="scroll" tabIndex={0} role="group" aria-label={w("title")}>
          <table class="rule-table">
            <thead><tr><th scope="col">{w("case")}</th><th scope="col">{w("question")}</th><th scope="col">{w("expected")}</th></tr></thead>
            <tbody>{(all ? found : found.slice(0, FIRST)).map((one) => <Row key={one.id} of={one} />)}</tbody>
          </table>
        </div>
      )}
      {!all && found.length > FIRST && (
        <button type="button" class="quiet" onClick={() => showAll(true)}>{w("more", { n: count(found.length) })}</button>
      )}
    </section>
  );
}

function Row({ of }: { of: Case }) {
  const item = typeof of.question.item === "string" ? of.question.item : of.question.item["name"];
  return (
    <tr>
      <td><bdi lang="en">{of.case}</bdi><br /><small class="id">{of.id}</small></td>
      <td>
        <a href={link("decide", asking(of.question))}>
          {item ? <><bdi>{String(item)}</bdi>, </> : null}{place(of.question.destination)}, {day(of.question.date)}
        </a>
      </td>
      <td lang="en">
        {typeof of.expected === "string" ? of.expected : <code class="rule-lines">{written(of.expected).map((line) => <div key={line}>{line}</div>)}</code>}
        {of.because.length > 0 && <small> ({of.because.join(", ")})</small>}
      </td>
    </tr>
  );
}

const w = words({
  en: {
    title: "Cases", loading: "The cases are being read …", none: "No case names this provision.", case: "Case",
    question: "Ask it", expected: "What must come out", more: "Show all {n}",
  },
  de: {
    title: "Fälle", loading: "Die Fälle werden gelesen …", none: "Kein Fall nennt diese Vorschrift.", case: "Fall",
    question: "Fragen", expected: "Was herauskommen muss", more: "Alle {n} zeigen",
  },
});
