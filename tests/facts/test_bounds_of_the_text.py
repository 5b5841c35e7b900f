"""Each bound of the text, hit exactly and missed by a hair, and the days and places on which treatment turns.

ECCN 3A090.a to .c (87 FR 62186; 88 FR 73458; 89 FR 96790), 15 CFR 740.8 and 740.25, 742.6(a)(6) and (b)(10),
744.23(a)(3), Country Groups of Supp. No. 1 to part 740. The items are invented; the company is under no letter.
"""

from __future__ import annotations

from typing import Any

import pytest

from chipgate import ItemSpec, Party, Rulebook, Verdict
from tests.facts.states import State, ask, every_chip, exceptions, family, holds, possible_family, shown

A, B, C = ["3A090.a"], ["3A090.b"], ["3A090.c"]
DATACENTER = "designed_or_marketed_for_datacenter"
CHIPS = every_chip()


def _item(**figures: Any) -> ItemSpec:
    usual = {"name": "X1", "manufacturer": "Example Silicon", "designer_headquarters": "US", DATACENTER: True}
    io = {"link_bandwidth_gb_s": 0, "host_bandwidth_gb_s": 0, "dram_bandwidth_gb_s": 100}
    return ItemSpec.model_validate({**usual, **io, **figures})


def _memory(bandwidth: str) -> ItemSpec:
    stated = {"name": "X2", "manufacturer": "Example Memory", "kind": "hbm", "hbm_area_mm2": 100}
    return ItemSpec.model_validate({**stated, "hbm_bandwidth_gb_s": bandwidth})


SINCE_2023 = [
    # TPP, die area, for datacenters?, paragraphs
    ("4800", "100000", True, A),  # a.1 includes its bound, whatever the density
    ("4800", "100000", False, A),  # and whatever the item is for
    ("4799.99", "100000", True, []),
    ("4799.99", "800", True, A),  # density above 5.92: a.2
    ("4799.99", "800", False, []),  # Note 2
    ("4799.99", "1000", True, B),
    ("4799.99", "1000", False, []),
    ("2368", "400", True, A),  # density 5.92 exactly: a.2
    ("2367.99", "400", True, B),
    ("2368", "400", False, []),
    ("1920", "600", True, B),  # density 3.2 exactly: b.2
    ("1919.99", "600", True, []),
    ("2400", "1500", True, B),  # density 1.6 and TPP 2,400, both exactly: b.1
    ("2400", "1500.01", True, []),
    ("2399.99", "1000", True, []),  # between 1.6 and 3.2, below b.1
    ("2399.99", "749", True, B),  # b.2
    ("1600", "500", True, B),  # b.2 at its lowest
    ("1599.99", "499", True, []),
    ("1600", "200", True, A),  # a.2 at its lowest
    ("1599.99", "200", True, []),
]


@pytest.mark.parametrize(("tpp", "area", "datacenter", "paragraphs"), SINCE_2023)
def test_tpp_and_density_at_their_bounds(
    rulebook: Rulebook, tpp: str, area: str, datacenter: bool, paragraphs: list[str]
) -> None:
    item = _item(tpp=tpp, die_area_mm2=area, **{DATACENTER: datacenter})
    for day in ("2023-11-17", "2024-06-01", "2026-09-24"):
        answer = ask(rulebook, item, "CN", day)
        assert family(answer) == paragraphs, f"{day}: {shown(answer)}"
        assert not possible_family(answer)
        assert holds(State.LICENSE if paragraphs else State.ALLOWED, answer), shown(answer)


@pytest.mark.parametrize(("tpp", "paragraphs"), [("2000", []), ("4799.99", []), ("4800", A)])
def test_a_planar_die_has_no_density_so_only_the_tpp_decides(
    rulebook: Rulebook, tpp: str, paragraphs: list[str]
) -> None:
    """An area is stated: at 2,000 over 200 mm² the same die with FinFETs is 3A090.a."""
    planar = _item(tpp=tpp, die_area_mm2=200, transistor="planar")
    assert family(ask(rulebook, planar, "CN", "2024-06-01")) == paragraphs
    assert family(ask(rulebook, _item(tpp=tpp, die_area_mm2=200), "CN", "2024-06-01")) == A


@pytest.mark.parametrize(
    ("tpp", "link", "host", "paragraphs"),
    [
        ("4800", "600", "0", A), ("4800", "599.99", "0", []), ("4799.99", "600", "0", []),
        ("4800", "537", "63", A), ("4800", "536.99", "63", []), ("4800", "400", "63", []),
    ],
)  # fmt: skip
def test_the_interconnect_of_2022(rulebook: Rulebook, tpp: str, link: str, host: str, paragraphs: list[str]) -> None:
    item = _item(tpp=tpp, link_bandwidth_gb_s=link, host_bandwidth_gb_s=host, dram_bandwidth_gb_s=9000)
    for day in ("2022-10-21", "2023-11-16"):
        answer = ask(rulebook, item, "CN", day)
        assert family(answer) == paragraphs
        assert holds(State.DENIAL if paragraphs else State.ALLOWED, answer), shown(answer)
    assert family(ask(rulebook, item, "CN", "2022-10-20")) == []


@pytest.mark.parametrize(
    ("tpp", "dram", "state"),
    [
        ("20999.99", "6499.99", State.CASE_BY_CASE), ("21000", "6499.99", State.DENIAL),
        ("20999.99", "6500", State.DENIAL), ("21000", "6500", State.DENIAL),
    ],
)  # fmt: skip
@pytest.mark.parametrize("to", ["CN", "HK", "MO"])
def test_the_gate_of_2026_at_its_bounds(rulebook: Rulebook, tpp: str, dram: str, state: State, to: str) -> None:
    item = _item(tpp=tpp, die_area_mm2=1600, dram_bandwidth_gb_s=dram)
    assert holds(State.DENIAL, ask(rulebook, item, to, "2026-01-14"))
    answer = ask(rulebook, item, to, "2026-01-15")
    assert holds(state, answer), shown(answer)


@pytest.mark.parametrize(
    ("bandwidth", "paragraphs", "by_exception"),
    [("200", [], False), ("200.01", C, True), ("329.99", C, True), ("330", C, False)],
)
def test_memory_bandwidth_density(
    rulebook: Rulebook, bandwidth: str, paragraphs: list[str], by_exception: bool
) -> None:
    """2 is not above 2; 3.3 is not below 3.3. Compliance with the requirement was due from 2024-12-31."""
    answer = ask(rulebook, _memory(bandwidth), "CN", "2024-12-31")
    assert family(answer) == paragraphs
    assert holds(State.DENIAL if paragraphs else State.ALLOWED, answer), shown(answer)
    assert ("HBM" in exceptions(answer)) is by_exception


ALLOWED, LICENSE, DENIAL = State.ALLOWED, State.LICENSE, State.DENIAL
PLACES = [
    # Israel (D:4) and Cyprus fall out through A:6; the rule of July 2026 does not move them.
    ("IL", "2026-07-09", ALLOWED, ALLOWED), ("IL", "2026-07-10", ALLOWED, ALLOWED),
    ("CY", "2026-07-09", ALLOWED, ALLOWED), ("CY", "2026-07-10", ALLOWED, ALLOWED),
    # The Emirates leave D:4 for A:5, and 742.6(a)(6)(iii) names them from the same day (91 FR 43034).
    ("AE", "2026-07-09", LICENSE, LICENSE), ("AE", "2026-07-10", LICENSE, LICENSE),
    # Cambodia leaves D:5 and stays in D:1: no longer denied, still licensed.
    ("KH", "2026-02-02", DENIAL, DENIAL), ("KH", "2026-02-03", LICENSE, LICENSE),
]  # fmt: skip


@pytest.mark.parametrize(("to", "day", "a_level", "b_level"), PLACES)
def test_destinations_on_the_day_their_group_changes(
    rulebook: Rulebook, to: str, day: str, a_level: State, b_level: State
) -> None:
    invented = _item(tpp=15832, die_area_mm2=814), _item(tpp=2640, die_area_mm2=826)
    for a_item, b_item in (invented, (CHIPS["H100 SXM5"], CHIPS["A30"])):
        for item, state in ((a_item, a_level), (b_item, b_level)):
            answer = ask(rulebook, item, to, day)
            assert holds(state, answer), shown(answer)
    assert ask(rulebook, CHIPS["Tesla T4"], to, day).verdict is Verdict.ALLOWED


def test_cambodia_is_no_longer_denied_once_it_has_left_d5(rulebook: Rulebook) -> None:
    item = _item(tpp=15832, die_area_mm2=814)
    assert ask(rulebook, item, "KH", "2026-02-02").verdict is Verdict.BLOCKED
    assert ask(rulebook, item, "KH", "2026-02-03").verdict is Verdict.LICENSE_REQUIRED
    assert holds(State.DENIAL, ask(rulebook, _memory("250"), "KH", "2026-02-02"))
    assert holds(State.ALLOWED, ask(rulebook, _memory("250"), "KH", "2026-02-03"))


def test_the_emirates_are_named_where_the_groups_no_longer_reach_them(rulebook: Rulebook) -> None:
    for tpp, requirement in ((15832, "advanced-computing-a"), (2640, "advanced-computing-b")):
        answer = ask(rulebook, _item(tpp=tpp, die_area_mm2=826), "AE", "2026-07-10")
        (reason,) = (one for one in answer.reasons if one.provision == f"us/requirements/{requirement}")
        assert reason.version == "2026-07-10"
        assert any("AE" in clause.shown for clause in reason.clauses)


SINGAPORE = [
    ("2023-11-16", ALLOWED), ("2023-11-17", DENIAL), ("2025-01-12", DENIAL), ("2025-01-13", DENIAL),
    ("2025-05-13", DENIAL), ("2026-01-14", DENIAL), ("2026-01-15", DENIAL), ("2026-05-31", DENIAL),
]  # fmt: skip


@pytest.mark.parametrize(("day", "state"), SINGAPORE)
def test_a_company_in_singapore_with_a_parent_in_china(rulebook: Rulebook, day: str, state: State) -> None:
    """744.23(a)(3), since 2025-01-13 742.6(a)(6)(iii)(A) for the .a level; the gate of 2026 has no limb for it."""
    item = _item(tpp=15832, die_area_mm2=814)
    here = Party(location="SG", headquarters="SG", ultimate_parent="CN")
    answer = ask(rulebook, item, "SG", day, parties=(here,))
    assert holds(state, answer), shown(answer)
    of_singapore = Party(location="SG", headquarters="SG", ultimate_parent="SG")
    assert holds(ALLOWED, ask(rulebook, item, "SG", day, parties=(of_singapore,)))


def test_the_b_level_needs_a_license_for_that_company_too(rulebook: Rulebook) -> None:
    here = Party(location="SG", headquarters="SG", ultimate_parent="CN")
    for item in (_item(tpp=2640, die_area_mm2=826), CHIPS["A30"]):
        assert holds(ALLOWED, ask(rulebook, item, "SG", "2023-11-16", parties=(here,)))
        for day in ("2023-11-17", "2025-01-13", "2026-01-15"):
            assert holds(LICENSE, ask(rulebook, item, "SG", day, parties=(here,)))
