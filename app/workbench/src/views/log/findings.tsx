// What a check of the log found, record by record.
import { link } from "../../route";
import { words } from "../../words/language";
import { count } from "../../words/written";

export interface Finding {
  readonly code?: string;
  readonly record_id: string | null;
  readonly sentence: string;
}

export function Findings({ of, more }: { of: readonly Finding[]; more: number }) {
  if (!of.length) return null;
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={w("title")}>
        <table class="log-findings">
          <thead><tr><th scope="col">{w("what")}</th><th scope="col">{w("record")}</th></tr></thead>
          <tbody>
            {of.map((one, n) => (
              <tr key={n}>
                <td lang="en">{one.code && <><code>{one.code}</code> </>}<bdi class="long-text">{one.sentence}</bdi></td>
                <td>{one.record_id ? <a class="id" href={link("log", { record: one.record_id })}>{one.record_id}</a> : "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more > 0 && <p class="note">{w("more", { n: count(more) })}</p>}
    </>
  );
}

const w = words({ en: { title: "Findings", what: "Finding", record: "Record", more: "… and {n} more" }, de: { title: "Befunde", what: "Befund", record: "Eintrag", more: "… und {n} weitere" } });
