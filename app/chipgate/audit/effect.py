"""What a change of a provision does to those who ship: what it reaches, and which way it moves their answers.

A control that reaches more is tightened, and so is an exception that frees less. A paragraph of the control list is a
control, and pulls as well as what asks for it does: where a policy or an exception does, a wider paragraph may free.
Whether single answers move, and where to, is shown by the items that are tried and by `audit.evidence`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chipgate.engine.conclude import STATES
from chipgate.model.pack import State, VerdictTable
from chipgate.model.provision import Applying, Enforcement, Item, Letter, Policy, Requirement, Version
from chipgate.model.rulebook import Dated

from .meaning import plain
from .reach import Reach, either, listed, reach, together
from .signs import BOTH, NEITHER, STRICTER, Signs, stricter_state


class Effect(StrEnum):
    """Which way answers can move by a change."""

    TIGHTENED = "tightened"
    LOOSENED = "loosened"
    MIXED = "mixed"
    NONE = "no verdict hangs on it"


@dataclass(frozen=True, slots=True)
class Moved:
    """What a provision reaches now beside before, and which way answers can move by it."""

    reach: Reach
    effect: Effect


UNMOVED = Moved(Reach.SAME, Effect.NONE)

_ACTS = "conditions"
_SHOWN_ALONE = frozenset(
    {"replaces", "classification", "reasons_for_control", "regime", "exception", "terms_encoded", "asks", "if_yes",
     "if_no"}
)  # fmt: skip
"""Fields that an answer shows, and that no verdict hangs on."""
_LISTED = frozenset({"countries", "covers", "addressees", "level_of", "names"})
"""Lists with which a provision reaches more, the longer they are."""


def effect_of(was: Dated | None, now: Dated | None, signs: Signs, tables: Iterable[VerdictTable]) -> Moved:
    """From what was in force on a day to what is in force on it now; None: nothing. An end that is yet to come does
    nothing on that day.

    `signs` are those of the days on which the two differ.
    """
    one = now or was
    if one is None:
        return UNMOVED
    pull = signs.of(one.id) | ({STRICTER} if isinstance(one.version, Item) else NEITHER)
    if was is None or now is None:
        found = either(was is None, now is None)
        return Moved(found, _effect(_pulled(found, pull)))
    parts: list[Reach] = []
    ways = NEITHER
    before, after = was.version, now.version
    if isinstance(before, Applying) and isinstance(after, Applying):
        parts += [reach(before.applies, after.applies), _enforced(before.enforcement, after.enforcement)]
    old, new = plain(was), plain(now)
    for key in sorted({*old, *new} - {"applies", "enforcement", "expires"} - _SHOWN_ALONE):
        if old.get(key) == new.get(key):
            continue
        if key in _LISTED and isinstance(old.get(key) or new.get(key), list):
            parts.append(listed(old.get(key) or (), new.get(key) or ()))
        elif key == "entries":
            parts.append(listed([str(entry) for entry in old[key]], [str(entry) for entry in new[key]]))
        elif key == _ACTS:
            ways |= _acts(before, old.get(key) or [], new.get(key) or [])
        else:
            ways |= _policy(before, after, tables) if key == "policy" else BOTH
    whole = together(parts)
    return Moved(whole, _effect(ways.union(*(_pulled(part, pull) for part in parts))))


def of_verdicts(old: VerdictTable, new: VerdictTable) -> Effect:
    """Which way another table of verdicts moves answers."""
    ways = {new.verdict(state).strictness - old.verdict(state).strictness for state in State}
    return _effect(frozenset((way > 0) - (way < 0) for way in ways if way))


def combined(parts: Iterable[Moved]) -> Moved:
    """What a change does on several days, as one."""
    listed_parts = tuple(parts)
    ways = {part.effect for part in listed_parts} - {Effect.NONE}
    effect = Effect.NONE if not ways else ways.pop() if len(ways) == 1 else Effect.MIXED
    return Moved(together([part.reach for part in listed_parts]), effect)


def _pulled(found: Reach, pull: frozenset[int]) -> frozenset[int]:
    if found is Reach.SAME:
        return NEITHER
    if found is Reach.MIXED:
        return BOTH if pull else NEITHER
    return pull if found is Reach.WIDER else frozenset(-sign for sign in pull)


def _effect(ways: frozenset[int]) -> Effect:
    if ways == BOTH:
        return Effect.MIXED
    if not ways:
        return Effect.NONE
    return Effect.TIGHTENED if STRICTER in ways else Effect.LOOSENED


def _enforced(old: Enforcement, new: Enforcement) -> Reach:
    """What is printed and not enforced reaches nothing that counts."""
    counted, counts = (side is Enforcement.ENFORCED for side in (old, new))
    return either(counts or not counted, counted or not counts)


def _acts(version: Version, old: list[Any], new: list[Any]) -> frozenset[int]:
    """The acts that an exception asks for. Those of a policy and of a paragraph are shown, and no verdict hangs on
    them."""
    if isinstance(version, Policy | Item):
        return NEITHER
    found = listed([act["id"] for act in old], [act["id"] for act in new])
    return _pulled(found, frozenset({STRICTER}))


def _policy(before: Version, after: Version, tables: Iterable[VerdictTable]) -> frozenset[int]:
    kinds = Policy | Letter | Requirement
    if not isinstance(before, kinds) or not isinstance(after, kinds) or not before.policy or not after.policy:
        return BOTH
    return stricter_state(STATES[before.policy], STATES[after.policy], tables)
