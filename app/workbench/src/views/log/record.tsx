// One record whole: what was asked, what was answered, and what the chain says of it.
import { ask } from "../../api";
import { useAsked } from "../../asking";
import { readExactly } from "../../exact_json";
import { Trouble } from "../../parts/trouble";
import { asking, without, type Question } from "../../question";
import { link } from "../../route";
import { words } from "../../words/language";
import { day, moment, place } from "../../words/written";
import { Answer } from "./answer";
import { CatalogAnswer } from "./catalog_answer";
import { kindOf, type Whole } from "./record_data";

export function RecordPart({ id }: { id: string }) {
  const path = `/v1/decisions/${encodeURIComponent(id)}`;
  const { value, error } = useAsked(path, async (signal) => {
    const text = await (await ask(path, { signal })).text();
    return { record: readExactly(text) as Whole, text };
  });
  return (
    <>
      <p><a href={link("log")}>{w("all")}</a></p>
      <Trouble error={error} />
      {value && <Shown of={value.record} text={value.text} />}
    </>
  );
}

function Shown({ of, text }: { of: Whole; text: string }) {
  // a question says its day in full; that it was assumed then is no part of asking it
  const again = of.kind === "decision" && of.question ? (without(of.question, "date_assumed") as Question) : null;
  return (
    <article aria-labelledby="record">
      <h2 id="record">{kindOf(of.kind)}, <time dateTime={of.at}>{moment(of.at)}</time></h2>
      <p class="id"><bdi>{of.record_id}</bdi></p>
      {again && <p><a class="link-button" href={link("decide", asking(again))}>{w("again")}</a></p>}
      {of.kind === "decision" && of.answer ? <Answer of={of.answer} />
        : of.kind === "catalog" && of.question && of.answer ? <CatalogAnswer question={of.question} answer={of.answer} /> : of.answer === null && <p class="alert">{w("erased")}</p>}
      <section class="card" aria-labelledby="facts">
        <h3 id="facts">{w("facts")}</h3>
        <dl class="log-facts">
          <Fact name={w("item")} value={of.item} />
          <Fact name={w("destination")} value={of.destination && place(of.destination)} />
          <Fact name={w("date")} value={of.date && day(of.date)} />
          <Fact name={w("caller")} value={of.caller} />
          <Fact name={w("order")} value={[of.order, of.line].filter(Boolean).join(" / ")} />
          <Fact name={w("engine")} value={of.engine} />
          <Fact name={w("rulebook")} value={of.rulebook} />
          <Fact name={w("ruleset")} value={of.ruleset} />
          <Fact name={w("place")} value={`${of.chain} / ${of.seq}`} />
          <Fact name={w("digest")} value={of.digest} />
        </dl>
      </section>
      <details>
        <summary>{w("raw")}</summary>
        <pre class="log-raw" tabIndex={0} role="region" aria-label={w("raw")}>{pretty(text)}</pre>
      </details>
    </article>
  );
}

function Fact({ name, value }: { name: string; value: string | null | undefined }) {
  if (!value) return null;
  return <div><dt>{name}</dt><dd><bdi class="long-text">{value}</bdi></dd></div>;
}

function pretty(text: string): string {
  return JSON.stringify(readExactly(text), null, 2);
}

const w = words({
  en: {
    all: "← All records", again: "Ask the same again in Decide", erased: "The answer was erased after the years of keeping; its digest stays.",
    facts: "The record", item: "Item", destination: "Destination", date: "For the day", caller: "Caller", order: "Order / line",
    engine: "Release", rulebook: "Rulebook", ruleset: "Ruleset of the day", place: "Chain / number", digest: "Digest", raw: "The record as JSON",
  },
  de: {
    all: "← Alle Einträge", again: "Dasselbe in „Entscheiden“ neu fragen",
    erased: "Die Antwort wurde nach den Aufbewahrungsjahren gelöscht; ihre Prüfsumme bleibt.", facts: "Der Eintrag", item: "Ware",
    destination: "Bestimmungsort", date: "Für den Tag", caller: "Aufrufer", order: "Auftrag / Position", engine: "Version",
    rulebook: "Regelwerk", ruleset: "Regelstand des Tages", place: "Kette / Nummer", digest: "Prüfsumme", raw: "Der Eintrag als JSON",
  },
});
