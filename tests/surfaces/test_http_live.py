"""The service as it runs: uvicorn in a process of its own, on a free port of this machine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chipgate.files.places import rules_folder
from tests.service import CLEAN, PATIENCE, Server

QUESTION = (rules_folder().parent / "examples/question.json").read_bytes()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with Server(tmp_path_factory.mktemp("state")) as server:
        yield server.url


def _post(address: str, body: bytes) -> bytes:
    request = urllib.request.Request(f"{address}/v1/decisions", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        found: bytes = answer.read()
        return found


def _get(address: str, path: str) -> bytes:
    with urllib.request.urlopen(address + path, timeout=PATIENCE) as answer:
        found: bytes = answer.read()
        return found


def test_the_service_and_the_command_line_give_the_same_bytes(address: str) -> None:
    item = rules_folder().parent / "examples/h20.yaml"
    command = [sys.executable, "-m", "chipgate", "check", str(item), "--to", "CN", "--date", "2025-04-09"]
    asked = subprocess.run([*command, "--format", "json"], capture_output=True, env=CLEAN, timeout=PATIENCE)
    assert asked.returncode == 0, asked.stderr
    assert _post(address, QUESTION) == asked.stdout


def test_a_hair_below_the_limit_stays_below_on_the_wire(address: str) -> None:
    text = b'{"item": {"tpp": %s, "designed_or_marketed_for_datacenter": true}, "destination": "CN", ' \
           b'"date": "2024-06-01"}'  # fmt: skip

    def limbs(tpp: bytes) -> set[str]:
        answer = json.loads(_post(address, text % tpp))["answer"]
        return {limb for one in answer["classification"] for limb in one["limbs"] if one["paragraph"] == "3A090.a"}

    assert "a.1" not in limbs(b"4799.9999999999999")
    assert "a.1" in limbs(b"4800")


def test_questions_asked_at_once_are_answered_as_one_by_one(address: str) -> None:
    bodies = [
        json.dumps({**json.loads(QUESTION), "destination": to, "date": date}).encode()
        for to in ("CN", "DE", "AE", "IR") for date in ("2024-06-01", "2025-04-08", "2025-04-09", "2026-02-15")
    ]  # fmt: skip
    alone = [_post(address, body) for body in bodies]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda body: _post(address, body), bodies * 3))
    assert together == alone * 3


def test_it_says_that_it_is_ready_and_from_which_rules(address: str) -> None:
    ready = json.loads(_get(address, "/health/ready"))
    assert ready["status"] == "ready"
    assert ready["ruleset"].startswith("sha256:")


def test_broken_rules_keep_it_from_starting_and_every_problem_is_printed(tmp_path: Path) -> None:
    (tmp_path / "us").mkdir()
    (tmp_path / "us/pack.yaml").write_text("titel: x\n")
    command = [sys.executable, "-m", "uvicorn", "chipgate.main:app", "--port", "0"]
    environment = {**CLEAN, "CHIPGATE_RULES": str(tmp_path), "CHIPGATE_STATE_FOLDER": str(tmp_path / "state")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode != 0
    assert 'us/pack.yaml:1:1: unknown key "titel". Did you mean "title"?' in done.stderr
    assert "verdicts.yaml: is missing." in done.stderr


def test_a_draft_that_nobody_waits_for_is_not_worked_out_to_the_end(tmp_path: Path) -> None:
    places = ["CN", "AE", "US", "DE", "SG", "UA-43", "RU", "JP", "IN", "TW", "KR", "SA"]
    body = json.dumps({"item": "H200 SXM", "destinations": places}).encode()
    head = "POST /v1/drafts/timelines HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
    with Server(tmp_path, CHIPGATE_LOG="off") as server:
        with socket.create_connection(("127.0.0.1", server.port)) as one:
            one.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body)
            time.sleep(0.2)  # so that it is under way
        counted = 'route="/v1/drafts/timelines",status="400"} 1.0'
        until = time.monotonic() + PATIENCE
        while counted not in (figures := _get(server.url, "/metrics").decode()) and time.monotonic() < until:
            time.sleep(0.1)
        assert counted in figures
        assert "chipgate_drafts_total{" not in figures
