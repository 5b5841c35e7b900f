"""A second, plain-Python reading of condition trees: no ranks, no matcher, nothing shared with the engine.

Three-valued with True, False and None (unknown); figures as Decimal pairs, densities compared by cross-multiplication.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Party, Shipment

_OF_WEIGHTS = ("us_content_percent", "training_operations")
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
        self.lists = {id: data["entries"] for id, data in versions.items() if "/lists/" in id}
        self.companies = [data for id, data in versions.items() if "/companies/" in id]
        self.places = next(data for id, data in versions.items() if "/destinations/" in id)
        self._last: Shipment | None = None
        self._found: dict[str, bool | None] = {}
        self._expanded: dict[tuple[str, ...], set[str]] = {}
        self.same = {
            id: [other for other, data in versions.items() if id in data.get("level_of", ())] for id in versions
        }

    def applies(self, id: str, shipment: Shipment) -> bool | None:
        """Whether a provision applies, a letter's addressee included. What was found for the last shipment is kept."""
        if shipment is not self._last:
            self._last, self._found = shipment, {}
        if id not in self._found:
            self._found[id] = self._applies(id, shipment)
        return self._found[id]

    def _applies(self, id: str, shipment: Shipment) -> bool | None:
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
            return _flag(leaf["flag"], leaf["is"], shipment)
        if "destination" in leaf:
            return self.treated(shipment.destination) in self.expand(leaf["destination"])
        if "region" in leaf:
            return self.region(leaf["region"], shipment)
        if "origin" in leaf:
            return None if shipment.origin is None and shipment.strict else (
                self.treated(shipment.origin or "US") in self.expand(leaf["origin"]))  # fmt: skip
        if "party" in leaf or "every_party" in leaf:
            answers = [self.party(leaf, party, shipment) for party in _of_roles(shipment, leaf["roles"])]
            return _any(answers) if "party" in leaf else _all(answers)
        if "provenance" in leaf:
            return self.provenance(leaf["provenance"], self.expand(leaf["in"]), shipment)
        if "listed" in leaf:
            return self.listed(leaf, shipment)
        if "screened" in leaf:
            return _screened(leaf["screened"], shipment)
        if "kind" in leaf:
            if item.kind is None and item.tpp is not None and not set(leaf["kind"]) - {"hbm", "model-weights"}:
                return False
            return None if item.kind is None and shipment.strict else (item.kind or "ic") in leaf["kind"]
        if "base_classification" in leaf:
            stated = item.base_classification
            parts = (stated or "").split(".")
            listed = stated not in (None, "EAR99", "none")
            known = listed and any(entry == "any" or parts[: len(entry.split("."))] == entry.split(".")
                                   for entry in leaf["base_classification"])  # fmt: skip
            return None if stated is None and shipment.strict else known
        if "transfer" in leaf:
            if shipment.transfer is None and shipment.origin is None:
                return None if shipment.strict else "export" in leaf["transfer"]
            moved = "export" if shipment.origin in (None, "US") else "reexport"
            moved = "in-country" if moved == "reexport" and shipment.origin == shipment.destination else moved
            return (shipment.transfer or moved) in leaf["transfer"]
        if "named" in leaf:
            if item.name is None:
                return None
            padded = f" {_words(item.name)} "
            return any(f" {_words(model)} " in padded for model in leaf["named"])
        if "knowledge" in leaf:
            if shipment.knowledge is None:
                return None if shipment.strict else False
            return bool(set(shipment.knowledge) & set(leaf["knowledge"]))
        if "exporter_role" in leaf:
            if shipment.exporter_role is None:
                return None if shipment.strict else "other" in leaf["exporter_role"]
            return shipment.exporter_role in leaf["exporter_role"]
        if "certified" in leaf:
            return any(leaf["certified"] in (act, f"{act}#{leaf['certified'].split('#')[1]}")
                       for act in shipment.certifications)  # fmt: skip
        if "unsettled" in leaf:
            return shipment.readings.get(leaf["unsettled"])
        if "classified" in leaf:
            ids = [one for id in leaf["classified"] for one in (id, *self.same.get(id, ()))]
            return _any([self.applies(id, shipment) for id in ids])
        raise AssertionError(leaf)

    def region(self, codes: list[str], shipment: Shipment) -> bool | None:
        if shipment.region in codes:
            return True
        if all(code[:2] != shipment.destination for code in codes):
            return False
        if shipment.region is None:
            return None if shipment.strict else False
        overlapping = self.places["regions"].get(shipment.region, {}).get("overlaps", ())
        return None if set(overlapping) & set(codes) else False

    def party(self, leaf: dict[str, Any], party: Party, shipment: Shipment) -> bool | None:
        wanted = self.expand(leaf["in"])
        loose = not shipment.strict
        location = party.location or (shipment.destination if loose else None)
        base = party.headquarters or (location if loose else None)
        parent = party.ultimate_parent or (base if loose else None)
        owner = party.majority_owner or (parent if loose else None)
        asked = {
            "location": [location], "headquarters": [base], "ultimate_parent": [parent], "majority_owner": [owner],
            "headquarters_or_ultimate_parent": [base, parent],
        }[leaf.get("party") or leaf["every_party"]]  # fmt: skip
        return _any([None if code is None else self.treated(code) in wanted for code in asked])

    def provenance(self, fact: str, wanted: set[str], shipment: Shipment) -> bool | None:
        item = shipment.item
        if fact in ("made_in", "packaged_in"):
            code = getattr(item, fact)
            if code is None:
                return False if fact == "made_in" and not shipment.strict else None
            return self.treated(code) in wanted
        name = _words(item.designer or item.manufacturer or "")
        company = next((one for one in self.companies if name in map(_words, one["names"])), {})
        home = company.get("headquarters")
        base = item.designer_headquarters or home
        parent = item.designer_ultimate_parent
        if parent is None and base == home and home:
            parent = company.get("ultimate_parent") or home
        if parent is None and not shipment.strict:
            parent = base
        places = {"designer_headquarters": [base], "designer_ultimate_parent": [parent]}.get(fact, [base, parent])
        return _any([None if code is None else self.treated(code) in wanted for code in places])

    def listed(self, leaf: dict[str, Any], shipment: Shipment) -> bool | None:
        entries = [entry for id in leaf["listed"] for entry in self.lists.get(id, ())]

        def has(entry: dict[str, Any], name: str | None) -> bool:
            return name is not None and _words(name) in map(_words, [entry["name"], *entry["aliases"]])

        item = shipment.item
        if leaf["who"] in ("designer", "packager"):
            name = (item.designer or item.manufacturer) if leaf["who"] == "designer" else item.packager
            found = any(has(entry, name) for entry in entries)
            return None if name is None and shipment.strict else found
        answers: list[bool | None] = []
        for party in _of_roles(shipment, leaf["roles"]):
            found = any(
                has(entry, party.name)
                or (entry["subsidiaries"] and has(entry, party.ultimate_parent_name))
                or (party.government_agency is True
                    and entry.get("government_of") == (party.location or shipment.destination))
                for entry in entries
            )  # fmt: skip
            answers.append(True if found else None if party.name is None and shipment.strict else False)
        return _any(answers) if leaf["who"] == "any" else _all(answers)

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
        key = tuple(names)
        if key not in self._expanded:
            self._expanded[key] = set().union(*(self.groups.get(name, {name}) for name in names))
        return self._expanded[key]

    def treated(self, code: str) -> str:
        treated: str = self.places["treated_as"].get(code, code)
        return treated


def _any(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _all(answers: list[bool | None]) -> bool | None:
    return False if False in answers else None if None in answers else True


def _of_roles(shipment: Shipment, roles: list[str]) -> list[Party]:
    people = list(shipment.parties) or [Party()]
    return [party for party in people if not roles or party.role in roles] or people


def _flag(flag: str, wanted: bool, shipment: Shipment) -> bool | None:
    item = shipment.item
    if flag == "non_planar_transistors":
        known = None if item.transistor is None and shipment.strict else item.transistor != "planar"
    elif flag == "us_origin":
        known = None if item.us_origin is None and shipment.strict else item.us_origin is not False
    else:
        known = getattr(item, flag)
    return None if known is None else known is wanted


def _screened(lists: list[str], shipment: Shipment) -> bool | None:
    people = list(shipment.parties) or [Party()]
    near = [one for party in people for one in party.candidates or () if one.list in lists]
    if any(one.reviewed is True for one in near):
        return True
    if any(one.reviewed is None and one.strength != "weak" for one in near):
        return None
    return None if shipment.strict and any(party.candidates is None for party in people) else False


def _words(name: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())


def _limit(leaf: dict[str, Any], shipment: Shipment) -> bool | None:
    item, name = shipment.item, leaf["measure"]
    if item.kind == "hbm" and name != "us_content_percent" and not _stated(item, name):
        return False  # memory has no such figure
    if item.kind == "model-weights" and name not in _OF_WEIGHTS and not _stated(item, name):
        return False  # nor have weights
    if item.kind != "model-weights" and name == "training_operations" and item.training_operations is None:
        return False  # nothing else was trained
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
            elif name == "best_tops":
                answers.append(_sum(sign, bound, [(item.tpp or Decimal(0)) / 64, None]))
            else:
                figure = getattr(item, name)
                answers.append(None if figure is None else _compare(sign, figure, bound))
    return False if False in answers else None if None in answers else True


def _stated(item: ItemSpec, name: str) -> bool:
    parts = {"performance_density": ("tpp", "die_area_mm2"), **_SUMS}.get(name, (name,))
    if item.kind == "hbm" and name == "memory_bandwidth_density":
        return True
    parts = {"best_tops": ("tpp",), "memory_bandwidth_density": ("hbm_bandwidth_gb_s", "hbm_area_mm2")}.get(name, parts)
    return all(getattr(item, part) is not None for part in parts)


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
