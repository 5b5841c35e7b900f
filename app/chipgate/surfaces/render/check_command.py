"""A shipment as the `chipgate check` command that asks it, to be copied and run."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Party, Scope, Shipment

_FIGURES = {
    "tpp": "--tpp", "die_area_mm2": "--die-area", "dram_bandwidth_gb_s": "--dram", "link_bandwidth_gb_s": "--link",
    "host_bandwidth_gb_s": "--host",
}  # fmt: skip
_WORDS = {"role": "role", "name": "name", "location": "in", "headquarters": "hq", "ultimate_parent": "parent",
          "ultimate_parent_name": "parent-name", "majority_owner": "owner",
          "government_agency": "government"}  # fmt: skip
_OWN = frozenset({*_FIGURES, "name", "manufacturer", "kind", "designed_or_marketed_for_datacenter", "tops",
                  "sparse_tops", "transistor", "review"})  # fmt: skip


def check_command(shipment: Shipment) -> str | None:
    """The command line; None where it needs a file beside it: a screening list, a license in hand, or a question, as
    a party's name has a comma in it."""
    names = (name for party in shipment.parties for name in (party.name, party.ultimate_parent_name))
    screened = any(party.candidates for party in shipment.parties)
    if shipment.licenses or screened or any("," in name for name in names if name):
        return None
    return shlex.join(["chipgate", "check", *_item(shipment.item), *_shipment(shipment)])


def _item(item: ItemSpec) -> Iterator[str]:
    yield from ("--name", item.name or "a chip") if item == ItemSpec() or item.name else ()
    yield from ("--manufacturer", item.manufacturer) if item.manufacturer else ()
    yield from ("--kind", item.kind.value) if item.kind else ()
    if item.designed_or_marketed_for_datacenter is not None:
        yield "--datacenter" if item.designed_or_marketed_for_datacenter else "--no-datacenter"
    for option, rates in (("--tops", item.tops), ("--sparse-tops", item.sparse_tops)):
        for format, rate in rates.items():
            yield from (option, f"{format.value}={rate:f}")
    for field, option in _FIGURES.items():
        value = getattr(item, field)
        yield from (option, f"{value:f}") if value is not None else ()
    yield from ("--transistor", item.transistor.value) if item.transistor else ()
    for field in ItemSpec.model_fields:
        value = getattr(item, field)
        if field not in _OWN and value is not None:
            yield from ("--fact", f"{field}={_plain(value)}")


def _shipment(asked: Shipment) -> Iterator[str]:
    yield from ("--to", asked.region or asked.destination, "--date", asked.date.isoformat())
    yield from ("--transfer", asked.transfer.value) if asked.transfer else ()
    yield from ("--ships-from", asked.origin) if asked.origin else ()
    yield from ("--exporter", asked.exporter) if asked.exporter else ()
    yield from ("--exporter-role", asked.exporter_role.value) if asked.exporter_role else ()
    for party in asked.parties:
        yield from ("--party", _party(party))
    for known in asked.knowledge or ():
        yield from ("--knows", known.value)
    for id, reading in asked.readings.items():
        yield from ("--reading", f"{id}={'yes' if reading else 'no'}")
    for act in asked.certifications:
        yield from ("--certify", act)
    yield from ("--scope", asked.scope.value) if asked.scope is not Scope.ENFORCED else ()
    if asked.subject_to_the_ear is not None:
        yield "--subject" if asked.subject_to_the_ear else "--not-subject"
    if asked.strict:
        yield "--strict"


def _party(party: Party) -> str:
    stated = {word: getattr(party, field) for field, word in _WORDS.items()}
    return ",".join(f"{word}={_plain(value)}" for word, value in stated.items() if value is not None)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)
