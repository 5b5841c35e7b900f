// The legal state beside the verdict: classification, license, how long it holds, by which rules.
import { Fragment } from "preact";
import { useId } from "preact/hooks";
import { Verdict } from "../../parts/verdict";
import { words } from "../../words/language";
import { day, figure } from "../../words/written";
import type { Classification, Decision, License } from "./decision";

export function Standing({ of }: { of: Decision }) {
  const id = useId();
  const { answer, outlook } = of;
  if (answer.verdict === null && !answer.ruleset) return null;
  return (
    <section aria-labelledby={id} class="card">
      <h2 id={id}>{w("state")}</h2>
      <dl class="facts">
        {answer.verdict !== null && (
          <>
            <dt>{w("classified")}</dt>
            <dd lang="en"><Paragraphs of={answer.classification} says="classification" none={answer.possible_classification.length ? w("open") : w("none")} /></dd>
            {answer.possible_classification.length > 0 && (
              <><dt>{w("possibly")}</dt><dd lang="en"><Paragraphs of={answer.possible_classification} says="possible" none="" /></dd></>
            )}
            {answer.license && <><dt>{w("license")}</dt><dd>{licensed(answer.license)}</dd></>}
            <dt>{w("holds")}</dt>
            <dd>{outlook.valid_until ? w("until", { day: day(outlook.valid_until) }) : w("no-change")}</dd>
          </>
        )}
        {outlook.changes.map((one) => (
          <Fragment key={one.date}>
            <dt>{day(one.date)}</dt>
            <dd><Verdict of={one} /> <span lang="en" data-says="coming">{one.summary}</span></dd>
          </Fragment>
        ))}
        {answer.ruleset && (
          <>
            <dt>{w("rules")}</dt>
            <dd>
              {w("in-force", { day: day(answer.ruleset.as_of), checked: day(answer.ruleset.verified_through) })}{" "}
              <span class="id" data-says="ruleset">{answer.ruleset.digest}</span>
            </dd>
          </>
        )}
      </dl>
      {(answer.license?.licenses_in_hand ?? []).length > 0 && (
        <>
          <h3>{w("in-hand")}</h3>
          <ul>{answer.license!.licenses_in_hand.map((one) => <li key={one.number} lang="en" data-says="in-hand">{one.sentence}</li>)}</ul>
        </>
      )}
      <Measures of={answer} />
    </section>
  );
}

function Paragraphs({ of, says, none }: { of: readonly Classification[]; says: string; none: string }) {
  if (of.length === 0) return <>{none}</>;
  return (
    <>{of.map((one, n) => (
      <span key={one.provision}>{n > 0 && ", "}<strong data-says={says}>{one.paragraph}</strong>{one.limbs.length > 0 && ` (${one.limbs.join(", ")})`}</span>
    ))}</>
  );
}

function licensed(of: License): string {
  if (!of.required) return w("not-required");
  return isPolicy(of.review_policy) ? w("required", { policy: w(of.review_policy) }) : w("required-alone");
}

type Policy = "presumption-of-denial" | "case-by-case" | "presumption-of-approval" | "unstated";

function isPolicy(name: string | null): name is Policy {
  return name !== null && ["presumption-of-denial", "case-by-case", "presumption-of-approval", "unstated"].includes(name);
}

/** The figures as the rules saw them, where they saw any. */
function Measures({ of }: { of: Decision["answer"] }) {
  const known = of.measures.filter((one) => one.value !== null);
  if (known.length === 0) return null;
  return (
    <details class="measures" open>
      <summary>{w("figures")}</summary>
      <table>
        <tbody>
          {known.map((one) => (
            <tr key={one.measure}><th scope="row" lang="en">{one.title}</th><td class="number" data-says="measure">{figure(one.value)}</td><td>{one.unit}</td></tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const w = words({
  en: {
    state: "Legal state", classified: "Classified", possibly: "Possibly", none: "no paragraph that these rules encode", open: "open",
    license: "License", "not-required": "none required by these rules", required: "required; applications: {policy}",
    "required-alone": "required", "presumption-of-denial": "presumption of denial", "case-by-case": "case by case",
    "presumption-of-approval": "presumption of approval", unstated: "review policy unstated", holds: "This holds", until: "through {day}",
    "no-change": "with no change known", rules: "Rules", "in-force": "in force on {day}, checked through {checked}",
    figures: "The figures as the rules see them", "in-hand": "Licenses in hand",
  },
  de: {
    state: "Rechtslage", classified: "Eingestuft", possibly: "Vielleicht", none: "unter keiner der erfassten Positionen", open: "offen",
    license: "Genehmigung", "not-required": "nach diesen Regeln keine nötig", required: "nötig; Anträge: {policy}",
    "required-alone": "nötig", "presumption-of-denial": "Vermutung der Ablehnung", "case-by-case": "Prüfung im Einzelfall",
    "presumption-of-approval": "Vermutung der Erteilung", unstated: "Prüfmaßstab nicht genannt", holds: "Das gilt", until: "bis einschließlich {day}",
    "no-change": "ohne bekannte Änderung", rules: "Regeln", "in-force": "in Kraft am {day}, geprüft bis {checked}",
    figures: "Die Angaben, wie die Regeln sie sehen", "in-hand": "Vorhandene Genehmigungen",
  },
});
