"""Licenses in hand: every term has its own sentence, what is unstated satisfies none, no prohibition is lifted."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from chipgate import ItemSpec, Rulebook, Shipment, Verdict, decide
from chipgate.errors import InvalidQuestion
from chipgate.model.decision import Answer, Certainty, ReasonCode
from chipgate.model.decision_text import decision_json
from chipgate.model.license import LicenseInHand
from chipgate.model.license_state import LicenseState, LicenseTerm
from chipgate.model.pack import State, VerdictTable
from tests.licenses import CHIP, DAY, PARTIES, in_hand, license_with, shipment_under

ONE_DAY = dt.timedelta(days=1)
REQUIREMENT = "us/requirements/advanced-computing-b"


def answer(rulebook: Rulebook, shipment: Shipment) -> Answer:
    return decide(rulebook, shipment).answer


def only(found: Answer) -> LicenseState:
    assert found.license is not None
    (state,) = found.license.licenses_in_hand
    return state


def test_within_all_terms_the_shipment_is_allowed_under_the_license(rulebook: Rulebook) -> None:
    without = answer(rulebook, shipment_under(licenses=[]))
    assert without.verdict is Verdict.LICENSE_REQUIRED
    under = answer(rulebook, shipment_under())
    assert (under.verdict, under.certainty) == (Verdict.ALLOWED, Certainty.DEFINITE)
    state = only(under)
    assert (state.valid, state.frees, state.failed_terms) == (True, (REQUIREMENT,), ())
    assert (state.remaining_units, state.remaining_tpp) == ("95", None)
    assert state.sentence == "License in hand D1 applies; 95 of 100 units left after this shipment."
    assert under.license is not None
    assert under.license.required
    codes = {reason.provision: reason for reason in under.reasons}
    assert codes[REQUIREMENT].state is State.LICENSE
    assert codes["licenses/D1"].code is ReasonCode.LICENSE
    assert "D1" in codes["licenses/D1"].sentence


OTHER = {"role": "end-user", "name": "Somebody Else"}
FAILURES: list[tuple[str, LicenseInHand, dict[str, Any], LicenseTerm, str, bool]] = [
    ("cap reached", in_hand(drawn_units=97), {}, LicenseTerm.CAP,
     "License D1 has a cap of 100 units: 5 units asked, 3 of 100 left.", False),
    ("nothing left", in_hand(drawn_units=100), {"quantity": 1}, LicenseTerm.CAP,
     "License D1 has a cap of 100 units: 1 unit asked, 0 of 100 left.", False),
    ("TPP cap reached", in_hand(license_with(cap={"tpp": 16000}), drawn_tpp=1), {}, LicenseTerm.CAP,
     "License D1 has a cap of 16,000 TPP: 16,000 TPP asked, 15,999 of 16,000 left.", False),
    ("expired", in_hand(license_with(valid_from=DAY - 9 * ONE_DAY, valid_until=DAY - ONE_DAY)), {}, LicenseTerm.EXPIRED,
     "License D1 expired on 2026-02-14, the day before.", False),
    ("not yet valid", in_hand(license_with(valid_from=DAY + ONE_DAY, valid_until=DAY + ONE_DAY)), {},
     LicenseTerm.NOT_YET_VALID, "License D1 is valid from 2026-02-16 on, the day after.", False),
    ("consignee", in_hand(license_with(consignees=["Another Cloud LLC"])), {}, LicenseTerm.CONSIGNEE,
     'The consignee "Example Cloud LLC" is not named on license D1.', False),
    ("end user", in_hand(), {"parties": [PARTIES[0], OTHER]}, LicenseTerm.END_USER,
     'The end user "Somebody Else" is not named on license D1.', False),
    ("one of two consignees", in_hand(), {"parties": [*PARTIES, {"name": "Somebody Else"}]}, LicenseTerm.CONSIGNEE,
     'The consignee "Somebody Else" is not named on license D1.', False),
    ("purchaser", in_hand(), {"parties": [*PARTIES, {"role": "purchaser", "name": "A Broker"}]},
     LicenseTerm.INTERMEDIARY, 'The purchaser "A Broker" is not named on license D1.', False),
    ("elsewhere", in_hand(), {"parties": [PARTIES[0], {**PARTIES[1], "location": "AE"}]}, LicenseTerm.LOCATION,
     "The end user is in AE; license D1 is for SA.", False),
    ("destination", in_hand(license_with(destinations=["AE", "QA"])), {}, LicenseTerm.DESTINATION,
     "Destination SA is not licensed: license D1 is for AE, QA.", False),
    ("TPP", in_hand(license_with(items=[{"names": ["Kestrel K1"], "at_most": {"tpp": 3199}}])), {}, LicenseTerm.LIMIT,
     "The item's TPP 3,200 is above the 3,199 that license D1 covers.", False),
    ("other item", in_hand(license_with(items=[{"names": ["Kestrel K2"]}])), {}, LicenseTerm.ITEM,
     'The item "Kestrel K1" is not named on license D1, which names Kestrel K2.', False),
    ("transfer", in_hand(), {"transfer": "reexport"}, LicenseTerm.TRANSFER,
     "The transfer is of kind reexport; license D1 is for: export.", False),
    ("licensee", in_hand(), {"exporter": "A Broker"}, LicenseTerm.LICENSEE,
     'The exporter "A Broker" does not hold license D1: Example Silicon GmbH does.', False),
    ("covers", in_hand(license_with(covers=["us/requirements/advanced-computing-a"])), {}, LicenseTerm.COVERS,
     f"License D1 does not cover {REQUIREMENT}.", False),
    ("quantity unstated", in_hand(), {"quantity": None}, LicenseTerm.CAP,
     "License D1 has a cap of 100 units: the quantity of this shipment is not stated.", True),
    ("drawn unstated", in_hand(drawn_units=None), {}, LicenseTerm.CAP,
     "License D1 has a cap of 100 units: what was drawn from it so far is not stated.", True),
    ("transfer unstated", in_hand(), {"transfer": None}, LicenseTerm.TRANSFER,
     "The kind of transfer is not stated; license D1 is for: export.", True),
    ("exporter unstated", in_hand(), {"exporter": None}, LicenseTerm.LICENSEE,
     "The exporter is not stated; license D1 is held by Example Silicon GmbH.", True),
    ("consignee unstated", in_hand(), {"parties": PARTIES[1:]}, LicenseTerm.CONSIGNEE,
     "The consignee is not stated by name; license D1 names Example Cloud LLC.", True),
    ("end user without a name", in_hand(), {"parties": [PARTIES[0], {"role": "end-user"}]}, LicenseTerm.END_USER,
     "The end user is not stated by name; license D1 names Example Cloud LLC.", True),
    ("name unstated", in_hand(), {"item": {**CHIP, "name": None}}, LicenseTerm.ITEM,
     "The name of the item is not stated; license D1 names Kestrel K1.", True),
    ("bandwidth unstated",
     in_hand(license_with(items=[{"at_most": {"dram_bandwidth_gb_s": 1400}}])),
     {"item": {**CHIP, "dram_bandwidth_gb_s": None}}, LicenseTerm.LIMIT,
     "The item's DRAM bandwidth is unknown; license D1 covers at most 1,400.", True),
]  # fmt: skip


@pytest.mark.parametrize(("held", "changes", "code", "sentence", "unknown"), [case[1:] for case in FAILURES],
                         ids=[case[0] for case in FAILURES])  # fmt: skip
def test_each_term_that_fails_has_its_own_sentence_and_nothing_is_allowed(
    rulebook: Rulebook, held: LicenseInHand, changes: dict[str, Any], code: LicenseTerm, sentence: str, unknown: bool
) -> None:
    found = answer(rulebook, shipment_under(held, **changes))
    assert found.verdict is not Verdict.ALLOWED
    state = only(found)
    assert not state.valid
    assert state.frees == ()
    assert [(term.code, term.sentence, term.unknown) for term in state.failed_terms] == [(code, sentence, unknown)]
    assert state.sentence == "License in hand D1 does not apply."


def test_terms_that_fail_together_are_all_told(rulebook: Rulebook) -> None:
    held = in_hand(license_with(destinations=["AE"], consignees=["Another Cloud LLC"]), drawn_units=99)
    state = only(answer(rulebook, shipment_under(held, quantity=2)))
    assert [term.code for term in state.failed_terms] == [
        LicenseTerm.CONSIGNEE, LicenseTerm.DESTINATION, LicenseTerm.CAP,
    ]  # fmt: skip


def test_the_first_and_the_last_day_belong_to_the_license_and_the_last_unit_to_its_cap(rulebook: Rulebook) -> None:
    assert answer(rulebook, shipment_under(in_hand(drawn_units=95))).verdict is Verdict.ALLOWED
    assert only(answer(rulebook, shipment_under(in_hand(drawn_units=95)))).remaining_units == "0"
    assert answer(rulebook, shipment_under(in_hand(drawn_units=96))).verdict is Verdict.LICENSE_REQUIRED


def test_names_count_in_full_whatever_case_and_spacing(rulebook: Rulebook) -> None:
    loud = [{**party, "name": " EXAMPLE  cloud LLC "} for party in PARTIES]
    assert answer(rulebook, shipment_under(parties=loud)).verdict is Verdict.ALLOWED
    for name in ("Example Cloud", "Example Cloud LLC Asia", "Example Cloud L.L.C."):
        other = [{**party, "name": name} for party in PARTIES]
        assert answer(rulebook, shipment_under(parties=other)).verdict is Verdict.LICENSE_REQUIRED
    for name in ("Kestrel K1+", "Kestrel K1 Max", "Kestrel"):
        assert answer(rulebook, shipment_under(item={**CHIP, "name": name})).verdict is Verdict.LICENSE_REQUIRED


def test_a_reviewed_item_goes_by_its_part_number_too(rulebook: Rulebook) -> None:
    review = {"part_number": "900-K1-01", "reviewer": "A. Reviewer", "reviewed_on": "2026-01-05", "digest": "00"}
    held = in_hand(license_with(items=[{"names": ["900-K1-01"]}]))
    assert answer(rulebook, shipment_under(held)).verdict is Verdict.LICENSE_REQUIRED
    assert answer(rulebook, shipment_under(held, item={**CHIP, "review": review})).verdict is Verdict.ALLOWED


def test_an_unlimited_license_asks_for_no_quantity(rulebook: Rulebook) -> None:
    held = in_hand(license_with(cap={"unlimited": True}), drawn_units=None, drawn_tpp=None)
    found = answer(rulebook, shipment_under(held, quantity=None))
    assert found.verdict is Verdict.ALLOWED
    assert only(found).sentence == "License in hand D1 applies; it has no cap."


def test_a_prohibition_is_never_lifted(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    every = tuple(
        id for id, versions in rulebook.versions.items() if versions[0].kind in {"requirements", "letters"}
    )
    h100 = catalog["H100 SXM5"]
    license = license_with(
        licensee=["NVIDIA"], items=[{"names": ["H100 SXM5"]}], destinations=["IR"], covers=every,
        cap={"unlimited": True},
    )  # fmt: skip
    changes = {"item": h100, "destination": "IR", "exporter": "NVIDIA"}
    found = answer(rulebook, shipment_under(in_hand(license), **changes))
    assert found.verdict is Verdict.BLOCKED
    assert "prohibition" in {reason.code.value for reason in found.reasons}
    state = only(found)
    assert state.remaining_units is None
    if state.frees:
        assert state.sentence.endswith("but something else still stands in the way.")


def test_a_license_whose_only_obstacle_is_a_prohibition_says_so(rulebook: Rulebook) -> None:
    item = {**CHIP, "tops": {"int8": 10}, "base_classification": "4A994.l"}
    held = in_hand(license_with(destinations=["KP"]))
    found = answer(rulebook, shipment_under(held, item=item, destination="KP"))
    assert found.verdict is Verdict.BLOCKED
    state = only(found)
    assert not state.frees
    assert any("no license in hand lifts a prohibition" in term.sentence for term in state.failed_terms)


def test_a_second_requirement_that_is_not_covered_still_decides(
    rulebook: Rulebook, catalog: dict[str, ItemSpec]
) -> None:
    asked = {"item": catalog["H100 SXM5"], "destination": "CN", "exporter": "NVIDIA"}
    covers = ["us/requirements/advanced-computing-a"]
    terms: dict[str, Any] = {"licensee": ["NVIDIA"], "items": [{"names": ["H100 SXM5"]}], "destinations": ["CN"]}
    found = answer(rulebook, shipment_under(in_hand(license_with(covers=covers, **terms)), **asked))
    assert found.verdict is Verdict.LICENSE_REQUIRED
    state = only(found)
    assert (state.valid, state.frees) == (True, tuple(covers))
    assert state.remaining_units == "100"
    assert state.sentence.endswith("but something else still stands in the way.")
    states = {reason.provision: reason.state for reason in found.reasons}
    assert states["us/requirements/advanced-computing-a"] is State.LICENSE
    left = [one.provision for one in found.reasons if one.verdict is Verdict.LICENSE_REQUIRED and one.counted]
    assert left
    every = license_with(number="D2", covers=[*covers, *left], **terms)
    assert answer(rulebook, shipment_under(in_hand(every), **asked)).verdict is Verdict.ALLOWED


def test_of_two_licenses_only_as_many_are_drawn_from_as_are_needed(rulebook: Rulebook) -> None:
    two = (in_hand(), in_hand(license_with(number="D2")))
    found = answer(rulebook, shipment_under(*two))
    assert found.license is not None
    first, second = found.license.licenses_in_hand
    assert (first.frees, second.frees) == ((REQUIREMENT,), ())
    assert second.sentence == "License in hand D2 is within its terms and not needed here."
    failing = answer(rulebook, shipment_under(in_hand(drawn_units=100), two[1]))
    assert failing.verdict is Verdict.ALLOWED
    assert failing.license is not None
    assert [bool(one.frees) for one in failing.license.licenses_in_hand] == [False, True]


def test_an_exception_that_frees_leaves_the_license_alone(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    rtx = catalog["GeForce RTX 4090"]
    license = license_with(
        licensee=["NVIDIA"], items=[{"names": ["GeForce RTX 4090"]}], destinations=["CN"], valid_from="2024-01-01",
        valid_until="2024-12-31", covers=["us/requirements/advanced-computing"],
    )  # fmt: skip
    asked = {
        "item": rtx, "destination": "CN", "date": "2024-02-01", "exporter": "NVIDIA",
        "certifications": ["us/exceptions/nac"],
    }  # fmt: skip
    found = answer(rulebook, shipment_under(in_hand(license), **asked))
    assert found.verdict is Verdict.ALLOWED
    assert only(found).frees == ()
    uncertified = shipment_under(in_hand(license), **{**asked, "certifications": []})
    assert only(answer(rulebook, uncertified)).frees == ("us/requirements/advanced-computing",)


def test_unknown_names_and_one_license_twice_are_refused(rulebook: Rulebook) -> None:
    wrong = license_with(covers=["us/requirements/advanced-computing-z"], destinations=["SA", "XZ"])
    with pytest.raises(InvalidQuestion) as caught:
        decide(rulebook, shipment_under(in_hand(wrong), in_hand(wrong)))
    pointers = [problem.pointer for problem in caught.value.problems]
    assert "/licenses/0/license/covers/0" in pointers
    assert "/licenses/0/license/destinations/1" in pointers
    assert "/licenses/1/license/number" in pointers
    assert any("Did you mean" in problem.hint for problem in caught.value.problems)


def test_a_verdict_table_without_the_row_never_allows_under_a_license(rulebook: Rulebook) -> None:
    rows = tuple(row for row in rulebook.verdicts.rows if row.state is not State.LICENSE)
    older = Rulebook(rulebook.pack, VerdictTable(title="Older", rows=rows), rulebook, rulebook.others)
    assert answer(older, shipment_under()).verdict is Verdict.LICENSE_REQUIRED


def test_what_would_change_knows_the_limits_of_the_license(rulebook: Rulebook) -> None:
    held = in_hand(license_with(items=[{"names": ["Kestrel K1"], "at_most": {"tpp": 3300}}]))
    shown = [change.shown for change in answer(rulebook, shipment_under(held)).what_would_change]
    assert "total processing performance above 3,300 TPP (now 3,200): license required" in shown
    by_cap = in_hand(license_with(cap={"tpp": 17000}), drawn_tpp=500)
    shown = [change.shown for change in answer(rulebook, shipment_under(by_cap)).what_would_change]
    assert "total processing performance above 3,300 TPP (now 3,200): license required" in shown


def test_the_outlook_knows_when_the_license_begins_and_ends(rulebook: Rulebook) -> None:
    held = in_hand(license_with(valid_from=DAY, valid_until="2026-03-31"))
    decision = decide(rulebook, shipment_under(held))
    assert decision.outlook.valid_until == "2026-03-31"
    first = decision.outlook.changes[0]
    assert (first.date, first.verdict, first.provisions) == ("2026-04-01", Verdict.LICENSE_REQUIRED, ())
    assert first.licenses == ("License D1 has expired",)
    before = decide(rulebook, shipment_under(held, date=DAY - ONE_DAY))
    assert before.outlook.valid_until == (DAY - ONE_DAY).isoformat()
    assert before.outlook.changes[0].licenses == ("License D1 begins",)


def test_licenses_do_not_leak_from_one_question_into_the_next(rulebook: Rulebook) -> None:
    without = shipment_under(licenses=[])
    first = decision_json(decide(rulebook, without))
    assert answer(rulebook, shipment_under()).verdict is Verdict.ALLOWED
    assert decision_json(decide(rulebook, without)) == first
    assert decision_json(decide(rulebook, shipment_under())) == decision_json(decide(rulebook, shipment_under()))


@settings(max_examples=60)
@given(
    drawn=st.integers(0, 110), asked=st.integers(1, 110), tpp=st.integers(1, 400_000),
    dropped=st.sets(st.sampled_from(["transfer", "exporter", "parties", "quantity"])),
)  # fmt: skip
def test_what_is_left_unstated_never_makes_a_shipment_freer(
    rulebook: Rulebook, drawn: int, asked: int, tpp: int, dropped: set[str]
) -> None:
    held = in_hand(license_with(cap={"units": 100, "tpp": tpp}), drawn_units=drawn, drawn_tpp=0)
    whole = shipment_under(held, quantity=asked)
    fits = asked <= max(0, 100 - drawn) and asked * 3200 <= tpp
    assert (answer(rulebook, whole).verdict is Verdict.ALLOWED) is fits
    left_out = {field: () if field == "parties" else None for field in dropped}
    less = answer(rulebook, shipment_under(held, **{"quantity": asked, **left_out}))
    if dropped:
        assert less.verdict is not Verdict.ALLOWED
