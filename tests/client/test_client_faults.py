"""The client while its server is killed and started again: every question gets its answer, and none is logged twice."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from chipgate.client import Client, Unavailable
from tests.service import Server

DAY = "2025-04-09"
QUESTIONS = 150


def _question(number: int) -> dict[str, object]:
    return {"item": {"name": f"chip {number}", "tpp": 1_000 + number}, "destination": "CN", "date": DAY}


@pytest.mark.slow
def test_a_server_that_is_killed_and_started_again_costs_no_answer(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    answered: dict[str, str | None] = {}
    enough = threading.Semaphore(0)

    def ask() -> None:
        with Client(server.url, retries=60) as client:
            for number in range(QUESTIONS):
                found = client.decide(_question(number))
                answered[found.decision.answer.asked.item] = found.record_id
                enough.release()

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(2):
            for _ in range(30):
                enough.acquire(timeout=60)
            server.kill()  # whatever was on its way
            server.start()
        asking.join(timeout=120)
        assert not asking.is_alive()
        assert len(answered) == QUESTIONS
        with Client(server.url) as client:
            logged = list(client.records(kind="decision", limit=500))
    finally:
        server.kill()
    assert Counter(one.item for one in logged) == Counter(answered.keys())
    assert {one.item: one.record_id for one in logged} == answered


def _ask_until_killed(client: Client, server: Server, seen: list[str | None]) -> None:
    for line in client.decide_many(map(_question, range(20_000)), at_once=20_000):
        seen.append(line.record_id)
        if line.number == 64:
            server.kill()


@pytest.mark.slow
def test_a_batch_that_breaks_off_says_after_how_many(tmp_path: Path) -> None:
    server = Server(tmp_path)
    server.start()
    seen: list[str | None] = []
    try:
        with Client(server.url) as client:
            with pytest.raises(Unavailable) as error:
                _ask_until_killed(client, server, seen)
            assert error.value.answered == len(seen) >= 64
            server.start()
            logged = {one.record_id for one in client.records(limit=1_000)}
    finally:
        server.kill()
    assert logged >= set(seen)
