// What a view shows of one thing that it asks for: the newest answer, and whether it is out of date.
import { useLayoutEffect, useState } from "preact/hooks";
import { again } from "./api";

export interface Held<T> {
  readonly value: T | null;
  readonly error: unknown;
  readonly busy: boolean;
}

/** Asks whenever `of` changes, or the service is back; an older question is given up. The last answer stays visible, with
 * `busy` set, until the next one is there. `of` null: nothing is asked. */
export function useAsked<T>(of: string | null, work: (signal: AbortSignal) => Promise<T>, wait = 0): Held<T> {
  const [held, hold] = useState<Held<T>>({ value: null, error: null, busy: of !== null });
  const turn = again.value;
  // Before the paint, not after it: who types waits for the answer.
  useLayoutEffect(() => {
    if (of === null) {
      hold({ value: null, error: null, busy: false });
      return;
    }
    const stop = new AbortController();
    hold((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      work(stop.signal).then(
        (value) => stop.signal.aborted || hold({ value, error: null, busy: false }),
        (error: unknown) => stop.signal.aborted || hold((before) => ({ value: before.value, error, busy: false })),
      );
    }, wait);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [of, turn]);
  return held;
}
