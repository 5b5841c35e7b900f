"""Notices: what to know beside the verdict, which none of them moves."""

from __future__ import annotations

from collections.abc import Iterator

from chipgate.model import decision as d
from chipgate.model.condition import Unsettled, leaves
from chipgate.model.provision import Announcement, Letter, Policy, ReportedControl
from chipgate.model.screening import Strength

from .judge import Case
from .reasons import REPORTED, citation
from .ruleset import TEXT
from .truth import Truth
from .whose import role_and_name


def notices(case: Case) -> tuple[d.Notice, ...]:
    """Announcements, letters to others, and law that is past its last check. None of them moves the verdict."""
    found = []
    for name, target in case.ruleset.targets.items():
        version, truth = target.dated.version, case.truths[name]
        if isinstance(version, Announcement) and truth is Truth.TRUE:
            found.append(d.Notice("announcement", name, target.dated.name, version.says, citation(version)))
        if isinstance(version, Letter) and name.endswith(TEXT) and truth is Truth.TRUE:
            id = target.dated.id
            if case.truths[id] is Truth.FALSE:
                sentence = f"{version.says} It was sent to another company and does not bind this exporter."
                found.append(d.Notice("letter-to-others", id, target.dated.name, sentence, citation(version)))
        if isinstance(version, ReportedControl) and truth is not Truth.FALSE and not case.shipment.strict:
            sentence = f"{version.says} {REPORTED}"
            found.append(d.Notice("control-reported", name, target.dated.name, sentence, citation(version)))
    found += _conflicts(case)
    found += _weak_candidates(case)
    found += _open_questions(case)
    through = case.ruleset.in_force.pack.verified_through
    if case.shipment.date > through:
        sentence = f"The sources were checked up to {through}; nothing published later is known to these rules."
        found.append(d.Notice("beyond-verified-law", None, None, sentence, None))
    return tuple(found)


def _conflicts(case: Case) -> Iterator[d.Notice]:
    """Policies printed side by side of which one governs."""
    seen = set()
    for standing in case.conclusion.standings:
        for dated, _ in standing.yielding:
            version = dated.version
            if dated.id in seen or not isinstance(version, Policy):
                continue
            seen.add(dated.id)
            over = {one.id for one, _ in standing.policies} & set(version.yields_to)
            titles = "; ".join(case.ruleset.in_force.versions[id].version.title for id in sorted(over))
            sentence = f"Two texts conflict. {version.says} It yields to another, which governs here: {titles}."
            yield d.Notice("conflict", dated.id, dated.name, sentence, citation(version))


def _open_questions(case: Case) -> Iterator[d.Notice]:
    """Questions of law left open on which something hangs that bears here: a requirement, a letter, a prohibition, or
    what speaks of one."""
    standing = {one.target.name for one in case.conclusion.standings}
    asked = {
        leaf.unsettled
        for name, target in case.ruleset.targets.items()
        if case.truths[name] is Truth.UNKNOWN and standing & {name, *getattr(target.dated.version, "covers", ())}
        for leaf in leaves(target.condition)
        if isinstance(leaf, Unsettled) and case.facts.truths[case.ruleset.key(leaf)] is Truth.UNKNOWN
    }
    for id in sorted(asked):
        dated = case.ruleset.in_force.versions[id]
        question = case.ruleset.questions[id]
        sentence = f"Open: {question.asks} If yes: {question.if_yes} If no: {question.if_no}"
        yield d.Notice("open-question", id, dated.name, sentence, citation(question))


def _weak_candidates(case: Case) -> Iterator[d.Notice]:
    """What screening found that is too weak to count, for a person to look at all the same."""
    for party in case.shipment.parties:
        for one in party.candidates or ():
            if one.strength is Strength.WEAK and one.reviewed is None:
                known = f"{one.list.value}, score {one.score}"
                sentence = f'The {role_and_name(party)} is a little like "{one.listed_name}" ({known}): not counted.'
                yield d.Notice("screening-candidate", None, None, sentence, None)
