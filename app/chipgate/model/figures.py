"""From a data sheet to the quantities that rules test: TPP from rates, spans where a figure is unknown.

What a rule then does with a measure is not here (`engine`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from chipgate.model.exact import MAX_DIGITS
from chipgate.model.item import Format, ItemSpec, Transistor
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
        return self.low is self.high or self.low == self.high


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


Shape = tuple[int, ...]


class Reading(NamedTuple):
    """An item's quantities as whole numbers, before anything is made of them.

    `shape` says of each quantity, in the order of `Quantity`, what is known of it; `ratios` are the figures of those of
    which one is, each as numerator and positive denominator.
    """

    shape: Shape
    ratios: tuple[tuple[int, int], ...]
    tpp_basis: TppBasis
    tpp_format: str | None

    def figures(self, numbers: Iterable[Fraction]) -> Figures:
        """The quantities with these numbers for their figures, in the order of `ratios`."""
        number = iter(numbers)
        quantities: dict[Quantity, Value] = {}
        for quantity, known in zip(Quantity, self.shape, strict=True):
            if known in (_EXACTLY, _AT_LEAST):
                low = next(number)
                quantities[quantity] = Span(low, low if known == _EXACTLY else None)
            else:
                quantities[quantity] = UNKNOWN if known == _UNKNOWN else None
        return Figures(quantities, self.tpp_basis, self.tpp_format)


_NONE, _UNKNOWN, _EXACTLY, _AT_LEAST = range(4)
"""Of a quantity: it does not apply; nothing is known; one figure; a figure that it reaches at least."""


def figures(item: ItemSpec, *, strict: bool = False) -> Figures:
    """Read an item's quantities from what it states.

    TPP is the highest of rate × bit length over the stated dense rates (Technical Notes 1 and 2 to 3A090.a and .b); a
    manufacturer's own TPP overrides it. A format without a stated rate is assumed not to set the TPP; with `strict`
    that is not assumed, so the TPP has no top. Nothing stated means unknown, never zero.
    """
    read = reading(item, strict=strict)
    return read.figures([Fraction(*ratio) for ratio in read.ratios])


def reading(item: ItemSpec, *, strict: bool = False) -> Reading:
    """The same as whole numbers."""
    stated = item.__dict__
    basis, best, product, top = _rated(stated["tops"], stated["sparse_tops"])
    at_least = strict
    if stated["tpp"] is not None:
        basis, best, product, at_least = TppBasis.STATED, None, stated["tpp"], False
    if at_least:
        product = product or None  # at least nothing says nothing
    rate = top
    if top is None or strict:
        rate = (product if top is None else top) or None
    figures = (product, *_BEFORE_BEST_RATE(stated), rate, *_AFTER_BEST_RATE(stated))
    known = tuple([figure is not None for figure in figures])
    ratios = tuple([figure.as_integer_ratio() for figure in figures if figure is not None])
    planar = stated["transistor"] is _PLANAR
    if top is None and rate is not None:
        place = sum(known[:_BEST_RATE])
        numerator, denominator = ratios[place]
        ratios = (*ratios[:place], (numerator, denominator * LONGEST_OPERANDS), *ratios[place + 1 :])
    if planar and known[1]:
        ratios = (*ratios[: known[0]], *ratios[known[0] + 1 :])
    return Reading(_shape(known, stated["kind"], planar, at_least, strict or top is None), ratios, basis, best)


@lru_cache(maxsize=4_096)
def _shape(known: Sequence[bool], kind: Kind | None, planar: bool, at_least: bool, rate_at_least: bool) -> Shape:
    """What is known of each quantity, by which of the figures are stated."""
    shape = [_EXACTLY if stated else _UNKNOWN for stated in known]
    if known[0] and at_least:
        shape[0] = _AT_LEAST
    if known[_BEST_RATE] and rate_at_least:
        shape[_BEST_RATE] = _AT_LEAST
    if planar:
        shape[1] = _NONE
    for place in _ABSENT[kind]:
        if shape[place] == _UNKNOWN:
            shape[place] = _NONE
    return tuple(shape)


def _rated(
    dense: Mapping[Format, Decimal], sparse: Mapping[Format, Decimal]
) -> tuple[TppBasis, str | None, Decimal | None, Decimal | None]:
    """How the TPP comes of the stated rates, the first format that sets it, the TPP, and the best rate."""
    basis, best = _UNRATED, None
    product: Decimal | None = None
    top: Decimal | None = None
    if dense:
        products = [*map(_TIMES, dense.values(), map(_BITS.__getitem__, dense))]
        product, top = max(products), max(dense.values())
        basis, best = _FROM_RATES, [*dense][products.index(product)]._value_
    for form, doubled in sparse.items():
        if form not in dense:
            rate = _TIMES(doubled, _HALF)
            value = _TIMES(rate, _BITS[form])
            if product is None or value > product:
                basis, best, product = TppBasis.HALVED, form._value_, value
            if top is None or rate > top:
                top = rate
    return basis, best, product, top


_EXACT = Context(prec=4 * MAX_DIGITS, traps=[Inexact])
"""Enough digits for any product of a figure: nothing is rounded, or it raises."""
_TIMES = _EXACT.multiply
_BITS = {form: Decimal(form.bits) for form in Format}
_HALF = Decimal("0.5")
_PLANAR, _UNRATED, _FROM_RATES = Transistor.PLANAR, TppBasis.UNKNOWN, TppBasis.RATES  # quicker to look up
_BEFORE_BEST_RATE = itemgetter(
    "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s", "hbm_bandwidth_gb_s",
    "hbm_area_mm2",
)  # fmt: skip
_AFTER_BEST_RATE = itemgetter(
    "process_node_nm", "transistor_count_bn", "completion_year", "us_content_percent", "training_operations"
)
"""The figures of an item in the order of `Quantity`, after its TPP."""
_BEST_RATE = [*Quantity].index(Quantity.BEST_TOPS)
_ABSENT: dict[Kind | None, tuple[int, ...]] = {
    kind: tuple(
        place for place, quantity in enumerate(Quantity) if quantity not in _OWN.get(kind, _PROCESSING) | _ANYWHERE
    )
    for kind in (None, *Kind)
}
