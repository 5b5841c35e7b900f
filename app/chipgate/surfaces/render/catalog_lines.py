"""A catalog for a person: one line per item, and a line of counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from chipgate.errors import Problem
from chipgate.model.decision import Answer, Certainty, Decision, Missing, Reason, ReasonCode
from chipgate.model.pack import Verdict

from .looks import ERROR, NO_VERDICT, OUTCOMES, Look, look_of, policy_of
from .paragraphs import Hanging, print_cut
from .plain_text import visible

_VERDICT, _CLASS = 21, 14
MOST_PROVISIONS = 8
_STRICTEST_FIRST = (Verdict.BLOCKED, Verdict.LICENSE_REQUIRED, Verdict.ALLOWED, None)


class CatalogLines:
    """Writes a line as each item is decided, in columns that fit the console, and counts."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._name = max(18, min(34, console.width - _VERDICT - _CLASS - 36))
        self.counts: Counter[Verdict | None] = Counter()
        self.conservative = 0
        self.errors = 0
        self._stale = ""
        self._bearing: Counter[str] = Counter()
        self._said: dict[str, Reason] = {}

    def header(self) -> None:
        """The names of the columns."""
        line = Text(style="bold")
        for word, width in (("VERDICT", _VERDICT), ("ITEM", self._name), ("CLASS", _CLASS)):
            line.append(f"{word:<{width}}")
        print_cut(self._console, line.append("WHY"))

    def decided(self, decision: Decision) -> None:
        """One item."""
        answer = decision.answer
        self.counts[answer.verdict] += 1
        open_ = answer.certainty is Certainty.CONSERVATIVE
        self.conservative += open_
        paragraphs = ", ".join(one.paragraph for one in answer.classification)
        if not paragraphs and answer.possible_classification:
            paragraphs = f"{answer.possible_classification[0].paragraph} ?"
        self._line(look_of(answer.verdict), answer.asked.item, paragraphs, _why(answer), open_)
        for reason in answer.reasons:
            if reason.counted and reason.state and reason.provision:
                self._bearing[reason.provision] += 1
                self._said.setdefault(reason.provision, reason)
        stale = (one.sentence for one in answer.notices if one.code == "beyond-verified-law")
        self._stale = self._stale or next(stale, "")

    def failed(self, line: int, problems: Sequence[Problem]) -> None:
        """One row that could not be read."""
        self.errors += 1
        self._line(ERROR, f"(line {line})", "", problems[0].message, False)

    def _line(self, look: Look, name: str, paragraphs: str, why: str, open_: bool) -> None:
        line = Text()
        word = f"{look.sign} {look.word}{' ?' if open_ else ''}"
        line.append(f"{word:<{_VERDICT}}", look.colour)
        for text, width in ((visible(name), self._name), (paragraphs, _CLASS)):
            line.append(_fit(text, width))
        line.append(why, "dim")
        print_cut(self._console, line)

    def summary(self, where: str, date: str) -> None:
        """How many of each; then what the marks mean."""
        total = sum(self.counts.values()) + self.errors
        line = Text("\n")
        line.append(f"{total:,} item{'' if total == 1 else 's'} to {where} on {date}: ", "bold")
        parts = []
        for verdict in _STRICTEST_FIRST:
            if self.counts[verdict]:
                look = look_of(verdict) if verdict else NO_VERDICT
                parts.append(Text(f"{look.sign} {self.counts[verdict]:,} {look.word}", look.colour))
        if self.errors:
            parts.append(Text(f"{ERROR.sign} {self.errors:,} {ERROR.word}", ERROR.colour))
        line.append_text(Text(" · ").join(parts))
        self._console.print(line)
        if self.conservative:
            self._console.print(
                f'{self.conservative:,} marked "?": a missing fact matters, and the worst it may be was taken.'
            )
        if self._stale:
            self._console.print(self._stale)

    def bearing(self) -> None:
        """The provisions that bear on the items, with what they say and their citations, most items first."""
        if self._bearing:
            self._console.print(Text("\nWhat bears on them", "bold"))
        for provision, count in self._bearing.most_common(MOST_PROVISIONS):
            reason = self._said[provision]
            cited = f" § {reason.citation.text}" if reason.citation else ""
            items = f"{count:,} item{'' if count == 1 else 's'}"
            text = f"· {items}: {reason.sentence}{cited} [{provision}@{reason.version}]"
            self._console.print(Hanging(Text(visible(text)), 2, 2))
        rest = len(self._bearing) - MOST_PROVISIONS
        if rest > 0:
            self._console.print(f"  · and {rest} more: --format jsonl has every reason of every item")


def _why(answer: Answer) -> str:
    """The shortest account: what is unknown, the legal state, and the provision that decides."""
    if answer.verdict is None:
        return OUTCOMES[answer.outcome]
    found = []
    if answer.certainty is Certainty.CONSERVATIVE:
        found.append(f"missing {', '.join(map(_short, answer.missing)) or 'facts'}")
    first = next((reason for reason in answer.reasons if reason.counted and reason.provision), None)
    if first is not None and first.code is ReasonCode.PROHIBITION:
        found.append("prohibited")
    elif answer.license and answer.license.review_policy:
        found.append(policy_of(answer.license.review_policy.value))
    elif answer.license and answer.license.required:
        freed = [one.exception for one in answer.license.exceptions if not one.conditions_outstanding]
        found.append(f"under License Exception {freed[0]}" if freed else "no application frees it")
    found.append(first.provision.rpartition("/")[2] if first is not None else "")
    return " · ".join(filter(None, found))


def _short(missing: Missing) -> str:
    """The name of a missing fact where there is little room: "die area"."""
    if missing.unit is None:
        return missing.title.removeprefix("the ").removeprefix("designed or ").removesuffix(" of the item")
    return missing.fact.removesuffix("_gb_s").removesuffix("_mm2").replace("_", " ")


def _fit(text: str, width: int) -> str:
    """The text in a column of that width, with a space after it."""
    short = Text(text)
    short.truncate(width - 1, overflow="ellipsis", pad=True)
    return short.plain + " "
