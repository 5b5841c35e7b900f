"""A second, plain-Python reading of condition trees: no ranks, no matcher, nothing shared with the engine.

Three-valued with True, False and None (unknown); figures as Decimal pairs, densities compared by cross-multiplication.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Shipment

Known = dict[str, Any]
_SUMS = {
    "io_bandwidth_gb_s": ("link_bandwidth_gb_s", "host_bandwidth_gb_s"),
    "total_bandwidth_gb_s": ("dram_bandwidth_gb_s", "link_bandwidth_gb_s", "host_bandwidth_gb_s"),
}


def evaluate(node: dict[str, Any], ask: Any) -> bool | None:
    """A condition as plain data (the YAML as read), given a function that answers leaves."""
    if "all" in node:
        answers = [evaluate(limb, ask) for limb in node["all"]]
        return False if False in answers else None if None in answers else True
    if "any" in node:
        answers = [evaluate(limb, ask) for limb in node["any"]]
        return True if True in answers else None if None in answers else False
    if "not" in node:
        inner = evaluate(node["not"], ask)
        return None if inner is None else not inner
    answer: bool | None = ask(node)
    return answer


class PlainLaw:
    """What is in force on a day, as plain data, and a shipment before it."""

    def __init__(self, versions: dict[str, dict[str, Any]]) -> None:
        self.versions = versions
        self.groups = {id: set(data["countries"]) for id, data in versions.items() if "/groups/" in id}
        self.places = next(data for id, data in versions.items() if "/destinations/" in id)

    def applies(self, id: str, shipment: Shipment) -> bool | None:
        """Whether a provision applies, a letter's addressee included."""
        data = self.versions.get(id)
        if data is None:
            return False
        met = evaluate(data["applies"], lambda leaf: self.leaf(leaf, shipment))
        if "addressees" not in data:
            return met
        informed = self.informed(data["addressees"], shipment)
        if False in (met, informed):
            return False
        return None if None in (met, informed) else True

    def leaf(self, leaf: dict[str, Any], shipment: Shipment) -> bool | None:
        item = shipment.item
        if "measure" in leaf:
            return _limit(leaf, shipment)
        if "flag" in leaf:
            stated = item.designed_or_marketed_for_datacenter
            return None if stated is None else stated is leaf["is"]
        if "destination" in leaf:
            return self.treated(shipment.destination) in self.expand(leaf["destination"])
        if "party" in leaf:
            wanted = self.expand(leaf["in"])
            party = shipment.parties[0] if shipment.parties else None
            home = shipment.destination
            base = (party.headquarters if party else None) or (None if shipment.strict else home)
            parent = (party.ultimate_parent if party else None) or (None if shipment.strict else base)
            asked = [base] if leaf["party"] == "headquarters" else [base, parent]
            answers = [None if code is None else self.treated(code) in wanted for code in asked]
            return True if True in answers else None if None in answers else False
        if "every_party" in leaf:
            return self.leaf({"party": leaf["every_party"], "in": leaf["in"]}, shipment)
        if "kind" in leaf:
            if item.kind is None and leaf["kind"] == ["hbm"] and item.tpp is not None:
                return False
            return None if item.kind is None and shipment.strict else (item.kind or "ic") in leaf["kind"]
        if "transfer" in leaf:
            if shipment.transfer is None and shipment.strict:
                return None
            return (shipment.transfer or "export") in leaf["transfer"]
        if "named" in leaf:
            if item.name is None:
                return None
            padded = f" {_words(item.name)} "
            return any(f" {_words(model)} " in padded for model in leaf["named"])
        if "classified" in leaf:
            answers = [self.applies(id, shipment) for id in leaf["classified"]]
            return True if True in answers else None if None in answers else False
        raise AssertionError(leaf)

    def informed(self, companies: list[str], shipment: Shipment) -> bool | None:
        names = [_words(name) for id in companies for name in self.versions[id]["names"]]

        def one_of(name: str | None) -> bool | None:
            if name is None:
                return None
            return any(f"{_words(name)} ".startswith(f"{known} ") for known in names)

        exporter, maker = one_of(shipment.exporter), one_of(shipment.item.manufacturer)
        if exporter:
            return True
        if shipment.exporter is None:
            return None if shipment.strict else maker
        return False if maker is False else None

    def expand(self, names: list[str]) -> set[str]:
        return set().union(*(self.groups.get(name, {name}) for name in names))

    def treated(self, code: str) -> str:
        treated: str = self.places["treated_as"].get(code, code)
        return treated


def _words(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _limit(leaf: dict[str, Any], shipment: Shipment) -> bool | None:
    item, name = shipment.item, leaf["measure"]
    if item.kind == "hbm" and not _stated(item, name):
        return False  # memory has no such figure
    answers = []
    for sign in ("at_least", "above", "below", "at_most"):
        if sign in leaf:
            bound = Decimal(leaf[sign])
            if name == "performance_density":
                if item.transistor == "planar":
                    return False
                answers.append(_density(sign, bound, item.tpp, item.die_area_mm2))
            elif name in _SUMS:
                answers.append(_sum(sign, bound, [getattr(item, part) for part in _SUMS[name]]))
            elif name == "memory_bandwidth_density":
                answers.append(_density(sign, bound, item.hbm_bandwidth_gb_s, item.hbm_area_mm2))
            else:
                figure = getattr(item, name, None)
                answers.append(None if figure is None else _compare(sign, figure, bound))
    return False if False in answers else None if None in answers else True


def _stated(item: ItemSpec, name: str) -> bool:
    parts = {"performance_density": ("tpp", "die_area_mm2"), **_SUMS}.get(name, (name,))
    return name == "memory_bandwidth_density" or all(getattr(item, part, None) is not None for part in parts)


def _density(sign: str, bound: Decimal, tpp: Decimal | None, area: Decimal | None) -> bool | None:
    if tpp is None or area is None:
        return None
    return _compare(sign, tpp, bound * area)


def _sum(sign: str, bound: Decimal, parts: list[Decimal | None]) -> bool | None:
    low = sum((part for part in parts if part is not None), Decimal(0))
    if None not in parts:
        return _compare(sign, low, bound)
    if sign in ("at_least", "above"):
        return True if _compare(sign, low, bound) else None
    return None if _compare(sign, low, bound) else False


def _compare(sign: str, figure: Decimal, bound: Decimal) -> bool:
    return {
        "at_least": figure >= bound, "above": figure > bound, "below": figure < bound, "at_most": figure <= bound,
    }[sign]  # fmt: skip
