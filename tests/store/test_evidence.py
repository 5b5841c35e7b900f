"""Evidence of one record: it verifies offline, by our command and by hand, and shows whatever is changed in it."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from chipgate import Rulebook, decide
from chipgate.errors import InvalidQuestion, LogDamaged, NoSuchRecord
from chipgate.files.compiled import packed
from chipgate.files.question_json import question_json
from chipgate.model.decision_text import decision_json
from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Shipment
from chipgate.store import bundles
from chipgate.store.database import open_database
from chipgate.store.evidence import evidence
from chipgate.store.evidence_check import evidence_in
from chipgate.store.key_chain import rotate
from chipgate.store.signing import Signer
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.surfaces.cli.app import app
from tests.documents import ROOT
from tests.postgres import Postgres
from tests.store.signed_log import SignedLog, emptied

PAGE = ROOT / "docs" / "log-integrity.md"


@pytest.fixture(scope="module")
def postgres_url(postgres: Postgres) -> str:
    """One database for all tests of this file."""
    return postgres.url(f"evidence_{secrets.token_hex(6)}")


@pytest.fixture(params=["sqlite", "postgresql"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SignedLog]:
    """Three checkpoints by the first chain's writer, one by the second's; row 26 is not signed yet."""
    url = f"sqlite:///{tmp_path}/log.sqlite3" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    made = SignedLog(emptied(url), tmp_path, Signer.create(tmp_path / "key.pem"))
    for rows, signer in ((8, 0), (4, 1), (8, 0), (5, 0)):
        made.write(rows)
        made.write(2, chain=1)
        made.checkpoint(signer)
    made.write(1)
    yield made
    made.database.close()


def _of(log: SignedLog, seq: int, chain: int = 0) -> bytes:
    return evidence(log.database, log.row(seq, chain).record_id)


def test_each_record_has_evidence_up_to_the_nearest_signed_row(log: SignedLog) -> None:
    for seq, signed in ((1, 8), (8, 8), (9, 12), (12, 12), (13, 20), (21, 25), (25, 25)):
        found = evidence_in(_of(log, seq), [log.signer.public_key])
        assert (found.wrong, found.remarks) == ((), ())
        assert found.record.record_id == log.row(seq).record_id
        assert found.between == signed - seq
    assert evidence_in(_of(log, 3, chain=1)).between == 1


def test_evidence_has_the_texts_as_they_are_and_of_other_records_none(log: SignedLog) -> None:
    said = json.loads(_of(log, 5))
    assert json.loads(said["answer"])["note"] == "answer 5"
    assert said["answer"].endswith("\n")
    assert "answer 6" not in _of(log, 5).decode()


def test_there_is_no_evidence_of_what_is_not_signed_or_not_there(log: SignedLog) -> None:
    with pytest.raises(NoSuchRecord, match="no checkpoint covers it yet"):
        _of(log, 26)
    with pytest.raises(NoSuchRecord, match="has no record x"):
        evidence(log.database, "x")


def test_there_is_no_evidence_of_what_was_changed(log: SignedLog) -> None:
    log.run("UPDATE records SET answer = :it WHERE chain = 0 AND seq = 5", it=compressed(b"{}"))
    with pytest.raises(LogDamaged, match="the answer is not the one that was logged"):
        _of(log, 5)
    log.run("UPDATE records SET caller = 'mallory' WHERE chain = 0 AND seq = 7")
    with pytest.raises(LogDamaged, match="row 8 does not follow row 7"):
        _of(log, 6)


def test_evidence_of_a_record_whose_texts_were_erased(log: SignedLog) -> None:
    log.run("UPDATE records SET question = NULL, answer = NULL WHERE chain = 0 AND seq = 5")
    found = evidence_in(_of(log, 5), [log.signer.public_key])
    assert (found.wrong, found.record.answer) == ((), None)


def _set(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change_it(said: Any) -> None:
        for step in path[:-1]:
            said = said[step]
        said[path[-1]] = to

    return change_it


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_set("answer", to="{}\n"), "the answer is not the one"),
        (_set("question", to="{}"), "the question is not the one"),
        (_set("record", "verdict", to="blocked"), "its fields give another digest"),
        (_set("record", "digest", to="0" * 64), "its fields give another digest"),
        (_set("log", to="f" * 32), "its fields give another digest"),
        (_set("following", 1, 5, to="mallory"), "row 8 does not follow row 7"),
        (lambda said: said["following"].pop(1), "row 8 does not follow row 6"),
        (lambda said: said["following"].pop(), "does not name row 7 of chain 0"),
        (_set("checkpoint", "at", to="2020-01-01T00:00:00.000000Z"), "was not signed by key"),
        (_set("checkpoint", "log", to="f" * 32), "is of another log"),
        (_set("signature", to="AAAA"), "was not signed by key"),
    ],
)  # fmt: skip
def test_evidence_tampered_with(log: SignedLog, tamper: Callable[[Any], None], words: str) -> None:
    said = json.loads(_of(log, 5))
    tamper(said)
    found = evidence_in(json.dumps(said).encode(), [log.signer.public_key])
    assert words in " ".join(found.wrong)


def test_evidence_signed_by_a_stranger(log: SignedLog) -> None:
    stranger = Signer.create(log.folder / "stranger.pem")
    assert "no trusted key vouches for" in evidence_in(_of(log, 5), [stranger.public_key]).wrong[0]
    (remark,) = evidence_in(_of(log, 5)).remarks
    assert "which the file itself names" in remark


def test_evidence_signed_by_a_key_that_followed(log: SignedLog) -> None:
    first = log.signer
    rotate(log.folder / "key.pem", log.folder / "new.pem", log.at())
    log.signer = Signer.from_file(log.folder / "new.pem")
    log.checkpoint()
    for key in (first, log.signer):
        for seq in (5, 26):
            assert evidence_in(_of(log, seq), [key.public_key]).wrong == ()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"form": "chipgate-evidence-1", "record": []}'])
def test_what_is_no_evidence_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidQuestion, match="no evidence of a decision log"):
        evidence_in(content)


def test_any_part_of_it_may_be_of_another_kind(log: SignedLog) -> None:
    made = _of(log, 5)
    for name, value in json.loads(made).items():
        others: list[Any] = [None, 7, "x", [], {}, [[]], {"log": 1}, "\ud800"]
        for other in others if name not in ("about", "keys") else []:
            said = json.loads(made) | {name: other}
            try:
                found = evidence_in(json.dumps(said).encode(), [log.signer.public_key])
            except InvalidQuestion:
                continue
            assert found.wrong or value == other or (other is None and name in ("question", "answer"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("endorsed_by", ["x"]), ("endorsement", 5), ("since", "\ud800"), ("public_key", None), ("key_id", "0" * 16)],
)
def test_a_key_in_it_that_is_none_is_refused(log: SignedLog, name: str, value: Any) -> None:
    said = json.loads(_of(log, 5))
    said["keys"][0][name] = value
    for given in ([], [log.signer.public_key]):
        with pytest.raises(InvalidQuestion, match="no evidence of a decision log"):
            evidence_in(json.dumps(said).encode(), given)


def _decided(log: SignedLog, rulebook: Rulebook, h20: ItemSpec) -> str:
    """A real decision in the log, its rules with it."""
    shipment = Shipment.model_validate({"item": h20, "destination": "CN", "date": "2025-04-09"})
    with change(log.database) as connection:
        bundles.keep(connection, rulebook.digest, packed(rulebook), log.at())
    answer = decision_json(decide(rulebook, shipment))
    log.write(1, question=question_json(shipment), answer=answer, rulebook=rulebook.digest)
    log.checkpoint()
    return log.row(27).record_id


def _log(*words: str, **settings: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", **settings}).invoke(app, ["log", *words])


def test_the_commands(tmp_path: Path, rulebook: Rulebook, h20: ItemSpec) -> None:
    url = f"sqlite:///{tmp_path}/log.sqlite3"
    log = SignedLog(open_database(url, "2026-03-01T00:00:00.000000Z"), tmp_path, Signer.create(tmp_path / "key.pem"))
    log.write(26, rulebook=rulebook.digest)
    record_id = _decided(log, rulebook, h20)
    public, file = tmp_path / "pub.pem", tmp_path / "evidence.json"
    assert _log("public-key", str(tmp_path / "key.pem"), "-o", str(public)).exit_code == 0
    with_key = ["--key", str(public), "--anchor", str(log.anchor), "--database", url]
    done = _log("verify", *with_key)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Nothing is wrong."), done
    done = _log("evidence", record_id, "--with-rules", "-o", str(file), "--database", url)
    assert done.exit_code == 0, done
    done = _log("verify", "--evidence", str(file), "--key", str(public))
    assert "worked out again from the rules in it: the same bytes." in done.stdout
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Nothing is wrong.")
    (tmp_path / "state").mkdir()
    Signer.create(tmp_path / "state" / "signing-key.pem")
    own = {"CHIPGATE_STATE_FOLDER": str(tmp_path / "state")}
    done = _log("verify", "--evidence", str(file), **own)  # the key of the service here is another
    assert (done.exit_code, "which no trusted key vouches for" in done.stdout) == (1, True)
    shutil.copy(tmp_path / "key.pem", tmp_path / "state" / "signing-key.pem")
    done = _log("verify", "--evidence", str(file), **own)
    assert (done.exit_code, "no key was given" in done.stdout) == (0, False)
    file.write_text(file.read_text().replace('"certainty": "definite"', '"certainty": "conservative"', 1))
    done = _log("verify", "--evidence", str(file), "--key", str(public))
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (1, "This is not what was logged.")
    log.run("DELETE FROM records WHERE seq = 9")
    done = _log("verify", *with_key, "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["wrong"][0]["seq"] == 9
    done = _log("rotate-key", "--old", str(tmp_path / "key.pem"), str(tmp_path / "new.pem"))
    assert (done.exit_code, "endorsed by key" in done.stdout) == (0, True)
    log.database.close()


def test_by_hand_with_the_script_of_the_page(log: SignedLog, tmp_path: Path) -> None:
    (script,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "pub.pem").write_text(log.signer.public_pem())
    file = tmp_path / "evidence.json"
    file.write_bytes(_of(log, 5))
    command = [sys.executable, "-c", script, str(file), str(tmp_path / "pub.pem")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert log.row(5).record_id in done.stdout
    for old, new in (("answer 5", "answer 6"), ("local", "loca1"), ('"number": 1', '"number": 2')):
        file.write_text(_of(log, 5).decode().replace(old, new, 1))
        assert subprocess.run(command, capture_output=True, check=False).returncode != 0, old
