"""The outcomes without a verdict, and the questions that cannot be put at all. None of these is ever "allowed"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.decision import Outcome
from chipgate.model.provision import Item, LicenseException, Policy, Subjection
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment
from chipgate.model.terms import Transfer

from .judge import Case
from .license_check import license_problems
from .ruleset import Ruleset
from .truth import Truth

_DEEMED = frozenset({Transfer.DEEMED_EXPORT, Transfer.DEEMED_REEXPORT})


def check_question(rulebook: Rulebook, ruleset: Ruleset, shipment: Shipment) -> None:
    """Refuse a question that names what the rules do not know.

    Raises:
        InvalidQuestion: with every problem: places, regions, certifications, readings, licenses in hand.
    """
    problems = [
        *_places(ruleset, shipment), *_region(ruleset, shipment), *_certifications(rulebook, shipment),
        *_readings(rulebook, shipment), *license_problems(rulebook, shipment),
    ]  # fmt: skip
    if problems:
        raise InvalidQuestion(problems)


def _places(ruleset: Ruleset, shipment: Shipment) -> Iterator[Problem]:
    names = ruleset.destinations.names
    stated = [("/destination", shipment.destination), ("/origin", shipment.origin)]
    for field in ("designer_headquarters", "designer_ultimate_parent", "made_in", "packaged_in"):
        stated.append((f"/item/{field}", getattr(shipment.item, field)))
    for index, party in enumerate(shipment.parties):
        for field in ("location", "headquarters", "ultimate_parent", "majority_owner"):
            stated.append((f"/parties/{index}/{field}", getattr(party, field)))
    for pointer, code in stated:
        if code is not None and code not in names:
            close = get_close_matches(code, names, n=3, cutoff=0.5)
            hint = f"Did you mean {', '.join(f'{c} ({names[c]})' for c in close)}?" if close else ""
            message = f'"{code}" is not a country code of ISO 3166-1.'
            yield Problem("", message=message, hint=hint, pointer=pointer)


def _region(ruleset: Ruleset, shipment: Shipment) -> Iterator[Problem]:
    regions = ruleset.destinations.regions
    if shipment.region is None or shipment.region in regions:
        return
    here = [f"{code} ({one.name})" for code, one in regions.items() if code.startswith(f"{shipment.destination}-")]
    hint = f"Known: {', '.join(here)}." if here else "Leave it out: the law treats no part of that destination apart."
    yield Problem("", message=f'"{shipment.region}" is not a region of these rules.', hint=hint, pointer="/region")


def _certifications(rulebook: Rulebook, shipment: Shipment) -> Iterator[Problem]:
    if not shipment.certifications:
        return
    known = {
        f"{dated.id}#{act.id}"
        for dated in rulebook
        if isinstance(dated.version, Policy | LicenseException | Item)
        for act in dated.version.conditions
    }
    whole = {id.partition("#")[0] for id in known}
    for index, id in enumerate(shipment.certifications):
        if id not in known and id not in whole:
            ending = sorted(one for one in (*known, *whole) if one.endswith((f"/{id}", f"#{id}")))
            hint = _did_you_mean(id, ending, [*known, *whole])
            message = f'"{id}" is not a condition of any provision.'
            yield Problem("", message=message, hint=hint, pointer=f"/certifications/{index}")


def _readings(rulebook: Rulebook, shipment: Shipment) -> Iterator[Problem]:
    known = [id for id, versions in rulebook.versions.items() if versions[0].kind == "questions"]
    for id in shipment.readings:
        if id not in known:
            message = f'"{id}" is not an open question of these rules.'
            yield Problem("", message=message, hint=_did_you_mean(id, (), known), pointer=f"/readings/{id}")


def _did_you_mean(word: str, first: Iterable[str], known: list[str]) -> str:
    close = [*first] or get_close_matches(word, known, n=1, cutoff=0.4)
    return f'Did you mean "{close[0]}"?' if close else ""


def named_outcome(rulebook: Rulebook, ruleset: Ruleset, shipment: Shipment) -> tuple[Outcome, str] | None:
    """The outcome that is plain before anything is matched, and its sentence."""
    places = ruleset.destinations
    where = f"{places.names.get(shipment.destination, shipment.destination)} ({shipment.destination})"
    if shipment.date < rulebook.pack.covered_from:
        sentence = f"These rules cover dates from {rulebook.pack.covered_from} on; {shipment.date} is earlier."
        return Outcome.DATE_NOT_COVERED, sentence
    if shipment.transfer in _DEEMED:
        return Outcome.DEEMED_EXPORT, (
            "15 CFR 742.6(a)(6)(iv) excludes deemed exports and reexports from (a)(6)(i) to (iii), and what they "
            "release is technology or source code, which these rules do not cover."
        )
    if shipment.destination in places.part_of_united_states:
        sentence = f"{where} is part of the United States under 15 CFR 772.1: a shipment there is not an export."
        return Outcome.NOT_AN_EXPORT, sentence
    if shipment.destination in places.unresolved:
        return Outcome.DESTINATION_UNRESOLVED, f"No source says how {where} is treated; have it reviewed by a person."
    if shipment.subject_to_the_ear is False:
        return Outcome.NOT_SUBJECT, (
            "The question states that the item is not subject to the EAR, so these rules do not reach it. Whether that "
            "is so turns on origin, de minimis content (15 CFR 734.4) and the direct product rules (734.9), which were "
            "not examined."
        )
    return None


def without_verdict_summary(sentence: str) -> str:
    """What is said in a verdict's place; `sentence` says why there is none."""
    return f"{sentence} There is no verdict, and this does not mean allowed."


def not_subject(case: Case) -> bool:
    """Whether the item is stated to be foreign-made, and no way of being subject to the EAR may hold."""
    shipment = case.shipment
    if shipment.subject_to_the_ear is not None or shipment.item.us_origin is not False:
        return False
    return no_way_holds(case.ruleset, case.truths)


def no_way_holds(ruleset: Ruleset, truths: Mapping[str, Truth]) -> bool:
    """Whether no way in which a foreign-made item is subject to the EAR may hold."""
    ways = _ways(ruleset)
    return bool(ways) and all(truths[name] is Truth.FALSE for name in ways)


def not_subject_sentence(case: Case) -> str:
    """Which ways were tried."""
    ways = "; ".join(case.ruleset.targets[name].dated.version.title for name in _ways(case.ruleset))
    return f"By what is stated, the item is not subject to the EAR. None of these holds: {ways}."


def _ways(ruleset: Ruleset) -> list[str]:
    return [name for name, target in ruleset.targets.items() if isinstance(target.dated.version, Subjection)]
