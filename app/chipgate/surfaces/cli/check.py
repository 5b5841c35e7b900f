"""`chipgate check`: may this item, or each item of this catalog, go there on that day?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from chipgate import Decision, ItemSpec, decide
from chipgate.files.sources import ENDINGS, Source, TableFormat, format_by_name
from chipgate.model.shipment import Scope
from chipgate.surfaces.clock import today
from chipgate.surfaces.exit_codes import HAPPENED

from . import options as o
from .catalog_target import CHANGED, CHOSEN, ROWS_ONLY, Target
from .fail_on import hits
from .in_hand import check_draw, draw_down, in_hand
from .many import questions_of, several
from .parties import screen_parties
from .question import ItemWords, day_of, find_item_named, item_of, looks_like_a_file, register_in, shipment_of, usage
from .rules_history import rules_of
from .standard_input import STDIN, source_of
from .table_rows import ANSWERS

_CATALOG = "A catalog"


def check(
    to: o.ToMany,
    item: Annotated[str | None, typer.Argument(
        metavar="ITEM_OR_CATALOG", show_default=False,
        help="An item file (.yaml, .yml, .json), a catalog (.csv, .tsv, .jsonl, .parquet, .arrow, .xlsx, also with "
             ".gz or .zst; - is standard input), or the name of a chip that chipgate knows.")] = None,
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD,…", help="The day, or several; unstated, today in New York.",
        rich_help_panel="The shipment")] = None,
    hq: o.Headquarters = None, parent: o.Parent = None, location: o.Location = None,
    transfer: o.TransferKind = None, exporter: o.Exporter = None, certify: o.Certify = None,
    origin: o.Origin = None, party: o.Parties = None, exporter_role: o.ExporterRoleOf = None, knows: o.Knows = None,
    reading: o.Readings = None, screen: o.ScreeningList = None, cleared: o.Cleared = None,
    confirmed: o.Confirmed = None,
    quantity: o.Quantity = None, licenses: o.Licenses = None, ledger: o.LedgerFile = None, draw: o.DrawDown = False,
    subject: o.Subject = None, strict: o.Strict = False, scope: o.ScopeOf = Scope.ENFORCED,
    name: o.ItemName = None, manufacturer: o.Manufacturer = None, kind: o.KindOf = None,
    datacenter: o.Datacenter = None, tops: o.Tops = None, sparse_tops: o.SparseTops = None, tpp: o.Tpp = None,
    die_area: o.DieArea = None, transistor: o.TransistorKind = None, dram: o.Dram = None, link: o.Link = None,
    host: o.Host = None, facts: o.Facts = None,
    mapping: Annotated[Path | None, typer.Option(
        "--mapping", metavar="FILE", help='What its columns state, in YAML: "Peak FP8: tops.fp8".',
        rich_help_panel=_CATALOG)] = None,
    input_format: Annotated[TableFormat | None, typer.Option(
        "--input-format", help="What it is written in, where its name does not say so.",
        rich_help_panel=_CATALOG)] = None,
    input_sheet: Annotated[str | None, typer.Option(
        "--input-sheet", metavar="NAME", help="Which sheet of a workbook.", rich_help_panel=_CATALOG)] = None,
    on_error: Annotated[o.OnError, typer.Option(
        "--on-error", help="A row that cannot be read: stop before any answer, or skip it and say so.",
        rich_help_panel=_CATALOG)] = o.OnError.STOP,
    format: Annotated[o.OutputFormat, typer.Option(
        "--format", "-f", help="json is the decision as the REST endpoint returns it, byte for byte.",
        rich_help_panel="The output")] = o.OutputFormat.TABLE,
    out: o.Out = None,
    columns: Annotated[str | None, typer.Option(
        "--columns", metavar="NAME,…", help="csv and parquet: these columns of the answer only. Without missing, a "
                                            "catalog of many new items is decided several times as fast.",
        rich_help_panel="The output")] = None,
    resume: Annotated[bool, typer.Option(
        "--resume", help="Go on with an interrupted run over the same catalog, to the same --output.",
        rich_help_panel=_CATALOG)] = False,
    since: Annotated[Path | None, typer.Option(
        "--since", metavar="LAST", help="Report only what changed since this earlier result (.csv, .parquet, .xlsx), "
                                        "and why: a rule, or a figure.", rich_help_panel=_CATALOG)] = None,
    append_to: Annotated[Path | None, typer.Option(
        "--append-to", metavar="WORKBOOK", help="Write into a new sheet of this .xlsx workbook; its other sheets stay "
                                                "as they are.", rich_help_panel="The output")] = None,
    sheet: Annotated[str, typer.Option(
        "--sheet", metavar="NAME", help="The name of the new sheet.", rich_help_panel="The output")] = "chipgate",
    progress: Annotated[o.Progress, typer.Option(
        "--progress", help="How far it is, on standard error: words, or for a program a line of JSON now and then, and "
                           "a last one with the counts.", rich_help_panel=_CATALOG)] = o.Progress.WORDS,
    explain: Annotated[bool, typer.Option(
        "--explain", help="Every clause, condition, source and assumption.", rich_help_panel="The output")] = False,
    fail_on: Annotated[list[o.FailOn] | None, typer.Option(
        "--fail-on", metavar="WHAT",
        help="Exit with 1 where this or stricter comes out: blocked, license-required, or conservative; "
             "no verdict counts too. Repeatable.",
        rich_help_panel="The output")] = None,
    rules: o.Rules = None, rules_rev: o.RulesRev = None, register: o.Register = None,
) -> None:  # fmt: skip
    """Say whether an item may go to a place on a day, and why."""
    words = ItemWords(
        name, manufacturer, kind, datacenter, tops, sparse_tops, tpp, die_area, transistor, dram, link, host,
        facts,
    )
    rest = {
        "transfer": transfer, "exporter": exporter, "certifications": certify, "subject_to_the_ear": subject,
        "strict": strict, "scope": scope, "origin": origin, "parties": party, "exporter_role": exporter_role,
        "knowledge": knows, "readings": reading, "quantity": quantity,
    }  # fmt: skip

    path = Path(item) if item is not None and looks_like_a_file(item) else None
    target = Target(format, out, append_to, sheet, chosen(columns, format), resume, progress)
    if append_to is not None and (out is not None or format is not o.OutputFormat.TABLE):
        raise usage("--append-to says where the answers go and how: give neither --output nor --format.")
    rulebook = rules_of(rules, rules_rev)
    screening = (screen, cleared, confirmed)
    if path is not None and (input_format or str(path) == STDIN or format_by_name(path)):
        from .check_catalog import check_catalog

        if words.stated():
            raise usage("the figures of a catalog stand in its rows; give none as options.")
        if licenses is not None or ledger is not None or draw:
            raise usage("licenses in hand are for one item: the rows of a catalog would share what is left of a cap.")
        each = item_of(ItemWords(name="each item"))
        bases = questions_of(rulebook, each, to, date, hq, parent, location, screening, **rest)
        with source_of(path, input_format, input_sheet) as source:
            tally = check_catalog(rulebook, source, bases, mapping, on_error, target, fail_on or [],
                                  register_in(register), earlier_of(since, target, resume))  # fmt: skip
        raise typer.Exit(HAPPENED if tally else 0)
    if any((mapping, input_format, input_sheet, since, resume)):
        about = "--mapping, --input-format, --input-sheet, --since and --resume"
        raise usage(f"{about} are about a catalog; there is none here.")
    check_draw(draw, licenses, ledger, quantity)
    held = in_hand(rulebook, licenses, ledger)
    if several(to, date) or append_to is not None or format in ROWS_ONLY:
        from .check_catalog import check_item

        if draw:
            raise usage("--draw is for one shipment: one destination and one day, as a text.")
        days = [day_of(day.strip(), "--date") for day in date.split(",")] if date is not None else [today()]
        asked = item_from(item, path, words, register, min(days))
        if register is not None and len(days) > 1:
            raise usage("with a register, ask one day at a time: its figures may differ from day to day.")
        bases = questions_of(rulebook, asked, to, date, hq, parent, location, screening, licenses=held, **rest)
        raise typer.Exit(HAPPENED if check_item(rulebook, bases, target, fail_on or []) else 0)
    day = day_of(date, "--date") if date is not None else today()
    asked = item_from(item, path, words, register, day)
    question = shipment_of(asked, to, date, hq, parent, location, licenses=held, **rest)
    question = screen_parties(question, screen, cleared, confirmed)
    decision = decide(rulebook, question)
    drawn = draw_down(ledger, question, decision) if draw and ledger is not None else True
    _show(decision, format, out, explain)
    if hits(decision, fail_on or []) or not drawn:
        raise typer.Exit(HAPPENED)


def chosen(columns: str | None, format: o.OutputFormat) -> tuple[str, ...] | None:
    """The columns of the answer that were asked for, in their order; None: all.

    Raises:
        UsageError: a column that there is not, or a format whose columns cannot be chosen.
    """
    if columns is None:
        return None
    from chipgate.batch.answered import FLAT, TRACES

    if format not in CHOSEN:
        raise usage(f"--columns goes with -f {' or '.join(CHOSEN)}: {format} shows what it shows.")
    words = tuple(dict.fromkeys(word.strip() for word in columns.split(",")))
    for word in words:
        if word not in (*FLAT, *TRACES):
            raise usage(f'--columns: "{word}" is not one of {", ".join((*FLAT, *TRACES))}.')
    return words


def earlier_of(since: Path | None, target: Target, resume: bool) -> Source | None:
    """The earlier result that the answers are held against."""
    if since is None:
        return None
    shown = target.append_to is not None or target.format in CHANGED
    if not shown or target.columns is not None or resume:
        raise usage(f"--since goes with -f {', '.join(CHANGED)} or --append-to, without --columns and --resume.")
    return Source(since, sheet=ANSWERS if format_by_name(since) is TableFormat.XLSX else None)


def item_from(
    word: str | None, path: Path | None, words: ItemWords, register: Path | None, day: dt.date
) -> ItemSpec:
    """The item that a file, a name (as of a day, where a register has it) or the options alone describe."""
    if word is None:
        if not words.stated():
            raise usage('say which item: a file, a name such as "H20 (HGX)", or its figures (--name, --tops, …).')
        return item_of(words)
    if path is None:
        return item_of(words, find_item_named(word, register_in(register), day))
    from chipgate.files.items import SUFFIXES, read_item

    if path.exists() and path.suffix.lower() not in SUFFIXES:
        raise usage(f"{word}: an item is read from {', '.join(sorted(SUFFIXES))}, a catalog from {', '.join(ENDINGS)}.")
    return item_of(words, read_item(path))


def _show(decision: Decision, format: o.OutputFormat, out: Path | None, explain: bool) -> None:
    from .output import output

    with output(out) as sink:
        if format in {o.OutputFormat.JSON, o.OutputFormat.JSONL}:
            from chipgate.model.decision_text import decision_json

            sink.write(decision_json(decision))
        elif format is o.OutputFormat.MARKDOWN:
            from chipgate.surfaces.render.markdown_text import decision_markdown

            sink.write(decision_markdown(decision).encode())
        else:
            from chipgate.surfaces.render.decision_card import NOT_ADVICE, print_card

            console = sink.console()
            print_card(console, decision, explain)
            console.print(NOT_ADVICE)
