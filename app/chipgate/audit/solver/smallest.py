"""A shipment made as small as it goes: facts left out one by one, figures made simple, while what matters stays so.

What matters is asked of the engine each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial

from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Scope, Shipment

Keeps = Callable[[Shipment], bool]
"""Whether a shipment is still one that shows what is to be shown."""
FIGURES = (
    "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s", "hbm_bandwidth_gb_s",
    "hbm_area_mm2", "process_node_nm", "transistor_count_bn", "us_content_percent", "training_operations",
)  # fmt: skip
_USUAL = {"scope": Scope.ENFORCED}
_LISTS = ("knowledge", "certifications", "readings", "parties")


def smallest(shipment: Shipment, keeps: Keeps, bounds: Iterable[Decimal] = ()) -> Shipment:
    """The same with as few facts as show it, and with figures as simple as show it: whole, round, or at a bound.

    `bounds` are the figures that rules name, tried first.
    """
    found = shipment
    for _ in range(2):
        before = found
        found = _fewest(found, keeps)
        if found == before:
            break
    return _simplest(found, keeps, sorted(set(bounds)))


def _fewest(found: Shipment, keeps: Keeps) -> Shipment:
    steps = True
    done: set[str] = set()
    while steps:
        steps = False
        for name, less in _without_one(found):
            if name not in done:
                done.add(name)
                if keeps(less):
                    found, steps = less, True
                    break
    return found


def _without_one(shipment: Shipment) -> Iterator[tuple[str, Shipment]]:
    """The shipment without one of the facts that it states."""
    if shipment.parties:
        yield "parties", _with(shipment, parties=())
    if shipment.region is not None:
        yield "region", _with(shipment, region=None)
    for name in ("exporter", "exporter_role", "transfer", "origin", "knowledge", "scope"):
        unstated = _USUAL.get(name)
        if getattr(shipment, name) != unstated:
            yield name, _with(shipment, **{name: unstated})
    for name in _LISTS[:2]:
        listed = getattr(shipment, name) or ()
        for one in listed:
            rest = tuple(other for other in listed if other != one)
            yield f"{name} {one}", _with(shipment, **{name: rest or (None if name == "knowledge" else ())})
    for one in shipment.readings:
        rest_read = {id: reading for id, reading in shipment.readings.items() if id != one}
        yield f"reading {one}", _with(shipment, readings=rest_read)
    for number, party in enumerate(shipment.parties):
        others = tuple(one for one in shipment.parties if one is not party)
        if others:
            yield f"party {number} of {len(shipment.parties)}", _with(shipment, parties=others)
        for name in type(party).model_fields:
            if name != "role" and getattr(party, name) is not None:
                less = party.model_copy(update={name: None})
                here = (*shipment.parties[:number], less, *shipment.parties[number + 1 :])
                yield f"party {number} {name}", _with(shipment, parties=here)
    for name in ItemSpec.model_fields:
        usual: object = {} if name in ("tops", "sparse_tops") else None
        if getattr(shipment.item, name) != usual:
            yield name, _item(shipment, name, usual)


def _simplest(found: Shipment, keeps: Keeps, bounds: list[Decimal]) -> Shipment:
    for name in FIGURES:
        value = getattr(found.item, name)
        if value is None:
            continue
        put = partial(_item, found, name)
        positive = name in ("die_area_mm2", "hbm_area_mm2")
        found = put(plainest(value, partial(_keeps, keeps, put), bounds, positive=positive))
    return found


def _keeps(keeps: Keeps, put: Callable[[Decimal], Shipment], value: Decimal) -> bool:
    return keeps(put(value))


def plainest(
    value: Decimal, keeps: Callable[[Decimal], bool], bounds: Iterable[Decimal], *, positive: bool = False
) -> Decimal:
    """The plainest figure near another that does as well: whole, round, or at a bound of a rule."""
    for nicer in sorted(map(_plain, _nicer(value, bounds)), key=_plainness):
        if _plainness(nicer) >= _plainness(value):
            break
        if (nicer or not positive) and keeps(nicer):
            return nicer
    return value


def _nicer(value: Decimal, bounds: Iterable[Decimal]) -> set[Decimal]:
    """Simpler figures near a figure: rounded to ever fewer digits, and the bounds on either side."""
    found = {bound for bound in bounds if value / 4 <= bound <= value * 4}
    for places in range(-6, 7):
        unit = Decimal(1).scaleb(-places)
        for way in (ROUND_FLOOR, ROUND_CEILING):
            near = (value / unit).to_integral_value(rounding=way) * unit
            if near >= 0:
                found.add(near)
    return found | {Decimal(one) for one in (100, 400, 800, 1000, 2000, 5000, 10000)}


def _plain(value: Decimal) -> Decimal:
    """The same figure, written without an exponent."""
    return Decimal(format(value.normalize(), "f"))


def _plainness(value: Decimal) -> tuple[int, int, Decimal]:
    """Few digits after the point, then few digits at all, first."""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent), len(plain.as_tuple().digits), value


def _with(shipment: Shipment, **changed: object) -> Shipment:
    return shipment.model_copy(update=changed)


def _item(shipment: Shipment, name: str, value: object) -> Shipment:
    return _with(shipment, item=shipment.item.model_copy(update={name: value}))
