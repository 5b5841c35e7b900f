"""What shows a change: found by the solver, decided by the engine; and what of it makes a change retroactive."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from chipgate.audit.change import Change
from chipgate.audit.effect import Effect
from chipgate.audit.evidence import NO_SOLVER, by_solver, unproved
from chipgate.audit.evidence_kinds import Outcome
from chipgate.audit.report import Report, Side, report
from chipgate.engine.decide import decide
from chipgate.model.provision import Exemption, Group
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Shipment

from .test_effect import replaced

COMMITTED = dt.date(2026, 10, 1)
ITEM, B, AFTER = "us/items/3a090-a", "us/items/3a090-b", "2023-11-17"
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
    assert f": {evidence.before} → {evidence.after}; freer: " in evidence.sentence
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


def exemption(day: str, *destinations: str) -> Dated:
    raw = {
        "title": "An exemption", "says": "No license is needed.", "applies": {"destination": destinations},
        "covers": ["us/requirements/advanced-computing-a"], **group("us/groups/x", day, "IE").version.model_dump(
            mode="json", include={"effective", "citation"}),
    }  # fmt: skip
    return Dated("us/exemptions/test", Exemption.model_validate_json(json.dumps(raw)))


def test_what_two_changes_free_only_together_on_a_day_to_come_is_shown_of_both(rulebook: Rulebook) -> None:
    """A group gets another member, and an exemption asks for the group besides: neither alone frees anybody."""
    id, day, others = "us/groups/test", "2027-01-01", "us/groups/unused"
    now = [group(id, "2023-01-01", "IE"), exemption("2023-12-01", "IE"), group(others, "2023-01-01", "CN")]
    old = with_version(rulebook, *now)
    later = [group(id, day, "AE"), exemption(day, "IE", id), group(others, day, "CN", "MO")]
    found = audited(old, with_version(old, *later))
    shown = {change.provision: change.evidence for change in found.changes if change.evidence}
    for provision in (id, "us/exemptions/test"):
        assert shown[provision].outcome is Outcome.VERDICT
        assert shown[provision].sentence.startswith("together with the other changes: ")
        assert (shown[provision].day, shown[provision].freer) == (dt.date(2027, 1, 1), True)
    assert shown[others].outcome is Outcome.NOTHING
    assert found.may_loosen
    assert found.counts.retroactive == 0


def test_a_witness_that_is_freer_is_a_loosening_whatever_the_text_tells(rulebook: Rulebook) -> None:
    """A wider 3A090.b brings a circuit under what NAC may free."""
    found = audited(rulebook, replaced(rulebook, B, AFTER, '"1600"', '"1500"'))
    assert found.may_loosen
    tightened = replace(only(found), effect=Effect.TIGHTENED)
    assert tightened.evidence is not None
    for before, after, loosens in (("blocked", "allowed", True), ("allowed", "blocked", False)):
        witness = replace(tightened.evidence, before=before, after=after, loosens=None)
        assert replace(found, changes=(replace(tightened, evidence=witness),)).may_loosen is loosens


def test_where_a_mixed_change_is_shown_stricter_it_is_settled_if_anything_is_freer(rulebook: Rulebook) -> None:
    """A wider 3A090.a takes circuits out of 3A991.p, whose requirement for supercomputers is denied; a smaller A:6
    frees nobody."""
    found = audited(rulebook, replaced(rulebook, ITEM, AFTER, '"4800"', '"2300"'))
    evidence = only(found).evidence
    assert evidence is not None
    assert evidence.before != evidence.after == "blocked"
    assert evidence.loosens is True
    assert "; freer: an item with " in evidence.sentence
    assert found.may_loosen
    day = rulebook.versions["us/groups/a6"][-1].name
    smaller = audited(rulebook, replaced(rulebook, "us/groups/a6", day, '["AL",', "["))
    evidence = only(smaller).evidence
    assert evidence is not None
    assert only(smaller).effect is Effect.MIXED
    assert evidence.loosens is False
    assert evidence.sentence.endswith("; no verdict is freer")
    assert not smaller.may_loosen


@pytest.mark.parametrize(
    ("id", "old", "new"),
    [
        ("us/lists/supp-8", '{"name":"Amazon"', '{"name":"Example"'),
        ("us/lists/supp-8", '"Amazon.com, Inc."],"subsidiaries":true', '"Amazon.com, Inc."],"subsidiaries":false'),
        ("us/lists/supp-8", '"government_of":"AE"', '"government_of":"SA"'),
        ("us/lists/supp-8", ',"government_of":"AE"', ""),
    ],
)
def test_whoever_stands_on_a_list_no_more_is_shown_however_he_stood_there(
    rulebook: Rulebook, id: str, old: str, new: str
) -> None:
    other = replaced(rulebook, id, "2026-07-10", old, new)
    change = only(audited(rulebook, other))
    assert change.evidence is not None
    assert change.evidence.outcome is Outcome.VERDICT
    assert change.retroactive_from == dt.date(2026, 7, 10)
    asked = Shipment.model_validate_json(json.dumps(change.evidence.shipment))
    verdicts = [decide(side, asked).answer.verdict for side in (rulebook, other)]
    assert [str(verdict) for verdict in verdicts] == [change.evidence.before, change.evidence.after]


def test_what_is_not_proved_to_the_end_is_unproved(rulebook: Rulebook) -> None:
    """A letter that can never apply: no verdict hangs on its policy, and nothing is found that shows it."""
    id, name = "us/letters/nvidia-h20", "2025-04-09"
    there = '{"any":[{"destination":["MO","us/groups/d5"]},{"party":"headquarters_or_ultimate_parent",'
    there += '"in":["MO","us/groups/d5"],"roles":[]}]}'
    never = replaced(rulebook, id, name, there, '{"destination":["MO"]},{"destination":["AE"]}')
    found = audited(never, replaced(never, id, name, '"unstated"', '"presumption-of-denial"'))
    change = only(found)
    assert change.evidence is not None
    assert change.evidence.outcome is Outcome.UNPROVED
    assert change.evidence.sentence.startswith("no verdict differs where nothing is asked strictly; ")
    assert (change.retroactive, change.unproved, found.counts.unproved) == (True, True, 1)


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
