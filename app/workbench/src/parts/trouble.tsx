// What went wrong, whose it is to mend, and how.
import { Refused, Unreachable } from "../api";
import { words } from "../words/language";

export function Trouble({ error }: { error: unknown }) {
  if (error === null || error === undefined) return null;
  if (error instanceof Unreachable) return <p class="alert" role="alert">{w("gone")}</p>;
  if (error instanceof Refused) {
    return (
      <div class="alert" role="alert">
        <p lang="en">{error.problem.detail ?? error.problem.title}</p>
        {(error.problem.problems?.length ?? 0) > 0 && (
          <ul lang="en">
            {error.problem.problems!.map((one) => (
              <li key={`${one.pointer} ${one.message}`}>
                {one.pointer && <code>{one.pointer}</code>} {one.message} {one.hint}
              </li>
            ))}
          </ul>
        )}
      </div>
    );
  }
  return <p class="alert" role="alert">{w("ours")} <span lang="en">{String(error)}</span></p>;
}

const w = words({
  en: { gone: "The service does not answer.", ours: "This page has failed; please report it:" },
  de: { gone: "Der Dienst antwortet nicht.", ours: "Diese Seite hat einen Fehler; bitte melden:" },
});
