"""Reading listed parties from entities of FollowTheMoney (`entities.ftm.json`), one JSON object per line.

Which list a party is on, its Sanction entities say (their authority, or their program); where it has none, the dataset
does, if it holds one list alone. A party of which neither says so is refused, and not passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from chipgate.errors import InvalidScreeningList, Problem
from chipgate.model.screening import ListedParty, ScreeningSource, source_titled

from .json_reader import InvalidJson, read_json
from .validation import problems_of

PARTIES = frozenset({
    "Thing", "LegalEntity", "Organization", "Company", "PublicBody", "Person", "Vessel", "Airplane", "Vehicle", "Asset",
})  # fmt: skip
"""Schemata of those who, or which, can be listed."""
PASSED_OVER = frozenset({
    "Address", "Article", "Assessment", "Associate", "BankAccount", "Call", "ContractAward", "Contract",
    "CourtCase", "CourtCaseParty", "CryptoWallet", "Debt", "Directorship", "Document", "Documentation",
    "EconomicActivity", "Employment", "Event", "Family", "Identification", "Interest", "Interval", "License",
    "Membership", "Mention", "Message", "Note", "Occupancy", "Ownership", "Passport", "Payment", "Permit", "Position",
    "Project", "ProjectParticipant", "Representation", "RealEstate", "Security", "Similar", "Succession",
    "TaxRoll", "Trip", "UnknownLink", "UserAccount", "Value",
})  # fmt: skip
"""Schemata of what is said about parties."""
SANCTION = "Sanction"

BY_DATASET = {"us_bis_denied": ScreeningSource.DPL, "us_ofac_sdn": ScreeningSource.SDN}
"""Datasets that hold one list alone."""
BY_PROGRAM = {
    "SDN List": ScreeningSource.SDN,
    "Non-SDN Menu-Based Sanctions List": ScreeningSource.NS_MBS,
    "Non-SDN CMIC List": ScreeningSource.CMIC,
}
"""Programs that are the name of a list."""
_NAMES = ("name", "alias", "weakAlias", "previousName")
_HINT = "Nobody was screened. Leave such datasets out, or use the Consolidated Screening List as published."


class _Entity(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, StringConstraints(strict=True, min_length=1)]
    schema_: Annotated[str, Field(alias="schema", strict=True)]
    caption: str | None = None
    properties: dict[str, list[Any]]
    datasets: list[str] = []

    def texts(self, *names: str) -> tuple[str, ...]:
        """The texts of some properties, each once."""
        found = (value.strip() for name in names for value in self.properties.get(name, ()) if isinstance(value, str))
        return tuple(dict.fromkeys(filter(None, found)))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    entity: _Entity


def parse_entities(text: bytes, path: str) -> tuple[ListedParty, ...]:
    """The listed parties among the entities, in their order; one on several lists is several parties.

    Raises:
        InvalidScreeningList: with every problem of every line.
    """
    problems: list[Problem] = []
    parties: list[_Line] = []
    sanctions: dict[str, list[_Entity]] = {}
    for line in _lines(text, path, problems):
        schema = line.entity.schema_
        if schema == SANCTION:
            for of in line.entity.texts("entity"):
                sanctions.setdefault(of, []).append(line.entity)
        elif schema in PARTIES:
            parties.append(line)
        elif schema not in PASSED_OVER:
            message = f'"{schema}" is not a schema that chipgate knows.'
            problems.append(Problem(path, line.number, 1, message, _HINT, "/schema"))
    found = [party for line in parties for party in _listed(line, sanctions, path, problems)]
    if not found and not problems:
        problems.append(Problem(path, message="holds no party.", hint=_HINT))
    if problems:
        raise InvalidScreeningList(problems)
    return tuple(found)


def _lines(text: bytes, path: str, problems: list[Problem]) -> Iterator[_Line]:
    for number, line in enumerate(text.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            value = read_json(line, path)
            yield _Line(number, _Entity.model_validate(value))
        except InvalidJson as error:
            problems += [_at(one, number) for one in error.problems]
        except ValidationError as error:
            problems += [_at(one, number) for one in problems_of(error, value, path, None, ())]


def _at(one: Problem, number: int) -> Problem:
    return Problem(one.path, number, max(one.column, 1), one.message, one.hint or _HINT, one.pointer)


def _listed(
    line: _Line, sanctions: dict[str, list[_Entity]], path: str, problems: list[Problem]
) -> Iterator[ListedParty]:
    """The entity once for each list that it is on."""
    entity = line.entity
    names = entity.texts(*_NAMES) or ((entity.caption.strip(),) if entity.caption and entity.caption.strip() else ())
    if not names:
        problems.append(Problem(path, line.number, 1, "the entity has no name.", _HINT, "/properties/name"))
        return
    by_source: dict[ScreeningSource, _Entity | None] = {}
    for sanction in sanctions.get(entity.id, ()):
        said = sanction.texts("authority", "program")
        sources = list(_sources(said))
        if not sources:
            sources = [BY_DATASET[name] for name in sanction.datasets if name in BY_DATASET]
        if not sources:
            words = " or ".join(f'"{one}"' for one in said) or "nothing"
            message = f'"{names[0]}" is sanctioned, and {words} is not a list that chipgate knows.'
            problems.append(Problem(path, line.number, 1, message, _HINT))
        for source in sources:
            by_source.setdefault(source, sanction)
    if not sanctions.get(entity.id):
        for name in entity.datasets:
            if name in BY_DATASET:
                by_source.setdefault(BY_DATASET[name], None)
        if not by_source:
            datasets = ", ".join(entity.datasets) or "no dataset"
            message = f'which list "{names[0]}" is on, neither a Sanction entity nor its datasets ({datasets}) say.'
            problems.append(Problem(path, line.number, 1, message, _HINT, "/datasets"))
    for source, of in by_source.items():
        yield _party(entity, names, source, of)


def _sources(said: Iterable[str]) -> Iterator[ScreeningSource]:
    for text in said:
        source = source_titled(text) or BY_PROGRAM.get(text)
        if source is not None:
            yield source


def _party(entity: _Entity, names: tuple[str, ...], source: ScreeningSource, sanction: _Entity | None) -> ListedParty:
    def said(*properties: str) -> str | None:
        return "; ".join(sanction.texts(*properties)) or None if sanction is not None else None

    return ListedParty(
        id=entity.id, source=source, name=names[0], alt_names=names[1:], type=entity.schema_,
        countries=tuple(code.upper() for code in entity.texts("country", "jurisdiction", "mainCountry")),
        programs=sanction.texts("program") if sanction is not None else (),
        license_requirement=said("reason"), license_policy=said("provisions"),
        federal_register_notice=said("authorityId"), start_date=said("startDate"), end_date=said("endDate"),
        source_list_url=said("sourceUrl"), remarks="; ".join(entity.texts("notes")) or None,
    )  # fmt: skip
