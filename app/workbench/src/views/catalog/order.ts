// Which rows are shown and in which order: worked out in slices of a few milliseconds, so that nothing on the page waits.
import type { Row } from "./rows";

export interface Wish {
  readonly text: string;
  /** What columns must say, by their place. */
  readonly fixed: readonly (readonly [place: number, word: string])[];
  /** The column that rows are sorted by; null: as they came. */
  readonly by: number | null;
  readonly down: boolean;
  /** Words of that column in an order of their own. */
  readonly ranks: readonly string[];
  readonly language: string;
}

const SLICE = 10;
const RUN = 256;

/** The numbers of the rows that fit, in order. Rejects when it is stopped. */
export async function ordered(rows: readonly Row[], wish: Wish, stop: AbortSignal): Promise<Uint32Array<ArrayBuffer>> {
  const pace = new Pace(stop);
  const found = await fitting(rows, wish, pace);
  return wish.by === null ? found : sorted(found, comparison(rows, wish.by, wish), pace);
}

async function fitting(rows: readonly Row[], { text, fixed }: Wish, pace: Pace): Promise<Uint32Array<ArrayBuffer>> {
  const found = new Uint32Array(rows.length);
  const part = text.trim() && new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"), "i");
  let count = 0;
  for (let n = 0; n < found.length; n++) {
    const row = rows[n]!;
    if (fixed.every(([place, word]) => row[place] === word) && (!part || row.some((cell) => part.test(cell)))) found[count++] = n;
    if (n % RUN === 0) await pace.rest();
  }
  return found.slice(0, count);
}

function comparison(rows: readonly Row[], by: number, { down, ranks, language }: Wish): (a: number, b: number) => number {
  const collator = new Intl.Collator(language, { numeric: true });
  const sign = down ? -1 : 1;
  const rank = new Map(ranks.map((word, n) => [word, n]));
  return (a, b) => {
    const [one, other] = [rows[a]![by]!, rows[b]![by]!];
    if (one === other) return 0;
    const [first, second] = [rank.get(one), rank.get(other)];
    return sign * (first !== undefined && second !== undefined ? first - second : collator.compare(one, other));
  };
}

/** A stable merge sort that can be left at any time. */
async function sorted(numbers: Uint32Array<ArrayBuffer>, compare: (a: number, b: number) => number, pace: Pace): Promise<Uint32Array<ArrayBuffer>> {
  let from = numbers;
  let into = new Uint32Array(numbers.length);
  for (let at = 0; at < from.length; at += RUN) {
    from.subarray(at, at + RUN).sort(compare);
    await pace.rest();
  }
  for (let width = RUN; width < from.length; width *= 2) {
    for (let at = 0; at < from.length; at += 2 * width) {
      const [middle, end] = [Math.min(at + width, from.length), Math.min(at + 2 * width, from.length)];
      let [left, right] = [at, middle];
      for (let n = at; n < end; n++) {
        const takesLeft = left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0);
        into[n] = from[takesLeft ? left++ : right++]!;
        if (n % RUN === 0) await pace.rest();
      }
    }
    [from, into] = [into, from];
  }
  return from;
}

class Pace {
  private until = performance.now() + SLICE;

  constructor(private readonly stop: AbortSignal) {}

  async rest(): Promise<void> {
    if (performance.now() < this.until) return;
    await new Promise((on) => setTimeout(on));
    this.stop.throwIfAborted();
    this.until = performance.now() + SLICE;
  }
}
