"""Worked facts: what well-known parts come to, worked out by hand from the text of the law.

ECCN 3A090 (87 FR 62186, in force 2022-10-21; 88 FR 73458, in force 2023-11-17) and the review policy of
15 CFR 742.6(b)(10)(iii)(A)(1) (91 FR 1684, in force 2026-01-15). Each part is asked twice: by the figures of the table
(`data/worked-facts.csv`), and by those of the shipped catalog.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from chipgate import ItemSpec, Rulebook, Verdict
from chipgate.files.places import example_catalog
from chipgate.model.decision import Answer
from chipgate.model.figures import figures
from chipgate.model.measures import MEASURES
from tests.facts.states import NAC, State, ask, exceptions, family, holds, possible_family, shown, table

FACTS = {row["part"]: row for row in table("worked-facts.csv")}
RULE_OF_2022, RULE_OF_2023, GATE_OF_2026 = dt.date(2022, 10, 21), dt.date(2023, 11, 17), dt.date(2026, 1, 15)
GATE = "us/policies/case-by-case-2026"
DIFFERENCES = {
    ("L4", "tpp"): "the catalog states 242.5 TOPS, the table 242",
    ("A30", "tpp"): "the data sheet rounds INT4 up: 661 × 4 is 2,644, more than 330 INT8 × 8, which the table takes",
    ("A30", "limbs"): "so the density is 3.201 by the catalog and 3.196 by the table: b.2 as well, and .b either way",
    ("T4", "tpp"): "the catalog states 130.3 TOPS, the table 130",
    ("MI210", "tpp"): "45.3 FP64 matrix TFLOPS × 64 bits is 2,899.2, more than 181 FP16 × 16, which the table takes",
    ("L40S", "die_area_mm2"): "608.5 mm², rounded to 609 in the catalog",
    ("L40", "die_area_mm2"): "608.5 mm², rounded to 609 in the catalog",
    ("L20", "die_area_mm2"): "608.5 mm², rounded to 609 in the catalog",
    ("RTX 4090", "die_area_mm2"): "608.5 mm², rounded to 609 in the catalog",
    ("RTX 4090 D", "die_area_mm2"): "608.5 mm², rounded to 609 in the catalog",
    ("L4", "die_area_mm2"): "294.5 mm², rounded to 294 in the catalog",
    ("L2", "die_area_mm2"): "294.5 mm², rounded to 294 in the catalog",
    ("A40", "die_area_mm2"): "628.4 mm², rounded to 628 in the catalog",
    ("A10", "die_area_mm2"): "628.4 mm², rounded to 628 in the catalog",
    ("B200", "die_area_mm2"): "about 1,628 mm² is from die shots; the catalog leaves it unknown",
    ("B300", "die_area_mm2"): "about 1,628 mm² is from die shots; the catalog leaves it unknown",
    ("B200", "dram_gb_s"): "8,000 GB/s as announced; 7,700 on the HGX board",
    ("B300", "dram_gb_s"): "8,000 GB/s as announced; 7,700 on the HGX board",
}
"""Where the catalog's figures are not those of the table. None of them changes a paragraph or a verdict."""


def _by_the_table(row: dict[str, str]) -> ItemSpec:
    stated = {
        "name": row["part"], "manufacturer": row["manufacturer"],
        "designed_or_marketed_for_datacenter": row["datacenter"] == "yes",
        "tops": dict(rate.split("=") for rate in row["dense_rates"].split()),
        "die_area_mm2": row["die_area_mm2"] or None, "link_bandwidth_gb_s": row["link_gb_s"],
        "host_bandwidth_gb_s": row["host_gb_s"], "dram_bandwidth_gb_s": row["dram_gb_s"],
    }  # fmt: skip
    return ItemSpec.model_validate(stated)


@pytest.fixture(params=[(part, source) for part in FACTS for source in ("table", "catalog")], ids=" by the ".join)
def part(request: pytest.FixtureRequest, catalog: dict[str, ItemSpec]) -> tuple[dict[str, str], ItemSpec]:
    name, source = request.param
    row = FACTS[name]
    return row, _by_the_table(row) if source == "table" else catalog[row["catalog_item"]]


@pytest.mark.parametrize("name", FACTS)
def test_tpp_and_density_are_as_worked_out(name: str) -> None:
    row = FACTS[name]
    found = figures(_by_the_table(row))
    tpp, density = found.measure(MEASURES["tpp"]), found.measure(MEASURES["performance_density"])
    assert tpp is not None
    assert round(tpp.low) == int(row["tpp"])
    assert tpp.known
    if row["density"]:
        places = len(row["density"].partition(".")[2])
        assert density is not None
        assert f"{float(density.low):.{places}f}" == row["density"]
        assert density.known


def test_every_difference_between_the_table_and_the_catalog_is_explained(catalog: dict[str, ItemSpec]) -> None:
    found = set()
    for name, row in FACTS.items():
        table_item, catalog_item = _by_the_table(row), catalog[row["catalog_item"]]
        ours, theirs = (figures(item).measure(MEASURES["tpp"]) for item in (table_item, catalog_item))
        assert ours is not None
        assert theirs is not None
        if round(ours.low) != round(theirs.low):
            found.add((name, "tpp"))
        if table_item.die_area_mm2 != catalog_item.die_area_mm2:
            found.add((name, "die_area_mm2"))
        if table_item.dram_bandwidth_gb_s != catalog_item.dram_bandwidth_gb_s:
            found.add((name, "dram_gb_s"))
        assert table_item.link_bandwidth_gb_s == catalog_item.link_bandwidth_gb_s, name
        flags = {item.designed_or_marketed_for_datacenter for item in (table_item, catalog_item)}
        assert len(flags) == 1, name
    assert found == {key for key in DIFFERENCES if key[1] != "limbs"}


def test_the_rule_of_2022(rulebook: Rulebook, part: tuple[dict[str, str], ItemSpec]) -> None:
    row, item = part
    answer = ask(rulebook, item, "CN", RULE_OF_2022)
    if row["rule_of_2022"] == "n/a":  # it came when that rule was gone
        assert _released(row["catalog_item"]) >= RULE_OF_2023.isoformat()
        return
    assert family(answer) == (["3A090.a"] if row["rule_of_2022"] == "yes" else []), shown(answer)
    assert not possible_family(answer)


def _released(name: str) -> str:
    rows = (line.split(",") for line in example_catalog().read_text(encoding="utf-8").splitlines())
    return next(cells[2] for cells in rows if cells[1] == name)


def test_the_paragraph_since_2023(rulebook: Rulebook, part: tuple[dict[str, str], ItemSpec]) -> None:
    row, item = part
    answer = ask(rulebook, item, "CN", RULE_OF_2023)
    assert family(answer) == row["paragraphs"].split(), shown(answer)
    limbs = {limb for found in answer.classification for limb in found.limbs}
    assert set(row["limbs"].split()) <= limbs
    differs = (row["part"], "limbs") in DIFFERENCES and item != _by_the_table(row)
    assert bool(set(row["not_limbs"].split()) & limbs) is differs
    assert holds(State.LICENSE if row["paragraphs"] else State.ALLOWED, answer), shown(answer)


def test_the_gate_of_2026(rulebook: Rulebook, part: tuple[dict[str, str], ItemSpec]) -> None:
    row, item = part
    before, answer = (ask(rulebook, item, "CN", day) for day in (GATE_OF_2026 - dt.timedelta(1), GATE_OF_2026))
    gate = {reason.provision for reason in answer.reasons} & {GATE}
    match row["gate_of_2026"]:
        case "pass":
            assert holds(State.CASE_BY_CASE, answer), shown(answer)
            assert gate
        case "fail":
            assert holds(State.DENIAL, answer), shown(answer)
            assert not gate
        case "nac":  # the gate is beside the point: notice to BIS is enough, unless a letter stands in the way
            assert "NAC" in exceptions(before)
            assert "NAC" in exceptions(answer)
        case "n/a":
            assert not gate
            assert answer.verdict is before.verdict
    assert not any(reason.provision == GATE for reason in before.reasons)


def test_the_rtx_4090_goes_under_nac_before_and_after_the_gate(rulebook: Rulebook) -> None:
    item = _by_the_table(FACTS["RTX 4090"])
    for day in (RULE_OF_2023, GATE_OF_2026):
        assert ask(rulebook, item, "CN", day, certifications=(NAC,)).verdict is Verdict.ALLOWED


def _margins(answer: Answer) -> dict[str, str | None]:
    return {c.measure: c.margin for reason in answer.reasons if reason.provision == GATE
            for c in reason.clauses if c.measure}  # fmt: skip


def test_the_mi325x_passes_by_81_tpp_and_500_gb_s(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    for item in (_by_the_table(FACTS["MI325X"]), catalog["Instinct MI325X"]):
        margins = _margins(ask(rulebook, item, "CN", GATE_OF_2026))
        assert margins == {"tpp": "-80.8", "dram_bandwidth_gb_s": "-500"}


def test_the_h20_misses_the_b_paragraph_by_32_tpp(rulebook: Rulebook) -> None:
    answer = ask(rulebook, _by_the_table(FACTS["H20"]), "CN", RULE_OF_2023)
    near = {clause.paragraph: clause.margin for found in answer.near_misses for clause in found.clauses}
    assert near["b.1"] == "-32"
    assert near["b.2"] == str(Fraction(2368, 814) - Fraction(32, 10))


def test_the_b300_takes_its_tpp_from_fp4() -> None:
    row = FACTS["B300"]
    found = figures(_by_the_table(row))
    without = figures(ItemSpec.model_validate({"tops": {"fp8": 4500}}))
    assert found.tpp_format == "fp4"
    assert without.measure(MEASURES["tpp"]) == figures(ItemSpec.model_validate({"tpp": 36000})).measure(MEASURES["tpp"])


def test_the_rtx_5090_d_by_its_sparse_rate_comes_to_the_same() -> None:
    sparse = figures(ItemSpec.model_validate({"sparse_tops": {"fp4": 2375}}))
    assert sparse.measure(MEASURES["tpp"]) == figures(_by_the_table(FACTS["RTX 5090 D"])).measure(MEASURES["tpp"])
