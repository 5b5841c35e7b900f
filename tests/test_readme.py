"""What the README shows is what happens: its commands are run and their output compared, its Python is run.

`UPDATE_README=1 pytest tests/test_readme.py` writes the present output into it, to be read as a diff.
"""

from __future__ import annotations

import contextlib
import io
import re
import subprocess
import sys
from pathlib import Path

from tests.documents import CONSOLE, ROOT, shown_and_printed
from tests.service import CLEAN, PATIENCE, Server

README = ROOT / "README.md"
_PYTHON = re.compile(r"```python\n(.*?)```\n+```\n(.*?)```", re.DOTALL)


def test_the_commands_of_the_readme_print_what_it_shows() -> None:
    text, current = shown_and_printed(README)
    assert len(CONSOLE.findall(text)) >= 6
    assert current == text, "run: UPDATE_README=1 pytest tests/test_readme.py, and read the difference"


def test_the_python_of_the_readme_prints_what_it_shows() -> None:
    (example,) = _PYTHON.findall(README.read_text(encoding="utf-8"))
    code, expected = example
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == expected


def test_the_service_of_the_readme_answers_as_the_command_line_does_and_its_log_holds(tmp_path: Path) -> None:
    section = README.read_text(encoding="utf-8").partition("## Call it")[2].partition("\n## ")[0]
    (curl,) = re.findall(r"^curl .*$", section, re.MULTILINE)
    (check,) = re.findall(r"`(chipgate check .*?)`", section)
    asked_of_the_log = re.findall(r"^(chipgate log \S+)", section, re.MULTILINE)
    path = f"{Path(sys.executable).parent}:{CLEAN['PATH']}"
    environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(tmp_path), "PATH": path}

    def run(command: str) -> bytes:
        done = subprocess.run(
            ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
        return done.stdout

    with Server(tmp_path) as server:
        assert run(curl.replace("localhost:8000", f"localhost:{server.port}")) == run(check)
        said = [run(command).decode() for command in asked_of_the_log]
    assert [command.split()[2] for command in asked_of_the_log] == ["list", "verify", "replay"]
    assert "license-required" in said[0]
    assert "1 the same to the byte, 0 not" in said[2]
