"""What shows a change: found by the solver, decided by the engine; and what of it makes a change retroactive."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys

import pytest

from chipgate.audit.changes import Change
from chipgate.audit.evidence import NO_SOLVER, by_solver, unproved
from chipgate.audit.evidence_kinds import Outcome
from chipgate.audit.report import Report, Side, report
from chipgate.engine.decide import decide
from chipgate.model.provision import Group
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Shipment

from .test_effect import replaced

COMMITTED = dt.date(2026, 10, 1)
ITEM, AFTER = "us/items/3a090-a", "2023-11-17"
SIDE = Side("here", None, "")


def audited(old: Rulebook, new: Rulebook, *, solver: bool = True) -> Report:
    compare = by_solver() if solver else unproved(NO_SOLVER)
    return report((SIDE, old), (SIDE, new), COMMITTED, COMMITTED, [], ["CN"], compare=compare)


def only(found: Report) -> Change:
    (change,) = found.changes
    return change


def with_version(rulebook: Rulebook, *versions: Dated) -> Rulebook:
    return Rulebook(rulebook.pack, rulebook.verdicts, [*rulebook, *versions], rulebook.others)


def group(id: str, day: str, *countries: str) -> Dated:
    raw = {
        "title": "A group", "effective": day, "countries": countries,
        "citation": {"basis": "regulation", "text": "Supp. No. 1", "published": True, "confidence": "high",
                     "sources": [{"title": "eCFR", "url": "https://www.ecfr.gov/"}]},
    }  # fmt: skip
    return Dated(id, Group.model_validate(raw))


def test_a_lower_bound_is_shown_by_a_shipment_that_the_engine_decides_so(rulebook: Rulebook) -> None:
    other = replaced(rulebook, ITEM, AFTER, '"4800"', '"4000"')
    change = only(audited(rulebook, other))
    evidence = change.evidence
    assert evidence is not None
    assert evidence.outcome is Outcome.VERDICT
    assert change.retroactive_from == evidence.day
    asked = Shipment.model_validate_json(json.dumps(evidence.shipment))
    verdicts = [decide(side, asked).answer.verdict for side in (rulebook, other)]
    assert [str(verdict) for verdict in verdicts] == [evidence.before, evidence.after]
    assert evidence.sentence.endswith(f"{evidence.before} → {evidence.after}")
    assert f"on {evidence.day}" in evidence.sentence


def test_a_change_that_no_answer_shows_is_proved_and_not_retroactive(rulebook: Rulebook) -> None:
    """A country group that no rule asks for: its text of the past reads otherwise, and no answer does."""
    id, day = "us/groups/unused", "2023-01-01"
    old = with_version(rulebook, group(id, day, "CN"))
    new = with_version(rulebook, group(id, day, "CN", "MO"))
    change = only(audited(old, new))
    assert change.evidence is not None
    assert change.evidence.outcome is Outcome.NOTHING
    assert change.past[0] == dt.date(2023, 1, 1)
    assert not change.retroactive
    doubted = only(audited(old, new, solver=False))
    assert (doubted.retroactive, doubted.unproved) == (True, True)
    assert doubted.evidence is not None
    assert "chipgate[prove]" in doubted.evidence.sentence


def test_two_changes_are_shown_each_alone(rulebook: Rulebook) -> None:
    """One tightens and one does nothing: the witness of the one is not told of the other."""
    id, day = "us/groups/unused", "2023-01-01"
    old = with_version(rulebook, group(id, day, "CN"))
    new = replaced(with_version(rulebook, group(id, day, "CN", "MO")), ITEM, AFTER, '"4800"', '"4000"')
    outcomes = {change.provision: change.evidence and change.evidence.outcome for change in audited(old, new).changes}
    assert outcomes == {id: Outcome.NOTHING, ITEM: Outcome.VERDICT}


def test_a_citation_mended_in_the_same_commit_does_not_make_a_change_retroactive(rulebook: Rulebook) -> None:
    """What is searched is the meaning of a change, whatever words were mended along with it."""
    id, day = "us/groups/unused", "2023-01-01"
    old = with_version(rulebook, group(id, day, "CN"))
    new = replaced(with_version(rulebook, group(id, day, "CN", "MO")), ITEM, AFTER, '"confidence":"high"',
                   '"confidence":"medium"')  # fmt: skip
    found = {change.provision: change for change in audited(old, new).changes}
    assert found[ITEM].terms == ("citation only",)
    assert not found[id].retroactive


def test_what_two_changes_do_only_together_is_retroactive(rulebook: Rulebook) -> None:
    """A letter to a company that no rule knew, and the company: neither is anything without the other."""
    letter = next(dated for dated in rulebook if dated.id == "us/letters/nvidia-h20")
    company = next(dated for dated in rulebook if dated.id == "us/companies/nvidia")
    gone = {letter.id, company.id}
    kept = [dated for dated in rulebook if dated.id not in gone and company.id not in dated.version.model_dump_json()]
    old = Rulebook(rulebook.pack, rulebook.verdicts, kept, rulebook.others)
    new = with_version(old, company, letter)
    found = {change.provision: change for change in audited(old, new).changes}
    assert found[letter.id].retroactive
    evidence = found[letter.id].evidence
    assert evidence is not None
    assert evidence.outcome is Outcome.VERDICT


@pytest.mark.parametrize("late", [True, False])
def test_days_to_come_are_searched_too(rulebook: Rulebook, late: bool) -> None:
    day = "2026-09-01" if late else "2027-03-01"
    item = next(dated for dated in rulebook if (dated.id, dated.name) == (ITEM, AFTER))
    text = item.version.model_dump_json(by_alias=True, exclude_none=True)
    text = text.replace('"4800"', '"2300"').replace(f'"effective":"{AFTER}"', f'"effective":"{day}"')
    version = type(item.version).model_validate_json(text)
    change = only(audited(rulebook, with_version(rulebook, Dated(ITEM, version))))
    assert change.retroactive is late
    assert change.evidence is not None
    assert change.evidence.outcome is Outcome.VERDICT
    assert change.evidence.day == dt.date.fromisoformat(day)


def test_the_solver_is_loaded_only_once_something_is_to_be_shown() -> None:
    said = "import sys; from chipgate.audit.evidence import by_solver; by_solver(); print('z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
