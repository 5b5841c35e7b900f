"""Invariants of the answer: equal bytes, no future in it, missing never false, named outcomes never allowed."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from chipgate import ItemSpec, Party, Rulebook, Shipment, Verdict, decide
from chipgate.engine.judge import try_case
from chipgate.errors import InvalidQuestion
from chipgate.model.decision import Certainty, Outcome
from chipgate.model.decision_text import decision_json
from chipgate.model.pack import State
from chipgate.model.rulebook import Dated


def _ask(rulebook: Rulebook, item: ItemSpec, to: str, date: str, **more: object) -> Shipment:
    return Shipment.model_validate({"item": item, "destination": to, "date": date, **more})


def test_the_same_question_twice_gives_equal_bytes(rulebook: Rulebook, h20: ItemSpec) -> None:
    question = _ask(rulebook, h20, "CN", "2025-04-09")
    again = Rulebook(rulebook.pack, rulebook.verdicts, list(rulebook), rulebook.others)
    assert decision_json(decide(rulebook, question)) == decision_json(decide(again, question))


def test_a_later_version_changes_no_earlier_answer_only_the_outlook(rulebook: Rulebook, h20: ItemSpec) -> None:
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    outlooks_changed = 0
    for boundary in days[1:]:
        earlier = [dated for dated in rulebook if dated.effective < boundary]
        shorter = Rulebook(rulebook.pack, rulebook.verdicts, earlier, rulebook.others)
        for item in (h20, h20.model_copy(update={"tpp": 15832, "name": "H100"})):
            for day in {boundary - dt.timedelta(days=1), max(d for d in days if d < boundary)}:
                question = _ask(rulebook, item, "CN", day.isoformat())
                with_future, without = decide(rulebook, question), decide(shorter, question)
                assert with_future.answer == without.answer
                outlooks_changed += with_future.outlook != without.outlook
    assert outlooks_changed > 5


def test_a_version_dated_in_the_future_is_in_the_outlook_alone(rulebook: Rulebook, h20: ItemSpec) -> None:
    version = rulebook.versions["us/prohibitions/part-746"][0].version
    applies = type(version.applies).model_validate({"destination": ["CN"]})  # type: ignore[union-attr]
    future = version.model_copy(update={"effective": dt.date(2027, 1, 1), "applies": applies})
    longer = Rulebook(
        rulebook.pack, rulebook.verdicts, [*rulebook, Dated("us/prohibitions/future", future)], rulebook.others
    )
    question = _ask(rulebook, h20, "CN", "2026-09-01")
    before, after = decide(rulebook, question), decide(longer, question)
    assert before.answer == after.answer
    assert any(change.date == "2027-01-01" and change.verdict is Verdict.BLOCKED for change in after.outlook.changes)


@pytest.mark.parametrize("missing", ["die_area_mm2", "designed_or_marketed_for_datacenter"])
def test_a_missing_fact_is_never_freer_than_the_same_fact_stated(
    rulebook: Rulebook, h20: ItemSpec, missing: str
) -> None:
    stated = h20.model_copy(update={"tpp": 2899, "name": "MI210", "manufacturer": "AMD"})
    blank = stated.model_copy(update={missing: None})
    for day in ("2022-12-01", "2024-06-01", "2026-02-15"):
        with_fact = decide(rulebook, _ask(rulebook, stated, "CN", day)).answer.verdict
        without = decide(rulebook, _ask(rulebook, blank, "CN", day)).answer.verdict
        assert with_fact is not None
        assert without is not None
        assert without.strictness >= with_fact.strictness


def test_an_item_of_which_nothing_is_known_is_blocked_conservatively(rulebook: Rulebook) -> None:
    answer = decide(rulebook, _ask(rulebook, ItemSpec(), "CN", "2024-06-01")).answer
    assert (answer.verdict, answer.certainty) == (Verdict.BLOCKED, Certainty.CONSERVATIVE)


def test_strict_is_never_freer(rulebook: Rulebook, h20: ItemSpec) -> None:
    for to in ("CN", "SG", "DE", "AE"):
        for day in ("2022-12-01", "2024-06-01", "2025-04-09", "2026-07-10"):
            loose = try_case(rulebook, _ask(rulebook, h20, to, day), dt.date.fromisoformat(day))
            strict = try_case(rulebook, _ask(rulebook, h20, to, day, strict=True), dt.date.fromisoformat(day))
            assert strict.conclusion.worst.strictness >= loose.conclusion.worst.strictness


@pytest.mark.parametrize(
    ("to", "date", "outcome"),
    [
        ("PS", "2024-06-01", Outcome.DESTINATION_UNRESOLVED),
        ("US", "2024-06-01", Outcome.NOT_AN_EXPORT),
        ("GU", "2024-06-01", Outcome.NOT_AN_EXPORT),
        ("CN", "2022-07-31", Outcome.DATE_NOT_COVERED),
    ],
)
def test_outcomes_without_a_verdict_are_named(
    rulebook: Rulebook, h20: ItemSpec, to: str, date: str, outcome: Outcome
) -> None:
    answer = decide(rulebook, _ask(rulebook, h20, to, date)).answer
    assert answer.outcome is outcome
    assert answer.verdict is None
    assert "not mean allowed" in answer.summary


def test_an_item_that_is_stated_not_to_be_subject_has_no_verdict(rulebook: Rulebook, h20: ItemSpec) -> None:
    answer = decide(rulebook, _ask(rulebook, h20, "CN", "2025-04-09", subject_to_the_ear=False)).answer
    assert (answer.outcome, answer.verdict) == (Outcome.NOT_SUBJECT, None)
    stated = decide(rulebook, _ask(rulebook, h20, "CN", "2025-04-09", subject_to_the_ear=True)).answer
    assumed = decide(rulebook, _ask(rulebook, h20, "CN", "2025-04-09")).answer
    assert stated.verdict is assumed.verdict is Verdict.LICENSE_REQUIRED
    codes = [[one.code for one in answer.assumptions] for answer in (assumed, stated)]
    assert ["subject-to-the-ear" in listed for listed in codes] == [True, False]


def test_unknown_countries_and_certifications_are_all_reported_with_pointers(rulebook: Rulebook, h20: ItemSpec) -> None:
    question = _ask(
        rulebook, h20, "XX", "2024-06-01", parties=[Party(headquarters="ZZ")], certifications=["us/exceptions/nak"]
    )
    with pytest.raises(InvalidQuestion) as error:
        decide(rulebook, question)
    pointers = [problem.pointer for problem in error.value.problems]
    assert pointers == ["/certifications/0", "/destination", "/parties/0/headquarters"]
    assert "us/exceptions/nac" in str(error.value)


def test_a_letter_to_the_manufacturer_alone_makes_a_distributors_answer_conservative(
    rulebook: Rulebook, h20: ItemSpec
) -> None:
    question = _ask(rulebook, h20, "CN", "2025-04-09", exporter="Example Distribution Ltd")
    answer = decide(rulebook, question).answer
    assert (answer.verdict, answer.certainty) == (Verdict.LICENSE_REQUIRED, Certainty.CONSERVATIVE)
    assert any("confirm whether you were" in reason.sentence for reason in answer.reasons)


def test_a_letter_to_somebody_else_is_a_notice(rulebook: Rulebook, h20: ItemSpec) -> None:
    other = h20.model_copy(update={"name": "Kestrel K1", "manufacturer": "Example Silicon"})
    answer = decide(rulebook, _ask(rulebook, other, "CN", "2025-04-09")).answer
    assert answer.verdict is Verdict.ALLOWED
    assert any(notice.code == "letter-to-others" for notice in answer.notices)


def test_figures_in_the_json_are_exact_text(rulebook: Rulebook, h20: ItemSpec) -> None:
    item = h20.model_copy(update={"tops": {}}).model_validate({"tpp": "4799.9999999999999", "name": "x"})
    data = json.loads(decision_json(decide(rulebook, _ask(rulebook, item, "CN", "2024-06-01"))))
    tpp = next(measure for measure in data["answer"]["measures"] if measure["measure"] == "tpp")
    assert tpp["value"] == tpp["shown"].replace(",", "") == "4799.9999999999999"


def test_the_printed_text_counts_when_asked_for(rulebook: Rulebook, h20: ItemSpec) -> None:
    h100 = h20.model_copy(update={"tpp": 15832, "name": "H100"})
    enforced = decide(rulebook, _ask(rulebook, h100, "DE", "2025-06-01")).answer
    printed = decide(rulebook, _ask(rulebook, h100, "DE", "2025-06-01", scope="text")).answer
    assert (enforced.verdict, printed.verdict) == (Verdict.ALLOWED, Verdict.LICENSE_REQUIRED)
    assert any(not reason.counted for reason in enforced.reasons)


def test_the_verdict_table_is_data_that_its_owner_may_change(rulebook: Rulebook, h20: ItemSpec) -> None:
    h100 = h20.model_copy(update={"tpp": 15832, "name": "H100"})
    question = _ask(rulebook, h100, "SA", "2024-06-01")
    rows = [
        row.model_copy(update={"verdict": Verdict.ALLOWED}) if row.state is State.PRESUMPTION_OF_APPROVAL else row
        for row in rulebook.verdicts.rows
    ]
    lenient = Rulebook(
        rulebook.pack, rulebook.verdicts.model_copy(update={"rows": tuple(rows)}), list(rulebook), rulebook.others
    )
    verdicts = [decide(book, question).answer.verdict for book in (rulebook, lenient)]
    assert verdicts == [Verdict.LICENSE_REQUIRED, Verdict.ALLOWED]
    assert rulebook.digest != lenient.digest
