// One provision: its versions in time, two of them side by side, its sources and its cases.
import { askJson } from "../../api";
import { useAsked } from "../../asking";
import { Trouble } from "../../parts/trouble";
import { link, route } from "../../route";
import { words } from "../../words/language";
import { Cases } from "./cases";
import { Cited } from "./cited";
import { Comparison } from "./comparison";
import type { Provision } from "./provision_data";
import { Versions } from "./versions";

export function ProvisionPart({ id }: { id: string }) {
  const path = `/v1/provisions/${id.split("/").map(encodeURIComponent).join("/")}`;
  const { value, error } = useAsked(path, (signal) => askJson<Provision>(path, { signal }));
  return (
    <>
      <p><a href={link("rules", { part: "provisions" })}>{w("all")}</a></p>
      <Trouble error={error} />
      {value && <Whole of={value} />}
    </>
  );
}

function Whole({ of }: { of: Provision }) {
  const newest = of.versions.at(-1)!;
  const asked = route.value.params.get("version");
  const shown = of.versions.find((one) => one.effective === asked) ?? newest;
  return (
    <article aria-labelledby="provision">
      <h2 id="provision"><bdi lang="en">{shown.title}</bdi></h2>
      <p class="id"><bdi>{of.id}</bdi></p>
      <div class="provision-parts">
        <Versions of={of} shown={shown} />
        <div class="card">
          <h3>{w("says")}</h3>
          {shown.says ? <p lang="en"><bdi>{shown.says}</bdi></p> : <p class="note">{w("says-nothing")}</p>}
          <Cited of={shown.citation} />
        </div>
      </div>
      <Comparison of={of} shown={shown} />
      <Cases id={of.id} />
    </article>
  );
}

const w = words({
  en: { all: "← All provisions", says: "What it says", "says-nothing": "It has no sentence of its own: see its fields below." },
  de: { all: "← Alle Vorschriften", says: "Was sie sagt", "says-nothing": "Sie hat keinen eigenen Satz: siehe die Felder unten." },
});
