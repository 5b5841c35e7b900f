"""Which way a provision pulls: whether an answer can only become stricter, or only freer, where more shipments meet it.

A requirement pulls towards strict and an exception towards free. A paragraph of the control list, a country group or a
list of parties pulls as the provisions do that ask for it, and both ways where they differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from chipgate.engine.conclude import MILDEST_FIRST, STATES
from chipgate.model.condition import All, AnyOf, Classified, Condition, Leaf, Not
from chipgate.model.pack import State, VerdictTable
from chipgate.model.provision import (
    Applying,
    Company,
    Destinations,
    Exemption,
    Item,
    Letter,
    LicenseException,
    Policy,
    Prohibition,
    ReportedControl,
    Requirement,
    Subjection,
)
from chipgate.model.rulebook import Dated, Rulebook

STRICTER, FREER = 1, -1
BOTH = frozenset({STRICTER, FREER})
NEITHER = frozenset[int]()

_REFERRING = ("destination", "origin", "in_", "listed", "classified", "addressee")


class Signs:
    """The pull of every provision, by what stands in either rulebook on some day of a stretch."""

    def __init__(self, rulebooks: Iterable[Rulebook], first: dt.date, until: dt.date | None) -> None:
        books = tuple(rulebooks)
        self._tables = tuple(book.verdicts for book in books)
        self._found: dict[str, frozenset[int]] = {}
        self._asked: dict[str, set[tuple[str, int]]] = {}
        self._versions: dict[str, list[Dated]] = {}
        self._yielding: dict[str, set[State]] = {}
        for book in books:
            for dated in _standing(book, first, until):
                self._versions.setdefault(dated.id, []).append(dated)
                if isinstance(dated.version, Policy):
                    for other in dated.version.yields_to:
                        self._yielding.setdefault(other, set()).add(STATES[dated.version.policy])
        for listed in self._versions.values():
            for dated in listed:
                self._refer(dated)

    def of(self, id: str) -> frozenset[int]:
        """The ways in which a provision pulls when it reaches further; none where no verdict hangs on it."""
        if id not in self._found:
            self._found[id] = NEITHER  # Conditions never lead back to themselves; a ruleset that did is refused.
            own = [self._own(dated) for dated in self._versions.get(id, ())]
            through = [
                frozenset(sign * sense for sign in self.of(user)) for user, sense in sorted(self._asked.get(id, ()))
            ]
            self._found[id] = NEITHER.union(*own, *through)
        return self._found[id]

    def _own(self, dated: Dated) -> frozenset[int]:
        version = dated.version
        match version:
            case Requirement() | Letter() | Prohibition() | ReportedControl() | Subjection():
                return frozenset({STRICTER})
            case LicenseException() | Exemption():
                return frozenset({FREER})
            case Policy():
                # Where it applies, "unstated" no longer does, nor do the policies that yield to it.
                state, instead = STATES[version.policy], {State.UNSTATED, *self._yielding.get(dated.id, ())}
                stricter = all(_order(state, table) >= _order(one, table) for one in instead for table in self._tables)
                return frozenset({STRICTER}) if stricter else BOTH
            case Company():
                return BOTH if version.headquarters or version.ultimate_parent else NEITHER
            case Destinations():
                return BOTH
            case _:
                return NEITHER

    def _refer(self, dated: Dated) -> None:
        """Note what a provision asks for, and whether it asks for it to be so or not to be so."""
        version = dated.version
        if isinstance(version, Letter):
            for company in version.addressees:
                self._asked.setdefault(company, set()).add((dated.id, STRICTER))
        if isinstance(version, Item):
            for other in version.level_of:
                # What asks for the other asks for this one as well.
                for user, sense in self._uses(other):
                    self._asked.setdefault(dated.id, set()).add((user, sense))
        if isinstance(version, Applying):
            for leaf, sense in senses(version.applies):
                for id in named_by(leaf):
                    self._asked.setdefault(id, set()).add((dated.id, sense))

    def _uses(self, id: str) -> Iterator[tuple[str, int]]:
        for listed in self._versions.values():
            for dated in listed:
                if isinstance(dated.version, Applying):
                    for leaf, sense in senses(dated.version.applies):
                        if isinstance(leaf, Classified) and id in leaf.classified:
                            yield dated.id, sense


def senses(node: Condition, sense: int = STRICTER) -> Iterator[tuple[Leaf, int]]:
    """The leaves of a condition, each with whether the whole asks for it (1) or for its contrary (-1)."""
    match node:
        case All():
            for limb in node.all:
                yield from senses(limb, sense)
        case AnyOf():
            for limb in node.any:
                yield from senses(limb, sense)
        case Not():
            yield from senses(node.not_, -sense)
        case _:
            yield node, sense


def named_by(leaf: Leaf) -> Iterator[str]:
    """The provisions that a leaf names: groups, lists, paragraphs, companies."""
    for field in _REFERRING:
        yield from (id for id in getattr(leaf, field, ()) if "/" in id)


def stricter_state(old: State, new: State, tables: Iterable[VerdictTable]) -> frozenset[int]:
    """The way from one license state to another, by every table of verdicts."""
    found = set()
    for table in tables:
        was, now = _order(old, table), _order(new, table)
        found |= {STRICTER} if now > was else {FREER} if now < was else set()
    return frozenset(found)


def _order(state: State, table: VerdictTable) -> tuple[int, int]:
    return table.verdict(state).strictness, MILDEST_FIRST.index(state)


def _standing(rulebook: Rulebook, first: dt.date, until: dt.date | None) -> Iterator[Dated]:
    """The versions that are the newest on some day from `first` up to `until`, which is out (None: no end)."""
    for versions in rulebook.versions.values():
        for place, dated in enumerate(versions):
            follows = versions[place + 1].effective if place + 1 < len(versions) else None
            begins = until is None or dated.effective < until
            if begins and (follows is None or follows > first):
                yield dated
