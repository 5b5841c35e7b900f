// What a change of the rules would do: two revisions, or a bundle held against the rules that answer now.
import { useId, useRef, useState } from "preact/hooks";
import { about } from "../../about";
import { ask, askJson } from "../../api";
import { useAsked } from "../../asking";
import { Combobox, type Choice } from "../../parts/combobox";
import { Field } from "../../parts/field";
import { Trouble } from "../../parts/trouble";
import { restate, route } from "../../route";
import { withKey } from "../../with_key";
import { words } from "../../words/language";
import { day } from "../../words/written";
import { AuditReport, type Audit } from "./audit_report";

interface Revisions {
  readonly revisions: readonly { readonly commit: string; readonly date: string; readonly subject: string }[];
  readonly why: string | null;
}

const BUNDLE = "application/vnd.chipgate.bundle";

export function AuditPart() {
  const admitted = about.value?.scopes.includes("admin");
  if (admitted === false) return <p class="alert">{w("scope")}</p>;
  return <AuditForm />;
}

function AuditForm() {
  const params = route.value.params;
  const { value, error } = useAsked("revisions", (signal) => askJson<Revisions>("/v1/revisions", { signal }));
  const [file, choose] = useState<File | null>(null);
  const [report, tell] = useState<Audit | null>(null);
  const [failed, fail] = useState<unknown>(null);
  const [busy, occupy] = useState(false);
  const stop = useRef(new AbortController());
  const fileId = useId();
  const [base, head, to] = [params.get("base") ?? "", params.get("head") ?? "", params.get("to") ?? "CN"];
  const want = (next: Record<string, string>): void => {
    stop.current.abort();
    tell(null); // an answer to another question must not stand beside this one
    fail(null);
    restate("rules", { part: "audit", base, head, to, ...next });
  };
  const run = async (): Promise<void> => {
    stop.current.abort();
    const mine = (stop.current = new AbortController());
    occupy(true);
    tell(null);
    fail(null);
    const body = file ? { body: file, type: BUNDLE } : { body: JSON.stringify(head ? { base, head } : { base }) };
    const path = `/v1/audits?${new URLSearchParams({ to })}`;
    try {
      const found = await withKey(() => ask(path, { ...body, signal: mine.signal }), mine.signal);
      const told = (await found.json()) as Audit;
      if (!mine.signal.aborted) tell(told);
    } catch (wrong) {
      if (!mine.signal.aborted) fail(wrong);
    }
    if (stop.current === mine) occupy(false);
  };
  const choices: readonly Choice[] = (value?.revisions ?? []).map((one) => ({
    value: one.commit, label: `${one.commit.slice(0, 10)} ${one.subject}`, note: day(one.date),
  }));
  return (
    <>
      <form class="card stack" onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}>
        <h2>{w("title")}</h2>
        <p>{w("about")}</p>
        <Trouble error={error} />
        {value?.why ? <p class="note" lang="en">{value.why}</p> : (
          <div class="row">
            <Combobox label={w("base")} value={base} choices={choices} free hint={w("revision")} onTake={(one) => want({ base: one })} />
            <Combobox label={w("head")} value={head} choices={choices} free hint={w("head-hint")} onTake={(one) => want({ head: one })} />
          </div>
        )}
        <div class="row">
          <div class="field">
            <label for={fileId}>{w("bundle")}</label>
            <input id={fileId} type="file" onChange={(event) => {
              choose(event.currentTarget.files?.[0] ?? null);
              want({});
            }} />
            <p class="note">{w("bundle-hint")}</p>
          </div>
          <Field label={w("to")} value={to} hint={w("to-hint")} onInput={(one) => want({ to: one.trim().toUpperCase() })} />
        </div>
        <p class="buttons">
          <button type="submit" disabled={busy || (!base && !file)}>{w("run")}</button>
          {busy && <button type="button" class="quiet" onClick={() => {
            stop.current.abort();
            occupy(false);
          }}>{w("cancel")}</button>}
        </p>
        <p class="note" role="status">{busy && w("busy")}</p>
        <Trouble error={failed} />
      </form>
      {report && <AuditReport of={report} />}
    </>
  );
}

const w = words({
  en: {
    scope: "An audit needs a key with the scope admin; yours has it not.", title: "Audit a change of the rules",
    about: "Every chip of the shipped catalog is tried by both sides, on every day on which rules change.", base: "Before",
    head: "After", revision: "A commit, a branch or a tag", "head-hint": "Empty: the newest commit", bundle: "Or a bundle of rules",
    "bundle-hint": "It is held against the rules that answer now.", to: "Destinations", "to-hint": "Country codes, as in CN,SG",
    run: "Audit", cancel: "Cancel", busy: "The audit runs; it can take a minute …",
  },
  de: {
    scope: "Eine Änderungsprüfung braucht einen Schlüssel mit dem Recht „admin“; der jetzige hat es nicht.",
    title: "Eine Änderung der Regeln prüfen",
    about: "Jeder Chip des mitgelieferten Katalogs wird nach beiden Fassungen geprüft, an jedem Tag, an dem sich Regeln ändern.",
    base: "Vorher", head: "Nachher", revision: "Ein Commit, Branch oder Tag", "head-hint": "Leer: der neueste Commit",
    bundle: "Oder ein Regelbündel", "bundle-hint": "Es wird mit den Regeln verglichen, die jetzt antworten.",
    to: "Bestimmungsorte", "to-hint": "Ländercodes, etwa CN,SG", run: "Prüfen", cancel: "Abbrechen",
    busy: "Die Prüfung läuft; das kann eine Minute dauern …",
  },
});
