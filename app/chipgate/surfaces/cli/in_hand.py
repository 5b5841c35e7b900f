"""Licenses in hand on the command line: read them for a question, and draw from them once the answer is allowed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from chipgate import Decision, Rulebook, Shipment, Verdict
from chipgate.engine.license_check import misnamed
from chipgate.engine.license_terms import tpp_of
from chipgate.errors import InvalidLicenses
from chipgate.files.ledger import Draw, Ledger
from chipgate.files.licenses import Register, read_licenses
from chipgate.model.figures import figures
from chipgate.model.license import LicenseInHand
from chipgate.model.terms import Role
from chipgate.surfaces.clock import now

from .question import usage
from .terminal import note


def register_of(rulebook: Rulebook, folder: Path) -> Register:
    """The licenses of a folder, every id and code in them known to the rules.

    Raises:
        InvalidLicenses: with every problem of every file.
    """
    register = read_licenses(folder)
    problems = [
        register.place(number, one.loc, one.message, one.hint)
        for number, license in register.licenses.items()
        for one in misnamed(rulebook, license)
    ]
    if problems:
        raise InvalidLicenses(problems)
    return register


def in_hand(rulebook: Rulebook, folder: Path | None, ledger: Path | None) -> tuple[LicenseInHand, ...]:
    """The licenses that a question carries. Without a ledger, nothing is known of what was drawn from them."""
    if folder is None:
        if ledger is not None:
            raise usage("--ledger says what was drawn from licenses; name them with --licenses.")
        return ()
    licenses = register_of(rulebook, folder).licenses.values()
    if ledger is None:
        return tuple(LicenseInHand(license=license) for license in licenses)
    drawn = Ledger(ledger)
    return tuple(drawn.in_hand(license) for license in licenses)


def check_draw(draw: bool, folder: Path | None, ledger: Path | None, quantity: int | None) -> None:
    """Refuse --draw where there is nothing to draw from, nowhere to record it, or nobody said how much."""
    absent = [
        option
        for option, given in (("--licenses", folder), ("--ledger", ledger), ("--quantity", quantity))
        if given is None
    ]
    if draw and absent:
        raise usage(f"--draw needs {', '.join(absent)} too.")


def draw_down(ledger: Path, shipment: Shipment, decision: Decision) -> bool:
    """Record what the shipment draws from the licenses under which it is allowed. False where it is not allowed.

    Raises:
        CapExceeded: another process drew what was left meanwhile. Nothing was drawn.
    """
    license = decision.answer.license
    used = [state for state in (license.licenses_in_hand if license else ()) if state.frees]
    if decision.answer.verdict is not Verdict.ALLOWED:
        note("nothing was drawn: the shipment is not allowed.")
        return False
    if not used or shipment.quantity is None:
        note("nothing was drawn: the shipment needs no license in hand.")
        return True
    at, question = now().isoformat(), hashlib.sha256(shipment.model_dump_json().encode()).hexdigest()
    consignees = [one.name for one in shipment.parties if one.role is Role.ULTIMATE_CONSIGNEE and one.name]
    tpp = tpp_of(figures(shipment.item, strict=shipment.strict))
    held = {one.license.number: one.license for one in shipment.licenses}
    draws = [
        Draw(held[state.number], shipment.quantity, tpp, at, "; ".join(consignees), f"sha256:{question}")
        for state in used
    ]
    Ledger(ledger).draw(draws)
    units = f"{shipment.quantity} unit{'' if shipment.quantity == 1 else 's'}"
    note(f"drew {units} from license {', '.join(state.number for state in used)}; recorded in {ledger}.")
    return True
