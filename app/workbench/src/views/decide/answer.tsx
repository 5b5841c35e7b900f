// The answer, from the verdict down to what was assumed. An old one is dimmed and says so.
import { useMemo } from "preact/hooks";
import { about } from "../../about";
import { certaintyOf, lookOf, Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { day } from "../../words/written";
import type { Answered } from "./asking";
import { Changes } from "./changes";
import { Conditions } from "./conditions";
import { Copying } from "./copying";
import type { Decision } from "./decision";
import { MissingFacts } from "./missing";
import { Notes } from "./notes";
import { NearMisses, Reasons } from "./reasons";
import { Recording } from "./recording";
import { Standing } from "./standing";

interface Props {
  readonly of: Answered;
  /** The question has changed since: "anew" while the next answer is on its way, "refused" where there is none. */
  readonly old: "anew" | "refused" | null;
  readonly onRecord: (() => void) | null;
  readonly recording: boolean;
  readonly trouble: unknown;
}

export function ShownAnswer({ of, old, onRecord, recording, trouble }: Props) {
  const { answer } = of.decision;
  const code = answer.asked.region ?? answer.asked.destination;
  // The same until the next answer: dimming it is to cost nothing.
  const parts = useMemo(() => <Parts of={of.decision} />, [of]);
  return (
    <article class={`answer${old ? " old" : ""}`} aria-busy={old === "anew"} data-question={old ? undefined : of.question}>
      <header class={`card headline ${lookOf(answer)}`}>
        {old && <p class="anew">{w(old)}</p>}
        <p class="verdict-line">
          <Verdict of={{ outcome: answer.outcome, verdict: answer.verdict }} large />
          {answer.certainty && <span class="certainty" data-says="certainty">{certaintyOf(answer)}</span>}
        </p>
        {answer.certainty === "conservative" && <p class="note">{w("worst")}</p>}
        <p class="summary" lang="en"><bdi data-says="summary">{answer.summary}</bdi></p>
        <p class="note asked"><bdi>{answer.asked.item}</bdi> → {code} · {day(answer.asked.date)}</p>
        <Recording record={of.record} onRecord={old ? null : onRecord} busy={recording} error={trouble}
          logged={about.value?.log !== "off"} />
        {!old && <Copying question={of.question} day={answer.asked.date} />}
      </header>
      {parts}
    </article>
  );
}

function Parts({ of }: { of: Decision }) {
  const { answer } = of;
  return (
    <div class="answer-parts">
      <MissingFacts of={answer.missing} joint={answer.joint_regions} />
      <Reasons of={answer.reasons} />
      <Standing of={of} />
      <Conditions of={answer.license} />
      <Changes of={answer.what_would_change} />
      <NearMisses of={answer.near_misses} />
      <Notes of={answer} />
    </div>
  );
}

const w = words({
  en: {
    anew: "Being decided anew …", refused: "This answers an earlier question, not the one that stands here now.",
    worst: "A missing fact matters: the worst that it may be was taken.",
  },
  de: {
    anew: "Wird neu entschieden …", refused: "Das antwortet auf eine frühere Frage, nicht auf die, die jetzt hier steht.",
    worst: "Eine fehlende Angabe ist wesentlich: angenommen ist das Strengste, was sie sein kann.",
  },
});
