"""The counts at the head of the page: how many of each answer, over all, and for each question asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from chipgate import Rulebook, Shipment

from .counts import Counts, Question
from .marks import mark_of
from .page_text import number, share, text
from .question import key_of, place

MOST_QUESTIONS = 60
"""Questions whose counts have a line of their own."""


def answers(counts: Counts, rulebook: Rulebook, bases: Sequence[Shipment]) -> str:
    """The cards, a bar, and a table where more than one question was asked."""
    questions = {key_of(base): place(rulebook, base) for base in bases}
    table = _table(counts, questions) if len(questions) > 1 else ""
    return f'<ul class="cards">{"".join(_cards(counts))}</ul>{_bar(counts)}{table}'


def _shown(counts: Counts) -> list[str]:
    """The three verdicts always, so that none is seen as nought by its absence; other words where there are any."""
    return list(counts.words())


def _cards(counts: Counts) -> Iterator[str]:
    for word in _shown(counts):
        mark, rows, open = mark_of(word), counts.with_verdict(word), counts.conservative(word)
        rest = f"<small>{number(open)} conservative</small>" if open else ""
        yield (
            f'<li class="card {mark.css}"><span class="sign" aria-hidden="true">{text(mark.sign)}</span>'
            f'<strong>{number(rows)}</strong> <span class="word">{text(mark.word)}</span> '
            f"<small>{share(rows, counts.rows)}</small> {rest}</li>"
        )


def _bar(counts: Counts) -> str:
    """The same as lengths, for the eye alone."""
    parts, start = [], 0.0
    for word in _shown(counts):
        length = 1000 * counts.with_verdict(word) / counts.rows if counts.rows else 0
        css = mark_of(word).css
        for fill in (f'class="fill-{css}"', f'fill="url(#hatch-{css})" class="pattern"')[: 1 + (css in _PATTERNED)]:
            parts.append(f'<rect {fill} x="{start:.1f}" width="{length:.1f}" height="14"/>')
        start += length
    box = 'viewBox="0 0 1000 14" preserveAspectRatio="none"'
    return f'<svg class="parts" {box} aria-hidden="true">{"".join(parts)}</svg>'


_PATTERNED = ("blocked", "license")


def _table(counts: Counts, questions: dict[Question, str]) -> str:
    words = _shown(counts)
    heads = "".join(f'<th scope="col" class="count">{text(mark_of(word).word)}</th>' for word in words)
    listed = list(questions.items())[:MOST_QUESTIONS]
    body = "".join(
        f'<tr><th scope="row">{text(where)}</th><td>{text(question[1])}</td>'
        + "".join(f'<td class="count">{number(counts.with_verdict(word, question))}</td>' for word in words)
        + f'<td class="count">{number(counts.conservative(None, question))}</td></tr>'
        for question, where in listed
    )
    rest = len(questions) - len(listed)
    more = f'<p class="note">And {number(rest)} more questions: the rows name them.</p>' if rest else ""
    return (
        '<h3 id="questions-title">By destination and day</h3>'
        '<div class="scroll" role="group" aria-labelledby="questions-title" tabindex="0"><table class="list"><thead>'
        f'<tr><th scope="col">Destination</th><th scope="col">Day</th>{heads}'
        f'<th scope="col" class="count">conservative</th></tr></thead><tbody>{body}</tbody></table></div>{more}'
    )
