// Provisions as the service tells them.
import { words } from "../../words/language";

export interface ProvisionBrief {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly versions: readonly { readonly effective: string; readonly title: string; readonly confidence: string }[];
}

export interface Source {
  readonly title: string;
  readonly url: string;
}

export interface Citation {
  readonly basis: string;
  readonly text: string;
  readonly published: boolean;
  readonly confidence: string;
  readonly sources: readonly Source[];
  readonly note?: string | null;
}

/** A version in its canonical form: what its rule file says. */
export interface Version {
  readonly id: string;
  readonly title: string;
  readonly effective: string;
  readonly expires?: string | null;
  readonly repealed?: boolean;
  readonly already_in_force?: boolean;
  readonly enforcement?: string;
  readonly says?: string;
  readonly citation: Citation;
  readonly [field: string]: unknown;
}

export interface Provision {
  readonly id: string;
  readonly versions: readonly Version[];
}

const EN = {
  items: "controlled items", requirements: "license requirements", policies: "review policies", exceptions: "license exceptions",
  prohibitions: "prohibitions", letters: "letters", announcements: "announcements", groups: "country groups",
  companies: "companies", questions: "open questions", subjection: "subject to the EAR", lists: "lists of parties",
  reported: "reported controls", exemptions: "exemptions", destinations: "destinations",
};
const DE: typeof EN = {
  items: "erfasste Güter", requirements: "Genehmigungspflichten", policies: "Prüfungspraxis", exceptions: "Ausnahmen (License Exceptions)",
  prohibitions: "Verbote", letters: "Schreiben an Firmen", announcements: "Ankündigungen", groups: "Ländergruppen",
  companies: "Firmen", questions: "offene Fragen", subjection: "Geltung der EAR", lists: "Listen von Beteiligten",
  reported: "berichtete Kontrollen", exemptions: "Befreiungen", destinations: "Bestimmungsorte",
};
const w = words({ en: EN, de: DE });

/** A kind of provision in words. */
export function kindOf(kind: string): string {
  return Object.hasOwn(EN, kind) ? w(kind as keyof typeof EN) : kind;
}
