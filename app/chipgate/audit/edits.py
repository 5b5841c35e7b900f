"""What differs between two versions, in the terms of the law: bounds, members, fields, limbs.

Limbs are paired by what they ask about, not by their place, so that a limb put in front shifts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from chipgate.engine.sentences import fact_sentence
from chipgate.engine.words import SHORT, SIGNS
from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Listed, Not
from chipgate.model.exact import exact_text, shown
from chipgate.model.measures import MEASURES
from chipgate.model.provision import Applying
from chipgate.model.rulebook import Dated

from .meaning import normal, plain


@dataclass(frozen=True, slots=True)
class BoundEdit:
    """A bound that moved, came or went. Figures are exact; a side without the bound is None."""

    paragraph: str | None
    measure: str
    comparison_before: str | None
    before: str | None
    comparison_after: str | None
    after: str | None
    unit: str
    kind: str = field(default="bound", init=False)


@dataclass(frozen=True, slots=True)
class MembersEdit:
    """Entries that joined or left a list: destinations, countries of a group, provisions covered, names."""

    paragraph: str | None
    of: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    kind: str = field(default="members", init=False)


@dataclass(frozen=True, slots=True)
class FieldEdit:
    """A field with another value: the review policy, the enforcement, an end date."""

    field: str
    before: str | None
    after: str | None
    kind: str = "field"


@dataclass(frozen=True, slots=True)
class LimbEdit:
    """A limb of the condition that came or went."""

    paragraph: str | None
    added: str | None
    removed: str | None
    kind: str = field(default="limb", init=False)


Edit = BoundEdit | MembersEdit | FieldEdit | LimbEdit


def edits(old: Dated, new: Dated) -> tuple[Edit, ...]:
    """Everything in which two versions of one provision differ in meaning."""
    before, after = old.version, new.version
    found: list[Edit] = []
    if isinstance(before, Applying) and isinstance(after, Applying):
        found += _condition(before.applies, after.applies, None)
    was, now = plain(old), plain(new)
    for key in dict.fromkeys((*was, *now)):
        if key != "applies" and was.get(key) != now.get(key):
            found += _field(key, was.get(key), now.get(key))
    return tuple(found)


def _field(key: str, old: Any, new: Any) -> Iterator[Edit]:
    if isinstance(old or new, dict):
        old, new = ([f"{code} ({value})" for code, value in (side or {}).items()] for side in (old, new))
    if not isinstance(old or new, list):
        yield FieldEdit(key, _word(old), _word(new))
        return
    texts = [{_id(entry): entry for entry in side or ()} for side in (old, new)]
    before, after = texts
    if before.keys() != after.keys():
        gone, come = before.keys() - after.keys(), after.keys() - before.keys()
        yield MembersEdit(None, key, tuple(sorted(come)), tuple(sorted(gone)))
    for id in sorted(before.keys() & after.keys()):
        if before[id] != after[id]:
            yield from _entry(f"{key} {id}", before[id], after[id])


def _id(entry: Any) -> str:
    """What an act, or an entry of a list, is known by."""
    return str(entry.get("id") or entry["name"]) if isinstance(entry, dict) else str(entry)


def _entry(key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Edit]:
    """One act or one entry of a list: its text, or each of its fields."""
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield from _field(key if name == "text" else f"{key} {name}", old.get(name), new.get(name))


def _word(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _condition(old: Condition, new: Condition, paragraph: str | None) -> Iterator[Edit]:
    if normal(old) == normal(new):
        return
    paragraph = new.paragraph or old.paragraph or paragraph
    if isinstance(old, All) and isinstance(new, All):
        yield from _limbs(old.all, new.all, paragraph)
    elif isinstance(old, AnyOf) and isinstance(new, AnyOf):
        yield from _limbs(old.any, new.any, paragraph)
    elif isinstance(old, Not) and isinstance(new, Not):
        yield from _condition(old.not_, new.not_, paragraph)
    elif isinstance(old, Limit) and isinstance(new, Limit) and old.measure == new.measure:
        yield from _bounds(old, new, paragraph)
    elif isinstance(old, FlagIs) and isinstance(new, FlagIs) and old.flag is new.flag:
        yield FieldEdit(old.flag.value, _word(old.is_), _word(new.is_))
    elif _subject(old) == _subject(new) and _list(old) is not None:
        (name, before), (_, after) = _list(old) or ("", ()), _list(new) or ("", ())
        come, gone = set(after) - set(before), set(before) - set(after)
        yield MembersEdit(paragraph, name, tuple(sorted(come)), tuple(sorted(gone)))
    else:
        yield LimbEdit(paragraph, None, described(old))
        yield LimbEdit(paragraph, described(new), None)


def _limbs(old: tuple[Condition, ...], new: tuple[Condition, ...], paragraph: str | None) -> Iterator[Edit]:
    """Limbs of a node: the same ones set aside, the rest paired by label and subject, then by subject, then by kind."""
    gone, come = list(old), list(new)
    alike: tuple[Callable[[Condition], Any], ...] = (
        normal,
        lambda node: (_subject(node), _sides(node), node.paragraph),
        lambda node: (_subject(node), _sides(node)),
        _subject,
    )
    for key in alike:
        for before in tuple(gone):
            after = next((node for node in come if key(node) == key(before)), None)
            if after is not None:
                gone.remove(before)
                come.remove(after)
                yield from _condition(before, after, paragraph)
    for node in gone:
        yield LimbEdit(node.paragraph or paragraph, None, described(node))
    for node in come:
        yield LimbEdit(node.paragraph or paragraph, described(node), None)


def _subject(node: Condition) -> tuple[str, ...]:
    """What a limb asks about, and of whom."""
    if isinstance(node, Limit):
        return ("limit", node.measure)
    about = (str(getattr(node, name, "")) for name in ("flag", "party", "every_party", "provenance", "who"))
    return (type(node).__name__, *about, *map(str, getattr(node, "roles", ())))


def _sides(node: Condition) -> tuple[bool, ...]:
    """Whether a limit bounds its measure from below, and from above."""
    return tuple(bound is not None for bound in _pair(node)) if isinstance(node, Limit) else ()


def _list(node: Condition) -> tuple[str, tuple[str, ...]] | None:
    """The list that a leaf compares with, and what it lists."""
    names = {"destination": "destination", "classified": "classified", "named": "named", "kind": "kind",
             "transfer": "transfer", "listed": "listed", "in_": "places"}  # fmt: skip
    for attribute, name in names.items():
        listed = getattr(node, attribute, None)
        if isinstance(listed, tuple):
            facts = (getattr(node, fact, None) for fact in ("party", "every_party", "provenance"))
            return str(next(filter(None, facts), name)), tuple(str(entry) for entry in listed)
    return None


def _pair(limit: Limit) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """The lower and the upper bound of a limit: how it compares, and the figure."""

    def first(*comparisons: str) -> tuple[str, str] | None:
        given = ((name, getattr(limit, name)) for name in comparisons)
        return next(((name, exact_text(Fraction(bound))) for name, bound in given if bound is not None), None)

    return first("at_least", "above"), first("below", "at_most")


def _bounds(old: Limit, new: Limit, paragraph: str | None) -> Iterator[Edit]:
    unit = MEASURES[new.measure].unit
    pairs = list(zip(_pair(old), _pair(new), strict=True))
    if _sides(old) != _sides(new) and all(before is None or after is None for before, after in pairs):
        pairs = [(next(b for b, _ in pairs if b), next(a for _, a in pairs if a))]  # Turned round: one edit, not two.
    for before, after in pairs:
        if before != after:
            (was, old_bound), (now, new_bound) = before or (None, None), after or (None, None)
            yield BoundEdit(paragraph, new.measure, was, old_bound, now, new_bound, unit)


def described(node: Condition, inside: bool = False) -> str:
    """A condition on one line: "(TPP ≥ 1,600 and density ≥ 5.92)"."""
    match node:
        case All() | AnyOf():
            limbs = node.all if isinstance(node, All) else node.any
            line = (" and " if isinstance(node, All) else " or ").join(described(limb, True) for limb in limbs)
            return f"({line})" if inside and len(limbs) > 1 else line
        case Not():
            return f"not ({described(node.not_)})"
        case Limit():
            name, given = SHORT[node.measure], [pair for pair in _pair(node) if pair]
            return " and ".join(f"{name} {SIGNS[sign]} {shown(Fraction(bound))}" for sign, bound in given)
        case Listed() if node.roles:
            asked = " or ".join(role.value.replace("-", " ") for role in node.roles)
            return f"{fact_sentence(node, negated=False)}, asked of the {asked}"
        case _:
            return fact_sentence(node, negated=False)
