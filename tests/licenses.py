"""A license, a shipment within all its terms, and how to change either: for tests of licenses in hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from chipgate import Shipment
from chipgate.model.license import License, LicenseInHand

CHIP: dict[str, Any] = {
    "name": "Kestrel K1", "manufacturer": "Example Silicon GmbH", "designer_headquarters": "DE",
    "designed_or_marketed_for_datacenter": True,
    "tops": {"int8": 400}, "die_area_mm2": 600, "transistor": "non-planar", "dram_bandwidth_gb_s": 1200,
    "link_bandwidth_gb_s": 200, "host_bandwidth_gb_s": 63,
}  # fmt: skip
"""TPP 3,200, density 5.33: of 3A090.b."""
DAY = dt.date(2026, 2, 15)
_LICENSE: dict[str, Any] = {
    "number": "D1", "title": "K1 for Riyadh", "issued_by": "Bureau of Industry and Security", "document": "D1.pdf",
    "licensee": ["Example Silicon GmbH"], "items": [{"names": ["Kestrel K1"], "at_most": {"tpp": 4800}}],
    "consignees": ["Example Cloud LLC"], "end_users": ["Example Cloud LLC"], "destinations": ["SA"],
    "transfers": ["export"],
    "covers": ["us/requirements/advanced-computing-a", "us/requirements/advanced-computing-b"],
    "cap": {"units": 100}, "valid_from": DAY, "valid_until": DAY,
}  # fmt: skip
PARTIES = [
    {"role": "ultimate-consignee", "name": "Example Cloud LLC"},
    {"role": "end-user", "name": "Example Cloud LLC"},
]


def license_with(**changes: Any) -> License:
    """The license with some of its terms changed."""
    return License.model_validate({**_LICENSE, **changes})


def in_hand(license: License | None = None, drawn_units: int | None = 0, drawn_tpp: int | None = 0) -> LicenseInHand:
    """The license with what was drawn from it."""
    tpp = None if drawn_tpp is None else Decimal(drawn_tpp)
    return LicenseInHand(license=license or license_with(), drawn_units=drawn_units, drawn_tpp=tpp)


def shipment_under(*held: LicenseInHand, **changes: Any) -> Shipment:
    """A shipment of five that is within all terms of the license, with some of its facts changed."""
    stated = {
        "item": CHIP, "destination": "SA", "date": DAY, "transfer": "export", "exporter": "Example Silicon GmbH",
        "parties": PARTIES, "quantity": 5, "licenses": held or (in_hand(),),
    }  # fmt: skip
    return Shipment.model_validate({**stated, **changes})
