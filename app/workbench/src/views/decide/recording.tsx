// Whether the answer is on record, and the button that puts it there.
import { Trouble } from "../../parts/trouble";
import { link } from "../../route";
import { words } from "../../words/language";

interface Props {
  readonly record: string | null;
  /** null: it cannot be recorded as it stands. */
  readonly onRecord: (() => void) | null;
  readonly busy: boolean;
  readonly error: unknown;
  readonly logged: boolean;
}

export function Recording({ record, onRecord, busy, error, logged }: Props) {
  return (
    <div class="recording">
      <div role="status">
        {record !== null && (
          <p class="recorded">✓ {w("recorded")} <a href={link("log", { record })} class="id">{record}</a></p>
        )}
        {record === null && <p class="note"><span class="tag">{w("draft")}</span> {w("unrecorded")}</p>}
      </div>
      {record === null && onRecord && logged && (
        <button type="button" class="no-print" disabled={busy} onClick={onRecord}>{w("record")}</button>
      )}
      <Trouble error={error} />
    </div>
  );
}

const w = words({
  en: { draft: "Draft", unrecorded: "not recorded", record: "Record this decision", recorded: "On record:" },
  de: { draft: "Entwurf", unrecorded: "nicht protokolliert", record: "Diese Entscheidung protokollieren", recorded: "Protokolliert:" },
});
