"""The questions of rules as formulas over what a shipment states: one choice on each axis, up to two parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from chipgate.engine.ruleset import FactKey, Ruleset, fold
from chipgate.engine.truth import Truth
from chipgate.model.shipment import Shipment
from chipgate.model.terms import Kind

from . import axes
from .axes import Axis, Choice
from .chosen import Chosen
from .logic import YES, Formula, Pair, conjunction, disjunction, every, negated, one_of, some, variable
from .parties import of_party, party_axes


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
            for axis in party_axes(party, self.party_keys, self.laws, self._apart):
                self._choose(axis)
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
            return chosen.pair(answers)
        designer, unstated = self.chosen["designer"], chosen.where([0])
        named = designer.pair([self._answer("designer", key, choice, law) for choice in designer.axis.choices])
        stated = chosen.pair([Truth.FALSE, *answers[1:]])
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
            answer, left_out = of_party(key, party, self.chosen, law), Pair(negated(asked), negated(asked))
            found.append(disjunction([left_out, answer]) if every_one else conjunction([Pair(asked, asked), answer]))
        return conjunction(found) if every_one else disjunction(found)

    def _has_role(self, party: int, roles: str) -> Formula:
        chosen = self.chosen[f"party{party}.role"]
        wanted = [place for place, choice in enumerate(chosen.axis.choices) if choice.stated[0][1] in roles.split("+")]
        return every([self.present(party), chosen.where(wanted)])


_ALWAYS = ("destination", "kind", "flag:non_planar_transistors", "flag:us_origin")
"""Axes that there are even where no rule asks: figures, or the outcome, hang on them."""
_AT_HOME = ("designer_headquarters", "designer_ultimate_parent")
"""Axes that, unstated, are answered by where the rules know the designer to be at home."""


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
