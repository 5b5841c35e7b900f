// The question as programs ask it. Each text works as it stands where the service runs.
export interface Told {
  readonly question: Readonly<Record<string, unknown>>;
  readonly origin: string;
  /** Whether the service wants a key; the text then takes it from CHIPGATE_KEY, and never holds it. */
  readonly keyed: boolean;
}

export function asJson({ question }: Told): string {
  return JSON.stringify(question, null, 2);
}

export function asCurl({ question, origin, keyed }: Told): string {
  const body = JSON.stringify(question).replaceAll("'", "'\\''");
  const key = keyed ? '\n  -H "Authorization: Bearer $CHIPGATE_KEY" \\' : "";
  return `curl -s ${origin}/v1/decisions -H 'Content-Type: application/json' \\${key}\n  -d '${body}'`;
}

export function asPython({ question, origin, keyed }: Told): string {
  const key = keyed ? ', os.environ["CHIPGATE_KEY"]' : "";
  return [
    ...(keyed ? ["import os", ""] : []),
    'from chipgate.client import Client  # pip install "chipgate[client]"',
    "",
    `question = ${literal(question, "")}`,
    `with Client(${JSON.stringify(origin)}${key}) as client:`,
    "    answered = client.decide(question)",
    "print(answered.verdict, answered.decision.answer.certainty)",
    "print(answered.decision.answer.summary)",
  ].join("\n");
}

/** A value of JSON as Python writes it. */
function literal(value: unknown, indent: string): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}    `;
  const parts = Array.isArray(value)
    ? value.map((one) => literal(one, inner))
    : Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${literal(one, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const line = `${open}${parts.join(", ")}${close}`;
  return line.length + indent.length < 100 ? line : `${open}\n${parts.map((part) => `${inner}${part},\n`).join("")}${indent}${close}`;
}
