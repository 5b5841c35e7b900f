"""Erasures that a log names: what they may take, who vouches for them, and what is remarked of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chipgate.store.database import open_database
from chipgate.store.findings import Findings
from chipgate.store.record import Kind, new_id
from chipgate.store.signing import Signer
from tests.store.signed_log import SignedLog, said

LATER = "2031-03-02T00:00:00.000000Z"
"""Five years after the records, and a day."""


@pytest.fixture
def log(log_url: str, tmp_path: Path) -> Iterator[SignedLog]:
    """Twelve signed answers of March 1, 2026; the fourth asks about a later day, the sixth record is a hold."""
    database = open_database(log_url, "2026-03-01T00:00:00.000000Z")
    made = SignedLog(database, tmp_path, Signer.create(tmp_path / "key.pem"))
    made.write(3)
    made.write(1, date="2031-06-01")
    made.write(1)
    made.write(1, kind=Kind.HOLD, rulebook="")
    made.write(6)
    made.checkpoint()
    yield made
    database.close()


def _erase(log: SignedLog, ranges: list[list[int]], *, chain: int = 0, before: str = "2026-03-02", **more: Any) -> str:
    """Write an erasure, and take the texts of all that it names. The id of its record."""
    question = json.dumps({"erased": ranges, "before": before, "kept": []}).encode()
    told = {"kind": Kind.ERASURE, "question": question, "at": LATER, "rulebook": "", "record_id": new_id(1)} | more
    log.write(1, chain=chain, **told)
    for one, first, last in ranges:
        rows = f"chain = {one} AND seq BETWEEN {first} AND {last}"
        log.run(f"UPDATE records SET question = NULL, answer = NULL WHERE {rows}")
    return str(told["record_id"])


def _remarks(found: Findings) -> list[str]:
    return [remark for remark in found.remarks if "erasure" in remark]


def test_a_signed_erasure_excuses_what_was_old_enough(log: SignedLog) -> None:
    record_id = _erase(log, [[0, 1, 3], [0, 7, 8]], caller="keeper")
    log.checkpoint()
    found = log.verify()
    assert (found.wrong, found.erased) == ((), 5)
    assert _remarks(found) == [f"erasure {record_id} at {LATER} by keeper: 5 records before 2026-03-02."]


def test_an_erasure_that_nobody_signed_excuses_nothing_in_a_signed_log(log: SignedLog) -> None:
    record_id = _erase(log, [[0, 1, 3], [0, 7, 8]], chain=7, caller="mallory")
    (one,) = log.verify().wrong
    assert (one.what, one.chain, one.seq, one.record_id) == ("erased-unrecorded", 7, 1, record_id)
    assert "by this erasure of mallory, 5 rows may be without texts, and no signed head covers it" in str(one)
    assert _remarks(log.verify())[0].endswith("5 records before 2026-03-02; no signed head covers it.")
    _erase(log, [[0, 1, 12]])  # of two that name a row, the one that is vouched for counts
    log.checkpoint()
    assert said(log.verify()) == [("erased-unrecorded", 0, 4, None), ("erased-unrecorded", 0, 6, None)]


def test_where_nothing_is_signed_an_erasure_is_believed_and_remarked(log: SignedLog) -> None:
    log.run("DELETE FROM checkpoints")
    _erase(log, [[0, 1, 3]])
    found = log.verify(anchor=False)
    assert found.whole
    assert "no signed head covers it" in _remarks(found)[0]
    assert "no signed head" in str(log.verify().wrong), "the anchor says that there were checkpoints"


def test_an_erasure_takes_answers_alone_and_only_old_ones(log: SignedLog) -> None:
    record_id = _erase(log, [[0, 3, 6]])
    log.checkpoint()
    found = log.verify()
    assert (said(found), found.erased) == (
        [("erased-unrecorded", 0, 4, None), ("erased-unrecorded", 0, 6, None)], 2,
    )  # fmt: skip
    cannot = f"erasure {record_id} cannot have taken it"
    assert f"{cannot}: it takes what is before 2026-03-02, and this is of 2031-06-01" in str(found.wrong[0])
    assert f"{cannot}: hold records are never erased" in str(found.wrong[1])


def test_an_erasure_of_what_was_asked_on_its_own_day_is_told(log: SignedLog) -> None:
    _erase(log, [[0, 1, 1]], before="2026-03-01")
    log.checkpoint()
    assert said(log.verify()) == [("erased-unrecorded", 0, 1, None)]


@pytest.mark.parametrize("at", ["2031-03-01T23:59:59.999999Z", "no time"])
def test_an_erasure_before_the_years_of_keeping_is_remarked(log: SignedLog, at: str) -> None:
    _erase(log, [[0, 1, 3]], at=at)
    log.checkpoint()
    found = log.verify()
    assert found.whole
    assert _remarks(found)[0].endswith("3 records before 2026-03-02, which were not 5 years old.")


@pytest.mark.parametrize(
    "question", ['{"erased": [[0, 1, 3]], "before": "soon"}', '{"erased": [[0, 1, "3"]], "before": "2026-03-02"}', "7"]
)
def test_an_erasure_that_says_nothing_names_nothing(log: SignedLog, question: str) -> None:
    _erase(log, [[0, 1, 3]], question=question.encode())
    log.checkpoint()
    assert said(log.verify()) == [("erased-unrecorded", 0, seq, None) for seq in (1, 2, 3)]


def test_of_many_erasures_those_to_be_looked_at_are_remarked_first(log: SignedLog) -> None:
    for number in range(21):
        _erase(log, [[0, 1, 1]], record_id=new_id(number))
    log.checkpoint()
    last = _erase(log, [[0, 1, 1]], record_id=new_id(30))
    found = log.verify()
    assert found.whole
    assert _remarks(found)[0].startswith(f"erasure {last} ")
    assert len(_remarks(found)) == 21
    assert _remarks(found)[-1] == "and 2 more erasures."
