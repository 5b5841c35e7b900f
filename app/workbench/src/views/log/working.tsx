// How far long work of the log is, and the way to end it.
import { Trouble } from "../../parts/trouble";
import { words } from "../../words/language";
import { count } from "../../words/written";
import type { Work } from "./work";

export function Working({ of, label }: { of: Work<unknown>; label: string }) {
  const done = of.progress?.done ?? null;
  const total = of.progress?.of ?? null;
  return (
    <>
      {of.busy && (
        <div class="work-progress">
          <progress aria-label={label} {...(total && done !== null ? { max: total, value: done } : {})} />
          <p class="note">{done === null ? w("begins") : total ? w("of", { n: count(done), total: count(total) }) : w("so-far", { n: count(done) })}</p>
          <button type="button" class="quiet" onClick={of.cancel}>{w("cancel")}</button>
        </div>
      )}
      {of.cancelled && <p class="alert" role="status">{w("cancelled")}</p>}
      <Trouble error={of.error} />
    </>
  );
}

const w = words({
  en: { begins: "It begins …", of: "{n} of {total} records", "so-far": "{n} records", cancel: "Cancel", cancelled: "Cancelled: nothing is said of the log." },
  de: { begins: "Es beginnt …", of: "{n} von {total} Einträgen", "so-far": "{n} Einträge", cancel: "Abbrechen", cancelled: "Abgebrochen: Über das Protokoll ist nichts gesagt." },
});
