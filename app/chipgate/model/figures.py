"""From a data sheet to the quantities that rules test: TPP from rates, spans where a figure is unknown.

What a rule then does with a measure is not here (`engine`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from chipgate.model.item import ItemSpec, Transistor
from chipgate.model.measures import Form, Measure, Quantity
from chipgate.model.terms import Kind


@dataclass(frozen=True, slots=True)
class Span:
    """All that is known of a value: it lies from `low` to `high`, both included; `high` None means no top."""

    low: Fraction
    high: Fraction | None

    @property
    def known(self) -> bool:
        """Whether only one value is possible."""
        return self.low == self.high


UNKNOWN = Span(Fraction(0), None)
LONGEST_OPERANDS = 64
_ANYWHERE = frozenset({Quantity.US_CONTENT})
_PROCESSING = frozenset(Quantity) - {Quantity.TRAINING_OPERATIONS}
_OWN: dict[Kind | None, frozenset[Quantity]] = {
    Kind.HBM: frozenset({Quantity.HBM_BANDWIDTH, Quantity.HBM_AREA}),
    Kind.MODEL_WEIGHTS: frozenset({Quantity.TRAINING_OPERATIONS}),
}
"""What each kind of item can leave unknown: memory has no processing units, logic dies or links, weights have no
silicon, and nothing but weights was trained. Unstated, the others do not apply."""
Value = Span | None
"""None: the measure does not apply to the item (a planar die has no performance density). Not the same as unknown."""


class TppBasis(StrEnum):
    """Where the TPP comes from."""

    STATED = "stated-by-manufacturer"
    RATES = "computed-from-dense-rates"
    HALVED = "computed-from-halved-sparse-rates"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figures:
    """An item's quantities, with how its TPP was found.

    `tpp_format` names the number format that set it ("fp8"), where rates did.
    """

    quantities: dict[Quantity, Value]
    tpp_basis: TppBasis
    tpp_format: str | None

    def measure(self, measure: Measure) -> Value:
        """Work out a measure from the quantities it is made of, exactly.

        >>> from chipgate.model.item import ItemSpec
        >>> from chipgate.model.measures import MEASURES
        >>> a30 = figures(ItemSpec(tops={"int8": 330}, die_area_mm2=826))
        >>> a30.measure(MEASURES["performance_density"]).low < Fraction("3.2")
        True
        """
        parts = [self.quantities[part] for part in measure.parts]
        if any(part is None for part in parts):
            return None
        spans = [part for part in parts if part is not None]
        if measure.form is Form.SAME:
            return spans[0]
        if measure.form is Form.SUM:
            highs = [span.high for span in spans]
            low = sum((span.low for span in spans), Fraction(0))
            top = [high for high in highs if high is not None]
            return Span(low, sum(top, Fraction(0)) if len(top) == len(highs) else None)
        dividend, divisor = spans
        low = dividend.low / divisor.high if divisor.high else Fraction(0)
        high = dividend.high / divisor.low if dividend.high is not None and divisor.low else None
        return Span(low, high)

    def replace(self, quantity: Quantity, value: Value) -> Figures:
        """The same item with one quantity set."""
        return Figures({**self.quantities, quantity: value}, self.tpp_basis, self.tpp_format)


def figures(item: ItemSpec, *, strict: bool = False) -> Figures:
    """Read an item's quantities from what it states.

    TPP is the highest of rate × bit length over the stated dense rates (Technical Notes 1 and 2 to 3A090.a and .b); a
    manufacturer's own TPP overrides it. A format without a stated rate is assumed not to set the TPP; with `strict`
    that is not assumed, so the TPP has no top. Nothing stated means unknown, never zero.
    """
    rates: dict[str, tuple[Fraction, Fraction]] = {}
    for form, rate in item.tops.items():
        rates[form.value] = (Fraction(rate) * form.bits, Fraction(rate))
    halved = set()
    for form, rate in item.sparse_tops.items():
        if form.value not in rates:
            halved.add(form.value)
            rates[form.value] = (Fraction(rate) / 2 * form.bits, Fraction(rate) / 2)
    basis, best = TppBasis.UNKNOWN, None
    tpp: Span = UNKNOWN
    if rates:
        best = max(rates, key=lambda name: rates[name][0])
        basis = TppBasis.HALVED if best in halved else TppBasis.RATES
        tpp = Span(rates[best][0], None if strict else rates[best][0])
    if item.tpp is not None:
        basis, best = TppBasis.STATED, None
        tpp = _known(item.tpp)
    top = max((rate for _, rate in rates.values()), default=None)
    area: Value = _known(item.die_area_mm2)
    if item.transistor is Transistor.PLANAR:
        area = None
    quantities: dict[Quantity, Value] = {
        Quantity.TPP: tpp,
        Quantity.DIE_AREA: area,
        Quantity.DRAM_BANDWIDTH: _known(item.dram_bandwidth_gb_s),
        Quantity.LINK_BANDWIDTH: _known(item.link_bandwidth_gb_s),
        Quantity.HOST_BANDWIDTH: _known(item.host_bandwidth_gb_s),
        Quantity.HBM_BANDWIDTH: _known(item.hbm_bandwidth_gb_s),
        Quantity.HBM_AREA: _known(item.hbm_area_mm2),
        Quantity.BEST_TOPS: _best_tops(top, tpp, strict),
        Quantity.PROCESS_NODE: _known(item.process_node_nm),
        Quantity.TRANSISTORS: _known(item.transistor_count_bn),
        Quantity.COMPLETION_YEAR: UNKNOWN if item.completion_year is None else _known(Decimal(item.completion_year)),
        Quantity.US_CONTENT: _known(item.us_content_percent),
        Quantity.TRAINING_OPERATIONS: _known(item.training_operations),
    }
    for quantity in set(Quantity) - _OWN.get(item.kind, _PROCESSING) - _ANYWHERE:
        if quantities[quantity] == UNKNOWN:
            quantities[quantity] = None
    return Figures(quantities, basis, best)


def _best_tops(top: Fraction | None, tpp: Span, strict: bool) -> Span:
    """The best stated rate; where only a TPP is stated, at least that TPP over the longest operands there are."""
    if top is not None:
        return Span(top, None if strict else top)
    return Span(tpp.low / LONGEST_OPERANDS, None)


def _known(value: Decimal | None) -> Span:
    if value is None:
        return UNKNOWN
    exact = Fraction(value)
    return Span(exact, exact)

