// What changed in the rules themselves, with old and new figures.
import { link } from "../../route";
import { words } from "../../words/language";
import { day, figure } from "../../words/written";

interface Edit {
  readonly paragraph: string | null;
  readonly measure?: string | null;
  readonly comparison_before?: string | null;
  readonly before?: string | null;
  readonly comparison_after?: string | null;
  readonly after?: string | null;
  readonly unit?: string | null;
  readonly [name: string]: unknown;
}

export interface Change {
  readonly provision: string;
  readonly version: string | null;
  readonly title: string;
  readonly kind: string;
  readonly terms: readonly string[];
  readonly edits: readonly Edit[];
  readonly effect: string;
  readonly retroactive: boolean;
  readonly reads_otherwise_from: string | null;
  readonly evidence: { readonly outcome: string; readonly sentence: string };
}

export function AuditChanges({ changes }: { changes: readonly Change[] }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={w("title")}>
      <table class="rule-table">
        <thead><tr><th scope="col">{w("provision")}</th><th scope="col">{w("what")}</th><th scope="col">{w("edits")}</th></tr></thead>
        <tbody>
          {changes.map((one) => (
            <tr key={`${one.provision} ${one.version} ${one.kind}`}>
              <td>
                <a href={link("rules", { part: "provisions", id: one.provision })}><bdi lang="en">{one.title}</bdi></a><br />
                <small class="id">{one.provision}{one.version && ` @ ${one.version}`}</small>
              </td>
              <td>
                <span class="audit-terms" lang="en">{one.terms.map((term) => <span key={term} class="rule-tag strong">{term}</span>)}</span>
                <br /><small lang="en">{one.effect}</small>
                {one.retroactive && one.reads_otherwise_from && <><br /><small>{w("from", { day: day(one.reads_otherwise_from) })}</small></>}
              </td>
              <td>{one.edits.length ? <ul class="rule-edits">{one.edits.map((edit, n) => <li key={n}><EditLine of={edit} /></li>)}</ul> : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function EditLine({ of }: { of: Edit }) {
  const side = (comparison: string | null | undefined, bound: string | null | undefined): string =>
    bound === null || bound === undefined ? w("nothing") : `${SIGNS[comparison ?? ""] ?? comparison ?? ""} ${figure(bound)}`.trim();
  return (
    <>
      {of.paragraph && <><bdi lang="en">{of.paragraph}</bdi>: </>}
      {of.measure && <><code>{of.measure}</code> </>}
      <del>{side(of.comparison_before, of.before)}</del> → <ins>{side(of.comparison_after, of.after)}</ins>
      {of.unit && ` ${of.unit}`}
    </>
  );
}

const SIGNS: Readonly<Record<string, string>> = { at_least: "≥", above: ">", below: "<", at_most: "≤" };

const w = words({
  en: {
    title: "Changes of the rules", provision: "Provision", what: "What it is", edits: "Before → after", nothing: "nothing",
    from: "answers for days from {day} on read otherwise",
  },
  de: {
    title: "Änderungen der Regeln", provision: "Vorschrift", what: "Was es ist", edits: "Vorher → nachher", nothing: "nichts",
    from: "Antworten für Tage ab dem {day} lauten anders",
  },
});
