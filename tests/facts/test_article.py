"""A news article of July 15 and 16, 2025 on the H20: each of its claims, asked.

What it says of the law is asked of the rules (G1 to G5, G8); what it says of the chips is arithmetic on the catalog
(G6, G7). Its I/O figures count the link alone; ours add the host link, 126.1 GB/s of PCIe 5.0, to it.
"""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from chipgate import ItemSpec, Rulebook, Verdict
from chipgate.files.places import example_catalog
from chipgate.model.decision import Answer
from chipgate.model.item import Format
from chipgate.model.provision import Basis
from tests.facts.states import State, ask, every_chip, family, holds, shown

CHIPS = every_chip()
H20, H100, H800 = CHIPS["H20 (HGX)"], CHIPS["H100 SXM5"], CHIPS["H800 SXM5"]
LETTER = "us/letters/nvidia-h20"


def _notices(answer: Answer) -> set[str]:
    return {f"{notice.provision}@{notice.version}" for notice in answer.notices}


def _clauses(answer: Answer, provision: str) -> dict[str | None, tuple[str | None, str | None]]:
    found = (clause for reason in answer.reasons if reason.provision == provision for clause in reason.clauses)
    return {clause.measure: (clause.value, clause.bound) for clause in found if clause.measure}


def _gigabytes(name: str) -> Decimal:
    with example_catalog().open(encoding="utf-8", newline="") as stream:
        return next(Decimal(row["memory_gb"]) for row in csv.DictReader(stream) if row["name"] == name)


def test_g1_the_h20_was_stopped_in_april_2025(rulebook: Rulebook) -> None:
    """Memory and the sum reach the letter's figures; I/O does not reach 1,100."""
    days = ("2025-04-08", "2025-04-09", "2025-04-15")
    before, first, disclosed = (ask(rulebook, H20, "CN", day) for day in days)
    assert holds(State.ALLOWED, before), shown(before)
    for answer in (first, disclosed):
        assert holds(State.LICENSE_UNSTATED, answer), shown(answer)
        bound = _clauses(answer, LETTER)
        assert bound["dram_bandwidth_gb_s"] == ("4000", "1400")
        assert bound["total_bandwidth_gb_s"] == ("5026.1", "1700")
        assert "io_bandwidth_gb_s" not in bound
        near = [clause for miss in answer.near_misses if miss.provision == LETTER for clause in miss.clauses]
        assert [(clause.measure, clause.value, clause.bound) for clause in near] == [
            ("io_bandwidth_gb_s", "1026.1", "1100")
        ]


def test_g2_licenses_were_promised_in_july_and_none_was_issued_before_august(rulebook: Rulebook) -> None:
    answer = ask(rulebook, H20, "CN", "2025-07-16")
    assert holds(State.LICENSE_UNSTATED, answer), shown(answer)
    assert "us/announcements/h20-licenses@2025-07-14" in _notices(answer)
    assert "us/announcements/h20-licenses@2025-07-14" in _notices(ask(rulebook, H20, "CN", "2025-08-07"))
    issued = ask(rulebook, H20, "CN", "2025-08-08")
    assert holds(State.LICENSE_UNSTATED, issued), shown(issued)
    assert "us/announcements/h20-licenses@2025-08-08" in _notices(issued)


def test_g3_the_tie_to_rare_earths_is_no_law(rulebook: Rulebook) -> None:
    """Said on 2025-07-15, without an instrument: a notice, and nothing else of the answer moves."""
    talks = "us/announcements/h20-in-rare-earth-talks"
    before, after = (ask(rulebook, H20, "CN", day) for day in ("2025-07-14", "2025-07-15"))
    assert f"{talks}@2025-07-15" not in _notices(before)
    (notice,) = (found for found in after.notices if found.provision == talks)
    assert notice.version == "2025-07-15"
    assert notice.citation is not None
    assert notice.citation.basis is Basis.ANNOUNCEMENT
    assert (before.verdict, before.license, before.reasons) == (after.verdict, after.license, after.reasons)


def test_g4_the_h100_is_not_permitted(rulebook: Rulebook) -> None:
    answer = ask(rulebook, H100, "CN", "2025-07-16")
    assert holds(State.DENIAL, answer), shown(answer)
    assert family(answer) == ["3A090.a"]


def test_g5_a_new_compliant_chip_is_allowed_if_its_figures_are_below_the_limits(rulebook: Rulebook) -> None:
    """The RTX PRO 6000D: no official figure. One reported FP32 rate (97 TFLOPS × 32 = 3,104) would make it b.1."""
    reported = CHIPS["RTX PRO 6000D (RTX 6000D)"]
    stated = reported.model_copy(update={"tpp": Decimal("2399.99")})
    answer = ask(rulebook, stated, "CN", "2025-07-16")
    assert holds(State.ALLOWED, answer), shown(answer)
    assert reported.dram_bandwidth_gb_s == 1398
    at_the_letter = stated.model_copy(update={"dram_bandwidth_gb_s": Decimal(1400)})
    assert holds(State.LICENSE_UNSTATED, ask(rulebook, at_the_letter, "CN", "2025-07-16"))
    at_b1 = stated.model_copy(update={"tpp": Decimal(2400)})
    assert family(ask(rulebook, at_b1, "CN", "2025-07-16")) == ["3A090.b"]
    as_reported = ask(rulebook, reported, "CN", "2025-07-16")
    assert holds(State.NOTIFY, as_reported), shown(as_reported)
    assert family(as_reported) == ["3A090.b"]


def test_g6_the_h20_has_15_percent_of_an_h100() -> None:
    """True, dense against dense. Against the H100's sparse headline it would be half of that."""
    share = H20.tops[Format.FP16] / H100.tops[Format.FP16]
    assert round(share * 100, 2) == Decimal("14.96")
    assert round(H20.tops[Format.FP16] / Decimal(1979) * 100, 1) == Decimal("7.5")


def test_g7_the_h20_keeps_its_nvlink() -> None:
    """False for the H20. From 900 to 400 GB/s went the H800, from 600 to 400 the A800; and the H20 has more memory."""
    assert H20.link_bandwidth_gb_s == H100.link_bandwidth_gb_s == 900
    assert H800.link_bandwidth_gb_s == CHIPS["A800 SXM4 80GB"].link_bandwidth_gb_s == 400
    assert CHIPS["A100 SXM4 80GB"].link_bandwidth_gb_s == 600
    assert _gigabytes("H20 (HGX)") == 96
    assert _gigabytes("H100 SXM5") == 80
    assert H20.dram_bandwidth_gb_s == 4000
    assert H100.dram_bandwidth_gb_s == 3350


def test_g7_a_narrower_link_would_not_have_saved_it(rulebook: Rulebook) -> None:
    cut = H20.model_copy(update={"name": "a cut H20", "link_bandwidth_gb_s": Decimal(400)})
    unnamed = cut.model_copy(update={"name": "X1"})
    for item in (cut, unnamed):
        answer = ask(rulebook, item, "CN", "2025-07-16")
        assert holds(State.LICENSE_UNSTATED, answer), shown(answer)
        assert set(_clauses(answer, LETTER)) == {"dram_bandwidth_gb_s", "total_bandwidth_gb_s"}


@pytest.mark.parametrize(
    ("item", "day", "state"),
    [
        (H100, "2022-08-25", State.ALLOWED), (H100, "2022-08-26", State.LICENSE_UNSTATED),
        (H800, "2023-10-22", State.ALLOWED), (H800, "2023-10-23", State.DENIAL),
        (CHIPS["H200 SXM"], "2026-01-14", State.DENIAL), (CHIPS["H200 SXM"], "2026-01-15", State.CASE_BY_CASE),
    ],
    ids=lambda value: value.name if isinstance(value, ItemSpec) else str(value),
)  # fmt: skip
def test_g8_the_dates_beside_it(rulebook: Rulebook, item: ItemSpec, day: str, state: State) -> None:
    answer = ask(rulebook, item, "CN", day)
    assert holds(state, answer), shown(answer)
    assert (answer.verdict is Verdict.ALLOWED) is (state is State.ALLOWED)
