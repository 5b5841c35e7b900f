"""`chipgate log`: look into the decision log, answer again, keep it and let go of it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from chipgate import ItemSpec, Rulebook
from chipgate.files.places import rules_folder
from chipgate.store.database import Database, open_database
from chipgate.store.reading import Selection, each
from chipgate.store.record import Entry
from chipgate.store.tables import records
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.clock import stamped
from tests.documents import ROOT, shown_and_printed
from tests.logged import NOON, answered, asked, at, log_all
from tests.repos import commit, edit, make_repo

LETTER = "us/letters/nvidia-h20"
LETTER_FILE = f"rules/{LETTER}/2025-04-09.yaml"


@pytest.fixture(scope="module")
def entries(rulebook: Rulebook, h20: ItemSpec) -> list[Entry]:
    """Three of this year, of which one is line 17 of an order; and one of 2020."""
    made = [
        answered(rulebook, asked(h20, "CN", "2025-04-09"), order="PO-7", line="17"),
        answered(rulebook, asked(h20, "CN", "2025-04-08")),
        answered(rulebook, asked(h20, "SG", "2026-03-02"), caller="k3v7q2xa"),
        answered(rulebook, asked(h20, "CN", "2020-06-01"), at("2020-06-01T08:00:00")),
    ]
    return [
        replace(entry, record_id=f"{'0172' if entry.at < '2026' else '019c'}ae6b-6600-7000-8000-00000000000{number}")
        for number, entry in enumerate(made, 1)
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook, entries: list[Entry]) -> Path:
    """The file of a log with them."""
    file = tmp_path_factory.mktemp("log") / "log.sqlite3"
    found = open_database(f"sqlite:///{file}", stamped(NOON))
    log_all(found, entries, rulebook)
    found.close()
    return file


@pytest.fixture
def log(tmp_path: Path, kept: Path) -> Iterator[Database]:
    (tmp_path / "state").mkdir()
    shutil.copy(kept, tmp_path / "state/log.sqlite3")
    found = open_database(f"sqlite:///{tmp_path}/state/log.sqlite3", stamped(NOON))
    yield found
    found.close()


def run(log: Database, *words: str) -> Result:
    state = Path(log.path).parent
    env = {"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_SETTINGS": "", "CHIPGATE_STATE_FOLDER": str(state)}
    return CliRunner(env={**env, "CHIPGATE_DATABASE_URL": log.url}).invoke(app, ["log", *words])


def ids(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line)["record_id"] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("filters", "which"),
    [
        ([], [0, 1, 2, 3]),
        (["--since", "2026-01-01"], [0, 1, 2]),
        (["--until", "2020-06-01"], [3]),
        (["--since", "2020-06-01T10:00:00+02:00", "--until", "2020-06-01T08:00:00.000001Z"], [3]),
        (["--until", "2020-05-31"], []),
        (["--verdict", "allowed", "--to", "cn"], [1]),
        (["--order", "PO-7"], [0]),
        (["--caller", "k3v7q2xa"], [2]),
        (["--date", "2025-04-08"], [1]),
        (["--outcome", "date-not-covered"], [3]),
        (["--item", "H20 (HGX)", "--certainty", "definite", "--kind", "decision"], [0, 1, 2]),
        (["--item", "H20"], []),
    ],
)
def test_records_are_listed_by_what_they_say(
    log: Database, entries: list[Entry], filters: list[str], which: list[int]
) -> None:
    assert set(ids(run(log, "list", "-f", "jsonl", *filters))) == {entries[number].record_id for number in which}


def test_the_list_is_a_table_of_the_newest_first(log: Database, entries: list[Entry]) -> None:
    result = run(log, "list", "--limit", "3", "--until", "2030-01-01")
    lines = result.stdout.splitlines()
    assert sorted(line.split("  ")[1] for line in lines) == sorted(entry.record_id for entry in entries[:3])
    assert "note: there are more than these 3." in result.stderr
    (line,) = (line for line in lines if entries[0].record_id in line)
    assert line.startswith("2026-03-02T12:00:00Z")
    assert line.endswith("license-required  definite  H20 (HGX)  CN  2025-04-09  PO-7/17")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["list", "--since", "yesterday"], '--since: "yesterday" is no time. Write a day'),
        (["list", "--until", "2026-01-01T00:00:00"], "no time"),
        (["list", "--since", "9999-99-99"], "no time"),
        (["list", "--kind", "answer"], '--kind: "answer" is no kind of record. There are decision, order'),
        (["list", "--date", "today"], '--date: "today" is no day.'),
        (["show", "nothing"], 'has no record "nothing". See chipgate log list.'),
        (["replay", "nothing"], 'has no record "nothing"'),
        (["replay", "--rules", "no-such-revision"], "no-such-revision"),
        (["export", "-o", "answers.csv"], '"answers.csv" does not say what to write. End it in .jsonl'),
        (["erase", "--before", "soon"], '--before: "soon" is no day.'),
        (["erase", "--before", "2999-01-01"], "15 CFR 762.6"),
        (["release", "hold-x"], 'no hold "hold-x" stands.'),
        (["hold", "--reason", ""], "a hold needs a reason."),
        (["restore", "missing.zst"], "missing.zst: No such file"),
        (["list", "--database", "mysql://host/name"], "--database"),
    ],
)
def test_what_cannot_be_meant_is_said(log: Database, words: list[str], said: str) -> None:
    result = run(log, *words)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())


def test_without_a_log_every_command_says_how_to_get_one(tmp_path: Path) -> None:
    for words in (["list"], ["status"], ["replay"], ["holds"], ["backup", str(tmp_path / "b")]):
        env = {"CHIPGATE_STATE_FOLDER": str(tmp_path), "CHIPGATE_DATABASE_URL": "", "CHIPGATE_SETTINGS": ""}
        result = CliRunner(env=env).invoke(app, ["log", *words])
        assert result.exit_code == 74
        assert "There is no decision log" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_one_record_is_shown_with_its_texts_to_the_byte(log: Database, entries: list[Entry]) -> None:
    shown = run(log, "show", entries[0].record_id).stdout
    for said in (
        "PO-7/17", "H20 (HGX) to China on 2025-04-09: license required.", f"- {LETTER} (2025-04-09): By letter",
        '"destination": "CN"', "chain 0, number 1", "The record says what it was logged with.",
    ):  # fmt: skip
        assert said in shown
    for name in ("question", "answer"):
        assert run(log, "show", entries[0].record_id, "--only", name).stdout_bytes == getattr(entries[0], name)
    whole = json.loads(run(log, "show", entries[0].record_id, "-f", "json").stdout)
    assert (whole["answer"].encode(), whole["line"], whole["seq"]) == (entries[0].answer, "17", 1)


@pytest.mark.parametrize("broken", [False, True])
def test_a_text_that_was_changed_is_not_passed_on(
    log: Database, entries: list[Entry], tmp_path: Path, broken: bool
) -> None:
    changed, good = entries[0].record_id, entries[1].record_id
    frame = b"no frame" if broken else compressed(entries[0].answer.replace(b"license-required", b"allowed"))
    with change(log) as connection:
        connection.execute(records.update().where(records.c.record_id == changed).values(answer=frame))
    for words in (["show", changed], ["show", changed, "--only", "answer"], ["show", changed, "-f", "json"],
                  ["export", "-o", str(tmp_path / "all.jsonl")], ["export", "-o", str(tmp_path / "all.parquet")]):
        result = run(log, *words)
        assert (result.exit_code, result.stdout) == (74, ""), words
        assert "log verify" in result.stderr
    assert not list(tmp_path.glob("all.*"))
    for words in ([changed, good], []):
        result = run(log, "replay", *words, "-f", "json")
        assert result.exit_code == 1
        told = json.loads(result.stdout)
        assert told["same"] == (1 if words else 3)
        assert [one["record_id"] for one in told["records"]] == [changed]


def test_the_status_and_the_revision_are_said(log: Database, tmp_path: Path) -> None:
    said = json.loads(run(log, "status", "-f", "json").stdout)
    assert (said["log_id"], said["records"], said["rulebooks"]) == (log.log_id, 4, 1)
    text = run(log, "status").stdout
    assert f"log          {log.log_id}\n" in text
    assert "chain 0      4 records" in text
    assert "are of revision" in run(log, "upgrade").stdout
    made = run(log, "upgrade", "--database", f"sqlite:///{tmp_path}/new/log.sqlite3").stdout
    assert made.startswith("made a new log")


def test_a_replay_counts_and_drift_ends_with_1(
    log: Database, entries: list[Entry], rulebook: Rulebook, h20: ItemSpec
) -> None:
    result = run(log, "replay")
    assert result.exit_code == 0
    first = "4 answers answered again by the rules they were given by: 4 the same to the byte, 0 not\n"
    assert result.stdout == first
    wrong = answered(rulebook, asked(h20, "CN", "2025-04-09"))
    said = json.loads(wrong.answer)
    said["answer"]["verdict"] = "allowed"
    wrong = replace(wrong, answer=json.dumps(said).encode(), verdict="allowed", engine="0.0.9")
    log_all(log, [wrong])
    result = run(log, "replay")
    assert result.exit_code == 1
    assert "1 with another verdict" in result.stdout
    assert "answered by chipgate 0.0.9 then and" in result.stdout
    assert f"{wrong.record_id}  verdict  H20 (HGX)  CN  2025-04-09  allowed → license-required" in result.stdout
    assert run(log, "replay", entries[0].record_id, entries[1].record_id).exit_code == 0
    assert run(log, "replay", "--rules", str(rules_folder()), "--date", "2020-06-01").exit_code == 0
    data = json.loads(run(log, "replay", wrong.record_id, "-f", "json").stdout)
    assert [one["part"] for one in data["drift"]] == ["verdict"]
    assert data["records"][0]["now"] == "license-required"


def test_answers_that_a_correction_changes(
    log: Database, entries: list[Entry], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = make_repo(tmp_path / "work")
    monkeypatch.chdir(repository)
    edit(repository, LETTER_FILE, "effective: 2025-04-09", "effective: 2025-04-07")
    (repository / LETTER_FILE).rename(repository / LETTER_FILE.replace("04-09", "04-07"))
    commit(repository, "Correct a date")
    result = run(log, "affected", "HEAD~1..HEAD", "--since", "2026-01-01", "--fail-on", "any")
    assert result.exit_code == 1
    said = result.stdout
    assert "2 of 3 logged decisions change" in said
    assert "  1 allowed → license-required\n" in said
    assert "  1 license-required, for other reasons\n" in said
    assert f"  {entries[0].record_id}  H20 (HGX)  CN  2025-04-09  PO-7/17  license-required, reasons\n" in said
    assert entries[2].record_id not in said
    data = json.loads(run(log, "affected", "HEAD~1..HEAD", "-f", "json").stdout)
    assert [(row["record_id"], row["old"]["verdict"], row["new"]["verdict"]) for row in data["affected"]] == [
        (entries[0].record_id, "license-required", "license-required"),
        (entries[1].record_id, "allowed", "license-required"),
    ]
    assert (data["looked"]["seen"], data["looked"]["skipped"]) == (4, 1)
    again = run(log, "replay", "--rules", "HEAD")
    assert again.exit_code == 1
    assert "1 with another verdict" in again.stdout
    assert "answered again by the rules of HEAD" in again.stdout


def test_records_are_exported(log: Database, tmp_path: Path, entries: list[Entry]) -> None:
    for name in ("all.jsonl", "all.jsonl.zst", "all.parquet"):
        result = run(log, "export", "-o", str(tmp_path / name))
        assert result.exit_code == 0, result.stderr
        assert f"note: wrote 4 records to {tmp_path / name}." in result.stderr
    rows = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["answer"].encode() for row in rows] == [entry.answer for entry in entries]
    assert pq.read_table(tmp_path / "all.parquet").to_pylist() == rows
    assert "wrote 1 record to" in run(log, "export", "-o", str(tmp_path / "o.jsonl"), "--order", "PO-7").stderr


def test_a_hold_keeps_what_an_erasure_would_take(log: Database) -> None:
    placed = run(log, "hold", "--reason", "Subpoena 2026-114", "--to", "CN", "--until", "2020-12-31")
    hold = placed.stdout.strip()
    assert "destination=CN: 1 record now" in placed.stderr.replace("until=2021-01-01T00:00:00.000000Z, ", "")
    (row,) = json.loads(run(log, "holds", "-f", "json").stdout)
    assert (row["hold_id"], row["reason"]) == (hold, "Subpoena 2026-114")
    dry = run(log, "erase", "--before", "2021-01-01")
    assert "0 records before 2021-01-01 would lose question and answer." in dry.stdout
    assert f"{hold} keeps 1 that are old enough." in dry.stderr
    assert f"released {hold}" in run(log, "release", hold).stderr
    assert "released 20" in run(log, "holds").stdout
    assert "1 record before 2021-01-01 would lose" in run(log, "erase", "--before", "2021-01-01").stdout
    assert all(record.question is not None for record in each(log, Selection()))
    done = run(log, "erase", "--before", "2021-01-01", "--yes")
    assert "erased question and answer of 1 record " in done.stdout
    erased = [record.seq for record in each(log, Selection(kind="decision")) if record.question is None]
    assert erased == [4]
    shown = run(log, "list", "--kind", "erasure").stdout
    assert "[erasure]" in shown
    assert run(log, "replay").exit_code == 0


def test_an_act_is_signed_where_the_signing_key_is(log: Database) -> None:
    from chipgate.store.signing import Signer

    state = Path(log.path).parent
    Signer.create(state / "signing-key.pem")
    run(log, "hold", "--reason", "signed")
    signed = json.loads(run(log, "status", "-f", "json").stdout)["checkpoints"]
    assert signed >= 1
    assert len((state / "anchors.jsonl").read_text(encoding="utf-8").splitlines()) == signed
    assert run(log, "verify").exit_code == 0


def test_a_log_is_backed_up_and_restored(log: Database, tmp_path: Path) -> None:
    file, target = str(tmp_path / "log.zst"), f"sqlite:///{tmp_path}/restored/log.sqlite3"
    assert f"backed up log {log.log_id}: 4 records" in run(log, "backup", file).stderr
    assert Path(file).stat().st_mode & 0o777 == 0o600
    result = run(log, "restore", file, "--database", target)
    assert result.exit_code == 0, result.stderr
    assert f"restored log {log.log_id}" in result.stderr
    assert json.loads(run(log, "status", "-f", "json", "--database", target).stdout)["log_id"] == log.log_id
    again = run(log, "restore", file, "--database", target)
    assert again.exit_code == 74
    assert "already has rows" in again.stderr
    assert run(log, "replay", "--database", target).exit_code == 0


def test_the_commands_of_the_page_print_what_it_shows(log: Database) -> None:
    """`UPDATE_DOCS=1` writes the present output into it, to be read as a diff."""
    text, current = shown_and_printed(ROOT / "docs" / "decision-log.md", Path(log.path).parent)
    assert current == text, "run: UPDATE_DOCS=1 pytest tests/surfaces/test_log_command.py, and read the difference"


def test_every_command_teaches_with_an_example(log: Database) -> None:
    listed = run(log, "--help").stdout
    for name in (
        "list", "show", "status", "replay", "affected", "export", "hold", "release", "holds", "erase", "backup",
        "restore", "upgrade", "verify", "evidence",
    ):  # fmt: skip
        assert f" {name} " in listed
        assert f"Example: chipgate log {name}" in run(log, name, "--help").stdout
