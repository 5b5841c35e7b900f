"""What a leaf other than a limit says, in words, with the party that it speaks of. Nothing here decides."""

from __future__ import annotations

from collections.abc import Iterable

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
from chipgate.model.decision import Clause
from chipgate.model.terms import Flag, PartyFact, Provenance, Role, Who

from .explain import Bind, View
from .truth import Truth
from .whose import whose

_PARTY = {
    PartyFact.LOCATION: "location", PartyFact.HEADQUARTERS: "headquarters",
    PartyFact.ULTIMATE_PARENT: "ultimate parent", PartyFact.MAJORITY_OWNER: "majority owner",
    PartyFact.HEADQUARTERS_OR_ULTIMATE_PARENT: "headquarters or ultimate parent",
}  # fmt: skip
_FLAGS = {
    Flag.DATACENTER: ("designed or marketed for datacenters", "not designed or marketed for datacenters"),
    Flag.NON_PLANAR: ("made with non-planar transistors", "made with planar transistors alone"),
    Flag.CONTAINS_HBM: ("with HBM in the package", "without HBM in the package"),
    Flag.PACKAGED_BY_FABRICATOR: ("packaged by its fabricator", "not packaged by its fabricator"),
    Flag.US_ORIGIN: ("of US origin", "not of US origin"),
    Flag.DIRECT_PRODUCT: (
        "a direct product of US technology, software or plant",
        "not a direct product of US technology, software or plant",
    ),
}
_PROVENANCE = {
    Provenance.DESIGNER_HEADQUARTERS: "the designer's headquarters",
    Provenance.DESIGNER_ULTIMATE_PARENT: "the designer's ultimate parent",
    Provenance.DESIGNER_HEADQUARTERS_OR_ULTIMATE_PARENT: "the designer's headquarters or ultimate parent",
    Provenance.MADE_IN: "the place where it is made",
    Provenance.PACKAGED_IN: "the place where it is packaged",
}
_WHO = {
    (Who.ANY, False): "a party stands", (Who.ANY, True): "no party stands",
    (Who.EVERY, False): "every party stands", (Who.EVERY, True): "not every party stands",
    (Who.DESIGNER, False): "the designer stands", (Who.DESIGNER, True): "the designer does not stand",
    (Who.PACKAGER, False): "the packager stands", (Who.PACKAGER, True): "the packager does not stand",
}  # fmt: skip


def places(names: Iterable[str]) -> str:
    """A list of codes and groups as the EAR writes them: "MO or D:5"."""
    words = [_place(name) for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _place(name: str) -> str:
    topic = name.rsplit("/", 1)[-1]
    return f"{topic[0].upper()}:{topic[1:]}" if "/" in name and topic[1:].isdigit() else name


def fact_clause(bind: Bind, view: View) -> Clause:
    """A fact that takes part, in words, with the parties that make it so."""
    sentence = fact_sentence(bind.leaf, bind.negated)
    named = ""
    if view.shipment is not None and not bind.negated:
        named = whose(view.ruleset.key(bind.leaf), view.shipment, view.ruleset)
    sentence += f": {named}" if named else ""
    return Clause(bind.paragraph, f"{sentence} (unknown)" if bind.truth is Truth.UNKNOWN else sentence)


def fact_sentence(leaf: Leaf, negated: bool) -> str:
    """What a leaf other than a limit says."""
    isnt, hasnt = ("is not", "does not") if negated else ("is", "does")
    match leaf:
        case FlagIs():
            return _FLAGS[leaf.flag][leaf.is_ is negated]
        case DestinationIn():
            return f"the destination {isnt} in {places(leaf.destination)}"
        case RegionIn():
            return f"the place {isnt} in {places(leaf.region)}"
        case OriginIn():
            return f"it {isnt} shipped from {places(leaf.origin)}"
        case PartyIn():
            which = f"no {_roles(leaf.roles)}'s" if negated else f"{a(_roles(leaf.roles))}'s"
            return f"{which} {_PARTY[leaf.party]} is in {places(leaf.in_)}"
        case EveryPartyIn():
            which = f"{'not ' if negated else ''}every {_roles(leaf.roles)}'s"
            return f"{which} {_PARTY[leaf.every_party]} is in {places(leaf.in_)}"
        case ProvenanceIn():
            return f"{_PROVENANCE[leaf.provenance]} {isnt} in {places(leaf.in_)}"
        case Listed():
            return f"{_WHO[leaf.who, negated]} in {places(leaf.listed)}"
        case Screened():
            return f"{'no' if negated else 'a'} party is on the list {places(one.value for one in leaf.screened)}"
        case KindIs():
            return f"the item {isnt} of kind {places(kind.value for kind in leaf.kind)}"
        case BaseClassification():
            return f"the item {isnt} described in {places(leaf.base_classification)} too"
        case TransferIs():
            return f"the transfer {isnt} {places(kind.value for kind in leaf.transfer)}"
        case Named():
            return f"the item {isnt} named {places(leaf.named)}"
        case KnowledgeOf():
            return f"{places(_words(one.value) for one in leaf.knowledge)} {isnt} known"
        case ExporterRoleIs():
            return f"the exporter {isnt} {places(a(_words(one.value)) for one in leaf.exporter_role)}"
        case Certified():
            return f"{leaf.certified} {isnt} stated as done"
        case Unsettled():
            return f"the open question {leaf.unsettled} {isnt} answered with yes"
        case Addressee():
            companies = places(company.rsplit("/", 1)[-1].upper() for company in leaf.addressee)
            return f"the exporter {isnt} the company informed ({companies})"
        case Classified():
            return f"the item {hasnt} meet {places(leaf.classified)}" if negated else (
                f"the item meets {places(leaf.classified)}")  # fmt: skip
        case _:
            raise AssertionError(type(leaf).__name__)


def _roles(roles: Iterable[Role]) -> str:
    return " or ".join(_words(role.value) for role in roles) or "party"


def a(word: str) -> str:
    """The word with its article."""
    return f"{'an' if word[0] in 'aeioO' else 'a'} {word}"


def _words(code: str) -> str:
    return {"osat": "OSAT company"}.get(code, code.replace("-", " ").replace("ai model", "AI model"))
