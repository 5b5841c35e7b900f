"""The rows of the page, and the filter above them, which a script puts to use; without it all rows show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chipgate import Shipment

from .kept_rows import KeptRows, Kind, Row
from .marks import mark_of
from .page_text import counted, name, number, text
from .question import key_of

HEADS = ("Answer", "Item", "Destination", "Day", "Classified", "Review policy", "Missing", "Reasons")
ALL = "<code>-f parquet</code>, <code>-f csv</code> or <code>-f xlsx</code>"


def row_table(kept: KeptRows, bases: Sequence[Shipment]) -> str:
    """How many rows are shown of how many, the filter, and the rows."""
    rows = kept.rows()
    if not rows:
        return "<p>There are no rows.</p>"
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    return (
        f"<p>{_extent(kept)}</p>{_filter(rows, bases)}"
        '<div class="scroll rows" role="group" aria-labelledby="rows-title" tabindex="0"><table id="rows">'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(map(_row, rows))}</tbody></table></div>"
    )


def _extent(kept: KeptRows) -> str:
    shown, all = kept.shown(), sum(kept.seen.values())
    if sum(shown.values()) == all:
        return f"All {counted(all, 'row')}." if all > 1 else "The one row there is."
    names = {
        Kind.NOT_READ: "not read", Kind.CONSERVATIVE: "conservative", Kind.NOT_ALLOWED: "not allowed",
        Kind.ALLOWED: "allowed",
    }  # fmt: skip
    parts = "; ".join(
        f"{names[kind]}: {number(shown[kind])} of {number(seen)}" for kind, seen in kept.seen.items() if seen
    )
    return (
        f"<strong>{number(sum(shown.values()))} of {number(all)} rows are shown</strong>, the first of each kind "
        f"({parts}). All are counted above; {ALL} has every row."
    )


def _filter(rows: Sequence[Row], bases: Sequence[Shipment]) -> str:
    questions = [key_of(base) for base in bases]
    answers = [(word, mark_of(word).word) for word in sorted({row["verdict"] for row in rows})]
    answers.append(("~conservative", "conservative, of any answer"))
    parts = [
        '<p><label for="find">Text</label><input id="find" type="search" autocomplete="off" spellcheck="false"></p>',
        _select("verdict", "Answer", answers),
        _select("destination", "Destination", [(one, one) for one in dict.fromkeys(place for place, _ in questions)]),
    ]
    if len(days := dict.fromkeys(day for _, day in questions)) > 1:
        parts.append(_select("day", "Day", [(day, day) for day in days]))
    parts.append('<p><button type="reset">Show all</button></p>')
    return (
        f'<form id="filter" role="search" aria-label="Filter the rows" hidden>{"".join(parts)}</form>'
        '<p id="found" role="status"></p>'
    )


def _select(id: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    listed = "".join(f'<option value="{text(value)}">{text(words)}</option>' for value, words in options)
    return f'<p><label for="{id}">{label}</label><select id="{id}"><option value="">all</option>{listed}</select></p>'


def _row(row: Row) -> str:
    mark = mark_of(row["verdict"])
    open = ' <small class="open">conservative</small>' if row["certainty"] == "conservative" else ""
    pill = f'<span class="pill {mark.css}"><span aria-hidden="true">{text(mark.sign)}</span> {text(mark.word)}</span>'
    reasons = "".join(_lines(row["reasons"])) if not row["error"] else text(row["error"])
    policy = row["review_policy"].replace("-", " ")
    cells = (
        f"<td>{text(row['destination'])}</td>", f'<td class="day">{text(row["date"])}</td>',
        f"<td>{text(row['classification'].replace(';', ', '))}</td>", f"<td>{text(policy)}</td>",
        f'<td class="id">{"".join(_lines(row["missing"]))}</td>', f'<td class="id why">{reasons}</td>',
    )  # fmt: skip
    return (
        f'<tr data-verdict="{text(row["verdict"])}" data-certainty="{text(row["certainty"])}" '
        f'data-destination="{text(row["destination"])}" data-day="{text(row["date"])}"><td>{pill}{open}</td>'
        f'<th scope="row">{name(row["item"])}</th>{"".join(cells)}</tr>'
    )


def _lines(joined: str) -> Iterator[str]:
    for one in dict.fromkeys(filter(None, joined.split(";"))):
        yield f"<span>{text(one)}</span>"
