"""The measures of the law: what each quantity is called, its unit, and where it is defined.

A *measure* is what a rule tests. A *quantity* is what an item states. Each measure is one quantity, a sum of two,
or a quotient of two, so a bound on a measure can be turned into a bound on any quantity it is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


class Quantity(StrEnum):
    """What an item states about itself, once its data sheet has been read (`model.figures`)."""

    TPP = "tpp"
    DIE_AREA = "die_area_mm2"
    DRAM_BANDWIDTH = "dram_bandwidth_gb_s"
    LINK_BANDWIDTH = "link_bandwidth_gb_s"
    HOST_BANDWIDTH = "host_bandwidth_gb_s"
    HBM_BANDWIDTH = "hbm_bandwidth_gb_s"
    HBM_AREA = "hbm_area_mm2"
    BEST_TOPS = "best_tops"
    PROCESS_NODE = "process_node_nm"
    TRANSISTORS = "transistor_count_bn"
    COMPLETION_YEAR = "completion_year"
    US_CONTENT = "us_content_percent"
    TRAINING_OPERATIONS = "training_operations"


class Form(StrEnum):
    """How a measure is made of quantities."""

    SAME = "same"
    SUM = "sum"
    QUOTIENT = "quotient"


@dataclass(frozen=True, slots=True)
class Measure:
    """A named quantity that rules test.

    `parts` are the quantities it is made of: the one, the addends, or (dividend, divisor).
    """

    name: str
    title: str
    unit: str
    form: Form
    parts: tuple[Quantity, ...]
    source: str

    def solve(self, bound: Fraction, for_part: Quantity, others: dict[Quantity, Fraction]) -> Fraction | None:
        """Give the value of one part at which the measure equals the bound, the other parts being fixed.

        >>> pd = MEASURES["performance_density"]
        >>> pd.solve(Fraction(592, 100), Quantity.DIE_AREA, {Quantity.TPP: Fraction(2368)})
        Fraction(400, 1)

        Returns None where another part is unknown or no positive value does it.
        """
        if self.form is Form.SAME:
            return bound
        rest = [others.get(part) for part in self.parts if part is not for_part]
        if any(value is None for value in rest):
            return None
        known = [value for value in rest if value is not None]
        if self.form is Form.SUM:
            answer = bound - sum(known, Fraction(0))
            return answer if answer >= 0 else None
        dividend, _divisor = self.parts
        if for_part is dividend:
            return bound * known[0]
        return known[0] / bound if bound else None


MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure(
            "tpp", "total processing performance", "TPP", Form.SAME, (Quantity.TPP,),
            "Technical Notes to 3A090.a and .b, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "performance_density", "performance density", "TPP/mm²", Form.QUOTIENT, (Quantity.TPP, Quantity.DIE_AREA),
            "Technical Note 4 to 3A090.a and .b, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "dram_bandwidth_gb_s", "total DRAM bandwidth", "GB/s", Form.SAME, (Quantity.DRAM_BANDWIDTH,),
            "Notes to (dd)(1), Supp. No. 2 to 15 CFR part 748",
        ),
        Measure(
            "io_bandwidth_gb_s", "aggregate bidirectional I/O bandwidth", "GB/s", Form.SUM,
            (Quantity.LINK_BANDWIDTH, Quantity.HOST_BANDWIDTH),
            "3A090.a as of 2022-10-21 (87 FR 62186); Notes to (dd)(1), Supp. No. 2 to 15 CFR part 748",
        ),
        Measure(
            "total_bandwidth_gb_s", "DRAM and I/O bandwidth together", "GB/s", Form.SUM,
            (Quantity.DRAM_BANDWIDTH, Quantity.LINK_BANDWIDTH, Quantity.HOST_BANDWIDTH),
            "letters of April 2025, unpublished",
        ),
        Measure(
            "memory_bandwidth_density", "memory bandwidth density", "GB/s/mm²", Form.QUOTIENT,
            (Quantity.HBM_BANDWIDTH, Quantity.HBM_AREA),
            "Technical Note to 3A090.c, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "best_tops", "processing performance at the best format", "TOPS", Form.SAME, (Quantity.BEST_TOPS,),
            "3A991.p.1, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "process_node_nm", "process node", "nm", Form.SAME, (Quantity.PROCESS_NODE,),
            "applicable advanced logic integrated circuits, 15 CFR 772.1",
        ),
        Measure(
            "transistor_count_bn", "aggregated approximated transistor count", "billion", Form.SAME,
            (Quantity.TRANSISTORS,), "Note 1 to 3A090.a, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "completion_year", "year in which packaging is completed", "year", Form.SAME, (Quantity.COMPLETION_YEAR,),
            "Note 1 to 3A090.a, Supp. No. 1 to 15 CFR part 774",
        ),
        Measure(
            "us_content_percent", "controlled US-origin content by value", "%", Form.SAME, (Quantity.US_CONTENT,),
            "15 CFR 734.4(c) and (d)",
        ),
        Measure(
            "training_operations", "operations spent on training", "operations", Form.SAME,
            (Quantity.TRAINING_OPERATIONS,), "ECCN 4E091, Supp. No. 1 to 15 CFR part 774",
        ),
    )
}
"""Every measure a rule may test, by name."""
# fmt: off
UNITS: dict[Quantity, str] = {
    Quantity.TPP: "TPP", Quantity.DIE_AREA: "mm²", Quantity.DRAM_BANDWIDTH: "GB/s", Quantity.LINK_BANDWIDTH: "GB/s",
    Quantity.HOST_BANDWIDTH: "GB/s", Quantity.HBM_BANDWIDTH: "GB/s", Quantity.HBM_AREA: "mm²",
    Quantity.BEST_TOPS: "TOPS", Quantity.PROCESS_NODE: "nm", Quantity.TRANSISTORS: "billion",
    Quantity.COMPLETION_YEAR: "", Quantity.US_CONTENT: "%", Quantity.TRAINING_OPERATIONS: "operations",
}
TITLES: dict[Quantity, str] = {
    Quantity.TPP: "total processing performance", Quantity.DIE_AREA: "applicable die area",
    Quantity.DRAM_BANDWIDTH: "total DRAM bandwidth", Quantity.LINK_BANDWIDTH: "chip-to-chip link bandwidth",
    Quantity.HOST_BANDWIDTH: "host link bandwidth", Quantity.HBM_BANDWIDTH: "bandwidth of the HBM package",
    Quantity.HBM_AREA: "area of the HBM package", Quantity.BEST_TOPS: "best rate over number formats",
    Quantity.PROCESS_NODE: "process node", Quantity.TRANSISTORS: "aggregated approximated transistor count",
    Quantity.COMPLETION_YEAR: "year in which packaging is completed",
    Quantity.US_CONTENT: "controlled US-origin content by value",
    Quantity.TRAINING_OPERATIONS: "operations spent on training",
}
# fmt: on
