"""Values in a log that no writer of it would write: none keeps it from being verified, and none passes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chipgate.store.database import open_database
from chipgate.store.record import START, digest_of
from chipgate.store.signing import Signer
from chipgate.surfaces.render.log_findings import findings_data, findings_lines
from tests.store.signed_log import SignedLog

LOWEST = -(1 << 63)


def _signed(url: str, folder: Path) -> SignedLog:
    log = SignedLog(open_database(url, "2026-03-01T00:00:00.000000Z"), folder, Signer.create(folder / "key.pem"))
    log.write(10)
    log.write(3, chain=1)
    log.checkpoint()
    log.checkpoint(chain=1)
    return log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SignedLog]:
    """Ten rows and three, all signed, in SQLite: it keeps whatever it is given in every column."""
    made = _signed(f"sqlite:///{tmp_path}/log.sqlite3", tmp_path)
    yield made
    made.database.close()


@pytest.mark.parametrize("seq", [LOWEST, -7, 0])
def test_a_row_below_the_first_is_seen(log_url: str, tmp_path: Path, seq: int) -> None:
    log = _signed(log_url, tmp_path)
    assert log.verify().whole
    log.write(1, chain=2)
    forged = replace(log.row(1, 2), chain=0, seq=seq, previous=START)
    log.put(replace(forged, digest=digest_of(log.database.log_id, forged)), 1, 2)
    (one,) = log.verify().wrong
    assert (one.what, one.chain, one.record_id) == ("replaced", 0, forged.record_id)
    assert f"its number is {seq}, which no row has: it was put in." in str(one)
    log.database.close()


BYTES = b"\xff"
"""No UTF-8."""


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("records SET chain = 'x' WHERE chain = 1 AND seq = 3", "there are rows of chain 'x', which is none"),
        ("records SET chain = CAST(:it AS TEXT) WHERE chain = 1 AND seq = 3", r"there are rows of chain '\\udcff'"),
        ("records SET seq = 2.5 WHERE chain = 1 AND seq = 3", "its number is 2.5, which no row has"),
        ("records SET seq = 'y' WHERE chain = 1 AND seq = 1", "its number is 'y', which no row has"),
        ("records SET answer = 1000000000000 WHERE chain = 1 AND seq = 3", "its answer is not what was written"),
        ("records SET answer = 'text' WHERE chain = 1 AND seq = 3", "its answer is not what was written"),
        ("records SET record_id = :it, at = :it, kind = :it WHERE chain = 1 AND seq = 3", "its digest was changed"),
        ("checkpoints SET number = 'x' WHERE chain = 1", "checkpoint x of chain 1 was put in, or changed"),
        ("checkpoints SET number = -5 WHERE chain = 1", "checkpoint -5 of chain 1 was put in, or changed"),
        ("checkpoints SET chain = CAST(:it AS TEXT) WHERE chain = 1", "was put in, or changed"),
        ("checkpoints SET heads = :deep WHERE chain = 1", "checkpoint 1 of chain 1 was changed: it is none"),
        ("checkpoints SET heads = :it, at = :it WHERE chain = 1", "checkpoint 1 of chain 1 was changed: it is none"),
        ("signing_keys SET since = :it, endorsed_by = key_id", "in the database is none"),
        ("signing_keys SET since = CAST(:it AS TEXT), endorsed_by = key_id", "in the database is none"),
        ("signing_keys SET endorsement = :it, endorsed_by = key_id", "in the database is none"),
        ("signing_keys SET public_key = CAST(public_key AS BLOB)", "in the database is none"),
        ("signing_keys SET key_id = :it", "in the database is none"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("key", [True, False])
def test_what_a_column_cannot_hold_is_told(log: SignedLog, change: str, words: str, key: bool) -> None:
    values: dict[str, Any] = {"it": BYTES, "deep": "[" * 100_000}
    log.run(f"UPDATE {change}", **{name: value for name, value in values.items() if f":{name}" in change})
    found = log.verify(key=key)
    assert words in str(found.wrong)
    assert json.loads(json.dumps(findings_data(found)))["whole"] is False
    assert "Nothing is wrong." not in "\n".join(findings_lines(found, True)).encode().decode()


def test_a_number_beyond_all_in_an_anchor_is_told(log: SignedLog) -> None:
    line = log.anchor.read_text().splitlines()[0].replace('"number":1', f'"number":{1 << 63}')
    for written in (line, line[:-1] + ',"deep":' + "[" * 100_000 + "}"):
        log.anchor.write_text(f"{written}\n")
        assert "is a checkpoint no more" in str(log.verify().wrong)
