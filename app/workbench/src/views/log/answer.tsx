// A recorded decision as it reads: the verdict, its reasons with what binds, what was missing, and what was assumed.
import { Verdict } from "../../parts/verdict";
import { link } from "../../route";
import { words } from "../../words/language";

interface Reason {
  readonly code: string;
  readonly provision: string;
  readonly version: string;
  readonly sentence: string;
  readonly counted: boolean;
  readonly verdict: string | null;
  readonly clauses: readonly { readonly shown: string }[];
}

interface Told {
  readonly outcome: string;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly summary: string;
  readonly reasons: readonly Reason[];
  readonly missing?: readonly Readonly<Record<string, unknown>>[];
  readonly assumptions?: readonly { readonly code: string; readonly sentence: string }[];
  readonly notices?: readonly { readonly code: string; readonly provision: string | null; readonly sentence: string }[];
}

export function Answer({ of }: { of: Readonly<Record<string, unknown>> }) {
  const told = of["answer"] as Told | undefined;
  if (!told) return null;
  return (
    <section class="card" aria-labelledby="answered">
      <h3 id="answered">{w("title")}</h3>
      <p><Verdict of={told} large /></p>
      <p lang="en"><bdi>{told.summary}</bdi></p>
      {told.reasons.length > 0 && (
        <>
          <h4>{w("reasons")}</h4>
          <ol class="log-reasons">{told.reasons.map((one) => <ReasonLine key={`${one.provision}@${one.version} ${one.code}`} of={one} />)}</ol>
        </>
      )}
      <Sentences title={w("missing")} of={(told.missing ?? []).map((one) => String(one["sentence"] ?? one["title"] ?? one["fact"] ?? ""))} />
      <Sentences title={w("assumptions")} of={(told.assumptions ?? []).map((one) => one.sentence)} />
      <Sentences title={w("notices")} of={(told.notices ?? []).map((one) => one.sentence)} />
    </section>
  );
}

function ReasonLine({ of }: { of: Reason }) {
  return (
    <li>
      {of.verdict && <Verdict of={{ verdict: of.verdict }} />} <bdi lang="en">{of.sentence}</bdi>{" "}
      <a href={link("rules", { part: "provisions", id: of.provision, version: of.version })} class="id">{of.provision}@{of.version}</a>
      {!of.counted && <small> {w("not-counted")}</small>}
      {of.clauses.length > 0 && <ul lang="en">{of.clauses.map((one) => <li key={one.shown}><bdi>{one.shown}</bdi></li>)}</ul>}
    </li>
  );
}

function Sentences({ title, of }: { title: string; of: readonly string[] }) {
  if (!of.length) return null;
  return (
    <details>
      <summary>{title} ({of.length})</summary>
      <ul lang="en">{of.map((one) => <li key={one}><bdi>{one}</bdi></li>)}</ul>
    </details>
  );
}

const w = words({
  en: {
    title: "What was answered", reasons: "Reasons, the strictest first", missing: "What was missing", assumptions: "What was assumed",
    notices: "Notices", "not-counted": "(not counted)",
  },
  de: {
    title: "Was geantwortet wurde", reasons: "Gründe, der strengste zuerst", missing: "Was fehlte", assumptions: "Was angenommen wurde",
    notices: "Hinweise", "not-counted": "(nicht gezählt)",
  },
});
