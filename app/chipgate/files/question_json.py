"""A question as the decision log keeps it: with everything that the answer rests on, and nothing that was not stated.

Items named were found, parties were screened, and the day is written out, so that the same rules give the same answer
for it at any later time.
"""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from chipgate.errors import LogDamaged
from chipgate.model.shipment import Shipment

_SHIPMENT: TypeAdapter[Shipment] = TypeAdapter(Shipment)


def question_json(shipment: Shipment) -> bytes:
    """The question on one line, UTF-8. Numbers keep every digit: they are texts."""
    return _SHIPMENT.dump_json(shipment, exclude_defaults=True)


def shipment_in(text: bytes) -> Shipment:
    """The question that was written.

    Raises:
        LogDamaged: it is none.
    """
    try:
        return _SHIPMENT.validate_json(text)
    except ValidationError as error:
        raise LogDamaged(f"what the log keeps as a question is none: {error.error_count()} problems.") from None
