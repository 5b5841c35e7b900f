"""The log verified and answered again over HTTP: as on the command line, one at a time, and on record it stays."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import update

from chipgate import ItemSpec, Rulebook
from chipgate.store import api_keys
from chipgate.store.record import new_id
from chipgate.store.tables import records
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.surfaces.http.workbench import log_checks
from chipgate.surfaces.http.workbench.worked_apart import Apart
from tests.logged import answered, asked as question_of, log_all
from tests.service import CLEAN, asked, make_app

DAYS = ("2025-04-08", "2025-04-09", "2026-02-15")
NOW = "2026-11-25T22:49:12.123456Z"


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    return make_app(tmp_path)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A service with three decisions, a timeline and a catalog on record."""
    with asked(app) as client:
        for day in DAYS:
            question = {"item": "H20 (HGX)", "destination": "CN", "date": day}
            assert client.post("/v1/decisions", json=question).status_code == 200
        assert client.post("/v1/timelines", json={"item": "H20 (HGX)", "destination": "CN"}).status_code == 200
        told = {"filename": "a.csv", "date": DAYS[0]}
        kind = {"content-type": "application/octet-stream"}
        assert client.post("/v1/catalogs", params=told, content=b"name,tpp\na,1\n", headers=kind).status_code == 200
        yield client


def checked(client: TestClient, what: str, **body: Any) -> list[dict[str, Any]]:
    answer = client.post(f"/v1/log/{what}", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl"
    return [json.loads(line) for line in answer.text.split("\n") if line]


def test_a_sound_log_is_said_to_be(client: TestClient, tmp_path: Path) -> None:
    *progress, done = checked(client, "verify")
    assert {line["kind"] for line in progress} == {"progress"}
    assert progress[0] == {"kind": "progress", "done": 0, "of": None}
    assert progress[-1] == {"kind": "progress", "done": 5, "of": 5}
    command = [sys.executable, "-m", "chipgate", "log", "verify", "-f", "json"]
    environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(tmp_path)}
    printed = json.loads(subprocess.run(command, env=environment, capture_output=True, check=True).stdout)
    assert done == {
        "kind": "done", "sound": True, "records": 5, "checkpoints": printed["checkpoints"],
        "anchored": printed["anchored"], "findings": [], "more": 0, "remarks": printed["remarks"],
        "unprotected": sum(tail["count"] for tail in printed["unprotected"]),
    }  # fmt: skip


def test_a_changed_answer_is_found_and_named_by_both(app: FastAPI, client: TestClient) -> None:
    newest = client.get("/v1/decisions", params={"kind": "decision"}).json()["records"][0]
    record = client.get(f"/v1/decisions/{newest['record_id']}").json()
    forged = json.dumps({**record["answer"], "answer": {**record["answer"]["answer"], "verdict": "allowed"}}).encode()
    with change(app.state.serving.database) as connection:
        chosen = update(records).where(records.c.record_id == newest["record_id"])
        connection.execute(chosen.values(answer=compressed(forged)))
    done = checked(client, "verify")[-1]
    assert (done["sound"], done["records"]) == (False, 5)
    (found,) = done["findings"]
    assert (found["code"], found["record_id"]) == ("answer-changed", newest["record_id"])
    assert newest["record_id"] in found["sentence"]
    done = checked(client, "replay")[-1]
    assert (done["replayed"], done["same"], done["more"]) == (4, 3, 0)
    (differing,) = done["differences"]
    assert differing["record_id"] == newest["record_id"]
    assert "not the one that was logged" in differing["sentence"]


def test_the_newest_are_answered_again_and_what_is_no_answer_is_passed_over(client: TestClient) -> None:
    *_, last, done = checked(client, "replay")
    assert last == {"kind": "progress", "done": 5, "of": 5}
    assert done == {
        "kind": "done", "replayed": 4, "same": 4, "differences": [], "more": 0, "passed_over": 1,
        "passed_over_because": {"catalog records have digests of files, and not the files": 1},
    }  # fmt: skip
    done = checked(client, "replay", newest=2)[-1]
    assert (done["replayed"], done["passed_over"]) == (1, 1)


def test_an_answer_of_another_release_is_said_to_differ(
    app: FastAPI, client: TestClient, rulebook: Rulebook
) -> None:
    entry = answered(rulebook, question_of(ItemSpec.model_validate({"name": "x", "tpp": 1}), "CN", "2026-02-15"))
    said = json.loads(entry.answer)
    said["answer"]["verdict"] = "blocked"
    entry = replace(entry, record_id=new_id(1 << 47), verdict="blocked", answer=json.dumps(said).encode() + b"\n")
    log_all(app.state.serving.database, [entry], rulebook)
    (differing,) = checked(client, "replay", newest=1)[-1]["differences"]
    assert differing["record_id"] == entry.record_id
    assert differing["sentence"] == "another verdict: blocked then, license-required now."


@pytest.mark.parametrize(
    ("what", "body", "status", "pointer"),
    [
        ("replay", b'{"newest": 0}', 422, "/newest"), ("replay", b'{"newest": 10001}', 422, "/newest"),
        ("replay", b'{"newest": true}', 422, "/newest"), ("replay", b'{"newest": "5"}', 422, "/newest"),
        ("replay", b'{"oldest": 1}', 422, "/oldest"), ("verify", b'{"newest": 1}', 422, "/newest"),
        ("verify", b"[]", 400, ""), ("verify", b"", 400, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    client: TestClient, what: str, body: bytes, status: int, pointer: str
) -> None:
    answer = client.post(f"/v1/log/{what}", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["problems"][0]["pointer"]) == (status, pointer)


def test_one_at_a_time(client: TestClient) -> None:
    with log_checks.LANE.taken():
        for what in ("verify", "replay"):
            answer = client.post(f"/v1/log/{what}", json={})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert checked(client, "verify")[-1]["sound"]
    assert checked(client, "replay")[-1]["kind"] == "done"


def test_a_log_that_cannot_be_read_is_the_last_line(app: FastAPI, client: TestClient, tmp_path: Path) -> None:
    for file in tmp_path.glob("log.sqlite3*"):
        file.write_bytes(b"no database" * 1_000)
    last = checked(client, "verify")[-1]
    assert (last["kind"], last["status"]) == ("problem", 503)
    assert checked(client, "replay")[-1]["kind"] == "problem"


def test_a_service_without_a_log_has_none_to_check(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off")) as client:
        assert client.post("/v1/log/verify", json={}).status_code == 404


def test_only_who_may_read_the_log_may_check_it(tmp_path: Path) -> None:
    app = make_app(tmp_path, auth="required")
    with asked(app) as client:
        for scope, status in (("decide", 403), ("admin", 403), ("read-log", 200)):
            _, secret = api_keys.create(app.state.serving.database, scope, [scope], None, NOW)
            app.state.serving.keyring.refresh()
            headers = {"Authorization": f"Bearer {secret}"}
            for what in ("verify", "replay"):
                assert client.post(f"/v1/log/{what}", json={}, headers=headers).status_code == status, scope


def test_work_that_nobody_waits_for_stops_at_its_next_step_and_frees_its_place() -> None:
    steps: list[int] = []

    def work(progress: Callable[[int, int], None]) -> dict[str, Any]:
        for step in range(10_000):
            steps.append(step)
            progress(step, 10_000)
            time.sleep(0.001)
        return {}

    async def run() -> None:
        over = threading.Event()
        apart = Apart(work, over.set)
        lines = apart.lines()
        assert json.loads(await anext(lines))["kind"] == "progress"
        assert not over.is_set()
        apart.stop()
        await asyncio.wait_for(asyncio.to_thread(over.wait), 30)
        assert over.is_set()

    asyncio.run(run())
    assert len(steps) < 10_000
