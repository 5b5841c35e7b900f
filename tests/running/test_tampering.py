"""Ten thousand decisions that a service logged: whoever changes the log is found out, row by row; and every answer is
worked out again to the byte."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.load import ask, questions
from tests.running.kept import command, verify_whole
from tests.service import Server

pytestmark = pytest.mark.slow
LINES = {"Content-Type": "application/jsonl"}
RECORDS, AT_ONCE = 10_000, 2_000


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a service that has answered, and was stopped."""
    folder = tmp_path_factory.mktemp("answered")
    bodies = questions(folder, RECORDS)
    with Server(folder) as server:
        for start in range(0, RECORDS, AT_ONCE):
            lines = b"\n".join(bodies[start : start + AT_ONCE])
            answer = ask(server.url, "POST", "/v1/decisions/batch", lines, LINES)
            assert answer.status == 200
            assert answer.body.count(b'"record_id": "') == AT_ONCE
    return folder


def test_what_nobody_touched_is_whole(state: Path) -> None:
    found = verify_whole(state)
    assert (found["records"], found["chains"], found["unprotected"]) == (RECORDS, 1, [])
    assert found["anchored"] == found["checkpoints"] > 0


def test_every_answer_is_worked_out_again_to_the_byte(state: Path) -> None:
    code, found = command(state, "log", "replay")
    assert (code, found["same"], found["drift"], found["problems"]) == (0, RECORDS, [], {})


def _flip(log: sqlite3.Connection) -> None:
    (answer,) = log.execute("SELECT answer FROM records WHERE seq = 170").fetchone()
    flipped = bytearray(answer)
    flipped[len(flipped) // 2] ^= 1
    log.execute("UPDATE records SET answer = ? WHERE seq = 170", [bytes(flipped)])


def _delete(log: sqlite3.Connection) -> None:
    log.execute("DELETE FROM records WHERE seq = 170")


def _swap(log: sqlite3.Connection) -> None:
    for old, new in ((170, 1_000_000), (4_000, 170), (1_000_000, 4_000)):
        log.execute("UPDATE records SET seq = ? WHERE seq = ?", [new, old])


@pytest.mark.parametrize(
    ("tamper", "what", "rows"),
    [(_flip, "answer-changed", [170]), (_delete, "missing", [170]), (_swap, "swapped", [170, 4_000])],
)
def test_what_is_changed_is_named_row_by_row(
    state: Path, tmp_path: Path, tamper: Callable[[sqlite3.Connection], None], what: str, rows: list[int]
) -> None:
    copy = Path(shutil.copytree(state, tmp_path / "copy"))
    with closing(sqlite3.connect(copy / "log.sqlite3")) as log:
        ids = dict(log.execute("SELECT seq, record_id FROM records WHERE seq IN (170, 4000)"))
        tamper(log)
        log.commit()
    code, found = command(copy, "log", "verify")
    assert code == 1
    wrong: list[dict[str, Any]] = found["wrong"]
    assert [(one["what"], one["chain"], one["seq"]) for one in wrong] == [(what, 0, row) for row in rows]
    if what == "answer-changed":
        assert wrong[0]["record_id"] == ids[170]
