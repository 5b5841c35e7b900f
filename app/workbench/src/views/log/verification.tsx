// Whether the log is as it was written: every chain, every signature, every anchor.
import { words } from "../../words/language";
import { count } from "../../words/written";
import { Findings, type Finding } from "./findings";
import { useWork, working } from "./work";
import { Working } from "./working";

interface Verified {
  readonly kind: "done";
  readonly sound: boolean;
  readonly records: number;
  readonly checkpoints: number;
  readonly anchored: number;
  readonly findings: readonly Finding[];
  /** Findings beyond those listed. */
  readonly more: number;
  readonly remarks: readonly string[];
  readonly unprotected: number;
}

export function Verification() {
  const work = useWork<Verified>("/v1/log/verify");
  const told = work.done;
  return (
    <section class="card" aria-labelledby="verify">
      <h2 id="verify">{w("title")}</h2>
      <p>{w("about")}</p>
      <p class="buttons"><button type="button" disabled={working.value} onClick={() => work.begin({})}>{w("run")}</button></p>
      <Working of={work} label={w("title")} />
      <div role="status">
        {told && (
          <p class={`log-finding ${told.sound ? "sound" : "unsound"}`}>
            <span aria-hidden="true">{told.sound ? "✓" : "✕"}</span>{" "}
            {w(told.sound ? "sound" : "unsound", { records: count(told.records), findings: count(told.findings.length + told.more) })}
            {told.unprotected > 0 && ` ${w("unprotected", { n: count(told.unprotected) })}`}
          </p>
        )}
      </div>
      {told && <p class="note">{w("signed", { checkpoints: count(told.checkpoints), anchored: count(told.anchored) })}</p>}
      {told && <Findings of={told.findings} more={told.more} />}
      {told && told.remarks.length > 0 && <ul lang="en">{told.remarks.map((one) => <li key={one}><bdi>{one}</bdi></li>)}</ul>}
    </section>
  );
}

const w = words({
  en: {
    title: "Verify the chain", run: "Verify the log",
    about: "Every record is held against its digest, its chain, the signed checkpoints and their anchors.",
    sound: "The log is sound: {records} records are as they were written.",
    unsound: "The log is not sound: {findings} findings in {records} records.",
    unprotected: "{n} records stand after the last anchored checkpoint.", signed: "Checkpoints: {checkpoints}, of them anchored: {anchored}.",
  },
  de: {
    title: "Kette prüfen", run: "Protokoll prüfen",
    about: "Jeder Eintrag wird mit seiner Prüfsumme, seiner Kette, den signierten Prüfpunkten und deren Ankern verglichen.",
    sound: "Das Protokoll ist unversehrt: {records} Einträge sind, wie sie geschrieben wurden.",
    unsound: "Das Protokoll ist nicht unversehrt: {findings} Befunde in {records} Einträgen.",
    unprotected: "{n} Einträge stehen nach dem letzten verankerten Prüfpunkt.",
    signed: "Prüfpunkte: {checkpoints}, davon verankert: {anchored}.",
  },
});
