"""What the README shows is what happens: its commands are run and their output compared, its Python is run.

`UPDATE_README=1 pytest tests/test_readme.py` writes the present output into it, to be read as a diff.
"""

from __future__ import annotations

import contextlib
import io
import re

from tests.documents import CONSOLE, ROOT, shown_and_printed

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
