// What differs between two versions, field by field: short texts as they are, trees line by line, sentences word by word.

export interface Piece {
  readonly text: string;
  readonly kind: "same" | "gone" | "new";
}

export interface FieldDifference {
  readonly field: string;
  readonly before: readonly Piece[] | null;
  readonly after: readonly Piece[] | null;
  readonly changed: boolean;
  /** Pieces are lines; else they run on. */
  readonly lined: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Every field of either version, in the order of the rule files. */
export function differences(before: Fields, after: Fields): readonly FieldDifference[] {
  const names = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return names.map((field) => {
    const [one, other] = [before[field], after[field]];
    const lined = typeof (other ?? one) === "object" && (other ?? one) !== null;
    const parts = (value: unknown): readonly string[] =>
      value === undefined ? [] : lined ? written(value) : (scalar(value).match(/\S+\s*/g) ?? [""]);
    const found = aligned(parts(one), parts(other));
    const pieces = lined ? found : joined(found);
    return {
      field, lined, changed: pieces.some((piece) => piece.kind !== "same"),
      before: one === undefined ? null : pieces.filter((piece) => piece.kind !== "new"),
      after: other === undefined ? null : pieces.filter((piece) => piece.kind !== "gone"),
    };
  });
}

/** Words in a row that share a fate; where little is the same, all of it is told as other. */
function joined(pieces: readonly Piece[]): readonly Piece[] {
  const kept = pieces.filter((one) => one.kind === "same").length;
  if (kept > 0 && kept * 3 < pieces.length) {
    const side = (not: string): string => pieces.filter((one) => one.kind !== not).map((one) => one.text).join("");
    return [gone(side("new")), added(side("gone"))];
  }
  const found: Piece[] = [];
  for (const one of pieces) {
    const last = found.at(-1);
    if (last?.kind === one.kind) found[found.length - 1] = { text: last.text + one.text, kind: one.kind };
    else found.push(one);
  }
  return found;
}

/** A value as lines, much as its rule file has it. */
export function written(value: unknown, indent = ""): readonly string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}[]`];
    return value.flatMap((one: unknown) => {
      const lines = written(one, `${indent}  `);
      return [`${indent}- ${lines[0]!.slice(indent.length + 2)}`, ...lines.slice(1)];
    });
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return [`${indent}{}`];
    return entries.flatMap(([name, one]: [string, unknown]) =>
      typeof one === "object" && one !== null && Object.keys(one).length > 0
        ? [`${indent}${name}:`, ...written(one, `${indent}  `)] : [`${indent}${name}: ${scalar(one)}`]);
  }
  return [`${indent}${scalar(value)}`];
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  return value === null ? "null" : value === true ? "yes" : value === false ? "no" : String(value);
}

/** The longest common run of parts stays; what is between is gone or new. */
export function aligned(one: readonly string[], other: readonly string[]): readonly Piece[] {
  let start = 0;
  while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
  let [endOne, endOther] = [one.length, other.length];
  while (endOne > start && endOther > start && one[endOne - 1] === other[endOther - 1]) {
    endOne -= 1;
    endOther -= 1;
  }
  return [
    ...one.slice(0, start).map(same), ...between(one.slice(start, endOne), other.slice(start, endOther)), ...one.slice(endOne).map(same),
  ];
}

const same = (text: string): Piece => ({ text, kind: "same" });
const gone = (text: string): Piece => ({ text, kind: "gone" });
const added = (text: string): Piece => ({ text, kind: "new" });
const MOST_COMPARED = 4_000_000;

function between(one: readonly string[], other: readonly string[]): readonly Piece[] {
  if (!one.length || !other.length || one.length * other.length > MOST_COMPARED) return [...one.map(gone), ...other.map(added)];
  const width = other.length + 1;
  const common = new Uint32Array((one.length + 1) * width);
  for (let a = one.length - 1; a >= 0; a--) {
    for (let b = other.length - 1; b >= 0; b--) {
      common[a * width + b] = one[a] === other[b] ? common[(a + 1) * width + b + 1]! + 1
        : Math.max(common[(a + 1) * width + b]!, common[a * width + b + 1]!);
    }
  }
  const found: Piece[] = [];
  let [a, b] = [0, 0];
  while (a < one.length && b < other.length) {
    if (one[a] === other[b]) {
      found.push(same(one[a++]!));
      b += 1;
    } else if (common[(a + 1) * width + b]! >= common[a * width + b + 1]!) found.push(gone(one[a++]!));
    else found.push(added(other[b++]!));
  }
  return [...found, ...one.slice(a).map(gone), ...other.slice(b).map(added)];
}
