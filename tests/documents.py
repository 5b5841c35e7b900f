"""Pages that show commands: each is run, and what it prints is held against what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = re.compile(r"(?<=```console\n)(.*?)(?=```)", re.DOTALL)
_OURS = "CHIPGATE_"


def shown_and_printed(page: Path, folder: Path = ROOT) -> tuple[str, str]:
    """The page as it stands, and as it would stand with what its commands print now, run in a folder.

    With UPDATE_README or UPDATE_DOCS set, the page is written anew, to be read as a diff.
    """
    text = page.read_text(encoding="utf-8")
    current = CONSOLE.sub(lambda match: _block(match[0], folder), text)
    if os.environ.get("UPDATE_README") or os.environ.get("UPDATE_DOCS"):
        page.write_text(current, encoding="utf-8")
    return text, current


def _block(text: str, folder: Path) -> str:
    commands = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_run(command, folder)}" for command in commands)


def _run(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    environment |= {"PATH": path, "COLUMNS": "100", "NO_COLOR": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (0, 1, 2, 141), f"{command}: {done.stderr}"
    return done.stdout + (done.stderr if done.returncode == 2 else "")
