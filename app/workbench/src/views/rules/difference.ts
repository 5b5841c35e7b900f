// What differs between two versions, field by field: short texts as they are, trees line by line, sentences word by word.
import { diffArrays } from "diff";

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
  return diffArrays([...one], [...other]).flatMap(({ value, added, removed }) =>
    value.map((text): Piece => ({ text, kind: removed ? "gone" : added ? "new" : "same" })));
}

const gone = (text: string): Piece => ({ text, kind: "gone" });
const added = (text: string): Piece => ({ text, kind: "new" });
