"""What a question can state, apart from figures: one axis for each matter, with the choices that some rule tells apart.

How a choice answers the questions of a ruleset is asked of the engine itself, never written down here again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from chipgate.engine.answers import NO_ENTRY, answer_to
from chipgate.engine.party_answers import place_in
from chipgate.engine.ruleset import FactKey, Ruleset
from chipgate.engine.truth import Truth
from chipgate.model.item import ItemSpec
from chipgate.model.screening import Candidate, ScreeningSource, Strength
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import ExporterRole, Flag, Kind, Knowledge, Role, Transfer

PARTIES = 2
"""Parties that a question of the solver may have. What three could do together is not tried."""
PLACES = ("party", "every_party", "destination", "origin", "provenance")
FAVORED = ("CN", "US", "MO", "AE", "SG", "DE", "JP", "GB", "RU", "IR")
"""Places named first where several are treated alike."""
_DEEMED = frozenset({Transfer.DEEMED_EXPORT, Transfer.DEEMED_REEXPORT})
_DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to state on an axis: fields of a question by their path ("item.name"), none for the usual."""

    label: str
    stated: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """A matter on which a question states one of some choices; the first is the simplest."""

    name: str
    choices: tuple[Choice, ...]


def compose(stated: Mapping[str, Any]) -> dict[str, Any]:
    """Fields by their path as a question's nested fields."""
    found: dict[str, Any] = {"item": {}}
    for path, value in stated.items():
        if path.startswith("item."):
            found["item"][path.removeprefix("item.")] = value
        else:
            found[path] = dict(value) if path == "readings" else value
    return found


def stating(choice: Choice) -> Shipment:
    """A shipment that states one choice and nothing else."""
    fields = compose(dict(choice.stated))
    return Shipment.model_validate({"destination": "CN", "date": _DAY, **fields, "item": ItemSpec(**fields["item"])})


@lru_cache(maxsize=4_096)
def party(stated: tuple[tuple[str, object], ...]) -> Shipment:
    """A shipment with one party, of which this is stated and nothing else."""
    return Shipment(item=ItemSpec(), destination="CN", date=_DAY, parties=(Party.model_validate(dict(stated)),))


def answered(key: FactKey, shipment: Shipment, ruleset: Ruleset) -> Truth:
    """How the engine answers a question of the rules for a shipment."""
    return answer_to(key, shipment, frozenset(shipment.certifications), ruleset)[0]


def simple_axis(key: FactKey) -> str | None:
    """The axis on which a question of the rules turns; None where it turns on several, or on the parties."""
    head, _, part = key.subject.partition(":")
    if head in ("destination", "region"):
        return "destination"
    if head in ("flag", "unsettled", "certified"):
        return f"{head}:{key.values[0]}"
    if head in ("origin", "transfer", "kind", "base_classification", "exporter_role", "named", "addressee"):
        return head
    if head in ("knowledge", "screened"):
        return f"{head}:{key.values[0]}" if len(key.values) == 1 else None
    if head == "provenance":
        return None if part == "designer_headquarters_or_ultimate_parent" else part
    if head == "listed" and part in ("designer", "packager"):
        return part
    return None


def elements(key: FactKey) -> tuple[FactKey, ...]:
    """The questions on one axis each of which a question on several is the disjunction; none where it is of parties."""
    head = key.subject.partition(":")[0]
    if simple_axis(key) is not None:
        return (key,)
    if head in ("knowledge", "screened"):
        return tuple(FactKey(head, (value,)) for value in key.values)
    if head == "provenance":
        return tuple(FactKey(f"provenance:{fact}", key.values)
                     for fact in ("designer_headquarters", "designer_ultimate_parent"))  # fmt: skip
    return ()


def raw_choices(name: str, laws: Sequence[Ruleset], keys: Iterable[FactKey]) -> Iterator[Choice]:
    """Everything that may be stated on an axis, before what no rule tells apart is joined."""
    head, _, part = name.partition(":")
    asked = [value for key in keys for value in key.values]
    match head:
        case "destination":
            yield from (Choice(code, (("destination", code),)) for code in codes(laws))
            for region in sorted({region for law in laws for region in law.destinations.regions}):
                yield Choice(region, (("destination", region.partition("-")[0]), ("region", region)))
        case "origin" | "designer_headquarters" | "designer_ultimate_parent" | "made_in" | "packaged_in":
            yield Choice("unstated")
            field = name if head == "origin" else f"item.{name}"
            yield from (Choice(code, ((field, code),)) for code in codes(laws))
        case "flag":
            yield from _flags(Flag(part))
        case "unsettled":
            yield from (Choice("open" if value is None else str(value), _reading(part, value))
                        for value in (None, True, False))  # fmt: skip
        case "certified":
            yield from (Choice("no"), Choice("yes", (("certifications", (part,)),)))
        case "transfer":
            yield from (Choice(one, (("transfer", one),)) for one in Transfer if one not in _DEEMED)
        case "kind":
            yield from (Choice(one, (("item.kind", one),)) for one in Kind)
        case "exporter_role":
            yield from (Choice(one, ((name, one),)) for one in (ExporterRole.OTHER, *ExporterRole))
        case "knowledge":
            yield from (Choice("nothing"), Choice(part, (("knowledge", (Knowledge(part),)),)))
        case "screened":
            yield from _candidates(ScreeningSource(part))
        case "base_classification":
            yield Choice("unstated")
            entries = sorted({*asked} - {"any"})
            other = next(code for code in ("1A001", "2B350", "6A003", "9A004") if not {*entries} & {code, code[:3]})
            yield from (Choice(one, (("item.base_classification", one),)) for one in (*entries, other)
                        if one not in NO_ENTRY)  # fmt: skip
        case "named":
            yield from (Choice(one, (("item.name", one),)) for one in ("Test chip", *sorted({*asked})))
            yield Choice("unnamed")
        case "addressee":
            yield from _companies(laws, asked)
        case "designer" | "packager":
            yield from _listed(f"item.{name}", laws, keys)
        case _:
            raise ValueError(f"no axis {name}")


def codes(laws: Sequence[Ruleset]) -> list[str]:
    """Every country code of the rules, those that examples name first."""
    known = {code for law in laws for code in law.destinations.names}
    return [*(code for code in FAVORED if code in known), *sorted(known - {*FAVORED})]


def roles() -> Iterator[Choice]:
    """What a party may be."""
    for role in (Role.ULTIMATE_CONSIGNEE, *(one for one in Role if one is not Role.ULTIMATE_CONSIGNEE)):
        yield Choice(role, (("role", role),))


def place_answer(key: FactKey, code: str, law: Ruleset) -> Truth:
    """Whether a place is in the list of a question."""
    return place_in(code, key, law)


def entries(laws: Sequence[Ruleset], keys: Iterable[FactKey], *, of_subsidiaries: bool = False) -> list[str]:
    """Names that stand on lists that some question asks for, in order; or of those that stand there with their
    subsidiaries alone."""
    lists = {id for key in keys for id in key.values}
    return sorted({name for law in laws for id in lists for entry in law.lists.get(id, ())
                   if entry.subsidiaries or not of_subsidiaries for name in (entry.name, *entry.aliases)})  # fmt: skip


def _flags(flag: Flag) -> Iterator[Choice]:
    if flag is Flag.NON_PLANAR:
        yield from (Choice("non-planar"), Choice("planar", (("item.transistor", "planar"),)))
    elif flag is Flag.US_ORIGIN:
        yield from (Choice("of US origin"), Choice("foreign-made", (("item.us_origin", False),)))
    else:
        stated = [Choice(str(value), ((f"item.{flag.value}", value),)) for value in (True, False)]
        yield from [*stated, Choice("unstated")] if flag is Flag.DATACENTER else [Choice("unstated"), *stated]


def _reading(question: str, value: bool | None) -> tuple[tuple[str, Any], ...]:
    return () if value is None else (("readings", ((question, value),)),)


def _candidates(source: ScreeningSource) -> Iterator[Choice]:
    yield Choice("nobody")
    for reviewed, label in ((True, "confirmed"), (None, "not reviewed")):
        found = Candidate(list=source, entry_id="1", listed_name="Example Ltd", matched_name="Example Ltd",
                          score=Decimal(100), strength=Strength.EXACT, reviewed=reviewed)  # fmt: skip
        yield Choice(label, (("parties", ({"name": "Example Ltd", "candidates": (found,)},)),))


def _companies(laws: Sequence[Ruleset], asked: Iterable[str]) -> Iterator[Choice]:
    """Who exports and who made it: companies that letters are addressed to, others, or nobody named."""
    ids = {*asked}
    listed = sorted({name for law in laws for dated in law.in_force.of_kind("companies") if dated.id in ids
                     for name in getattr(dated.version, "names", ())})  # fmt: skip
    for exporter in (None, *listed, "Test exporter"):
        for maker in ("Test maker", *listed, None):
            stated = {"exporter": exporter, "item.manufacturer": maker}
            label = f"{exporter or 'unstated'}, made by {maker or 'nobody named'}"
            yield Choice(label, tuple((path, value) for path, value in stated.items() if value is not None))


def _listed(field: str, laws: Sequence[Ruleset], keys: Iterable[FactKey]) -> Iterator[Choice]:
    yield Choice("unstated")
    at_home = {name for law in laws for dated in law.in_force.of_kind("companies")
               for name in getattr(dated.version, "names", ())} if field == "item.designer" else set()  # fmt: skip
    for name in ("Test company", *entries(laws, keys), *sorted(at_home)):
        yield Choice(name, ((field, name),))
