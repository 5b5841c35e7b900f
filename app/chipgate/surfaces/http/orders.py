"""`POST /v1/orders`: lines with quantities, one answer for the order and one for each line, all on record or none."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import Response

from chipgate import Verdict, __version__, decide
from chipgate.engine.order import decide_lines, order_verdict
from chipgate.errors import InvalidQuestion, LogUnavailable
from chipgate.files.order import Order, read_order
from chipgate.model.decision_text import decision_json, head_of
from chipgate.store.record import Entry, Kind, new_id
from chipgate.surfaces.clock import stamped

from .answering import Asking, entry, question_of
from .bodies import JSON, read_body, type_of
from .decisions import asked_by, key_used
from .serving import Serving, serving

if TYPE_CHECKING:
    from .reload import InForce

router = APIRouter(tags=["decisions"])


@dataclass(frozen=True, slots=True)
class Told:
    """A line of an order, answered: its decision as text, and the id of its record."""

    name: str
    verdict: Verdict | None
    text: bytes
    record_id: str | None


@router.post("/v1/orders", summary="Decide an order, line by line", operation_id="order")
async def orders(request: Request) -> Response:
    """An order may ship where every line is allowed; lines under one license in hand share what is left of it."""
    service = serving(request)
    rules, settings = service.rules.current, service.settings
    type_of(request)
    body = await read_body(request, settings.max_batch_bytes, settings.request_seconds)
    asking = asked_by(request, body)
    if (earlier := await _answered_before(service, asking)) is not None:
        return earlier
    logged = service.recorder.writer is not None
    work = partial(_answer, rules, body, service.today(), asking, logged=logged, limit=settings.max_batch_bytes)
    try:
        with service.deadlines.within(settings.request_seconds):
            order, lines, entries = await service.decider.apart(work)
            receipts = await service.recorder.record(rules, entries) if logged else ()
    except TimeoutError:
        raise LogUnavailable(f"There was no answer within {settings.request_seconds:g} seconds.") from None
    if receipts and receipts[0].replayed:
        earlier = await _answered_before(service, asking)
        assert earlier is not None
        return earlier
    if service.metrics is not None:
        for line in lines:
            service.metrics.decided(line.verdict or "none", None)
    return _response(order_text(order.reference, lines), entries[0].record_id if entries else None)


def _answer(
    rules: InForce, body: bytes, today: dt.date, asking: Asking, *, logged: bool, limit: int
) -> tuple[Order, list[Told], list[Entry]]:
    order = read_order(body, today, rules.register, limit)
    lines: list[Told] = []
    entries: list[Entry] = []
    plain = replace(asking, idempotency_key=None, body_digest=None)
    shipments = (question_of(rules, line.shipment) for line in order.lines)
    decided = decide_lines(shipments, partial(decide, rules.rulebook))
    for index, line in enumerate(order.lines):
        try:
            shipment, decision = next(decided)
        except InvalidQuestion as error:
            raise order.placed(index, error) from None
        text = decision_json(decision)
        record_id = None
        if logged:
            entries.append(entry(plain, rules, shipment, text, head_of(decision), order.reference, line.name))
            record_id = entries[-1].record_id
        lines.append(Told(line.name, decision.answer.verdict, text, record_id))
    if logged:
        entries.insert(0, _order_entry(asking, rules, body, order, lines))
    return order, lines, entries


def _order_entry(asking: Asking, rules: InForce, body: bytes, order: Order, lines: Sequence[Told]) -> Entry:
    """The record of the order: what was sent, and the answer with the ids of its lines' records in place of them."""
    now = dt.datetime.now(dt.UTC)
    return Entry(
        record_id=new_id(int(now.timestamp() * 1000)), kind=Kind.ORDER, at=stamped(now), caller=asking.caller.id,
        request_id=asking.request_id, engine=__version__, rulebook=rules.rulebook.digest, question=body,
        answer=order_text(order.reference, lines, whole=False), verdict=order_verdict(line.verdict for line in lines),
        order=order.reference, idempotency_key=asking.idempotency_key, body_digest=asking.body_digest,
    )  # fmt: skip


def order_text(reference: str | None, lines: Sequence[Told], *, whole: bool = True) -> bytes:
    """The answer for an order, on one line: whole, or without the decisions of its lines."""
    verdict = order_verdict(line.verdict for line in lines)
    head = {
        "schema": "chipgate-order/1", "order": reference, "verdict": verdict, "may_ship": verdict is Verdict.ALLOWED,
    }  # fmt: skip
    told = []
    for line in lines:
        named = {"line": line.name, "record_id": line.record_id, "verdict": line.verdict}
        about = json.dumps(named, ensure_ascii=False)
        told.append(about[:-1].encode() + b', "decision": ' + line.text.rstrip() + b"}" if whole else about.encode())
    return json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "lines": [' + b", ".join(told) + b"]}\n"


async def _answered_before(service: Serving, asking: Asking) -> Response | None:
    """The answer that the same caller got under the same key, put together from its records."""
    writer, key = service.recorder.writer, asking.idempotency_key
    if writer is None or key is None:
        return None
    found = await run_sync(writer.find, asking.caller.id, key)
    if found is None:
        return None
    if found[1] != asking.body_digest:
        raise key_used(key)
    text = await run_sync(_recorded, service, found[0])
    response = _response(text, found[0])
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _recorded(service: Serving, record_id: str) -> bytes:
    """An order's answer from its records.

    Raises:
        LogUnavailable: a record is missing, or its texts were erased.
    """
    from chipgate.store.reading import get_genuine

    assert service.database is not None
    record = get_genuine(service.database, record_id)
    if record is None or record.answer is None:
        raise LogUnavailable("the earlier answer was erased after the years of keeping; use another Idempotency-Key.")
    lines = []
    for told in json.loads(record.answer)["lines"]:
        line = get_genuine(service.database, told["record_id"])
        if line is None or line.answer is None:
            raise LogUnavailable(f"the record of line {told['line']} of the earlier answer is not there.")
        verdict = Verdict(told["verdict"]) if told["verdict"] else None
        lines.append(Told(told["line"], verdict, line.answer, told["record_id"]))
    return order_text(record.order, lines)


def _response(text: bytes, record_id: str | None) -> Response:
    headers = {"Chipgate-Engine-Version": __version__}
    if record_id is not None:
        headers |= {"Location": f"/v1/decisions/{record_id}", "Chipgate-Record-Id": record_id}
    return Response(text, headers=headers, media_type=JSON)
