"""Numbers as a data sheet prints them, where a mapping says how: "1,979 TFLOPS", "3.35 TB/s", "3.352,5".

Nothing is guessed. Without a mapping a figure is a plain number; with one, what the cell has otherwise is an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chipgate.model.exact import NotAFigure, exact_text, parse_figure

_RATES = {f"{prefix}{word}": factor for prefix, factor in
          (("G", Fraction(1, 1000)), ("T", Fraction(1)), ("P", Fraction(1000)), ("E", Fraction(10**6)))
          for word in ("FLOPS", "OPS", "FLOP/s", "OP/s")}  # fmt: skip
_BANDWIDTHS = {"MB/s": Fraction(1, 1000), "GB/s": Fraction(1), "TB/s": Fraction(1000), "PB/s": Fraction(10**6),
               "Gbit/s": Fraction(1, 8), "Tbit/s": Fraction(1000, 8)}  # fmt: skip
_AREAS = {"mm2": Fraction(1), "mm²": Fraction(1), "cm2": Fraction(100), "cm²": Fraction(100)}
_OTHER = {
    "process_node_nm": {"nm": Fraction(1)}, "us_content_percent": {"%": Fraction(1)},
    "transistor_count_bn": {"bn": Fraction(1), "billion": Fraction(1), "million": Fraction(1, 1000)},
    "tpp": {}, "training_operations": {},
}  # fmt: skip
THOUSANDS = (",", ".", "'", "’", " ")
_SPACES = "[ \u00a0\u2009\u202f]"


@dataclass(frozen=True, slots=True)
class Written:
    """How the cells of one column are written.

    `units` are those a cell may have, the factor of each into the unit of the field beside it. With one unit, a cell
    without any is in that unit; with several, a cell must name its own.
    """

    field: str
    units: Mapping[str, Fraction]
    thousands: str | None = None
    decimal: str = "."

    def plain(self, text: str) -> str:
        """The figure of a cell in the unit of its field, exact, as a plain number.

        >>> Written("dram_bandwidth_gb_s", {"TB/s": Fraction(1000)}, ".", ",").plain("3,35 TB/s")
        '3350'

        Raises:
            NotAFigure: the cell is written in another way, or in another unit.
        """
        group = _SPACES if self.thousands == " " else re.escape(self.thousands or "")
        whole = rf"[0-9]+|[0-9]{{1,3}}(?:{group}[0-9]{{3}})+" if self.thousands else "[0-9]+"
        found = re.fullmatch(rf"({whole})(?:{re.escape(self.decimal)}([0-9]+))?\s*([^\W\d_].*|%)?", text.strip())
        if found is None:
            raise NotAFigure(f'"{text[:80]}" is not a number as the mapping says it is written')
        digits = re.sub("[^0-9]", "", found[1])
        number = Fraction(parse_figure(f"{digits}.{found[2]}" if found[2] else digits))
        unit = (found[3] or "").strip()
        if not unit and len(self.units) <= 1:
            return exact_text(number * next(iter(self.units.values()), Fraction(1)))
        if unit not in self.units:
            wanted = " or ".join(self.units) or "no unit"
            raise NotAFigure(f'"{text[:80]}" has {f"the unit {unit[:40]}" if unit else "no unit"}, not {wanted}')
        return exact_text(number * self.units[unit])


def units_of(field: str) -> Mapping[str, Fraction] | None:
    """The units that a field can be stated in, each with its factor into the field's own; None: not a figure."""
    if field.startswith(("tops.", "sparse_tops.")):
        return _RATES
    if field.endswith("_gb_s"):
        return _BANDWIDTHS
    return _AREAS if field.endswith("_mm2") else _OTHER.get(field)


def read_written(raw: Mapping[str, Any], fields: Any) -> tuple[Written | None, str, str]:
    """The long form of a mapping entry: {field, unit, thousands, decimal}. Else what is wrong, and a hint.

    >>> read_written({"field": "tops.fp8", "unit": "PFLOPS"}, ["tops.fp8"])[0].plain("2")
    '2000'
    """
    keys = ("field", "unit", "thousands", "decimal")
    if unknown := [key for key in raw if key not in keys]:
        return None, f'"{unknown[0]}" is not a key of a column.', f"Keys: {', '.join(keys)}."
    field = raw.get("field")
    known = units_of(str(field)) if field in fields else None
    if known is None:
        return None, f'"{field}" is not a field with a figure.', "Name one, as in tops.fp8 or dram_bandwidth_gb_s."
    thousands, decimal = raw.get("thousands"), raw.get("decimal", ".")
    if decimal not in (".", ",") or thousands not in (None, *THOUSANDS) or thousands == decimal:
        return None, "the separators do not go together.", \
            'decimal is "." or ","; thousands is another one of: , . \' ’ or a space.'  # fmt: skip
    stated = raw.get("unit")
    units = [] if stated is None else stated if isinstance(stated, list) else [stated]
    wrong = next((one for one in units if one not in known), None)
    if wrong is not None:
        return None, f'"{wrong}" is not a unit of {field}.', f"Units: {', '.join(known) or 'none'}."
    return Written(str(field), {one: known[one] for one in units}, thousands, decimal), "", ""
