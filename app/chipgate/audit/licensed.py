"""A shipment under a license in hand: the one state that no question without one reaches.

Proofs speak of shipments without licenses; where the table of verdicts gives that state another verdict, this shows it.
"""

from __future__ import annotations

import datetime as dt

from chipgate.engine.judge import Case
from chipgate.model.license import Cap, License, LicensedItem, LicenseInHand
from chipgate.model.provision import Letter, Requirement
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import Role

_WHO = "Example Ltd"


def licensed(case: Case) -> Shipment | None:
    """The same shipment under a license for every requirement that stands; None where none stands, or something that
    is not licensed does."""
    standing = [one.target.dated for one in case.conclusion.standings if one.counted]
    if not standing or not all(isinstance(dated.version, Requirement | Letter) for dated in standing):
        return None
    asked, name = case.shipment, case.shipment.item.name or "Test chip"
    license = License(
        number="EXAMPLE-1", title="An example", issued_by="An authority", document="none: made up to show a rule",
        licensee=(asked.exporter or _WHO,), items=(LicensedItem(names=(name,)),), consignees=(_WHO,), end_users=(_WHO,),
        destinations=(asked.destination,), transfers=(asked.transfer or "export",),  # type: ignore[arg-type]
        covers=tuple(dated.id for dated in standing), cap=Cap(unlimited=True), valid_from=asked.date,
        valid_until=asked.date + dt.timedelta(days=1),
    )  # fmt: skip
    parties = tuple(
        Party(role=role, name=_WHO) for role in (Role.ULTIMATE_CONSIGNEE, Role.END_USER)
    )
    return asked.model_copy(update={
        "item": asked.item.model_copy(update={"name": name}), "exporter": asked.exporter or _WHO, "parties": parties,
        "licenses": (LicenseInHand(license=license, drawn_units=0),), "quantity": 1,
    })  # fmt: skip
