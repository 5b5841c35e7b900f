"""Whether a license in hand names only what the rules know: requirements, letters and places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from chipgate.errors import Problem
from chipgate.model.license import License
from chipgate.model.provision import Destinations
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

_KINDS = ("requirements", "letters")


@dataclass(frozen=True, slots=True)
class Misnamed:
    """A value of a license that the rules do not know: where it stands in the license, what is wrong, what to do."""

    loc: tuple[str | int, ...]
    message: str
    hint: str


def misnamed(rulebook: Rulebook, license: License) -> Iterator[Misnamed]:
    """Every id and code of a license that no version of these rules knows."""
    known = [id for id, versions in rulebook.versions.items() if versions[0].kind in _KINDS]
    codes = {code for dated in rulebook if isinstance(dated.version, Destinations) for code in dated.version.names}
    for index, id in enumerate(license.covers):
        if id not in known:
            close = get_close_matches(id, known, n=1, cutoff=0.4)
            hint = f'Did you mean "{close[0]}"?' if close else "chipgate rules list names them all."
            yield Misnamed(("covers", index), f'"{id}" is not a requirement or a letter of these rules.', hint)
    for index, code in enumerate(license.destinations):
        if code not in codes:
            hint = "Write the two letters, as in SA."
            yield Misnamed(("destinations", index), f'"{code}" is not a country code of ISO 3166-1.', hint)


def license_problems(rulebook: Rulebook, shipment: Shipment) -> Iterator[Problem]:
    """What is wrong with the licenses that a question carries: unknown names, and one license twice."""
    seen: set[str] = set()
    for index, held in enumerate(shipment.licenses):
        base, number = f"/licenses/{index}/license", held.license.number
        for one in misnamed(rulebook, held.license):
            pointer = base + "".join(f"/{part}" for part in one.loc)
            yield Problem("", message=one.message, hint=one.hint, pointer=pointer)
        if number.casefold() in seen:
            message, hint = f"license {number} stands in the question twice.", "Keep one: its cap counts once."
            yield Problem("", message=message, hint=hint, pointer=f"{base}/number")
        seen.add(number.casefold())
