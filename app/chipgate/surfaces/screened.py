"""Names of a question held against a screening list, so that what was found is part of the question.

A candidate counts as open until a person has confirmed or cleared it (by the id of the list's entry).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.screening import Candidate
from chipgate.model.shipment import Party, Shipment
from chipgate.screening.match import Screener

NOBODY: Mapping[str, bool] = {}


def screened(shipment: Shipment, screener: Screener | None, reviewed: Mapping[str, bool] = NOBODY) -> Shipment:
    """The same question, its named parties screened; those whose candidates were stated stay as they are.

    Raises:
        InvalidQuestion: a name cannot be compared with the list, or a review is of no candidate found.
    """
    if screener is None:
        return shipment
    problems: list[Problem] = []
    people = tuple(
        party if party.name is None or party.candidates is not None
        else party.model_copy(update={"candidates": tuple(_found(party, index, screener, reviewed, problems))})
        for index, party in enumerate(shipment.parties)
    )  # fmt: skip
    seen = {one.entry_id for party in people for one in party.candidates or ()}
    for id in sorted(set(reviewed) - seen):
        hint = f"Found: {', '.join(sorted(seen)) or 'none'}."
        problems.append(Problem("", message=f'"{id}" is the entry of no candidate.', hint=hint, pointer="/parties"))
    if problems:
        raise InvalidQuestion(problems)
    return shipment.model_copy(update={"parties": people})


def _found(
    party: Party, index: int, screener: Screener, reviewed: Mapping[str, bool], problems: list[Problem]
) -> Iterator[Candidate]:
    """The candidates of a party's name, and of its ultimate parent's."""
    for field, name in (("name", party.name), ("ultimate_parent_name", party.ultimate_parent_name)):
        if name is None:
            continue
        try:
            for one in screener.screen(name):
                yield one.model_copy(update={"reviewed": reviewed.get(one.entry_id)})
        except InvalidQuestion as error:
            problems += (replace(one, pointer=f"/parties/{index}/{field}") for one in error.problems)
