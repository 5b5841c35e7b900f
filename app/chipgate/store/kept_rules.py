"""The rules that a log keeps, looked into: without them, as they were, an answer cannot be worked out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from chipgate.errors import LogDamaged, LogOutdated

from .findings import Finding, What, counted
from .tables import bundles
from .texts import decompressed

Answers = Mapping[str, Counter[str]]
"""How many answers were given by each rulebook, by each release of the engine."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A release that reads rules: its version, and whether packed rules are those of a digest. None: it cannot read
    them, which those of another release may well be."""

    engine: str
    fits: Callable[[str, bytes], bool | None]


def missing(connection: Connection, answers: Answers) -> Iterator[Finding]:
    """The rules that answers name and that are not there."""
    kept = set(connection.execute(select(bundles.c.rulebook)).scalars())
    for rulebook, by in sorted(answers.items(), key=str):
        if rulebook not in kept:
            message = f"the rules {rulebook} are missing: {counted(by.total(), 'answer')} cannot be recomputed."
            yield Finding(What.RULES, message)


def changed(connection: Connection, answers: Answers, reader: Reader | None) -> Iterator[Finding | str]:
    """The rules that are not what was kept, and as sentences those that only another release can tell of. Without a
    reader, only what cannot even be decompressed is told."""
    query = select(bundles.c.rulebook, bundles.c.content).order_by(bundles.c.rulebook)
    for rulebook, frame in connection.execute(query.execution_options(yield_per=1)):
        by = answers.get(rulebook)
        if by is None:
            continue
        try:
            content = decompressed(frame, "the rules")
            fits = reader is None or reader.fits(rulebook, content)
        except (LogDamaged, LogOutdated):
            fits = False
        if fits is None and reader is not None and reader.engine not in by:
            yield (
                f"the rules {rulebook} cannot be read by this release ({reader.engine}): verify with one that answered "
                f"by them ({', '.join(sorted(map(str, by)))})."
            )
        elif not fits:
            rest = f"{counted(by.total(), 'answer')} cannot be recomputed"
            message = f"the rules {rulebook} are not what was kept: {rest}."
            yield Finding(What.RULES_CHANGED, message)
