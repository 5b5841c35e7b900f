"""Where the answers of a catalog go, and the writer that takes them there."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chipgate import Shipment

from .options import OutputFormat
from .output import Output, output
from .question import usage
from .terminal import is_terminal

if TYPE_CHECKING:
    from .catalog_writers import Writer

BINARY = frozenset({OutputFormat.PARQUET, OutputFormat.XLSX})


@dataclass(frozen=True, slots=True)
class Target:
    """Where the answers go: a stream or file in a format, or a new sheet of a workbook (`append_to`)."""

    format: OutputFormat
    out: Path | None = None
    append_to: Path | None = None
    sheet: str = "chipgate"


@contextmanager
def opened(target: Target, bases: Sequence[Shipment]) -> Iterator[tuple[Output, Writer]]:
    """The writer of a target; a file is whole at the end, or as it was before."""
    from .catalog_writers import writer_of

    if target.append_to is not None:
        from .appended_writer import AppendedWriter

        with output(target.append_to) as sink, ExitStack() as stack:
            yield sink, AppendedWriter(sink, bases, target.append_to, target.sheet, stack)
        return
    if target.out is None and target.format in BINARY and is_terminal(sys.stdout):
        raise usage(f"{target.format} is not for a terminal: say where it goes with --output.")
    with output(target.out) as sink, ExitStack() as stack:
        yield sink, writer_of(target.format, sink, bases, stack)
