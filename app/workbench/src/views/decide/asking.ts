// Asking for a decision: tried out while the question is typed, or put on record. Either answer is held with the question
// that it answers, so that it never stands beside another one.
import { ask, askJson } from "../../api";
import type { Decision } from "./decision";

export interface Answered {
  /** The question as it was sent. */
  readonly question: string;
  readonly decision: Decision;
  /** The id of its record, where it is on record. */
  readonly record: string | null;
}

export async function tryOut(question: string, revision: string | null, signal: AbortSignal): Promise<Answered> {
  const by = revision ? `?${new URLSearchParams({ revision })}` : "";
  return { question, decision: await askJson<Decision>(`/v1/drafts${by}`, { body: question, signal }), record: null };
}

/** Asked again with the same token, the answer on record comes back and no second record is made. */
export async function onRecord(question: string, token: string, signal?: AbortSignal): Promise<Answered> {
  const response = await ask("/v1/decisions", { body: question, signal, headers: { "Idempotency-Key": token } });
  const decision = (await response.json()) as Decision;
  return { question, decision, record: response.headers.get("Chipgate-Record-Id") };
}

/** A token of its own for one wish to record. */
export function newToken(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
