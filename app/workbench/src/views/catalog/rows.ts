// The rows of a check as they came, and how many there are of each verdict. Words that come again and again are kept once.
export interface Column {
  readonly name: string;
  readonly title: string;
}

export type Row = readonly string[];

/** More would not fit into a browser; counts and downloads have them all. */
export const MOST_HELD = 500_000;
const MOST_WORDS = 50_000;

export class Rows {
  columns: readonly Column[] = [];
  readonly held: Row[] = [];
  readonly verdicts = new Map<string, number>();
  count = 0;
  private readonly words = new Map<string, string>();

  add(rows: readonly (readonly unknown[])[]): void {
    const verdict = this.place("verdict");
    for (const row of rows) {
      const said = text(row[verdict]);
      this.verdicts.set(said, (this.verdicts.get(said) ?? 0) + 1);
      this.count += 1;
      if (this.held.length < MOST_HELD) this.held.push(row.map((cell) => this.once(text(cell))));
    }
  }

  /** Where a column stands in a row; -1 where there is none of this name. */
  place(name: string): number {
    return this.columns.findIndex((one) => one.name === name);
  }

  private once(word: string): string {
    const known = this.words.get(word);
    if (known !== undefined) return known;
    if (this.words.size < MOST_WORDS) this.words.set(word, word);
    return word;
  }
}

function text(cell: unknown): string {
  return cell === null || cell === undefined ? "" : String(cell);
}
