"""The yes-or-no questions that leaves ask: two leaves with one key share the answer. Answering them is `answers`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chipgate.errors import EngineError
from chipgate.model.condition import (
    Addressee,
    BaseClassification,
    Certified,
    Classified,
    DestinationIn,
    EveryPartyIn,
    ExporterRoleIs,
    FlagIs,
    KindIs,
    KnowledgeOf,
    Leaf,
    Listed,
    Named,
    OriginIn,
    PartyIn,
    ProvenanceIn,
    RegionIn,
    Screened,
    TransferIs,
    Unsettled,
)

Expand = Callable[[Iterable[str]], frozenset[str]]


@dataclass(frozen=True, slots=True, eq=False)
class FactKey:
    """A yes-or-no question that leaves ask: two leaves with one key share the answer.

    `subject` says what is asked about ("flag", "destination", …), `values` the list it is compared with. There is one
    object for each question, in every ruleset, so that a key is found by identity: a list may name a hundred places.
    """

    subject: str
    values: tuple[str, ...]

    def __new__(cls, subject: str, values: tuple[str, ...]) -> FactKey:
        return _asked_before.get((subject, values)) or _asked_before.setdefault((subject, values), object.__new__(cls))

    def __reduce__(self) -> tuple[type[FactKey], tuple[str, tuple[str, ...]]]:
        return FactKey, (self.subject, self.values)


_asked_before: dict[tuple[str, tuple[str, ...]], FactKey] = {}


_SUBJECTS: dict[type, str] = {
    RegionIn: "region", Screened: "screened", KindIs: "kind", BaseClassification: "base_classification",
    TransferIs: "transfer", Named: "named", KnowledgeOf: "knowledge", ExporterRoleIs: "exporter_role",
    Addressee: "addressee",
}  # fmt: skip


def key_of(leaf: Leaf, expand: Expand, same_level: Mapping[str, tuple[str, ...]]) -> FactKey:
    """The question that a leaf asks. `expand` gives the countries of codes and groups, `same_level` the paragraphs that
    count wherever another is asked for."""

    def places(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(expand(names)))

    match leaf:
        case FlagIs():
            return FactKey("flag", (leaf.flag.value,))
        case DestinationIn():
            return FactKey("destination", places(leaf.destination))
        case OriginIn():
            return FactKey("origin", places(leaf.origin))
        case PartyIn():
            return FactKey(_asked("party", leaf.party, leaf.roles), places(leaf.in_))
        case EveryPartyIn():
            return FactKey(_asked("every_party", leaf.every_party, leaf.roles), places(leaf.in_))
        case ProvenanceIn():
            return FactKey(f"provenance:{leaf.provenance.value}", places(leaf.in_))
        case Listed():
            return FactKey(_asked("listed", leaf.who, leaf.roles), tuple(sorted(leaf.listed)))
        case Classified():
            same = {id for one in leaf.classified for id in same_level.get(one, ())}
            return FactKey("classified", tuple(sorted(same.union(leaf.classified))))
        case Certified():
            return FactKey("certified", (leaf.certified,))
        case Unsettled():
            return FactKey("unsettled", (leaf.unsettled,))
        case (
            RegionIn() | Screened() | KindIs() | BaseClassification() | TransferIs() | Named() | KnowledgeOf()
            | ExporterRoleIs() | Addressee()
        ):  # fmt: skip
            subject = _SUBJECTS[type(leaf)]
            return FactKey(subject, tuple(sorted(getattr(leaf, subject))))
        case _:
            raise EngineError(f"a leaf of a kind nobody answers: {type(leaf).__name__}")


def _asked(subject: str, of: str, roles: Iterable[str]) -> str:
    """A subject with what is asked of it, and of which roles: "party:headquarters:end-user"."""
    return ":".join((subject, of, "+".join(sorted(roles)))) if roles else f"{subject}:{of}"
