// Asks for an API key, when the service wants one or the reader has one.
import { useEffect, useRef } from "preact/hooks";
import { hasKey, keyWanted, useKey } from "../api";
import { words } from "../words/language";

export function KeyDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const why = keyWanted.value;
  useEffect(() => {
    if (why !== null && !dialog.current!.open) dialog.current!.showModal();
    if (why === null) dialog.current!.close();
  }, [why]);
  const take = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    useKey(String(new FormData(form).get("key") ?? ""));
    form.reset();
  };
  return (
    <dialog ref={dialog} aria-labelledby="key-title" onCancel={() => (keyWanted.value = null)}>
      <form onSubmit={take} class="stack">
        <h2 id="key-title">{w("title")}</h2>
        {why ? <p class="alert" role="alert" lang="en">{why}</p> : null}
        <label class="field">
          <span>{w("key")}</span>
          <input name="key" type="password" autocomplete="off" spellcheck={false} autofocus />
        </label>
        <p class="note">{w("kept")}</p>
        <p class="buttons">
          <button type="submit">{w("use")}</button>
          {hasKey() && <button type="button" class="quiet" onClick={() => useKey("")}>{w("forget")}</button>}
          <button type="button" class="quiet" onClick={() => (keyWanted.value = null)}>{w("close")}</button>
        </p>
      </form>
    </dialog>
  );
}

const w = words({
  en: {
    title: "API key", key: "Key (cgk_…)", use: "Use this key", forget: "Forget the key", close: "Close",
    kept: "It is kept while this tab is open, and sent to this service alone. An administrator makes one with: chipgate keys create",
  },
  de: {
    title: "API-Schlüssel", key: "Schlüssel (cgk_…)", use: "Schlüssel verwenden", forget: "Schlüssel vergessen",
    close: "Schließen",
    kept: "Er bleibt, solange dieser Tab offen ist, und geht nur an diesen Dienst. Ein Administrator erzeugt ihn mit: chipgate keys create",
  },
});
