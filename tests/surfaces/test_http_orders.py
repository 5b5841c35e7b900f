"""Orders and batches over HTTP: one answer for each line, all on record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate import Rulebook, decide
from chipgate.files.json_reader import MAX_BYTES
from chipgate.files.question import read_shipment
from chipgate.model.decision_text import decision_json
from tests.licenses import shipment_under
from tests.service import TODAY, asked, make_app

H20 = {"item": "H20 (HGX)", "date": "2025-04-09"}
JSON_LINES = {"content-type": "application/jsonl"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with asked(make_app(tmp_path_factory.mktemp("state"), max_batch_lines=100)) as client:
        yield client


def _order(client: TestClient, **order: Any) -> Any:
    return client.post("/v1/orders", json=order)


def _lines(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_each_line_has_the_decision_that_it_has_alone(client: TestClient, rulebook: Rulebook) -> None:
    lines: list[dict[str, Any]] = [
        {"line": "10", "item": "H20 (HGX)", "quantity": 3}, {"item": "GeForce RTX 4090", "destination": "DE"},
    ]  # fmt: skip
    answer = _order(client, order="PO-1", destination="CN", date="2025-04-09", lines=lines)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["order"], told["verdict"], told["may_ship"]) == ("PO-1", "license-required", False)
    assert [line["line"] for line in told["lines"]] == ["10", "2"]
    for line, asked_of in zip(told["lines"], lines, strict=True):
        question: dict[str, Any] = {"destination": "CN", "date": "2025-04-09", **asked_of}
        question.pop("line", None)
        alone = decision_json(decide(rulebook, read_shipment(json.dumps(question).encode(), TODAY)))
        assert alone.rstrip() in answer.content
        assert line["decision"] == json.loads(alone)
        record = client.get(f"/v1/decisions/{line['record_id']}").json()
        assert (record["answer"], record["order"], record["line"]) == (line["decision"], "PO-1", line["line"])


def test_the_order_has_a_record_of_its_own_and_is_found_by_its_reference(client: TestClient) -> None:
    answer = _order(client, order="PO-2", destination="CN", lines=[H20, H20])
    record = client.get(answer.headers["location"]).json()
    assert (record["kind"], record["order"], record["verdict"]) == ("order", "PO-2", answer.json()["verdict"])
    found = client.get("/v1/decisions", params={"order": "PO-2"}).json()["records"]
    assert sorted(one["kind"] for one in found) == ["decision", "decision", "order"]
    ids = {line["record_id"] for line in answer.json()["lines"]}
    assert {one["record_id"] for one in found} == {answer.headers["chipgate-record-id"], *ids}


def test_lines_share_a_license(client: TestClient) -> None:
    base = json.loads(shipment_under().model_dump_json(exclude_defaults=True))
    item = base.pop("item")
    base.pop("quantity")
    lines = [{"item": item, "quantity": quantity} for quantity in (60, 40, 1)]
    told = _order(client, **base, lines=lines).json()
    assert [line["verdict"] for line in told["lines"]][:2] == ["allowed", "allowed"]
    assert told["lines"][2]["verdict"] != "allowed"
    assert not told["may_ship"]


def test_an_order_that_was_answered_is_answered_the_same_again(client: TestClient) -> None:
    order = {"order": "PO-3", "destination": "CN", "lines": [H20, {**H20, "destination": "SG"}]}
    first, again = (client.post("/v1/orders", json=order, headers={"idempotency-key": "k-3"}) for _ in range(2))
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert len(client.get("/v1/decisions", params={"order": "PO-3"}).json()["records"]) == 3
    other = client.post("/v1/orders", json={**order, "order": "PO-4"}, headers={"idempotency-key": "k-3"})
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("order", "pointer"),
    [
        ({"lines": []}, "/lines"),
        ({"lines": {}}, "/lines"),
        ({"destination": "CN", "lines": [{"item": "H20 (HGX)"}, {"item": "H2O (HGX)"}]}, "/lines/1/item"),
        ({"destination": "XX", "lines": [H20]}, "/destination"),
        ({"lines": [{**H20, "destination": "XX"}]}, "/lines/0/destination"),
        ({"destination": "CN", "lines": [{**H20, "line": "7"}, {**H20, "line": "7"}]}, "/lines/1/line"),
        ({"destination": "CN", "order": "\u0007", "lines": [H20]}, "/order"),
        ({"destination": "CN", "quantity": 4, "lines": [H20]}, "/quantity"),
        ({"destination": "CN", "lines": [H20, 5]}, "/lines/1"),
    ],
)
def test_what_is_wrong_with_an_order_is_told_with_its_place(
    client: TestClient, order: dict[str, Any], pointer: str
) -> None:
    before = client.get("/v1/decisions").json()["records"]
    answer = _order(client, **order)
    assert answer.status_code in (400, 422)
    assert pointer in [one["pointer"] for one in answer.json()["problems"]]
    assert client.get("/v1/decisions").json()["records"] == before


@pytest.mark.parametrize("kind", ["application/json", "application/jsonl"])
def test_a_batch_is_answered_line_by_line_a_wrong_one_among_them(
    client: TestClient, rulebook: Rulebook, kind: str
) -> None:
    questions = [{**H20, "destination": to} for to in ("CN", "SG", "XX", "DE")]
    rows = [json.dumps(one) for one in questions]
    body = f"[{','.join(rows)}]" if kind == "application/json" else "\n".join(rows) + "\n\n"
    answer = client.post("/v1/decisions/batch", content=body, headers={"content-type": kind})
    assert answer.status_code == 200
    told = _lines(answer.text)
    assert [one.get("line") for one in told] == [None, None, 3, None]
    assert told[2]["problem"]["problems"][0]["pointer"] == "/destination"
    for one, question in zip(told, questions, strict=True):
        if "decision" in one:
            assert one["decision"] == json.loads(decision_json(decide(rulebook, read_shipment(
                json.dumps(question).encode(), TODAY))))  # fmt: skip
            assert client.get(f"/v1/decisions/{one['record_id']}").json()["answer"] == one["decision"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{}", {}, 400),
        ("[", {}, 400),
        (json.dumps([H20] * 101), {}, 422),
        ("{}\n" * 101, JSON_LINES, 422),
        ("[]", {"idempotency-key": "k"}, 422),
        ("[]", {"content-type": "text/csv"}, 415),
    ],
)
def test_a_batch_that_is_none_is_refused_whole(
    client: TestClient, body: str, headers: dict[str, str], status: int
) -> None:
    answer = client.post("/v1/decisions/batch", content=body, headers={"content-type": "application/json", **headers})
    assert answer.status_code == status


def test_a_line_that_is_too_long_or_no_json_costs_no_other(client: TestClient) -> None:
    good = json.dumps({**H20, "destination": "CN"})
    body = f'{{"item": "{"x" * MAX_BYTES}"}}\n{good}\n{{"item": \n'
    told = _lines(client.post("/v1/decisions/batch", content=body, headers=JSON_LINES).text)
    assert ["problem" in one for one in told] == [True, False, True]


def test_an_empty_batch_has_no_answers(client: TestClient) -> None:
    answer = client.post("/v1/decisions/batch", content="\n\n", headers=JSON_LINES)
    assert (answer.status_code, answer.text) == (200, "")


def test_without_a_log_nothing_is_on_record(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off")) as client:
        told = _order(client, destination="CN", lines=[H20]).json()
        assert told["lines"][0]["record_id"] is None
        single = client.post("/v1/decisions", json={**H20, "destination": "CN"})
        assert "location" not in single.headers
        assert client.get("/v1/decisions").status_code == 404
    assert not list(tmp_path.iterdir())
