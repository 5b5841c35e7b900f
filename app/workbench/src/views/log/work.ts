// Long work of the service that tells how far it is, line by line: begun, followed, cancelled.
import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { ask, lines, Refused, Unreachable, type ProblemJson } from "../../api";
import { withKey } from "../../with_key";

export interface Progress {
  readonly kind: "progress";
  readonly done: number;
  readonly of: number | null;
}

export interface Work<D> {
  readonly busy: boolean;
  readonly progress: Progress | null;
  readonly done: D | null;
  readonly error: unknown;
  readonly cancelled: boolean;
  readonly begin: (body: unknown) => void;
  readonly cancel: () => void;
}

/** Whether some such work runs: the service does one at a time. */
export const working = signal(false);

const IDLE = { busy: false, progress: null, done: null, error: null, cancelled: false };

export function useWork<D extends { readonly kind: "done" }>(path: string): Work<D> {
  const [state, tell] = useState<Omit<Work<D>, "begin" | "cancel">>(IDLE);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const begin = async (body: unknown): Promise<void> => {
    stop.current.abort();
    const mine = (stop.current = new AbortController());
    tell({ ...IDLE, busy: true });
    working.value = true;
    try {
      const response = await withKey(() => ask(path, { body: JSON.stringify(body), signal: mine.signal }), mine.signal);
      for await (const line of lines<Progress | D | ({ kind: "problem" } & ProblemJson)>(response)) {
        if (line.kind === "progress") tell({ ...IDLE, busy: true, progress: line as Progress });
        else if (line.kind === "problem") throw new Refused((line as ProblemJson).status, line as ProblemJson);
        else return tell({ ...IDLE, done: line as D });
      }
      throw new Unreachable("The answer broke off.");
    } catch (error) {
      if (!mine.signal.aborted) {
        tell({ ...IDLE, error: error instanceof TypeError ? new Unreachable("The answer broke off.") : error });
        if (!(error instanceof Refused)) await ask("/health/live").catch(() => undefined); // is it gone?
      } else if (stop.current === mine) tell({ ...IDLE, cancelled: true });
    } finally {
      working.value = false;
    }
  };
  return { ...state, begin: (body) => void begin(body), cancel: () => stop.current.abort() };
}
