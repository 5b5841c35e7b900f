"""Reading what is on record: filters, pages, one's own records, and texts that are not what was written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from chipgate.store.api_keys import create
from chipgate.store.database import open_database
from chipgate.store.texts import compressed
from chipgate.surfaces.clock import stamp
from tests.service import asked, make_app

QUESTION = {"item": "H20 (HGX)", "date": "2025-04-09"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with asked(make_app(tmp_path)) as client:
        yield client


def _decide(client: TestClient, to: str = "CN", **headers: str) -> Any:
    return client.post("/v1/decisions", json={**QUESTION, "destination": to}, headers=headers)


def _ids(client: TestClient, **wanted: Any) -> tuple[list[str], str | None]:
    told = client.get("/v1/decisions", params=wanted).json()
    return [one["record_id"] for one in told["records"]], told["next"]


def test_pages_hold_every_record_once_newest_first(client: TestClient) -> None:
    written = [_decide(client).headers["chipgate-record-id"] for _ in range(7)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found, cursor = _ids(client, limit=3, **({"cursor": cursor} if cursor else {}))
        seen += found
        if cursor is None:
            break
    assert seen == sorted(written, reverse=True)


def test_records_are_found_by_what_they_are_of(client: TestClient) -> None:
    china, germany = (_decide(client, to).headers["chipgate-record-id"] for to in ("CN", "DE"))
    record = client.get(f"/v1/decisions/{china}").json()
    assert _ids(client, destination="DE")[0] == [germany]
    assert _ids(client, verdict="license-required")[0] == [china]
    assert _ids(client, ruleset=record["ruleset"], destination="CN")[0] == [china]
    assert _ids(client, since=record["at"], destination="CN")[0] == [china]
    assert _ids(client, until=record["at"]) == ([], None)
    assert len(_ids(client, since=record["at"][:10], item="H20 (HGX)", kind="decision", caller="local")[0]) == 2
    assert _ids(client, since="2099-01-01") == ([], None)


@pytest.mark.parametrize(
    ("wanted", "pointer"),
    [({"since": "yesterday"}, "/since"), ({"until": "2026-11-25 22:49"}, "/until"), ({"cursor": "7"}, "/cursor"),
     ({"limit": 0}, "/limit"), ({"limit": "many"}, "/limit"), ({"vendor": "x"}, "/vendor")],
)  # fmt: skip
def test_a_wrong_filter_is_refused(client: TestClient, wanted: dict[str, Any], pointer: str) -> None:
    answer = client.get("/v1/decisions", params=wanted)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == pointer


def test_one_reads_ones_own_records_and_others_with_the_scope(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, auth="required")) as client:
        database = open_database(f"sqlite:///{tmp_path}/log.sqlite3", stamp())
        mine, other, auditor = (
            {"authorization": f"Bearer {create(database, name, scopes, None, stamp())[1]}"}
            for name, scopes in (("mine", ["decide"]), ("other", ["decide"]), ("auditor", ["read-log"]))
        )
        database.close()
        client.app.state.serving.keyring.refresh()  # type: ignore[attr-defined]
        place = _decide(client, **mine).headers["location"]
        statuses = [client.get(place, headers=key).status_code for key in (mine, other, auditor)]
        assert statuses == [200, 403, 200]
        unknown = "/v1/decisions/00000000-0000-7000-8000-000000000000"
        assert [client.get(unknown, headers=key).status_code for key in (mine, auditor)] == [403, 404]
        assert [client.get("/v1/decisions", headers=key).status_code for key in (mine, auditor)] == [403, 200]
        assert _decide(client, **auditor).status_code == 403


def test_a_text_that_is_not_what_was_written_is_not_passed_on(tmp_path: Path) -> None:
    with asked(make_app(tmp_path)) as client:
        key = {"idempotency-key": "once"}
        place = _decide(client, **key).headers["location"]
        before = client.get(place).json()["answer"]
        with closing(sqlite3.connect(tmp_path / "log.sqlite3")) as log, log:
            log.execute("UPDATE records SET answer = ?", (compressed(b'{"answer": {"verdict": "allowed"}}\n'),))
        log.close()
        assert before["answer"]["verdict"] == "license-required"
        for answer in (client.get(place), _decide(client, **key)):
            assert answer.status_code == 503
            assert "not what was written" in answer.json()["detail"]
