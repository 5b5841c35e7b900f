"""The questions of rules as formulas over what a shipment states: one choice on each axis, up to two parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chipgate.engine.ruleset import FactKey, Ruleset, fold
from chipgate.engine.truth import Truth
from chipgate.model.shipment import Shipment
from chipgate.model.terms import Kind, PartyFact

from . import axes
from .axes import Axis, Choice
from .logic import OF, YES, Formula, Pair, conjunction, disjunction, every, negated, one_of, some, variable

_FACTS = {
    PartyFact.LOCATION: ("location",), PartyFact.HEADQUARTERS: ("headquarters",),
    PartyFact.ULTIMATE_PARENT: ("ultimate_parent",), PartyFact.MAJORITY_OWNER: ("majority_owner",),
    PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT: ("headquarters", "ultimate_parent"),
}  # fmt: skip


@dataclass
class Chosen:
    """An axis with a variable for each choice, of which exactly one holds."""

    axis: Axis
    picks: list[Formula]

    def where(self, wanted: Iterable[int]) -> Formula:
        """One of these choices is made."""
        places = set(wanted)
        return YES if len(places) == len(self.picks) else some(self.picks[place] for place in sorted(places))


@dataclass
class Questions:
    """The axes of some rulesets, and every question that they ask. `rules` hold of every shipment."""

    laws: tuple[Ruleset, ...]
    chosen: dict[str, Chosen] = field(default_factory=dict)
    rules: list[Formula] = field(default_factory=list)
    parties: int = axes.PARTIES

    def __post_init__(self) -> None:
        self._answers: dict[tuple[FactKey, str, str], Truth] = {}
        self._stating: dict[tuple[str, str], Shipment] = {}
        self._pairs: dict[tuple[FactKey, str], Pair] = {}
        self._versions = {law.digest: _looked_up(law) for law in self.laws}
        self._apart = tuple({version: law for law in self.laws for version in [self._versions[law.digest]]}.values())
        self._known = frozenset(self._versions.values())
        self._asked = frozenset(key for law in self.laws for key in law.facts)
        keys: dict[str, dict[FactKey, None]] = {}
        self.party_keys: dict[FactKey, None] = {}
        for law in self.laws:
            for key in law.facts:
                if key.subject == "classified":
                    continue
                parts = axes.elements(key)
                if not parts:
                    self.party_keys[key] = None
                for part in parts:
                    name = axes.simple_axis(part)
                    assert name is not None
                    keys.setdefault(name, {})[part] = None
        for name in _ALWAYS:
            keys.setdefault(name, {})
        for name in _AT_HOME:
            keys.setdefault("designer", {}).update(keys.get(name, {}))
        for name, asked in sorted(keys.items()):
            self._add(name, [*axes.raw_choices(name, self.laws, asked)], list(asked))
        for party in range(self.parties):
            self._add_party(party)
        self._designers()

    def looked_up(self, law: Ruleset) -> str:
        """Equal for rulesets that look answers up in the same lists of places, companies and parties."""
        if law.digest not in self._versions:
            self._versions[law.digest] = _looked_up(law)
        return self._versions[law.digest]

    def knows(self, law: Ruleset) -> bool:
        """Whether every question of another ruleset is one of these, with the same answers."""
        looked_up = self.looked_up(law)
        return looked_up in self._known and all(key in self._asked for key in law.facts)

    def _add(self, name: str, raw: list[Choice], asked: list[FactKey]) -> None:
        """An axis, with choices that every ruleset answers alike joined into the first of them."""
        columns: dict[tuple[object, ...], Choice] = {}
        for choice in raw:
            column = tuple(self._answer(name, key, choice, law) for law in self._apart for key in asked)
            columns.setdefault((*column, *_told(name, choice, self._apart)), choice)
        self._choose(Axis(name, tuple(columns.values())))

    def _choose(self, axis: Axis) -> None:
        picks = [variable(f"{axis.name}={choice.label}") for choice in axis.choices]
        self.chosen[axis.name] = Chosen(axis, picks)
        self.rules.append(one_of(picks) if len(picks) > 1 else every(picks))

    def _answer(self, name: str, key: FactKey, choice: Choice, law: Ruleset) -> Truth:
        spot = (key, self.looked_up(law), f"{name}={choice.label}")
        if spot not in self._answers:
            stating = (name, choice.label)
            if stating not in self._stating:
                self._stating[stating] = axes.stating(choice)
            self._answers[spot] = axes.answered(key, self._stating[stating], law)
        return self._answers[spot]

    def _add_party(self, party: int) -> None:
        if party and self.party_keys:
            self._choose(Axis(f"party{party}", (Choice("no"), Choice("yes"))))
        if not self.party_keys:
            return
        wanted = {roles for key in self.party_keys for roles in key.subject.split(":")[2:]}
        found: dict[tuple[bool, ...], Choice] = {}
        for choice in axes.roles():
            role = str(choice.stated[0][1])
            found.setdefault(tuple(role in one.split("+") for one in sorted(wanted)), choice)
        self._choose(Axis(f"party{party}.role", tuple(found.values())))
        for name in ("location", "headquarters", "ultimate_parent", "majority_owner"):
            asked = [key for key in self.party_keys if name in _places_of(key)]
            columns: dict[tuple[Truth, ...], Choice] = {}
            for code in axes.codes(self.laws):
                column = tuple(axes.place_answer(key, code, law) for law in self._apart for key in asked)
                columns.setdefault(column, Choice(code, ((name, code),)))
            if asked:
                self._choose(Axis(f"party{party}.{name}", tuple(columns.values())))
        listed = [key for key in self.party_keys if key.subject.startswith("listed")]
        if listed:
            names = [Choice("unnamed"), *(Choice(name, (("name", name),)) for name in axes.entries(self.laws, listed))]
            seen: dict[tuple[bool, ...], Choice] = {}
            for choice in names:
                seen.setdefault(tuple(_stands(choice, key, law) for law in self._apart for key in listed), choice)
            self._choose(Axis(f"party{party}.name", tuple(seen.values())))

    def _designers(self) -> None:
        """Where a designer is said to be at home, its parent's home is said too; and where the rules know the maker,
        the designer is named, as the maker would be taken for it."""
        home, parent = (self.chosen.get(name) for name in _AT_HOME)
        designer, maker = self.chosen["designer"], self.chosen.get("addressee")
        if home is not None and parent is not None:
            self.rules.append(some([home.where([0]), negated(parent.where([0]))]))
        if maker is not None:
            known = [place for place, choice in enumerate(maker.axis.choices) if any(_maker(choice, self.laws))]
            self.rules.append(some([negated(maker.where(known)), negated(designer.where([0]))]))

    def all_known(self) -> Formula:
        """Nothing is chosen that leaves a question of some ruleset unknown."""
        known = []
        for name, chosen in self.chosen.items():
            for choice, pick in zip(chosen.axis.choices, chosen.picks, strict=True):
                asked = [key for key in self._asked for part in axes.elements(key) if axes.simple_axis(part) == name]
                if any(self._answer(name, part, choice, law) is Truth.UNKNOWN
                       for law in self._apart for key in asked for part in axes.elements(key)
                       if axes.simple_axis(part) == name):  # fmt: skip
                    known.append(negated(pick))
        return every(known)

    def pair(self, key: FactKey, law: Ruleset) -> Pair:
        """A question of a ruleset as a pair of formulas."""
        spot = (key, self.looked_up(law))
        if spot not in self._pairs:
            parts = axes.elements(key)
            simple = (self._simple(part, law) for part in parts)
            self._pairs[spot] = disjunction(simple) if parts else self._of_parties(key, law)
        return self._pairs[spot]

    def _simple(self, key: FactKey, law: Ruleset) -> Pair:
        name = axes.simple_axis(key)
        assert name is not None
        chosen = self.chosen[name]
        answers = [self._answer(name, key, choice, law) for choice in chosen.axis.choices]
        if name not in _AT_HOME:
            return _pair(chosen, answers)
        designer, unstated = self.chosen["designer"], chosen.where([0])
        named = _pair(designer, [self._answer("designer", key, choice, law) for choice in designer.axis.choices])
        stated = _pair(chosen, [Truth.FALSE, *answers[1:]])
        return disjunction([stated, conjunction([Pair(unstated, unstated), named])])

    def present(self, party: int) -> Formula:
        """Whether a party takes part."""
        return YES if party == 0 else self.chosen[f"party{party}"].where([1])

    def _of_parties(self, key: FactKey, law: Ruleset) -> Pair:
        roles = key.subject.split(":")[2:]
        has_role = [self._has_role(party, roles[0]) if roles else YES for party in range(self.parties)]
        nobody = negated(some(has_role))
        found = []
        every_one = key.subject.startswith(("every_party", "listed:every"))
        for party in range(self.parties):
            asked = every([self.present(party), some([has_role[party], nobody])])
            answer, left_out = self._party(key, party, law), Pair(negated(asked), negated(asked))
            found.append(disjunction([left_out, answer]) if every_one else conjunction([Pair(asked, asked), answer]))
        return conjunction(found) if every_one else disjunction(found)

    def _has_role(self, party: int, roles: str) -> Formula:
        chosen = self.chosen[f"party{party}.role"]
        wanted = [place for place, choice in enumerate(chosen.axis.choices) if choice.stated[0][1] in roles.split("+")]
        return every([self.present(party), chosen.where(wanted)])

    def _party(self, key: FactKey, party: int, law: Ruleset) -> Pair:
        if key.subject.startswith("listed"):
            chosen = self.chosen[f"party{party}.name"]
            stands = [place for place, choice in enumerate(chosen.axis.choices) if _stands(choice, key, law)]
            return _pair(chosen, [Truth.TRUE if place in stands else Truth.FALSE for place in range(len(chosen.picks))])
        found = []
        for name in _places_of(key):
            chosen = self.chosen[f"party{party}.{name}"]
            answers = [axes.place_answer(key, choice.label, law) for choice in chosen.axis.choices]
            found.append(_pair(chosen, answers))
        return disjunction(found)


_ALWAYS = ("destination", "kind", "flag:non_planar_transistors", "flag:us_origin")
"""Axes that there are even where no rule asks: figures, or the outcome, hang on them."""
_AT_HOME = ("designer_headquarters", "designer_ultimate_parent")
"""Axes that, unstated, are answered by where the rules know the designer to be at home."""


def _pair(chosen: Chosen, answers: Sequence[Truth]) -> Pair:
    if len(set(answers)) == 1:
        return OF[answers[0]]
    sure = [place for place, answer in enumerate(answers) if answer is Truth.TRUE]
    possible = [place for place, answer in enumerate(answers) if answer is not Truth.FALSE]
    return Pair(chosen.where(sure), chosen.where(possible))


def _places_of(key: FactKey) -> tuple[str, ...]:
    head, _, rest = key.subject.partition(":")
    return _FACTS[PartyFact(rest.partition(":")[0])] if head in ("party", "every_party") else ()


def _stands(choice: Choice, key: FactKey, law: Ruleset) -> bool:
    """Whether a name stands on one of the lists of a question."""
    names = (known for id in key.values for entry in law.lists.get(id, ()) for known in (entry.name, *entry.aliases))
    return bool(choice.stated) and fold(choice.label) in map(fold, names)


def _told(name: str, choice: Choice, laws: Sequence[Ruleset]) -> tuple[object, ...]:
    """What tells choices apart beside the questions asked of them."""
    if name in ("addressee", "designer"):
        return (*_maker(choice, laws), not choice.stated)
    if name == "kind":
        return (choice.label in (Kind.HBM, Kind.MODEL_WEIGHTS) and choice.label,)
    return _outcome(choice, laws) if name == "destination" else (choice.label,) if name in _ALWAYS else ()


def _outcome(choice: Choice, laws: Sequence[Ruleset]) -> tuple[object, ...]:
    """What a destination comes to before any rule is asked, and whether the law knows parts of it."""
    code = dict(choice.stated).get("destination")
    return tuple(
        (code in law.destinations.part_of_united_states, code in law.destinations.unresolved,
         code in law.destinations.names, any(region.startswith(f"{code}-") for region in law.destinations.regions))
        for law in laws
    ) if code else ()  # fmt: skip


def _maker(choice: Choice, laws: Sequence[Ruleset]) -> tuple[bool, ...]:
    """Whether the rules know where a company is at home."""
    named = [fold(str(value)) for path, value in choice.stated if path in ("item.designer", "item.manufacturer")]
    return tuple(name in law.homes for law in laws for name in named)


def _looked_up(law: Ruleset) -> str:
    """Equal for rulesets that look answers up in the same lists of places, companies and parties."""
    kinds = ("destinations", "companies", "lists")
    return " ".join(dated.digest for kind in kinds for dated in law.in_force.of_kind(kind))
