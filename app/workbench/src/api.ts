// Asking the service. A refusal is a problem of RFC 9457; a key that is missing or no longer good is asked for once, and a
// service that is gone is waited for: `again` counts up when asking anew makes sense.
import { signal } from "@preact/signals";

export interface Fault {
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

export interface ProblemJson {
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly problems?: readonly Fault[];
}

/** The service said no, and why. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: ProblemJson) {
    super(problem.detail ?? problem.title);
  }
}

/** What is said against the field at a JSON pointer, or anywhere under it. */
export function faultAt(error: unknown, pointer: string): string | undefined {
  if (!(error instanceof Refused)) return undefined;
  const found = error.problem.problems?.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`));
  return found && `${found.message} ${found.hint}`.trim();
}

/** The service did not answer at all. */
export class Unreachable extends Error {}

export const reachable = signal(true);
export const again = signal(0);
export const keyWanted = signal<string | null>(null);
let key = taken();

function taken(): string {
  try {
    return sessionStorage.getItem("chipgate.key") ?? "";
  } catch {
    return "";
  }
}

/** Ask with this key from now on; it is kept while the tab is open, and nowhere else. */
export function useKey(secret: string): void {
  key = secret.trim();
  try {
    if (key) sessionStorage.setItem("chipgate.key", key);
    else sessionStorage.removeItem("chipgate.key");
  } catch {
    // storage is closed to us: the key lasts as long as the page
  }
  keyWanted.value = null;
  again.value += 1;
}

export function hasKey(): boolean {
  return key !== "";
}

export interface Asked {
  readonly method?: string;
  readonly body?: BodyInit;
  readonly type?: string;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Record<string, string>;
}

export async function ask(path: string, asked: Asked = {}): Promise<Response> {
  const headers: Record<string, string> = { ...asked.headers };
  if (key) headers["Authorization"] = `Bearer ${key}`;
  if (asked.body !== undefined) headers["Content-Type"] = asked.type ?? "application/json";
  const used = key;
  let response: Response;
  try {
    response = await fetch(path, {
      method: asked.method ?? (asked.body === undefined ? "GET" : "POST"), headers,
      body: asked.body ?? null, signal: asked.signal ?? null, credentials: "omit",
    });
  } catch (error) {
    if (asked.signal?.aborted) throw error;
    gone();
    throw new Unreachable("The service does not answer.");
  }
  if (response.ok) return response;
  if (response.status === 401 && used !== key) return ask(path, asked); // another key was given since
  const problem = await problemOf(response);
  if (response.status === 401) keyWanted.value = problem.detail ?? problem.title;
  throw new Refused(response.status, problem);
}

async function problemOf(response: Response): Promise<ProblemJson> {
  try {
    return (await response.json()) as ProblemJson;
  } catch {
    return { title: response.statusText || `HTTP ${response.status}`, status: response.status };
  }
}

/** The answer as JSON. Its figures are texts, so that none is rounded. */
export async function askJson<T>(path: string, asked: Asked = {}): Promise<T> {
  return (await (await ask(path, asked)).json()) as T;
}

export function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return ask(path, { body: JSON.stringify(body), signal });
}

/** Each line of an answer in JSON Lines, as it comes. */
export async function* lines<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const parts = (rest + value).split("\n");
      rest = parts.pop()!;
      for (const part of parts) if (part) yield JSON.parse(part) as T;
    }
    if (rest) yield JSON.parse(rest) as T;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

let waiting = false;

/** Wait until the service lives again, then let everything be asked anew. */
function gone(): void {
  reachable.value = false;
  if (waiting) return;
  waiting = true;
  const look = async (): Promise<void> => {
    try {
      if ((await fetch("/health/live", { cache: "no-store" })).ok) {
        waiting = false;
        reachable.value = true;
        again.value += 1;
        return;
      }
    } catch {
      // still gone
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}
