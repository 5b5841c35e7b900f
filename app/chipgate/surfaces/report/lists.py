"""The lists of the page: what is about to change, what is missing most often, what bears on most rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chipgate.model.rulebook import Dated, Rulebook

from .coming import Coming, ComingChanges
from .counts import Counts
from .facts_in_words import FactWords
from .marks import mark_of
from .page_text import counted, link, listed, name, number, share, text

MOST = 15
"""Facts and provisions that a list names."""
MOST_CHANGES = 40


def coming(changes: ComingChanges, rulebook: Rulebook, several: bool) -> str:
    """By day, from which answer to which, under which provisions, with a few of the items."""
    groups = list(changes.groups())
    if not groups:
        return "<p>No row changes its answer by what these rules already know of the days to come.</p>"
    where = ["Destinations"] if several else []
    head = ("From", "Answer", "Rows", "By", *where, "Items, for example")
    rest = groups[MOST_CHANGES:]
    rows = counted(sum(one.rows for one in rest), "row")
    note = (
        f'<p class="note">And {counted(len(rest), "more group")}, with {rows}: <code>-f jsonl</code> has the outlook '
        "of every row.</p>"
    )
    body = "".join(_change(one, rulebook, several) for one in groups[:MOST_CHANGES])
    intro = "<p>Rules that are already known, and begin or end later. Each row is counted once, by its next change.</p>"
    return intro + _table("coming-title", head, body, 2, "list changes") + (note if rest else "")


def _change(one: Coming, rulebook: Rulebook, several: bool) -> str:
    before, after = mark_of(one.verdict), mark_of(one.next_verdict)
    by = [("", reason) for reason in one.begins] + [("No longer: ", reason) for reason in one.ends]
    provisions = "".join(f"<li>{how}{_titled(reason, rulebook)}</li>" for how, reason in by)
    examples = ", ".join(map(name, one.examples)) + ("…" if one.rows > len(one.examples) else "")
    where = f"<td>{text(listed(one.destinations, 6))}</td>" if several else ""
    return (
        f'<tr><th scope="row" class="day">{text(one.date)}</th><td>{_pill(before.css, before.sign, before.word)} '
        f'<span class="to">to {_pill(after.css, after.sign, after.word)}</span></td>'
        f'<td class="count">{number(one.rows)}</td><td><ul class="plain">{provisions}</ul></td>{where}'
        f"<td>{examples}</td></tr>"
    )


def missing(counts: Counts, words: FactWords) -> str:
    """The facts that would settle most rows."""
    if not counts.missing:
        return "<p>No answer hangs on a fact that is not stated.</p>"
    most = sorted(counts.missing.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    body = "".join(
        f'<tr><th scope="row">{text(_capital(words.title(fact)))}<small class="id">{text(fact)}</small></th>'
        f"{_counts(rows, counts.rows, most[0][1])}</tr>"
        for fact, rows in most
    )
    intro = "<p>Facts not stated on which an answer hangs. Until they are, the worst they may be counts.</p>"
    return intro + _table("missing-title", ("Fact", "Rows", "Share"), body, 1) + _more(len(counts.missing), "fact")


def reasons(counts: Counts, rulebook: Rulebook) -> str:
    """The provisions that bear on most rows, each with what says so."""
    if not counts.reasons:
        return "<p>No provision bears on any of these rows.</p>"
    most = sorted(counts.reasons.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    body = "".join(
        f'<tr><th scope="row">{_titled(reason, rulebook)}{_cited(reason, rulebook)}</th>'
        f"{_counts(rows, counts.rows, most[0][1])}</tr>"
        for reason, rows in most
    )
    intro = "<p>Provisions that count in an answer; several can bear on one row.</p>"
    table = _table("reasons-title", ("Provision", "Rows", "Share"), body, 1)
    return intro + table + _more(len(counts.reasons), "provision")


def _counts(rows: int, all: int, most: int) -> str:
    length = max(round(100 * rows / most, 1), 1) if most else 0
    return (
        f'<td class="count">{number(rows)}</td><td class="share"><span>{share(rows, all)}</span>'
        f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="100" height="8"/><rect width="{length:g}" height="8"/></svg></td>'
    )


def _more(found: int, noun: str) -> str:
    rest = found - MOST
    return f'<p class="note">And {counted(rest, f"more {noun}")}.</p>' if rest > 0 else ""


def _table(title: str, heads: Sequence[str], body: str, count: int, css: str = "list") -> str:
    """A table named by its heading; column `count` holds numbers."""
    cells = "".join(
        f'<th scope="col"{" class=count" if n == count else ""}>{text(head)}</th>' for n, head in enumerate(heads)
    )
    return (
        f'<div class="scroll" role="group" aria-labelledby="{title}" tabindex="0">'
        f'<table class="{css}"><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _pill(css: str, sign: str, word: str) -> str:
    return f'<span class="pill {css}"><span aria-hidden="true">{text(sign)}</span> {text(word)}</span>'


def _version(reason: str, rulebook: Rulebook) -> Dated | None:
    id, _, day = reason.partition("@")
    return next((dated for dated in rulebook.versions.get(id, ()) if dated.name == day), None)


def _titled(reason: str, rulebook: Rulebook) -> str:
    """A version by its title, and its own name below."""
    found = _version(reason, rulebook)
    title = f"{text(found.version.title)}" if found else ""
    return f'{title}<small class="id">{text(reason)}</small>'


def _cited(reason: str, rulebook: Rulebook) -> str:
    """What says so, linked to where it can be read, and how sure that is."""
    found = _version(reason, rulebook)
    return f'<small class="cite">{"".join(_citation(found))}</small>' if found else ""


def _citation(dated: Dated) -> Iterator[str]:
    citation = dated.version.citation
    yield f"{link(citation.sources[0].url, citation.text)}; confidence {text(citation.confidence.value)}"
    if not citation.published:
        yield "; never published"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
