"""What rules ask of those who take part, as formulas: where a party is at home, and on which lists it stands.

A party stands on a list by its own name, by that of its ultimate parent, or as an agency of the government of the
place where it is. What each of these comes to is asked of the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from chipgate.engine.ruleset import FactKey, Ruleset
from chipgate.engine.truth import Truth, of
from chipgate.model.terms import PartyFact

from . import axes
from .axes import Axis, Choice
from .chosen import Chosen
from .logic import FALSE, Pair, conjunction, disjunction

_FACTS = {
    PartyFact.LOCATION: ("location",), PartyFact.HEADQUARTERS: ("headquarters",),
    PartyFact.ULTIMATE_PARENT: ("ultimate_parent",), PartyFact.MAJORITY_OWNER: ("majority_owner",),
    PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT: ("headquarters", "ultimate_parent"),
}  # fmt: skip
_PLACES = ("location", "headquarters", "ultimate_parent", "majority_owner")
_AGENCY = (("government_agency", True),)


def party_axes(
    party: int, keys: Iterable[FactKey], laws: Sequence[Ruleset], apart: Sequence[Ruleset]
) -> Iterator[Axis]:
    """The axes of one party, each with the choices that some question tells apart. `apart` are the rulesets that look
    answers up in lists of their own."""
    asked = list(keys)
    if not asked:
        return
    if party:
        yield Axis(f"party{party}", (Choice("no"), Choice("yes")))
    yield Axis(f"party{party}.role", _roles(asked))
    listed = [(key, law) for key in asked if key.subject.startswith("listed") for law in apart]
    governments = {entry.government_of for key, law in listed for id in key.values for entry in law.lists.get(id, ())}
    governments.discard(None)
    for name in _PLACES:
        about = [key for key in asked if name in _places_of(key)]
        here = governments if name == "location" else ()
        columns: dict[tuple[object, ...], Choice] = {}
        for code in axes.codes(laws):
            choice = Choice(code, ((name, code),))
            column: list[object] = [axes.place_answer(key, code, law) for law in apart for key in about]
            if code in here:
                column += [_stands((*choice.stated, *_AGENCY), key, law) for key, law in listed]
            columns.setdefault(tuple(column), choice)
        if about or here:
            yield Axis(f"party{party}.{name}", tuple(columns.values()))
    lists = [key for key in asked if key.subject.startswith("listed")]
    if lists:
        yield Axis(f"party{party}.name", _names("name", axes.entries(laws, lists), listed))
    parents = axes.entries(laws, lists, of_subsidiaries=True)
    if parents:
        yield Axis(f"party{party}.parent_name", _names("ultimate_parent_name", parents, listed))
    if governments:
        yield Axis(f"party{party}.agency", (Choice("not said to be"), Choice("yes", _AGENCY)))


def of_party(key: FactKey, party: int, chosen: Mapping[str, Chosen], law: Ruleset) -> Pair:
    """A question as it is asked of one party."""
    if key.subject.startswith("listed"):
        return disjunction(_listed(key, party, chosen, law))
    places = (chosen[f"party{party}.{name}"] for name in _places_of(key))
    return disjunction(
        place.pair([axes.place_answer(key, choice.label, law) for choice in place.axis.choices]) for place in places
    )


def _listed(key: FactKey, party: int, chosen: Mapping[str, Chosen], law: Ruleset) -> Iterator[Pair]:
    for name in ("name", "parent_name"):
        named = chosen.get(f"party{party}.{name}")
        yield FALSE if named is None else named.pair(
            [of(_stands(choice.stated, key, law)) for choice in named.axis.choices]
        )
    agency = chosen.get(f"party{party}.agency")
    if agency is not None:
        home = chosen[f"party{party}.location"]
        there = home.pair([of(_stands((*choice.stated, *_AGENCY), key, law)) for choice in home.axis.choices])
        yield conjunction([agency.pair([Truth.FALSE, Truth.TRUE]), there])


def _stands(stated: tuple[tuple[str, object], ...], key: FactKey, law: Ruleset) -> bool:
    """Whether a party of which this is stated stands on one of the lists of a question."""
    return axes.answered(FactKey("listed:any", key.values), axes.party(stated), law) is Truth.TRUE


def _names(field: str, names: Iterable[str], listed: Sequence[tuple[FactKey, Ruleset]]) -> tuple[Choice, ...]:
    """Nobody named, and a name for each way to stand on the lists."""
    seen: dict[tuple[bool, ...], Choice] = {}
    for choice in (Choice("unnamed"), *(Choice(name, ((field, name),)) for name in names)):
        seen.setdefault(tuple(_stands(choice.stated, key, law) for key, law in listed), choice)
    return tuple(seen.values())


def _roles(keys: Iterable[FactKey]) -> tuple[Choice, ...]:
    wanted = sorted({roles for key in keys for roles in key.subject.split(":")[2:]})
    found: dict[tuple[bool, ...], Choice] = {}
    for choice in axes.roles():
        found.setdefault(tuple(choice.stated[0][1] in one.split("+") for one in wanted), choice)
    return tuple(found.values())


def _places_of(key: FactKey) -> tuple[str, ...]:
    head, _, rest = key.subject.partition(":")
    return _FACTS[PartyFact(rest.partition(":")[0])] if head in ("party", "every_party") else ()
