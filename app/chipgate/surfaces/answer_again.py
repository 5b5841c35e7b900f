"""Answering a logged question again: by the rules that the log keeps, or by those of a revision or a folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from chipgate import Rulebook, decide
from chipgate.errors import LogDamaged
from chipgate.files.compiled import unpacked
from chipgate.files.question_json import shipment_in
from chipgate.model.decision_text import decision_json

from .timelines import timeline_again

if TYPE_CHECKING:
    from chipgate.store.database import Database
    from chipgate.store.record import Record

Recompute = Callable[[bytes], bytes]
_MOST_KEPT = 4
"""Rulebooks in memory at a time, each with what it remembers."""


def decided_again(rulebook: Rulebook, question: bytes) -> bytes:
    """The bytes that answer a logged question by some rules.

    Raises:
        LogDamaged: it is no question.
        InvalidQuestion: these rules do not know a place, a certification or an open question of it.
    """
    return decision_json(decide(rulebook, shipment_in(question)))


def answerers(rulebook: Rulebook) -> Mapping[str, Recompute]:
    """How each kind of record is answered again. The lines of an order are records of their own."""
    return {"decision": partial(decided_again, rulebook), "timeline": partial(timeline_again, rulebook)}


class RulesOfTheLog:
    """The rules that a log keeps by their digest, each unpacked once as long as it is in use."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, Mapping[str, Recompute]] = {}

    def __call__(self, record: Record) -> Mapping[str, Recompute]:
        """How to answer a record again by the rules that it was answered by.

        Raises:
            LogDamaged: the log does not keep them.
            InvalidRulebook: this release cannot read them.
        """
        found = self._kept.pop(record.rulebook, None)
        if found is None:
            found = answerers(self._read(record.rulebook))
            while len(self._kept) >= _MOST_KEPT:
                del self._kept[next(iter(self._kept))]
        self._kept[record.rulebook] = found
        return found

    def _read(self, digest: str) -> Rulebook:
        from chipgate.store.bundles import read

        content = read(self._database, digest)
        if content is None:
            raise LogDamaged(f"the log does not keep the rules {digest}.")
        rulebook = unpacked(content)
        if rulebook.digest != digest:
            raise LogDamaged(f"what the log keeps as the rules {digest} are {rulebook.digest}.")
        return rulebook


def rules_named(word: str) -> Rulebook:
    """The rules of a folder or a bundle, or of a git revision of the folder rules/.

    Raises:
        RulesNotFound, UnknownRevision: it is neither.
        InvalidRulebook: with every problem of every file.
        UntrustedBundle: rules have to be signed, and these are not.
    """
    from chipgate.files.bundle import SUFFIX

    from .revisions import Place, rules_of_revision
    from .rules_at_hand import rules_at_hand

    if Path(word).is_dir() or word.endswith(SUFFIX):
        return rules_at_hand(Path(word))
    return rules_of_revision(Place(Path("rules")), word, "--rules")
