// The view "Decide": the question on the left, its answer on the right, decided anew as the question changes.
import { useEffect, useRef, useState } from "preact/hooks";
import { about } from "../../about";
import { useAsked } from "../../asking";
import { certaintyOf, Verdict, wordOf } from "../../parts/verdict";
import { Trouble } from "../../parts/trouble";
import { asking, question } from "../../question";
import { link, route } from "../../route";
import { words } from "../../words/language";
import { ShownAnswer } from "./answer";
import { newToken, onRecord, tryOut, type Answered } from "./asking";
import { Form } from "./form";
import { onPaper } from "./paper";

/** Milliseconds to wait for what is typed in the same breath: too short to be noticed. */
const WAIT = 4;

export default function Decide() {
  const key = JSON.stringify(question.value);
  const revision = route.value.params.get("rev");
  const drafts = about.value?.drafts ?? null;
  const [pressed, press] = useState<{ readonly question: string; readonly token: string } | null>(null);
  // Without drafts every answer is recorded, so it is asked for by a button alone.
  const wanted = drafts === null ? null : drafts ? `${revision ?? ""} ${key}` : pressed?.question === key ? pressed.token : null;
  const held = useAsked<Answered>(
    wanted, (signal) => (drafts ? tryOut(key, revision, signal) : onRecord(key, pressed!.token, signal)), WAIT,
  );
  const recorded = useRecord(key, revision);
  const shown = recorded.value ?? held.value;
  const current = shown?.question === key && (recorded.value !== null || !held.busy);
  const old = shown === null || current ? null : held.busy || held.error === null ? "anew" : "refused";
  const error = held.busy ? null : held.error;
  const outcome = useRef<HTMLElement>(null);
  useEffect(onPaper, []);
  return (
    <>
      <h1>{w("title")}</h1>
      {revision && (
        <p class="alert no-print">{w("revision", { revision: revision.slice(0, 12) })}{" "}
          <a href={link("decide", asking(question.value))}>{w("now")}</a></p>
      )}
      <div class="decide">
        <div class="asking">
          <Form error={held.error} />
          {shown && (
            <button type="button" class="peek no-print" onClick={() => outcome.current?.scrollIntoView()}>
              {old ? <span>{w("loading")}</span> : <Verdict of={shown.decision.answer} />} <span>{w("answer")} ↓</span>
            </button>
          )}
        </div>
        <section ref={outcome} class="outcome" aria-label={w("answer")}>
          <p class="unseen" role="status">{shown && !old ? `${wordOf(shown.decision.answer)} ${certaintyOf(shown.decision.answer)}` : ""}</p>
          {drafts === false && pressed?.question !== key && (
            <div class="card">
              <p>{w("refused")}</p>
              <button type="button" onClick={() => press({ question: key, token: newToken() })}>{w("decide")}</button>
            </div>
          )}
          <Trouble error={error} />
          {shown && (
            <ShownAnswer of={shown} old={old} onRecord={recorded.record} recording={recorded.busy} trouble={recorded.error} />
          )}
          {!shown && held.busy && <p class="note" aria-busy="true">{w("loading")}</p>}
        </section>
      </div>
    </>
  );
}

interface Recorded {
  readonly value: Answered | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly record: (() => void) | null;
}

/** The answer on record to the question that stands there, once somebody wants it. */
function useRecord(key: string, revision: string | null): Recorded {
  const [state, put] = useState<{ readonly of: string; readonly value: Answered | null; readonly error: unknown } | null>(null);
  const token = useRef<{ readonly of: string; readonly token: string } | null>(null);
  const now = state?.of === key ? state : null;
  const record = (): void => {
    if (token.current?.of !== key) token.current = { of: key, token: newToken() };
    put({ of: key, value: null, error: null });
    onRecord(key, token.current.token).then(
      (value) => put({ of: key, value, error: null }),
      (error: unknown) => put({ of: key, value: null, error }),
    );
  };
  return {
    value: now?.value ?? null, busy: now !== null && now.value === null && now.error === null, error: now?.error ?? null,
    // What is recorded is decided by the rules of now.
    record: revision ? null : record,
  };
}

const w = words({
  en: {
    title: "May it go there?", answer: "The answer", loading: "Being decided …", decide: "Decide",
    refused: "This service keeps every answer on record. Ask when the question stands.",
    revision: "By the rules as they stood at revision {revision}; such an answer is not recorded.", now: "By the rules of now",
  },
  de: {
    title: "Darf das dorthin?", answer: "Die Antwort", loading: "Wird entschieden …", decide: "Entscheiden",
    refused: "Dieser Dienst protokolliert jede Antwort. Fragen Sie, wenn die Frage steht.",
    revision: "Nach den Regeln im Stand der Revision {revision}; eine solche Antwort wird nicht protokolliert.", now: "Nach den Regeln von jetzt",
  },
});
