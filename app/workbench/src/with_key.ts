// Long work that a click began: a key that is missing or has expired is asked for, and then the work goes on.
import { again, keyWanted, Refused } from "./api";

/** Does the work; where the service wants another key, waits until there is one and does it anew. */
export async function withKey<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401 || !(await keyGiven(signal))) throw error;
    }
  }
}

/** Whether a key was given; false where the dialog was closed without one. */
function keyGiven(signal: AbortSignal): Promise<boolean> {
  const before = again.peek();
  return new Promise((settle) => {
    const leave = keyWanted.subscribe((wanted) => {
      // a key that is used closes the dialog first and counts up right after it
      if (wanted === null) queueMicrotask(() => end(again.peek() !== before));
    });
    const stopped = (): void => end(false);
    const end = (given: boolean): void => {
      queueMicrotask(leave);
      signal.removeEventListener("abort", stopped);
      settle(given);
    };
    signal.addEventListener("abort", stopped);
  });
}
