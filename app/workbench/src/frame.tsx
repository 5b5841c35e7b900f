// What stands around every view: where one is, where one may go, what is wrong with the connection.
import { type ComponentType } from "preact";
import { useEffect, useErrorBoundary, useLayoutEffect, useState } from "preact/hooks";
import { about } from "./about";
import { again, ask, hasKey, keyWanted, reachable, Unreachable } from "./api";
import { KeyDialog } from "./parts/key_dialog";
import { Trouble } from "./parts/trouble";
import { asking, question, QUESTION_VIEWS } from "./question";
import { link, route, VIEWS, type View } from "./route";
import { theme, THEMES, type Theme } from "./theme";
import { language, words, type Language } from "./words/language";
import { day } from "./words/written";

const LOADED: Record<View, () => Promise<{ default: ComponentType }>> = {
  decide: () => import("./views/decide"),
  time: () => import("./views/time"),
  map: () => import("./views/map"),
  picture: () => import("./views/picture"),
  catalog: () => import("./views/catalog"),
  rules: () => import("./views/rules"),
  log: () => import("./views/log"),
};

export function Frame() {
  return (
    <>
      <a class="skip" href="#content" onClick={toContent}>{w("skip")}</a>
      <Head />
      <Connection />
      <main id="content" tabIndex={-1}>
        <Shown view={route.value.view} key={route.value.view} />
      </main>
      <Foot />
      <KeyDialog />
    </>
  );
}

function toContent(event: Event): void {
  event.preventDefault(); // the fragment is the route
  document.getElementById("content")?.focus();
}

function Head() {
  const here = route.value.view;
  return (
    <header class="head">
      <p class="brand"><a href={link("decide")}>chipgate</a></p>
      <nav aria-label={w("views")}>
        <ul>
          {VIEWS.map((view) => (
            <li key={view}>
              <a href={link(view, QUESTION_VIEWS.includes(view) ? asking(question.value) : {})}
                aria-current={view === here ? "page" : undefined}>{w(view)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div class="choices">
        <label>
          <span class="unseen">{w("language")}</span>
          <select value={language.value} onChange={(event) => (language.value = event.currentTarget.value as Language)}>
            <option value="en" lang="en">English</option>
            <option value="de" lang="de">Deutsch</option>
          </select>
        </label>
        <label>
          <span class="unseen">{w("theme")}</span>
          <select value={theme.value} onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
            {THEMES.map((one) => <option key={one} value={one}>{w(one)}</option>)}
          </select>
        </label>
        <button type="button" class="quiet" onClick={() => (keyWanted.value = "")}>{w(hasKey() ? "key-set" : "key")}</button>
      </div>
    </header>
  );
}

function Connection() {
  return (
    <div role="status" class="connection">
      {reachable.value ? null : <p class="alert">{w("gone")}</p>}
    </div>
  );
}

function Shown({ view }: { view: View }) {
  const [found, find] = useState<{ Found: ComponentType } | null>(null);
  const [failed, fail] = useState<unknown>(null);
  const [broken] = useErrorBoundary();
  const turn = failed === null ? 0 : again.value;
  useEffect(() => {
    LOADED[view]().then((module) => {
      fail(null);
      find({ Found: module.default });
    }, () => {
      fail(new Unreachable("The service does not answer."));
      ask("/health/live").catch(() => undefined); // so that its coming back is waited for
    });
  }, [view, turn]);
  useLayoutEffect(() => { // with what is shown: a moment later, the focus may have been moved on
    document.title = `${w(view)} – chipgate`;
    if (!found) return;
    if (steps > 0) document.getElementById("content")?.focus();
    steps += 1;
  }, [found, view, language.value]);
  if (broken) return <Trouble error={broken} />;
  if (failed) return <Trouble error={failed} />;
  return found ? <found.Found /> : <p class="note" aria-busy="true">{w("loading")}</p>;
}

/** Views shown so far: the first one leaves the focus where it is. */
let steps = 0;

function Foot() {
  const told = about.value;
  return (
    <footer class="foot">
      <p>{w("advice")}</p>
      {told && (
        <p>
          chipgate {told.version} · {w("checked", { day: day(told.verified_through) })} ·{" "}
          <a href="/openapi.json">API</a> · <a href="/licenses.txt">{w("licenses")}</a>
        </p>
      )}
    </footer>
  );
}

const w = words({
  en: {
    skip: "Skip to the content", views: "Views", language: "Language", theme: "Colors", auto: "As the system",
    light: "Light", dark: "Dark", key: "API key", "key-set": "API key ✓", loading: "Loading …",
    gone: "The service does not answer. This page asks again by itself as soon as it is back.",
    advice: "Not legal advice.", checked: "rules checked through {day}", licenses: "Licenses",
    decide: "Decide", time: "Time", map: "Map", picture: "Picture", catalog: "Catalog", rules: "Rules", log: "Log",
  },
  de: {
    skip: "Zum Inhalt", views: "Ansichten", language: "Sprache", theme: "Farben", auto: "Wie das System",
    light: "Hell", dark: "Dunkel", key: "API-Schlüssel", "key-set": "API-Schlüssel ✓", loading: "Wird geladen …",
    gone: "Der Dienst antwortet nicht. Sobald er wieder da ist, fragt diese Seite von selbst neu.",
    advice: "Keine Rechtsberatung.", checked: "Regeln geprüft bis {day}", licenses: "Lizenzen",
    decide: "Entscheiden", time: "Zeit", map: "Karte", picture: "Bild", catalog: "Katalog", rules: "Regeln",
    log: "Protokoll",
  },
});
