"""What others published, row by row: does our answer agree, and where it does not, has somebody said why?

The rows (`data/published-verdicts.csv`) keep their sources. A disagreement must stand in REVIEWED with its reason, and
a reason must not outlive its disagreement. Agreement is two-sided: a published license requirement is not matched by
an allowed, nor an allowed by a license requirement.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from chipgate import ItemSpec, Party, Rulebook, Shipment, Verdict, decide
from chipgate.files.catalog import Catalog
from chipgate.model.decision import Answer
from chipgate.model.figures import figures
from chipgate.model.measures import MEASURES

DATA = Path(__file__).parent / "data"
ROWS = list(csv.DictReader((DATA / "published-verdicts.csv").read_text(encoding="utf-8").splitlines()))
CODES = {
    "China": "CN", "Hong Kong": "HK", "Macau": "MO", "Vietnam": "VN", "United Arab Emirates": "AE", "UAE": "AE",
    "Saudi Arabia": "SA", "Germany": "DE", "United Kingdom": "GB", "France": "FR", "Malaysia": "MY", "Singapore": "SG",
}  # fmt: skip

NOT_RUN = {
    "G008": "a DGX system with encryption; its figures as a chip are those of the H100, its paragraph a .z one",
    "G031": "the RTX 4070 SUPER is in no catalog here",
    "G034": "the H20 NVL16 is in no catalog here, and 5A992.c is not encoded",
    "G045": "a GPU module of which only a TPP is published; 5A992.z is not encoded",
    "G085": "Instinct MI309: no figure was published",
    "G141": "Ascend 910D: no figure was published; the presumption of May 2025 is not encoded yet",
    "G173": "a family, not a chip; published as over 5,000",
}
REVIEWED = {
    "G013": "the published TPP of 3,822 over 826 mm² is a density of 4.6, the .b band; NVIDIA prints .a all the same. "
            "Open: its figure may be of another part. Not tuned to.",
    "G079": "MI308X: no rate is published, so every paragraph is possible and the answer is conservative",
    "G080": "HL-328: no rate is published, so the answer is conservative",
    "G099": "the catalog's low-confidence FP32 figure makes the RTX PRO 6000D 3A090.b; NVIDIA called it fully "
            "compliant. Open until its figures are official.",
    "G123": "2,368 is below 2,400 and 2.91 below 3.2: the source's 3A090.b.2 is wrong by its own figures. The license "
            "requirement it states is right, by letter.",
    "G130": "allowed under NAC once its conditions are met: until they are stated as met, a license is required",
    "G131": "allowed under NAC once its conditions are met: until they are stated as met, a license is required",
    "G137": "an approved entity of Supp. No. 8 to part 740: not encoded yet, and whether it reaches .a is unresolved",
    "G151": "the source's TPP disagrees with NVIDIA's 58,484 and with the data sheet's 60,000",
    "G155": "the source mixes the vector rate of FP16 with the matrix rate; data sheet arithmetic gives 40,266",
    "G157": "the source takes BF16 at 1,678 TFLOPS, the catalog 1,835: 29,360 here",
    "G176": "a negative case: the published figure doubles the right one",
}


@pytest.fixture(scope="module")
def chips() -> dict[str, ItemSpec]:
    rows = [found for _, found in Catalog(DATA / "chips.csv").rows()]
    return {found.name: found for found in rows if isinstance(found, ItemSpec) and found.name}


def _disagreement(row: dict[str, str], rulebook: Rulebook, chips: dict[str, ItemSpec]) -> str:
    item = chips[row["chip"]]
    stated = item.model_copy(update={"tpp": Decimal(row["published_tpp"])}) if row["published_tpp"] else item
    if row["row_type"] == "metric":
        ours = figures(item).measure(MEASURES["tpp"])
        assert ours is not None
        theirs = Decimal(row["published_tpp"])
        near = ours.known and abs(float(ours.low) - float(theirs)) <= 0.01 * float(theirs)
        return "" if near else f"TPP {float(ours.low)}, published {theirs}"
    answer = decide(rulebook, _question(row, stated)).answer
    return _of_paragraph(row, answer) or _of_verdict(row, answer)


def _question(row: dict[str, str], item: ItemSpec) -> Shipment:
    place = row["destination"].split(" (")[0] or "China"
    home = row["end_user_hq"].split(" (")[0]
    return Shipment.model_validate(
        {
            "item": item, "destination": CODES.get(place, "DE"), "date": row["as_of_date"],
            "transfer": "reexport" if "reexport" in row["destination"] else None,
            "parties": [Party(headquarters=CODES[home])] if home else [],
        }
    )  # fmt: skip


def _of_paragraph(row: dict[str, str], answer: Answer) -> str:
    published = row["published_eccn"]
    if not published:
        return ""
    ours = {one.paragraph for one in answer.classification}
    if published in ("4A994.l", "5A992.c"):
        return f"{ours}, published {published}" if ours else ""
    if "3A090" in published and "b" not in published.removeprefix("3A090"):
        wanted = {"3A090.a"}
    else:
        wanted = {"3A090.b"} if ".b" in published else {"3A090.a"}
    if row["row_type"] == "verdict" and not ours and published in ("3A090", "3A090/4A090"):
        return ""  # by letter, before or beside the paragraph
    return "" if ours & wanted else f"{ours}, published {published}"


def _of_verdict(row: dict[str, str], answer: Answer) -> str:
    expected = {
        "": set(Verdict),
        "allowed": {Verdict.ALLOWED},
        "license_required": {Verdict.LICENSE_REQUIRED, Verdict.BLOCKED},
        "presumption_of_denial": {Verdict.BLOCKED},
    }[row["published_verdict"]]
    return "" if answer.verdict in expected else f"{answer.verdict}, published {row['published_verdict']}"


def test_every_disagreement_with_what_was_published_is_explained(
    rulebook: Rulebook, chips: dict[str, ItemSpec], record_property: Callable[[str, object], None]
) -> None:
    found = {row["id"]: _disagreement(row, rulebook, chips) for row in ROWS if row["id"] not in NOT_RUN}
    wrong = {id: why for id, why in found.items() if why}
    record_property("rows, run, in agreement", (len(ROWS), len(found), len(found) - len(wrong)))
    unexplained = {id: why for id, why in wrong.items() if id not in REVIEWED}
    assert not unexplained
    assert set(REVIEWED) == set(wrong), "a reason outlived its disagreement"
