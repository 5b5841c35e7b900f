"""`chipgate serve` as it runs: real processes, real signals, and the ways in which it does not start."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from chipgate.files.places import rules_folder

EXAMPLES = rules_folder().parent / "examples"
QUESTION = (EXAMPLES / "question.json").read_bytes()
PATIENCE = 120.0
pytestmark = pytest.mark.slow


def _environment(state: Path, **settings: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHIPGATE_")}
    return clean | {"XDG_STATE_HOME": str(state), "PYTHONWARNINGS": "error::ResourceWarning"} | settings


class Service:
    """A service that runs, and what it has said."""

    def __init__(self, process: subprocess.Popen[bytes], said: Path) -> None:
        self.process, self._said = process, said
        self.url = ""

    def lines(self) -> list[dict[str, Any]]:
        """What it said of itself, a JSON object on each line."""
        return [json.loads(line) for line in self._said.read_text(encoding="utf-8").splitlines(keepends=True)
                if line.endswith("\n")]  # fmt: skip

    def text(self) -> str:
        return self._said.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def ready(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.get("/health/ready")[1])
        return found

    def post(self, path: str, body: bytes = b"{}") -> tuple[int, bytes]:
        request = urllib.request.Request(self.url + path, body, {"content-type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read()

    def figure(self, name: str) -> float:
        found = re.search(rf"^{name}(?:\{{.*\}})? (\S+)$", self.get("/metrics")[1].decode(), re.MULTILINE)
        assert found, name
        return float(found[1])

    def workers(self) -> set[int]:
        """The ids of the processes that answer, below a supervisor."""
        found = set()
        for line in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{line}/cmdline").read_bytes():
                found.add(int(line))
        return found


def _until(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def _served(folder: Path, *options: str) -> Iterator[Service]:
    said = folder / "said.jsonl"
    command = [sys.executable, "-m", "chipgate", "serve", "--port", "0", "--log-format", "json", *options]
    with said.open("wb") as file:
        process = subprocess.Popen(command, stderr=file, env=_environment(folder))
    service = Service(process, said)
    try:
        _until(lambda: process.poll() is not None or any(line["event"] == "listening" for line in service.lines()))
        assert process.poll() is None, service.text()
        service.url = next(line["url"] for line in service.lines() if line["event"] == "listening")
        yield service
    finally:
        process.kill()
        process.wait()


def _house(folder: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "house", folder / "house"))


def test_one_worker_keeps_good_rules_and_stops_without_dropping_a_request(tmp_path: Path) -> None:
    house = _house(tmp_path)
    with _served(tmp_path, "--rules", str(house)) as service:
        good = service.ready()
        assert good["status"] == "ready"
        _, answer = service.post("/v1/decisions", QUESTION)

        text = (house / "pack.yaml").read_text()
        (house / "pack.yaml").write_text(f"titel: x\n{text}")
        service.process.send_signal(signal.SIGHUP)
        _until(lambda: service.ready()["status"] == "degraded")
        broken = service.ready()
        assert broken["rulebook"] == good["rulebook"]
        assert any("pack.yaml:1:1" in place for place in broken["broken"]["first"])
        assert service.post("/v1/decisions", QUESTION)[1] == answer
        assert service.figure("chipgate_rules_broken") == 1
        assert [line["event"] for line in service.lines() if line["level"] == "error"] == ["rules kept"]

        (house / "pack.yaml").write_text(text)
        service.process.send_signal(signal.SIGHUP)
        _until(lambda: service.ready()["status"] == "ready")
        assert service.figure("chipgate_rules_reloads_total") == 2

        host, port = service.url.removeprefix("http://").split(":")
        head = "POST /v1/decisions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        with socket.create_connection((host, int(port)), PATIENCE) as asking:
            asking.sendall(f"{head}Content-Length: {len(QUESTION)}\r\n\r\n".encode() + QUESTION[:10])
            _until(lambda: service.get("/health/live")[0] == 200)  # by now the first half has arrived, too
            service.process.send_signal(signal.SIGTERM)
            _until(lambda: not _listens(host, int(port)))
            asking.sendall(QUESTION[10:])
            told = b"".join(iter(lambda: asking.recv(65536), b""))
        assert told.startswith(b"HTTP/1.1 200")
        assert told.endswith(answer)
        assert service.process.wait(PATIENCE) == 0
        requests = [line for line in service.lines() if line["event"] == "request"]
        assert [line["status"] for line in requests] == [200, 200, 200]
        assert not any(word in service.text() for word in ("H20", "Traceback", "destination"))


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), PATIENCE):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reload_that_is_asked_for_while_it_starts_does_not_end_it(tmp_path: Path, workers: str) -> None:
    said = tmp_path / "said.jsonl"
    command = [sys.executable, "-m", "chipgate", "serve", "--port", "0", "--log-format", "json", "--workers", workers]
    with said.open("wb") as file:
        process = subprocess.Popen(command, stderr=file, env=_environment(tmp_path))
    service = Service(process, said)
    try:
        _until(lambda: process.poll() is not None or _minds_no_hangup(process.pid))
        while process.poll() is None and not any(line["event"] == "listening" for line in service.lines()):
            process.send_signal(signal.SIGHUP)
            time.sleep(0.02)
        assert process.poll() is None, service.text()
        assert not [line for line in service.lines() if line["event"] == "worker died"]
        service.url = next(line["url"] for line in service.lines() if line["event"] == "listening")
        if workers == "2":
            _until(lambda: service.figure("chipgate_rules_reloads_total") >= 2)  # what was asked for is done
        assert service.post("/v1/decisions", QUESTION)[0] == 200
    finally:
        process.kill()
        process.wait()


def _minds_no_hangup(pid: int) -> bool:
    """Whether a process has begun to pass over SIGHUP: before that it is not chipgate yet."""
    status = Path(f"/proc/{pid}/status").read_text()
    ignored = re.search(r"^SigIgn:\s*([0-9a-f]+)$", status, re.MULTILINE)
    return ignored is not None and bool(int(ignored[1], 16) & 1 << (signal.SIGHUP - 1))


def test_two_workers_reload_together_are_replaced_and_end_with_their_supervisor(tmp_path: Path) -> None:
    house = _house(tmp_path)
    with _served(tmp_path, "--rules", str(house), "--workers", "2") as service:
        first = service.workers()
        assert len(first) == 2
        _until(lambda: service.figure("chipgate_rules_info") == 2)

        house.rename(tmp_path / "away")
        service.process.send_signal(signal.SIGHUP)
        _until(lambda: service.figure("chipgate_rules_reload_failures_total") == 2)
        assert {service.ready()["status"] for _ in range(10)} == {"degraded"}
        assert service.post("/v1/decisions", QUESTION)[0] == 200
        assert service.workers() == first

        (tmp_path / "away").rename(house)
        assert json.loads(service.post("/v1/admin/reload")[1])["reloaded"]
        _until(lambda: service.figure("chipgate_rules_reloads_total") == 4)
        assert {service.ready()["status"] for _ in range(10)} == {"ready"}

        os.kill(min(first), signal.SIGKILL)
        _until(lambda: len(service.workers() - {min(first)}) == 2)
        _until(lambda: service.figure("chipgate_workers") == 2)
        assert service.post("/v1/decisions", QUESTION)[0] == 200

        last = service.workers()
        service.process.kill()  # whatever ends the supervisor, its workers do not go on alone
        service.process.wait()
        _until(lambda: not any(Path(f"/proc/{pid}").exists() and _runs(pid) for pid in last))
        assert "Traceback" not in service.text()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _refused(folder: Path, *options: str, **settings: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "chipgate", "serve", "--port", "0", *options]
    done = subprocess.run(
        command, env=_environment(folder, **settings), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_wrong_settings_are_told_together_and_end_with_2(tmp_path: Path) -> None:
    code, told = _refused(tmp_path, "--auth", "none", CHIPGATE_LOG="of", CHIPGATE_WORKER="2")
    assert code == 2
    assert told.splitlines() == [
        "--auth: must be 'loopback-free' or 'required'.",
        "CHIPGATE_LOG: must be 'durable', 'unsafe-async' or 'off'.",
    ]


def test_an_address_that_is_taken_ends_with_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, told = _refused(tmp_path, "--port", str(port), "--log", "off")
    assert (code, told) == (2, f"--port: cannot listen at 127.0.0.1:{port}: Address already in use. "
                               "Choose another with --port; 0 takes a free one.\n")  # fmt: skip


def test_rules_that_are_not_there_end_with_3_and_a_log_that_cannot_be_had_with_74(tmp_path: Path) -> None:
    code, told = _refused(tmp_path, "--rules", str(tmp_path / "none"))
    assert (code, told) == (3, f"chipgate: {tmp_path / 'none'} is not a folder of rule files.\n")
    (tmp_path / "file").write_text("")
    code, told = _refused(tmp_path, "--state", str(tmp_path / "file"))
    assert code == 74
    assert str(tmp_path / "file") in told


def test_a_start_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "list.json")  # nobody ever writes into it
    code, told = _refused(tmp_path, "--screening-list", str(tmp_path / "list.json"), CHIPGATE_STARTUP_SECONDS="2")
    assert code == 3
    assert told == "chipgate: gave up reading the rules: it took longer than 2 seconds (startup_seconds).\n"


def test_under_uvicorn_too_a_failed_start_is_said_in_words(tmp_path: Path) -> None:
    def told(**settings: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "uvicorn", "chipgate.main:app", "--port", "0"]
        done = subprocess.run(
            command, env=_environment(tmp_path, **settings), capture_output=True, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
        assert "Traceback" not in done.stderr
        return done.returncode, done.stderr

    assert told(CHIPGATE_LOG="of") == (2, "CHIPGATE_LOG: must be 'durable', 'unsafe-async' or 'off'.\n")
    code, text = told(CHIPGATE_RULES=str(tmp_path / "none"))
    assert code != 0
    assert f"{tmp_path / 'none'} is not a folder of rule files." in text
