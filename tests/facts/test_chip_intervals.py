"""What each well-known chip may do to China, from one change of law to the next.

`data/chip-intervals.csv` holds a published table, one row per state: the chip, its first day in that state, the state,
and the table's own words. Hong Kong and Macau are asked as well. Each first day is asked, and the day before it, on
which the state before must still hold; and the last day that the rules were checked through. Where our answer is
another, REVIEWED says what it is and why.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest

from chipgate import Rulebook
from chipgate.model.decision import Answer, Certainty
from chipgate.model.terms import Transfer
from tests.facts.states import State, ask, every_chip, holds, shown, table

ROWS = table("chip-intervals.csv")
CHIPS = every_chip()
CHINA = ("CN", "HK", "MO")
LAST_DAY = dt.date(2026, 9, 24)
ALWAYS, NEVER = dt.date.min, dt.date.max


@dataclass(frozen=True)
class Reviewed:
    """Where our answer is not the table's: for which chips and places, from when until when, and why."""

    chips: tuple[str, ...]
    ours: State
    why: str
    places: tuple[str, ...] = CHINA
    since: dt.date = ALWAYS
    until: dt.date = NEVER
    conservative: bool = False

    def covers(self, chip: str, place: str, day: dt.date) -> bool:
        """Whether it speaks of this chip, there, on that day."""
        return chip in self.chips and place in self.places and self.since <= day < self.until


REVIEWED = (
    Reviewed(
        ("A100", "H100", "MI250"), State.ALLOWED, places=("MO",), until=dt.date(2023, 1, 17),
        why="the notices of August 2022 were reported for China, Hong Kong and Russia, and the first rule reached "
        "Macau only from 2023-01-17 (88 FR 2821); the table simplifies",
    ),
    Reviewed(
        ("RTX 5090D",), State.LICENSE_UNSTATED, since=dt.date(2025, 4, 9), until=dt.date(2025, 5, 1),
        why="shipments were reported stopped about May 2025; the letter that stops them by their 1,792 GB/s is of "
        "2025-04-09. Open: whether it reaches cards that are not for datacenters",
    ),
    Reviewed(
        ("RTX PRO 6000D",), State.NOTIFY,
        why="the catalog's low-confidence FP32 figure (97 TFLOPS × 32 bits = 3,104) makes it b.1; the article calls it "
        "fully compliant. Open until its figures are official",
    ),
    Reviewed(
        ("MI210",), State.NOTIFY, since=dt.date(2025, 4, 15), until=dt.date(2026, 9, 25),
        why="AMD disclosed a requirement for the MI308 alone, without figures; that it reaches the MI210 by the "
        "figures of Intel's notice is the table's own reading",
    ),
    Reviewed(
        ("MI308",), State.DENIAL, conservative=True,
        why="no rate and no die area is published, so every paragraph is possible and the worst is taken",
    ),
    Reviewed(
        ("HL-328", "HL-388"), State.DENIAL, conservative=True,
        why="no rate and no die area is published, so every paragraph is possible and the worst is taken",
    ),
    Reviewed(
        ("Gaudi 2 (CN)",), State.DENIAL, places=("MO",), since=dt.date(2025, 4, 9), until=dt.date(2026, 1, 15),
        why="Intel's notice was reported for China alone; in Macau the rule goes on to deny, without the letter",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A chip, a place and a day, and what the table says of them."""

    chip: str
    item: str
    place: str
    day: dt.date
    state: State
    printed: str
    notice: str


def _asked() -> list[Asked]:
    days: dict[tuple[str, dt.date], Asked] = {}
    for row, after in pairwise([*ROWS, None]):
        assert row is not None
        starts, state = dt.date.fromisoformat(row["from"]), State(row["state"])
        goes_on = after is not None and after["chip"] == row["chip"]
        ends = dt.date.fromisoformat(after["from"]) - dt.timedelta(1) if after and goes_on else LAST_DAY
        for day in (starts, ends):
            key = (row["chip"], day)
            assert key not in days or starts == ends, f"{key}: two rows for one day"
            days[key] = Asked(row["chip"], row["item"], "CN", day, state, row["printed"], row["notice"])
    return [Asked(**{**vars(one), "place": place}) for one in days.values() for place in CHINA]


ASKED = _asked()


def _review(one: Asked) -> Reviewed | None:
    return next((found for found in REVIEWED if found.covers(one.chip, one.place, one.day)), None)


def _notices(answer: Answer) -> set[str]:
    return {f"{notice.provision}@{notice.version}" for notice in answer.notices}


@pytest.mark.parametrize("one", ASKED, ids=lambda one: f"{one.chip} to {one.place} on {one.day}")
def test_the_table_holds_or_the_difference_is_explained(rulebook: Rulebook, one: Asked) -> None:
    answer = ask(rulebook, CHIPS[one.item], one.place, one.day)
    review = _review(one)
    if review is None:
        assert holds(one.state, answer), f"the table says {one.printed!r}, we say {shown(answer)}"
        assert answer.certainty is Certainty.DEFINITE
    else:
        assert holds(review.ours, answer), f"reviewed as {review.ours}, now {shown(answer)}"
        assert (answer.certainty is Certainty.CONSERVATIVE) is review.conservative
    if one.notice and one.place != "MO":  # what was announced was said of China; nobody spoke of Macau
        assert one.notice in _notices(answer)


@pytest.mark.parametrize("review", REVIEWED, ids=lambda review: ", ".join(review.chips))
def test_no_explanation_has_outlived_its_difference(rulebook: Rulebook, review: Reviewed) -> None:
    covered = [one for one in ASKED if _review(one) is review]
    assert {one.chip for one in covered} == set(review.chips)
    answers = [(one, ask(rulebook, CHIPS[one.item], one.place, one.day)) for one in covered]
    assert any(not holds(one.state, answer) or answer.certainty is Certainty.CONSERVATIVE for one, answer in answers)


BY_CASE = sorted({(row["chip"], row["item"]) for row in ROWS if row["state"] == State.CASE_BY_CASE})


@pytest.mark.parametrize(("chip", "item"), BY_CASE)
@pytest.mark.parametrize("transfer", [Transfer.REEXPORT, Transfer.IN_COUNTRY])
def test_case_by_case_is_only_for_exports_from_the_united_states(
    rulebook: Rulebook, chip: str, item: str, transfer: Transfer
) -> None:
    """742.6(b)(10)(iii)(A)(1): every reexport and transfer stays under a presumption of denial."""
    answer = ask(rulebook, CHIPS[item], "CN", "2026-01-15", transfer=transfer)
    assert holds(State.DENIAL, answer), shown(answer)


@pytest.mark.parametrize("to", ["CN", "MO", "DE", "AE", "SG"])
def test_the_presumption_on_ascend_circuits_is_worldwide(rulebook: Rulebook, to: str) -> None:
    for item in ("Ascend 910B2", "Ascend 910C", "Ascend 910D"):
        before, answer = (ask(rulebook, CHIPS[item], to, day) for day in ("2025-05-12", "2025-05-13"))
        assert not holds(State.GENERAL_PROHIBITION, before), f"{item}: {shown(before)}"
        assert holds(State.GENERAL_PROHIBITION, answer), f"{item}: {shown(answer)}"


def test_the_l40_was_not_in_the_letter_of_october_2023(rulebook: Rulebook) -> None:
    assert holds(State.ALLOWED, ask(rulebook, CHIPS["L40"], "CN", "2023-10-23"))
    assert holds(State.NOTIFY, ask(rulebook, CHIPS["L40"], "CN", "2023-11-17"))
