// The report of an audit: what changed in the rules, and which items get another answer.
import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../../words/language";
import { count } from "../../words/written";
import { AuditChanges, type Change } from "./audit_changes";
import { Flips, type Flip } from "./flips";

export interface Audit {
  readonly summary: Readonly<Record<string, number | string>> & { readonly text: string };
  readonly base: { readonly revision: string; readonly commit: string | null; readonly digest: string };
  readonly head: { readonly revision: string; readonly commit: string | null; readonly digest: string };
  readonly items: number;
  readonly destinations: readonly string[];
  readonly changes: readonly Change[];
  readonly same_law: number;
  readonly flips: readonly Flip[];
  readonly other_reasons: readonly Flip[];
}

const COUNTED = [
  "newly_blocked", "newly_license_required", "newly_allowed", "newly_without_verdict", "other_reasons", "retroactive",
  "tightened", "loosened", "unproved",
] as const;

export function AuditReport({ of }: { of: Audit }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [of]);
  return (
    <section aria-labelledby="audited" class="card">
      <h2 id="audited" tabIndex={-1} ref={heading}>{w("title")}</h2>
      <p><strong lang="en">{of.summary.text}</strong></p>
      <p class="note">
        <code>{named(of.base)}</code> → <code>{named(of.head)}</code> · {w("tried", { items: count(of.items), places: of.destinations.join(", ") })}
      </p>
      <ul class="word-chips">
        {COUNTED.filter((name) => Number(of.summary[name]) > 0).map((name) => (
          <li key={name}>{w(name)} <strong>{count(Number(of.summary[name]))}</strong></li>
        ))}
      </ul>
      <h3>{w("changes")}</h3>
      {of.changes.length ? <AuditChanges changes={of.changes} /> : <p class="note">{w("no-changes")}</p>}
      <h3>{w("flips")}</h3>
      {of.flips.length ? <Flips flips={of.flips} label={w("flips")} /> : <p class="note">{w("no-flips")}</p>}
      {of.other_reasons.length > 0 && (
        <details>
          <summary>{w("others", { n: count(of.other_reasons.length) })}</summary>
          <Flips flips={of.other_reasons} label={w("other_reasons")} />
        </details>
      )}
    </section>
  );
}

function named(side: Audit["base"]): string {
  return side.commit ? side.commit.slice(0, 10) : side.revision;
}

const w = words({
  en: {
    title: "What it would do", tried: "{items} items tried to {places}", changes: "Changes of the rules",
    "no-changes": "No rule changes.", flips: "Items that flip", "no-flips": "No item gets another verdict.",
    others: "Other reasons alone ({n})", newly_blocked: "newly blocked", newly_license_required: "newly license required",
    newly_allowed: "newly allowed", newly_without_verdict: "newly without verdict", other_reasons: "other reasons",
    retroactive: "retroactive", tightened: "tightened", loosened: "loosened", unproved: "unproved",
  },
  de: {
    title: "Was sie bewirken würde", tried: "{items} Waren geprüft nach {places}", changes: "Änderungen der Regeln",
    "no-changes": "Keine Regel ändert sich.", flips: "Waren mit anderem Ergebnis", "no-flips": "Keine Ware bekommt ein anderes Ergebnis.",
    others: "Nur andere Gründe ({n})", newly_blocked: "neu gesperrt", newly_license_required: "neu genehmigungspflichtig",
    newly_allowed: "neu erlaubt", newly_without_verdict: "neu ohne Ergebnis", other_reasons: "andere Gründe",
    retroactive: "rückwirkend", tightened: "verschärft", loosened: "gelockert", unproved: "unbewiesen",
  },
});

