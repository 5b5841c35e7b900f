"""Runs that are killed, cut short or have no room: the output is whole or as it was, and `--resume` goes on."""

from __future__ import annotations

import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from bench.synthetic import frames
from chipgate import Rulebook
from chipgate.engine.judge import matching_on
from chipgate.model.shipment import Shipment

DAY = "2026-02-15"
ROWS = 300_000


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Path:
    """Enough rows for several parts."""
    path = tmp_path_factory.mktemp("resume") / "catalog.parquet"
    day = Shipment.model_validate({"item": {}, "destination": "CN", "date": DAY}).date
    bounds = matching_on(rulebook, day).ruleset.bounds
    pl.concat(frames(ROWS, bounds)).drop("near").write_parquet(path)
    return path


def command(catalog: Path, out: Path, *words: str) -> list[str]:
    said = ["check", str(catalog), "--to", "CN", "--date", DAY, "-o", str(out), *words]
    return [sys.executable, "-m", "chipgate", *said]


def run(catalog: Path, out: Path, *words: str, most: int | None = None) -> subprocess.CompletedProcess[str]:
    """A run; `most` bytes may one file have."""
    def limit() -> None:
        if most is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    return subprocess.run(command(catalog, out, *words), capture_output=True, text=True, preexec_fn=limit, check=False)


PLAIN = ("--columns", "item,verdict,reasons")


@pytest.mark.slow
@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_killed_at_any_moment_and_resumed_the_bytes_are_the_same(catalog: Path, tmp_path: Path, format: str) -> None:
    words = ("-f", format, *PLAIN)
    whole, out = tmp_path / f"whole.{format}", tmp_path / f"out.{format}"
    begun = time.monotonic()
    assert run(catalog, whole, *words).returncode == 0
    took = time.monotonic() - begun
    sown = random.Random(f"{format} {os.getpid()}")
    folder, kept = tmp_path / f".out.{format}.parts", 0
    for attempt in range(3):
        started = subprocess.Popen([*command(catalog, out, *words), *(["--resume"] if attempt else [])],
                                   stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(took * sown.uniform(0.3, 0.95))
        started.kill()
        started.wait()
        if out.exists():
            break
        kept = max(kept, len(list(folder.glob("*.arrow"))))
    ended = run(catalog, out, *words, "--resume")
    assert ended.returncode == 0, ended.stderr
    assert out.read_bytes() == whole.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"out.{format}", f"whole.{format}"]


@pytest.mark.slow
def test_parts_are_used_and_belong_to_one_run(catalog: Path, tmp_path: Path) -> None:
    out, folder = tmp_path / "out.csv", tmp_path / ".out.csv.parts"
    started = subprocess.Popen(command(catalog, out, "-f", "csv", *PLAIN), stderr=subprocess.DEVNULL)
    while not (folder / "000001.arrow").exists():
        assert started.poll() is None, "the run ended before it could be killed"
        time.sleep(0.01)
    started.kill()
    started.wait()
    assert not out.exists()
    other = run(catalog, out, "-f", "csv", "--columns", "item,verdict", "--resume")
    assert other.returncode == 2
    assert "columns differ" in other.stderr
    assert "without --resume" in other.stderr
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        busy = run(catalog, out, "-f", "csv", *PLAIN, "--resume")
    assert busy.returncode == 2
    assert "another run is writing" in busy.stderr
    first = (folder / "000000.arrow").stat().st_mtime_ns
    (folder / "000001.arrow").write_bytes(b"cut short")
    stopped = subprocess.Popen([*command(catalog, out, "-f", "csv", *PLAIN), "--resume"], stderr=subprocess.DEVNULL)
    while (folder / "000001.arrow").stat().st_size < 100:
        assert stopped.poll() is None, "the run ended before it could be looked at"
        time.sleep(0.01)
    assert (folder / "000000.arrow").stat().st_mtime_ns == first  # kept, not made again
    assert stopped.wait() == 0
    whole = tmp_path / "whole.csv"
    assert run(catalog, whole, "-f", "csv", *PLAIN).returncode == 0
    assert out.read_bytes() == whole.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("format", ["parquet", "csv", "xlsx"])
def test_no_room_leaves_what_was_there(catalog: Path, tmp_path: Path, format: str) -> None:
    small = tmp_path / "small.parquet"
    pl.read_parquet(catalog).head(20_000).write_parquet(small)
    out = tmp_path / f"out.{format}"
    out.write_text("as it was")
    ended = run(small, out, "-f", format, most=20_000)
    assert ended.returncode == 2
    assert "File too large" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert out.read_text() == "as it was"
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"out.{format}", "small.parquet"]


def test_a_mistake_in_the_last_row_leaves_no_file(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("name,tpp\na,1\nb,1 979\n", encoding="utf-8")
    out = tmp_path / "out.csv"
    ended = run(bad, out, "-f", "csv")
    assert ended.returncode == 2
    assert 'bad.csv:3:2: column "tpp"' in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["bad.csv"]


def test_without_anything_to_resume_it_begins(tmp_path: Path) -> None:
    small = tmp_path / "small.csv"
    small.write_text("name,tpp\na,1\n", encoding="utf-8")
    ended = run(small, tmp_path / "out.csv", "-f", "csv", "--resume")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("a,CN,2026-02-15,")
