// The decision as the service says it (schema chipgate-decision/1), as far as the page shows it.
import type { Judged } from "../../parts/verdict";

export interface Source {
  readonly title: string;
  readonly url: string;
}

export interface Citation {
  readonly text: string;
  readonly basis: string;
  readonly published: boolean;
  readonly confidence: string;
  readonly note: string | null;
  readonly sources: readonly Source[];
}

export interface Clause {
  readonly paragraph: string | null;
  readonly shown: string;
  readonly measure: string | null;
  readonly value: string | null;
  readonly comparison: "at_least" | "above" | "below" | "at_most" | null;
  readonly bound: string | null;
  readonly margin: string | null;
  readonly unit: string | null;
}

export interface Reason {
  readonly code: string;
  readonly provision: string;
  readonly version: string;
  readonly title: string;
  readonly sentence: string;
  readonly certain: boolean;
  readonly counted: boolean;
  readonly state: string | null;
  readonly verdict: string | null;
  readonly clauses: readonly Clause[];
  readonly citation: Citation | null;
  readonly governed_by: readonly string[];
}

export interface NearMiss {
  readonly provision: string;
  readonly version: string;
  readonly title: string;
  readonly clauses: readonly Clause[];
}

export interface Region {
  readonly verdict: string;
  readonly classification: readonly string[];
  readonly shown: string;
}

export interface Missing {
  readonly fact: string;
  readonly title: string;
  readonly unit: string | null;
  readonly regions: readonly Region[];
}

export interface JointRegion extends Region {
  readonly certainty: string;
  readonly truncated: boolean;
}

export interface Condition {
  readonly id: string;
  readonly text: string;
  readonly stated_as_met: boolean;
}

export interface ExceptionState {
  readonly id: string;
  readonly exception: string;
  readonly eligible: string;
  readonly conditions_outstanding: readonly Condition[];
  readonly conditions_met: readonly Condition[];
  readonly counted: boolean;
  readonly terms_encoded: boolean;
}

export interface LicenseInHand {
  readonly number: string;
  readonly title: string;
  readonly valid: boolean;
  readonly valid_until: string;
  readonly sentence: string;
}

export interface License {
  readonly required: boolean;
  readonly review_policy: string | null;
  readonly exceptions: readonly ExceptionState[];
  readonly conditions: readonly Condition[];
  readonly licenses_in_hand: readonly LicenseInHand[];
}

export interface Classification {
  readonly paragraph: string;
  readonly limbs: readonly string[];
  readonly provision: string;
}

export interface Change {
  readonly kind: string;
  readonly subject: string;
  readonly verdict: string;
  readonly shown: string;
}

export interface Notice {
  readonly code: string;
  readonly provision: string | null;
  readonly sentence: string;
  readonly citation: Citation | null;
}

export interface Measured {
  readonly measure: string;
  readonly title: string;
  readonly value: string | null;
  readonly unit: string;
  readonly note: string | null;
}

export interface Answer extends Judged {
  readonly outcome: string;
  readonly verdict: string | null;
  readonly certainty: string | null;
  readonly summary: string;
  readonly asked: { readonly item: string; readonly destination: string; readonly date: string; readonly region: string | null };
  readonly measures: readonly Measured[];
  readonly classification: readonly Classification[];
  readonly possible_classification: readonly Classification[];
  readonly license: License | null;
  readonly reasons: readonly Reason[];
  readonly near_misses: readonly NearMiss[];
  readonly missing: readonly Missing[];
  readonly what_would_change: readonly Change[];
  readonly assumptions: readonly { readonly code: string; readonly sentence: string }[];
  readonly notices: readonly Notice[];
  readonly joint_regions: readonly JointRegion[];
  readonly ruleset: {
    readonly digest: string;
    readonly as_of: string;
    readonly verified_through: string;
    readonly coverage: { readonly partial: readonly string[]; readonly not_modelled: readonly string[] };
  } | null;
}

export interface Coming {
  readonly date: string;
  readonly verdict: string | null;
  readonly summary: string;
}

export interface Decision {
  readonly answer: Answer;
  readonly outlook: { readonly valid_until: string | null; readonly changes: readonly Coming[] };
}
