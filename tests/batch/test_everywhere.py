"""One question for every place: each is answered as `decide` answers it alone, whatever else the question says."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.batch.everywhere import everywhere
from chipgate.errors import InvalidQuestion
from tests.engine.test_agreement import bounds_of, random_shipment
from tests.flat import flat
from tests.licenses import shipment_under


def _places(rulebook: Rulebook, day: dt.date) -> list[str]:
    (destinations,) = rulebook.on(max(day, rulebook.pack.covered_from)).of_kind("destinations")
    return sorted(destinations.version.model_dump()["names"])


def _differing(rulebook: Rulebook, asked: Shipment, places: list[str]) -> list[str]:
    """The places that are answered otherwise than by `decide`."""
    told = everywhere(rulebook, asked, places)
    assert list(told) == places
    found = []
    for place in places:
        decision = decide(rulebook, asked.model_copy(update={"destination": place, "region": None}))
        row, one = flat(decision), told[place].told
        ours = (one.verdict, one.certainty, one.classification, one.review_policy, one.reasons)
        theirs = (row.verdict, row.certainty, row.classification, row.review_policy, row.reasons)
        if ours != theirs or one.outcome != decision.answer.outcome:
            found.append(f"{place}: {ours}, {theirs}")
        if decision.answer.verdict is None and told[place].sentence != decision.answer.summary:
            found.append(f"{place}: {told[place].sentence}")
    return found


def test_every_place_is_answered_as_it_is_alone(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    day = dt.date(2026, 2, 15)
    asked = Shipment(item=catalog["H200 SXM"], destination="US", date=day)
    assert not _differing(rulebook, asked, _places(rulebook, day))


def test_so_is_a_question_at_random_with_parties_certifications_and_readings(rulebook: Rulebook) -> None:
    rng, bounds = random.Random(7), bounds_of(rulebook)
    days = [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]
    acts = sorted({f"{dated.id}#{act.id}" for dated in rulebook for act in getattr(dated.version, "conditions", ())})
    questions = [id for id, versions in rulebook.versions.items() if versions[0].kind == "questions"]
    for _ in range(40):
        asked = random_shipment(rng, bounds, days, questions, acts)
        places = sorted({asked.origin or "CN", *rng.sample(_places(rulebook, asked.date), 8)})
        assert not _differing(rulebook, asked, places), asked


def test_a_license_in_hand_counts_for_its_own_place_alone(rulebook: Rulebook) -> None:
    asked = shipment_under()
    told = everywhere(rulebook, asked, ["AM", "SA"])
    assert [told[place].told.verdict for place in ("AM", "SA")] == ["license-required", "allowed"]
    assert not _differing(rulebook, asked, ["AE", "AM", "SA"])


def test_before_the_rules_begin_no_place_has_a_verdict(rulebook: Rulebook) -> None:
    asked = Shipment(item=ItemSpec(), destination="CN", date=dt.date(2020, 1, 1))
    assert not _differing(rulebook, asked, ["CN", "DE", "US"])


def test_a_foreign_made_item_that_nothing_reaches_is_not_subject(rulebook: Rulebook) -> None:
    item = ItemSpec.model_validate({
        "name": "Test chip", "manufacturer": "someone", "tpp": 15832, "die_area_mm2": 814,
        "designed_or_marketed_for_datacenter": True, "us_origin": False, "direct_product": False,
        "us_content_percent": 20,
    })  # fmt: skip
    asked = Shipment(item=item, destination="CN", date=dt.date(2024, 6, 1), origin="SG")
    told = everywhere(rulebook, asked, ["CN", "IR"])
    assert [told[place].told.outcome for place in ("CN", "IR")] == ["not-subject", "decided"]
    assert not _differing(rulebook, asked, ["CN", "DE", "IR", "RU", "SG"])


def test_what_the_rules_do_not_know_is_refused(rulebook: Rulebook) -> None:
    asked = Shipment(item=ItemSpec(), destination="CN", date=dt.date(2026, 2, 15), certifications=("no/such",))
    with pytest.raises(InvalidQuestion):
        everywhere(rulebook, asked, ["CN"])
