"""A file is written whole or not at all; a pipe that closes and a terminal that is none are no errors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chipgate.surfaces.cli.app import app
from chipgate.surfaces.cli.guard import guard
from chipgate.surfaces.cli.output import output
from chipgate.surfaces.exit_codes import BROKEN_PIPE, BUG, INTERRUPTED

QUESTION = ["check", "H20 (HGX)", "--to", "CN", "--date", "2025-04-09"]
COMMAND = [sys.executable, "-m", "chipgate"]


def clean(**others: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHIPGATE_", "COLUMNS"))}
    return kept | others


def test_a_file_is_written_under_its_name_once_complete(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("before")
    target.chmod(0o640)
    result = CliRunner().invoke(app, [*QUESTION, "-f", "json", "-o", str(target)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text().startswith('{"answer"')
    assert target.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_stays_as_it_was_when_something_goes_wrong(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_text("before")

    def half() -> None:
        with output(target) as sink:
            sink.write(b"half")
            raise ValueError("midway")

    with pytest.raises(ValueError, match="midway"):
        half()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_is_followed_and_a_device_is_written_to_and_never_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "real.txt", tmp_path / "link.txt"
    target.write_text("before")
    link.symlink_to(target)
    with output(link) as sink:
        sink.write(b"after")
    assert link.is_symlink()
    assert target.read_text() == "after"
    with output(Path(os.devnull)) as sink:
        sink.write(b"x")
    assert not Path(os.devnull).is_file()


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*QUESTION, "-o", str(tmp_path / "none" / "x")])
    assert result.exit_code == 2
    assert "No such folder" in result.stderr


def test_the_table_in_a_file_is_plain_text(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    CliRunner().invoke(app, [*QUESTION, "-o", str(target)])
    text = target.read_text(encoding="utf-8")
    assert "LICENSE REQUIRED" in text
    assert "\x1b" not in text


def test_a_reader_that_goes_away_is_no_error() -> None:
    catalog = str(Path(__file__).resolve().parents[2] / "examples" / "catalog.csv")
    command = subprocess.Popen(
        [*COMMAND, "check", catalog, "--to", "CN", "-f", "jsonl"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=clean(),
    )  # fmt: skip
    assert command.stdout is not None
    assert command.stderr is not None
    command.stdout.readline()
    command.stdout.close()
    said = command.stderr.read()
    command.stderr.close()
    assert command.wait(60) == BROKEN_PIPE
    assert said == b""


def test_a_terminal_that_cannot_write_a_sign_still_gets_the_words() -> None:
    done = subprocess.run(
        [*COMMAND, *QUESTION], capture_output=True, env=clean(PYTHONIOENCODING="ascii"), timeout=60, check=False
    )
    assert done.returncode == 0
    assert b"LICENSE REQUIRED" in done.stdout


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colour_unless_it_asks_for_none(setting: dict[str, str], coloured: bool) -> None:
    import pty
    ours, theirs = pty.openpty()
    environment = clean(TERM="xterm-256color", **setting)
    if not setting:
        environment.pop("NO_COLOR", None)
    command = subprocess.Popen([*COMMAND, *QUESTION], stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    said = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        said += part
    os.close(ours)
    assert command.wait(60) == 0
    assert b"LICENSE REQUIRED" in said
    assert (b"\x1b[1;7;33m" in said or b"\x1b[33m" in said) is coloured


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), INTERRUPTED, "interrupted"),
        (RuntimeError("odd"), BUG, "This is a bug in chipgate"),
        (PermissionError(13, "Permission denied", "x.csv"), 2, "x.csv: Permission denied"),
    ],
)
def test_what_goes_wrong_has_a_code_and_a_line(
    raised: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuntimeError) as caught, guard(debug=False):
        raise raised
    assert getattr(caught.value, "exit_code", None) == code
    printed = capsys.readouterr().err
    assert said in printed
    assert "Traceback" not in printed


def test_debug_adds_the_traceback_of_a_bug(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError), guard(debug=True):
        raise ZeroDivisionError("odd")
    assert "Traceback" in capsys.readouterr().err
