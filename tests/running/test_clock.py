"""A service whose machine's clock is set back, and forward again: nothing is lost, and nothing stands twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.load import ask, questions
from tests.running.kept import digests_in, records_in, verify_whole
from tests.service import Server

SOURCE = Path(__file__).with_name("set_clock.c")
HOUR = 3600


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """What sets the clock of a process."""
    compiler = shutil.which("cc")
    assert compiler, "this test needs a C compiler, as building durable-rules does (Debian: apt-get install gcc)"
    built = tmp_path / "set_clock.so"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", str(built), str(SOURCE)], check=True)
    return built


@pytest.mark.slow
def test_a_clock_that_is_set_back_loses_and_repeats_nothing(tmp_path: Path, library: Path) -> None:
    offset, log = tmp_path / "offset", f"sqlite:///{tmp_path}/log.sqlite3"
    offset.write_bytes(bytes(8))
    bodies = questions(tmp_path, 12)
    given: list[str] = []
    preloaded = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(offset)}
    with Server(tmp_path, CHIPGATE_CHECKPOINT_RECORDS="10", **preloaded) as server:
        for hours in (0, -2, 1, -3):
            offset.write_bytes((hours * HOUR).to_bytes(8, "little", signed=True))
            given += (ask(server.url, "POST", "/v1/decisions", body).headers["Chipgate-Record-Id"] for body in bodies)
        listed: list[str] = []
        cursor = "?limit=7"
        while cursor:
            page = ask(server.url, "GET", f"/v1/decisions{cursor}").data
            listed += (record["record_id"] for record in page["records"])
            cursor = page["next"] and f"?limit=7&cursor={page['next']}"
    assert sorted(listed) == sorted(given) == sorted(digests_in(log))
    assert len(set(given)) == len(given) == 48
    times = [record.at for record in records_in(log)]
    assert times != sorted(times)
    assert times[12] < times[0] < times[24]
    found = verify_whole(tmp_path)
    assert found["checkpoints"] >= 4
    assert any("clock" in one for one in found["remarks"])
