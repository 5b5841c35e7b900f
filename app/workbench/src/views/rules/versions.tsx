// The versions of a provision, the newest first: each in force until the next one.
import { about } from "../../about";
import { link } from "../../route";
import { words } from "../../words/language";
import { day } from "../../words/written";
import type { Provision, Version } from "./provision_data";

export function Versions({ of, shown }: { of: Provision; shown: Version }) {
  const today = about.value?.today ?? "";
  const listed = of.versions.map((version, n) => ({ version, next: of.versions[n + 1] })).reverse();
  return (
    <div class="card">
      <h3>{w("title")}</h3>
      <ol class="rule-versions">
        {listed.map(({ version, next }) => {
          const state = stateOf(version, next, today);
          return (
            <li key={version.effective} class={state}>
              <a href={link("rules", { part: "provisions", id: of.id, version: version.effective })}
                aria-current={version === shown ? "true" : undefined}>
                {version.already_in_force ? w("before", { day: day(version.effective) }) : day(version.effective)}
              </a>{" "}
              <span class="rule-tag">{w(state)}</span>
              <p lang="en"><bdi>{version.title}</bdi></p>
              <small>
                {version.repealed ? w("repealed") : until(version, next)}
                {version.enforcement && version.enforcement !== "enforced" && <> · <span lang="en">{version.enforcement.replaceAll("-", " ")}</span></>}
              </small>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function stateOf(version: Version, next: Version | undefined, today: string): "future" | "current" | "past" {
  if (version.effective > today) return "future";
  const ended = (next && next.effective <= today) || (version.expires && version.expires <= today);
  return ended || version.repealed ? "past" : "current";
}

function until(version: Version, next: Version | undefined): string {
  const ends = [next?.effective, version.expires].filter((one): one is string => typeof one === "string").sort();
  return ends[0] ? w("until", { day: day(ends[0]) }) : w("open");
}

const w = words({
  en: {
    title: "Versions", future: "to come", current: "in force", past: "past", until: "in force until the day before {day}",
    open: "no end known", repealed: "repeals it", before: "in force before {day} already",
  },
  de: {
    title: "Fassungen", future: "künftig", current: "in Kraft", past: "vergangen", until: "in Kraft bis zum Tag vor dem {day}",
    open: "kein Ende bekannt", repealed: "hebt sie auf", before: "schon vor dem {day} in Kraft",
  },
});
