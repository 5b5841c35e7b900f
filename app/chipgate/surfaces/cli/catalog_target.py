"""Where the answers of a catalog go: a stream, a file in a format, or a new sheet of a workbook."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chipgate import Rulebook, Shipment

from .options import OutputFormat, Progress
from .output import Output, output
from .question import usage
from .terminal import is_terminal

if TYPE_CHECKING:
    from .flat_writers import FlatWriter

BINARY = frozenset({OutputFormat.PARQUET, OutputFormat.XLSX})
ROWS_ONLY = BINARY | {OutputFormat.CSV, OutputFormat.HTML}
"""Formats that show rows, and no decision whole, of one item too."""
WHOLE = frozenset({OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.TABLE})
"""Formats that show whole decisions, where one question is asked of each item. (JSON and JSON Lines do always.)"""
CHOSEN = (OutputFormat.CSV, OutputFormat.PARQUET)
"""Formats whose columns can be chosen."""

CHANGED = (OutputFormat.TABLE, OutputFormat.CSV, OutputFormat.PARQUET, OutputFormat.XLSX)
"""Formats that show what changed since an earlier result."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where the answers go: a stream or file in a format, or a new sheet of a workbook (`append_to`).

    `columns` are those that were chosen; None: all of the format.
    """

    format: OutputFormat
    out: Path | None = None
    append_to: Path | None = None
    sheet: str = "chipgate"
    columns: tuple[str, ...] | None = None
    resume: bool = False
    progress: Progress = Progress.WORDS

    @property
    def file(self) -> Path | None:
        """The file that is written, which is whole at the end or as it was before; None: it cannot be taken back."""
        path = self.append_to or self.out
        return path if path is not None and (path.is_file() or not path.exists()) else None


@contextmanager
def opened(
    target: Target, bases: Sequence[Shipment], columns: Sequence[str], rulebook: Rulebook
) -> Iterator[tuple[Output, FlatWriter]]:
    """The writer of a target; a file is whole at the end, or as it was before."""
    from .flat_writers import flat_writer_of

    if target.append_to is not None:
        from .appended_writer import AppendedWriter

        with output(target.append_to) as sink, ExitStack() as stack:
            yield sink, AppendedWriter(sink, columns, target.append_to, target.sheet, stack)
        return
    if target.out is None and target.format in BINARY and is_terminal(sys.stdout):
        raise usage(f"{target.format} is not for a terminal: say where it goes with --output.")
    with output(target.out) as sink, ExitStack() as stack:
        yield sink, flat_writer_of(target.format, sink, bases, columns, rulebook, stack)
