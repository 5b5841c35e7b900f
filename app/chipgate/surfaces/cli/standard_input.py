"""A catalog on standard input: kept in a temporary file, since a catalog is read twice, first for its mistakes."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chipgate.files.sources import Source, TableFormat

STDIN = "-"
SHOWN = "(standard input)"


@contextmanager
def source_of(path: Path, format: TableFormat | None, sheet: str | None) -> Iterator[Source]:
    """The catalog of a file, or of standard input where the file is "-"."""
    if str(path) != STDIN:
        yield Source(path, None, format, sheet)
        return
    with tempfile.NamedTemporaryFile(prefix="chipgate-") as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy, 1 << 20)
        copy.flush()
        yield Source(Path(copy.name), SHOWN, format, sheet)
