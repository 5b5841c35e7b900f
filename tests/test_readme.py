"""What the README shows is what happens: its commands are run and their output compared, its Python is run.

`UPDATE_README=1 pytest tests/test_readme.py` writes the present output into it, to be read as a diff.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
_CONSOLE = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)
_PYTHON = re.compile(r"```python\n(.*?)```\n+```\n(.*?)```", re.DOTALL)


def _run(command: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}
    environment.pop("CHIPGATE_RULES", None)
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode in (0, 141), f"{command}: {done.stderr}"
    return done.stdout


def _block(text: str) -> str:
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_run(command)}" for command in commands)


def test_the_commands_of_the_readme_print_what_it_shows() -> None:
    text = README.read_text(encoding="utf-8")
    blocks = _CONSOLE.findall(text)
    assert len(blocks) >= 6
    current = _CONSOLE.sub(lambda match: _block(match[0]), text)
    if os.environ.get("UPDATE_README"):
        README.write_text(current, encoding="utf-8")
    assert current == text, "run: UPDATE_README=1 pytest tests/test_readme.py, and read the difference"


def test_the_python_of_the_readme_prints_what_it_shows() -> None:
    (example,) = _PYTHON.findall(README.read_text(encoding="utf-8"))
    code, expected = example
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == expected
