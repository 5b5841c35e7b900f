"""What others published, row by row: does our answer agree, and where it does not, has somebody said why?

The rows (`data/published-verdicts.csv`) keep their sources. Agreement is two-sided: a published license requirement is
not matched by an allowed, an allowed not by a license requirement, a case-by-case review not by a presumption of
denial. A source that says "license required" and nothing of the review (a filing of the maker, for the most part) is
matched by any answer under which a license is required by law, blocked by a presumption of denial included. A published
"allowed under NAC" is asked twice: without a word a license is required and NAC is offered; with its conditions met it
is allowed. A disagreement must stand in `data/published-reviewed.csv` with its reason, and a reason must not outlive
it. How many rows agree is printed at the end of the run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest

from chipgate import ItemSpec, Party, Rulebook, Verdict
from chipgate.model.decision import Answer, Certainty
from chipgate.model.figures import figures
from chipgate.model.measures import MEASURES
from chipgate.model.reason import ReasonCode
from chipgate.model.terms import Role, Transfer
from tests.facts.states import NAC, State, ask, every_chip, exceptions, family, holds, possible_family, shown, table

ROWS = {row["id"]: row for row in table("published-verdicts.csv")}
CHIPS = every_chip()
FAMILIES = {"Ascend 910B (family)": ("Ascend 910B2", "Ascend 910B3", "Ascend 910B4")}
CODES = {
    "": "CN", "China": "CN", "Hong Kong": "HK", "Macau": "MO", "Vietnam": "VN", "United Arab Emirates": "AE",
    "UAE": "AE", "Saudi Arabia": "SA", "Germany": "DE", "United Kingdom": "GB", "France": "FR", "Malaysia": "MY",
    "Singapore": "SG", "any": "DE",
}  # fmt: skip
BELOW = ("4A994.l", "5A992.c")
NOT_RUN: dict[str, str] = {}
REVIEW = re.compile(r"case.by.case|licences held", re.IGNORECASE)
"""In a note: the source says how applications are decided, and it is not a denial."""


class Finding(StrEnum):
    """Who is right where we disagree."""

    OURS = "we are right because"
    THEIRS = "the source is wrong because"
    OPEN = "open"


REVIEWED = {row["id"]: Finding(row["finding"]) for row in table("published-reviewed.csv") if row["reason"]}


@dataclass(frozen=True)
class Result:
    """Why a row disagrees, empty where it agrees; and whether our answer rests on a missing fact taken at its worst."""

    disagreement: str
    conservative: bool = False


def _result(row: dict[str, str], rulebook: Rulebook) -> Result:
    if row["row_type"] == "metric":
        return Result(_of_metric(row))
    item = CHIPS[row["chip"]]
    if row["published_tpp"]:
        item = item.model_copy(update={"tpp": Decimal(row["published_tpp"])})
    answer = _answer(row, rulebook, item)
    wrong = _of_paragraph(row, answer) or _of_density(row, item)
    if row["row_type"] == "verdict":
        wrong = wrong or _of_verdict(row, answer, rulebook, item)
        return Result(wrong, answer.certainty is Certainty.CONSERVATIVE)
    return Result(wrong)


def _answer(row: dict[str, str], rulebook: Rulebook, item: ItemSpec, certify: tuple[str, ...] = ()) -> Answer:
    place, _, remark = row["destination"].partition(" (")
    home, _, who = row["end_user_hq"].partition(" (")
    named = re.search(r"e\.g\. (\w+)", who)
    parties = tuple(
        Party(role=role, name=named[1] if named else None, headquarters=CODES[home])
        for role in (Role.ULTIMATE_CONSIGNEE, Role.END_USER) if home
    )  # fmt: skip
    transfer = Transfer.REEXPORT if "reexport" in remark else None
    day = row["as_of_date"]
    return ask(rulebook, item, CODES[place], day, transfer=transfer, parties=parties, certifications=certify)


def _of_metric(row: dict[str, str]) -> str:
    """A TPP agrees within 1 %. Of a family, published as "over", every member must be over."""
    theirs = Fraction(row["published_tpp"])
    for name in FAMILIES.get(row["chip"], (row["chip"],)):
        ours = figures(CHIPS[name]).measure(MEASURES["tpp"])
        assert ours is not None
        near = ours.low > theirs if row["chip"] in FAMILIES else abs(ours.low - theirs) * 100 <= theirs
        if not (ours.known and near):
            return f"{name}: TPP {float(ours.low)}, published {row['published_tpp']}"
    return ""


def _of_density(row: dict[str, str], item: ItemSpec) -> str:
    """A density agrees within 1 %, where we know one."""
    ours = figures(item).measure(MEASURES["performance_density"])
    if not row["published_pd"] or ours is None or not ours.known:
        return ""
    theirs = Fraction(row["published_pd"])
    near = abs(ours.low - theirs) * 100 <= theirs
    return "" if near else f"density {float(ours.low):.2f}, published {row['published_pd']}"


def _of_paragraph(row: dict[str, str], answer: Answer) -> str:
    """The strictest level must be the published one; a name without a level (3A090, .z) is met by either."""
    published, ours, possible = row["published_eccn"], family(answer), possible_family(answer)
    wrong = f"{ours}, possibly {possible}, published {published}"
    if not published:
        return ""
    if published in BELOW:
        others = {found.paragraph for found in answer.classification} - set(ours)
        return wrong if ours or possible or others - {"3A991.p", *BELOW} else ""
    level = re.match(r"[34]A090\.([abc])", published)
    if level:
        return "" if ours and ours[0].endswith(f".{level[1]}") else wrong
    stands = {reason.code for reason in answer.reasons if reason.counted}
    named = published.startswith("3A090") and stands & {ReasonCode.LETTER, ReasonCode.PROHIBITION}
    return "" if ours or named or (row["row_type"] == "verdict" and possible) else wrong


def _of_verdict(row: dict[str, str], answer: Answer, rulebook: Rulebook, item: ItemSpec) -> str:
    offered = answer.verdict is Verdict.LICENSE_REQUIRED and "NAC" in exceptions(answer)
    match row["published_verdict"], row["exception"]:
        case "allowed", "NAC":
            freed = _answer(row, rulebook, item, (NAC,))
            agrees = offered and freed.verdict is Verdict.ALLOWED
        case "allowed", _:
            agrees = holds(State.ALLOWED, answer)
        case "presumption_of_denial", _:
            agrees = holds(State.DENIAL, answer)
        case "license_required", "NAC":
            agrees = offered
        case "license_required", _ if REVIEW.search(row["note"]):
            agrees = holds(State.LICENSE, answer) and answer.verdict is Verdict.LICENSE_REQUIRED
        case "license_required", _:
            agrees = holds(State.LICENSE, answer) or holds(State.GENERAL_PROHIBITION, answer)
        case verdict, _:
            raise AssertionError(f"{row['id']}: no such verdict: {verdict}")
    return "" if agrees else f"{shown(answer)}, published {row['published_verdict']} {row['exception']}".strip()


@pytest.fixture(scope="module")
def results(rulebook: Rulebook) -> dict[str, Result]:
    return {id: _result(row, rulebook) for id, row in ROWS.items() if id not in NOT_RUN}


def test_at_least_85_of_the_87_rows_are_run(results: dict[str, Result]) -> None:
    assert len(ROWS) == 87
    assert len(results) >= 85
    assert set(NOT_RUN) == set(ROWS) - set(results)


def test_every_disagreement_is_explained(
    results: dict[str, Result], record_property: Callable[[str, object], None]
) -> None:
    wrong = {id: result.disagreement for id, result in results.items() if result.disagreement}
    cautious = sum(result.conservative for result in results.values() if not result.disagreement)
    findings = sorted(Counter(REVIEWED.get(id, "unexplained") for id in wrong).items())
    agreeing = f"{len(results) - len(wrong)} agree ({cautious} of them by a conservative answer)"
    record_property(
        "summary",
        f"published verdicts: {len(ROWS)} rows, {len(results)} run, {agreeing}, {len(wrong)} disagree: "
        + ", ".join(f"{count} × {finding}" for finding, count in findings),
    )
    unexplained = {id: why for id, why in wrong.items() if id not in REVIEWED}
    assert not unexplained
    assert set(REVIEWED) == set(wrong), "a reason outlived its disagreement"


def test_agreement_is_two_sided(rulebook: Rulebook) -> None:
    """Each published word, put to an answer that it must not accept."""
    allowed, by_case, denied = (ROWS[id] for id in ("G074", "G101", "G125"))
    for row, words in ((allowed, ("license_required", "presumption_of_denial")),
                       (by_case, ("allowed", "presumption_of_denial")), (denied, ("allowed",))):  # fmt: skip
        item = CHIPS[row["chip"]]
        answer = _answer(row, rulebook, item)
        assert not _of_verdict(row, answer, rulebook, item)
        for word in words:
            assert _of_verdict({**row, "published_verdict": word}, answer, rulebook, item)
    silent = {**denied, "published_verdict": "license_required"}
    speaking = {**silent, "note": "case by case"}
    item = CHIPS[denied["chip"]]
    answer = _answer(denied, rulebook, item)
    assert not _of_verdict(silent, answer, rulebook, item)
    assert _of_verdict(speaking, answer, rulebook, item)
