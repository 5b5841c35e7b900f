"""What the pages on the service show is what happens: their commands and their Python are run against a live one.

`UPDATE_DOCS=1 pytest tests/test_service_pages.py` writes the present output into them, to be read as a diff.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.documents import CONSOLE, ROOT
from tests.service import CLEAN, PATIENCE, Server

REST, CLIENT = ROOT / "docs/rest.md", ROOT / "docs/client.md"
_PYTHON = re.compile(r"```python\n(.*?)```\n+```\n(.*?)```", re.DOTALL)
_SHOWN = "localhost:8000"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("state")) as server:
        yield server


def _run(command: list[str], server: Server) -> str:
    here = f"localhost:{server.port}"
    done = subprocess.run(
        [word.replace(_SHOWN, here) for word in command], cwd=ROOT, env=CLEAN, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.replace(here, _SHOWN)


def test_the_commands_of_the_page_on_the_endpoints_print_what_it_shows(server: Server) -> None:
    def block(match: re.Match[str]) -> str:
        commands = [line[2:] for line in match[0].splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{_run(['bash', '-c', command], server)}" for command in commands)

    text = REST.read_text(encoding="utf-8")
    current = CONSOLE.sub(block, text)
    if os.environ.get("UPDATE_DOCS"):
        REST.write_text(current, encoding="utf-8")
    assert len(CONSOLE.findall(text)) >= 8
    assert current == text, "run: UPDATE_DOCS=1 pytest tests/test_service_pages.py, and read the difference"


def test_the_python_of_the_page_on_the_client_prints_what_it_shows(server: Server) -> None:
    text = CLIENT.read_text(encoding="utf-8")
    (example,) = _PYTHON.finditer(text)
    printed = _run([sys.executable, "-c", example[1]], server)
    if os.environ.get("UPDATE_DOCS"):
        CLIENT.write_text(text[: example.start(2)] + printed + text[example.end(2) :], encoding="utf-8")
    assert printed == example[2], "run: UPDATE_DOCS=1 pytest tests/test_service_pages.py, and read the difference"


def test_the_page_on_the_endpoints_has_all_of_them(server: Server) -> None:
    from chipgate.client.answers import plain

    document = plain(_run(["curl", "-s", f"{_SHOWN}/openapi.json"], server).encode())
    text = REST.read_text(encoding="utf-8")
    for path in document["paths"]:
        assert f"{re.sub('{.*}', '', path)}" in text, path
