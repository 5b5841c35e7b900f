"""The client against the service as it runs: the library's own answers come back, typed, with their records."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, Verdict, decide
from chipgate.client import (
    AsyncClient,
    Client,
    NotAllowed,
    NotFound,
    QuestionRefused,
    TooOften,
    Unavailable,
)
from chipgate.store.api_keys import create
from chipgate.store.database import open_database
from tests.service import Server, free_port

H20 = {"item": "H20 (HGX)", "destination": "CN", "date": dt.date(2025, 4, 9)}
LETTER_DAY = dt.date(2025, 4, 9)


Keys = dict[str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def keys(folder: Path) -> Keys:
    """A key for each kind of caller, made before the service starts."""
    return {"reader": _key(folder, "read-log"), "asker": _key(folder, "decide"),
            "slow": _key(folder, "decide", per_minute=60)}  # fmt: skip


@pytest.fixture(scope="module")
def server(folder: Path, keys: Keys) -> Iterator[Server]:
    assert keys
    with Server(folder) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[Client]:
    with Client(server.url) as client:
        yield client


def _key(folder: Path, *scopes: str, per_minute: int | None = None) -> str:
    database = open_database(f"sqlite:///{folder / 'log.sqlite3'}", "2026-11-25T00:00:00.000000Z")
    try:
        return create(database, "test", frozenset(scopes), per_minute, "2026-11-25T00:00:00.000000Z")[1]
    finally:
        database.close()


def test_a_decision_is_that_of_the_library(client: Client, rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    answered = client.decide(H20)
    shipment = Shipment(item=catalog["H20 (HGX)"], destination="CN", date=LETTER_DAY)
    assert answered.decision == decide(rulebook, shipment)
    assert answered.verdict is Verdict.LICENSE_REQUIRED
    assert answered.ruleset_digest == rulebook.on(LETTER_DAY).digest
    assert not answered.replayed
    assert client.decide(shipment).body == answered.body


def test_numbers_keep_every_digit(client: Client) -> None:
    def value(tpp: Any) -> str | None:
        item = {"tpp": tpp, "die_area_mm2": 2_000_000}
        measures = client.decide({**H20, "item": item}).decision.answer.measures
        return next(one.value for one in measures if one.measure == "tpp")

    assert value(Decimal("4799.9999999999999999999")) == "4799.9999999999999999999"
    assert value(ItemSpec(tpp=Decimal("4800.0000000000000001")).tpp) == "4800.0000000000000001"
    assert value(Decimal("4.8E+3")) == "4800"
    assert value(4799.5) == "4799.5"


def test_without_a_date_today_is_meant(client: Client, catalog: dict[str, ItemSpec]) -> None:
    asked = Shipment(item=catalog["H20 (HGX)"], destination="CN", date=dt.date(2020, 1, 1), date_assumed=True)
    for question in ({"item": "H20 (HGX)", "destination": "CN"}, asked):
        codes = {one.code for one in client.decide(question).decision.answer.assumptions}
        assert "date-is-today" in codes


def test_what_is_wrong_is_told_with_its_place(client: Client) -> None:
    with pytest.raises(QuestionRefused) as error:
        client.decide({**H20, "destination": "XX", "dat": "2025-04-09"})
    assert error.value.status == 422
    assert {one.pointer for one in error.value.problems} == {"/dat"}  # places are asked about once the form is right
    with pytest.raises(QuestionRefused, match=r'/destination: "XX" is not a country code'):
        client.decide({**H20, "destination": "XX"})


def test_a_key_of_ones_own_gets_the_first_answer_again(client: Client) -> None:
    first, again = (client.decide(H20, idempotency_key="line-17") for _ in range(2))
    assert (again.record_id, again.body, again.replayed) == (first.record_id, first.body, True)
    with pytest.raises(QuestionRefused, match="named another question"):
        client.decide({**H20, "destination": "DE"}, idempotency_key="line-17")


def test_many_are_answered_in_order_a_refused_one_among_them(client: Client, rulebook: Rulebook) -> None:
    odd = {"name": "line\u2028 break\x85 and more", "tpp": 1}  # breaks that end no line of JSON Lines
    questions = [{**H20, "destination": place} for place in ("CN", "DE", "XX", "SG")] + [{**H20, "item": odd}]
    lines = list(client.decide_many(iter(questions), at_once=2))
    assert [line.number for line in lines] == [1, 2, 3, 4, 5]
    assert [line.decision.answer.asked.destination for line in lines if line.decision] == ["CN", "DE", "SG", "CN"]
    assert lines[4].decision is not None
    assert lines[4].decision.answer.asked.item == odd["name"]
    refused = lines[2].refused
    assert isinstance(refused, QuestionRefused)
    assert refused.problems[0].pointer == "/destination"
    assert len({line.record_id for line in lines if line.record_id}) == 4


def test_an_order_has_an_answer_for_each_line(client: Client) -> None:
    order = {
        "order": "SO-1", "destination": "AE", "date": dt.date(2026, 2, 15),
        "lines": [{"line": "10", "item": "H200 SXM", "quantity": 3}, {"item": "GeForce RTX 4090", "quantity": 1}],
    }  # fmt: skip
    answered = client.order(order)
    assert (answered.order, [line.line for line in answered.lines]) == ("SO-1", ["10", "2"])
    assert answered.may_ship is (answered.verdict is Verdict.ALLOWED)
    assert all(line.decision.answer.verdict is line.verdict for line in answered.lines)
    assert answered.record_id is not None
    assert client.record(answered.record_id).about.kind == "order"
    found = list(client.records(order="SO-1", kind="decision"))
    assert {one.record_id for one in found} == {line.record_id for line in answered.lines}


def test_a_timeline_tells_the_days(client: Client) -> None:
    days = client.timeline(H20, dt.date(2025, 4, 8), LETTER_DAY).days
    assert [(day.date, day.before, day.verdict) for day in days] == [
        (dt.date(2025, 4, 8), None, Verdict.ALLOWED), (LETTER_DAY, Verdict.ALLOWED, Verdict.LICENSE_REQUIRED),
    ]  # fmt: skip
    assert "us/letters/nvidia-h20" in {one.provision for one in days[1].provisions}


def test_records_come_page_by_page(client: Client) -> None:
    asked = [client.decide({**H20, "destination": "JP"}).record_id for _ in range(7)]
    found = list(client.records(destination="JP", limit=3))
    assert [one.record_id for one in found] == asked[::-1]
    record = client.record(found[0].record_id)
    assert record.about == found[0]
    assert record.answer["answer"]["asked"]["destination"] == "JP"
    assert record.question["destination"] == "JP"


def test_what_there_is_not_is_said(client: Client) -> None:
    with pytest.raises(NotFound):
        client.record("0198c0de-0000-7000-8000-000000000000")
    with pytest.raises(NotFound, match="2022-08-01"):
        client.ruleset(dt.date(2020, 1, 1))


def test_rules_items_and_readiness_are_typed(client: Client, rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    ruleset = client.ruleset(LETTER_DAY)
    assert (ruleset.digest, ruleset.next_change) == (rulebook.on(LETTER_DAY).digest, dt.date(2025, 4, 15))
    assert [one.id for one in ruleset.provisions] == list(rulebook.on(LETTER_DAY).versions)
    assert [ItemSpec.model_validate(one).name for one in client.items()] == sorted(catalog)
    ready = client.ready()
    assert (ready.status, ready.rulebook) == ("ready", rulebook.digest)


def test_keys_are_sent_and_those_without_the_scope_are_refused(server: Server, keys: Keys) -> None:
    with Client(server.url, "cgk_nobody_0000") as client, pytest.raises(NotAllowed) as error:
        client.decide(H20)
    assert error.value.status == 401
    with Client(server.url, keys["reader"]) as client:
        with pytest.raises(NotAllowed, match="decide"):
            client.decide(H20)
        assert list(client.records(limit=1))
    with Client(server.url, keys["asker"]) as client:
        assert client.record(client.decide(H20).record_id or "").about.caller in keys["asker"]
        with pytest.raises(NotAllowed, match="read-log"):
            list(client.records())


def test_a_rate_is_waited_for_and_told_where_that_was_not_asked(server: Server, keys: Keys) -> None:
    def ask_often(client: Client) -> None:
        for _ in range(20):
            client.decide(H20)

    with Client(server.url, keys["slow"], retries=0) as client, pytest.raises(TooOften, match="60 times a minute"):
        ask_often(client)
    with Client(server.url, keys["slow"]) as client:
        assert client.decide(H20).record_id is not None


def test_the_service_is_not_there(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    with Client(address, retries=1) as client:
        with pytest.raises(Unavailable, match=address):
            client.decide(H20)
        with pytest.raises(Unavailable, match="tried 2 times"):
            list(client.decide_many([H20]))


def test_it_can_be_asked_from_an_event_loop(server: Server) -> None:
    async def ask() -> list[Any]:
        async with AsyncClient(server.url) as client:
            to_de = {**H20, "destination": "DE"}
            one, other, _ = await asyncio.gather(client.decide(H20), client.decide(to_de), client.decide(to_de))
            lines = [line async for line in client.decide_many([H20, {**H20, "destination": "XX"}], at_once=1)]
            assert isinstance(lines[1].refused, QuestionRefused)
            order = await client.order({"lines": [H20]})
            days = (await client.timeline(H20)).days
            assert one.record_id is not None
            record = await client.record(one.record_id)
            assert record.about.destination == "CN"
            assert len([found async for found in client.records(destination="DE", limit=1)]) >= 2
            assert (await client.ready()).status == "ready"
            assert [one["name"] async for one in client.items("H20 (HGX)")] == ["H20 (HGX)"]
            assert len([one async for one in client.items()]) > 20
            assert (await client.ruleset(LETTER_DAY)).as_of == LETTER_DAY
            with pytest.raises(QuestionRefused):
                await client.decide({})
            return [one.verdict, other.verdict, order.verdict, days[0].verdict]

    assert asyncio.run(ask()) == [
        Verdict.LICENSE_REQUIRED, Verdict.ALLOWED, Verdict.LICENSE_REQUIRED, Verdict.ALLOWED,
    ]  # fmt: skip
