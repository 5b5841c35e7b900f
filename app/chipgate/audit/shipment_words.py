"""A shipment in one phrase: "an item with TPP 2,300 and die area 400 mm² to CN on 2023-11-17"."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from chipgate.model.exact import shown
from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Party, Shipment

_FIGURES = {
    "tpp": ("TPP", ""), "die_area_mm2": ("die area", " mm²"), "dram_bandwidth_gb_s": ("DRAM bandwidth", " GB/s"),
    "link_bandwidth_gb_s": ("link bandwidth", " GB/s"), "host_bandwidth_gb_s": ("host bandwidth", " GB/s"),
    "hbm_bandwidth_gb_s": ("HBM bandwidth", " GB/s"), "hbm_area_mm2": ("HBM area", " mm²"),
    "process_node_nm": ("process node", " nm"), "transistor_count_bn": ("transistors", " billion"),
    "us_content_percent": ("US content", " %"), "training_operations": ("training operations", ""),
}  # fmt: skip
_OF_SHIPMENT = ("region", "transfer", "origin", "exporter", "exporter_role", "subject_to_the_ear", "knowledge",
                "readings", "certifications", "strict", "scope")  # fmt: skip


def shipment_words(shipment: Shipment) -> str:
    """All that a shipment states, in one phrase."""
    item = _item(shipment.item)
    what = f"{_named(shipment.item)}{' with ' + _and(item) if item else ''}"
    rest = [_fact(name, value) for name in _OF_SHIPMENT if (value := _stated(shipment, name)) is not None]
    rest += [_party(party) for party in shipment.parties]
    return f"{what} to {shipment.destination} on {shipment.date}{''.join(f', {one}' for one in rest)}"


def _named(item: ItemSpec) -> str:
    if item.name:
        return item.name
    kind = f" ({item.kind.value})" if item.kind else ""
    return f"an item{kind}"


def _item(item: ItemSpec) -> list[str]:
    found = []
    for name in type(item).model_fields:
        value = _stated(item, name)
        if value is None or name in {"name", "kind", "review"}:
            continue
        if name in {"tops", "sparse_tops"}:
            found += [f"{format} {shown(Fraction(rate))} {name.replace('_', ' ')}" for format, rate in value.items()]
        elif name in _FIGURES:
            word, unit = _FIGURES[name]
            found.append(f"{word} {shown(Fraction(value))}{unit}")
        else:
            found.append(_fact(name, value))
    return found


def _party(party: Party) -> str:
    facts = [
        _fact(name, value) for name in type(party).model_fields
        if name != "role" and (value := _stated(party, name)) is not None
    ]  # fmt: skip
    return f"{party.role.value.replace('-', ' ')} with {_and(facts)}" if facts else party.role.value.replace("-", " ")


def _stated(model: Any, name: str) -> Any:
    """A field that is not as it is unstated."""
    value = getattr(model, name)
    return None if value == type(model).model_fields[name].get_default(call_default_factory=True) else value


def _fact(name: str, value: Any) -> str:
    return f"{name.replace('_', ' ')} {_word(value)}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return shown(Fraction(value))
    if isinstance(value, tuple):
        return ", ".join(_word(one) for one in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_word(inner)}" for key, inner in value.items())
    return str(getattr(value, "value", value))


def _and(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
