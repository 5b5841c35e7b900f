"""The parties of a question, screened against the list that was named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chipgate import Shipment

from .question import usage


def screen_parties(
    question: Shipment, listed: Path | None, cleared: Sequence[str] | None, confirmed: Sequence[str] | None
) -> Shipment:
    """The question with what screening found for its parties; `cleared` and `confirmed` are a person's reviews.

    Raises:
        InvalidQuestion: reviews without a list, or of entries that were not found.
        InvalidScreeningList: with every problem of the list.
    """
    reviewed = {**dict.fromkeys(cleared or (), False), **dict.fromkeys(confirmed or (), True)}
    if set(cleared or ()) & set(confirmed or ()):
        raise usage("an entry is cleared or confirmed, not both.")
    if listed is None:
        if reviewed:
            raise usage("--cleared and --confirmed are about entries of a list: name it with --screen.")
        return question
    if not any(party.name for party in question.parties):
        return question
    from chipgate.files.screening_list import read_screening_list
    from chipgate.screening.match import Screener
    from chipgate.surfaces.screened import screened

    return screened(question, Screener(read_screening_list(listed)), reviewed)
