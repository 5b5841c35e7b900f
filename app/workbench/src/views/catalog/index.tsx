// A whole catalog, decided row by row: chosen, followed, looked through, and taken home.
import { useState } from "preact/hooks";
import { restate, route } from "../../route";
import { words } from "../../words/language";
import { begin, check, type Asked } from "./check";
import { Counts } from "./counts";
import { Downloads } from "./downloads";
import { CatalogForm } from "./form";
import { offerOwn } from "./own";
import { Progress } from "./progress";
import { Results } from "./results";

export default function Catalog() {
  const params = route.value.params;
  const [file, choose] = useState<File | null>(check.peek()?.asked.file ?? null);
  const asked: Asked = {
    file, path: params.get("path") ?? "", date: params.get("date") ?? "", mapping: params.get("mapping") ?? "",
    to: (params.get("to") ?? "CN").split(",").filter(Boolean),
  };
  const change = (next: Partial<Asked>): void => {
    const now = { ...asked, ...next };
    if ("file" in next) choose(now.file);
    const told = { to: now.to.join(","), date: now.date, path: now.file ? "" : now.path, mapping: now.mapping };
    restate("catalog", Object.fromEntries(Object.entries(told).filter(([, value]) => value)));
  };
  const start = (): void => {
    void begin(asked);
    void offerOwn(asked);
  };
  const now = check.value;
  return (
    <>
      <h1>{w("title")}</h1>
      <CatalogForm asked={asked} onChange={change} onBegin={start} />
      {now && (
        <section class={`card${same(now.asked, asked) ? "" : " of-before"}`} aria-labelledby="checked">
          {same(now.asked, asked) ? null : <p class="alert" role="status">{w("before")}</p>}
          <Progress of={now} />
          {now.rows.count > 0 && <Counts of={now} />}
          {now.state === "done" && <Downloads of={now} />}
          {now.rows.columns.length > 0 && <Results of={now} key={now.began} />}
        </section>
      )}
    </>
  );
}

function same(one: Asked, other: Asked): boolean {
  return one.file === other.file && (one.file !== null || one.path === other.path) && one.to.join() === other.to.join()
    && one.date === other.date && one.mapping === other.mapping;
}

const w = words({
  en: { title: "Check a catalog", before: "These answers are to what was chosen before. Check again for what is chosen now." },
  de: {
    title: "Katalog prüfen",
    before: "Diese Antworten gelten für die frühere Auswahl. Für die jetzige bitte neu prüfen.",
  },
});
