"""JSON Lines as a table: one object per line, keys as columns, no digit lost.

Columns are the keys of the whole file, gathered in one pass before the first row, so that a rate that only a late line
states is never passed over. An object within an object is flattened once: {"tops": {"fp8": 296}} is column tops.fp8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from chipgate.errors import Problem

from .csv_lines import Lines, Record, Refused
from .json_reader import InvalidJson, read_json
from .sources import Source, Unreadable

MOST_COLUMNS = 2000
"""Keys that one file may have; more is a file that has values for keys."""


class JsonLines:
    """The reader of JSON Lines."""

    unit = ""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.bytes_read = 0
        self._header: list[str] | None = None

    def records(self) -> Iterator[Record]:
        """The header (number 0), then each object's texts in its order. See `Reader`."""
        header = self._columns()
        if not header:
            return
        yield 0, header
        for line, found in self._objects():
            if isinstance(found, Problem):
                yield line, found
                continue
            yield line, [found.get(name, "") for name in header]

    def _columns(self) -> list[str]:
        if self._header is None:
            seen: dict[str, None] = {}
            for line, found in self._objects():
                if isinstance(found, dict):
                    seen.update(dict.fromkeys(found))
                if len(seen) > MOST_COLUMNS:
                    raise Unreadable(f"more than {MOST_COLUMNS:,} different keys up to line {line}.",
                                     "Every line states the same few keys: name, tpp, …")  # fmt: skip
                if len(seen) == 0 and isinstance(found, Problem):
                    raise Unreadable(found.message, found.hint)
            self._header = list(seen)
        return self._header

    def _objects(self) -> Iterator[tuple[int, dict[str, str] | Problem]]:
        with self._source.open() as stream:
            lines = Lines(stream, "JSON Lines")
            while True:
                lines.record_bytes = 0
                try:
                    text = next(lines)
                except StopIteration:
                    return
                except Refused as refused:
                    yield lines.number, Problem(self._source.shown, lines.number, 1, refused.message, refused.hint)
                    continue
                finally:
                    self.bytes_read = lines.bytes_read
                if text.strip():
                    yield lines.number, self._object(text, lines.number)

    def _object(self, text: str, line: int) -> dict[str, str] | Problem:
        try:
            value = read_json(text.encode(), self._source.shown)
        except InvalidJson as error:
            first = error.problems[0]
            return replace(first, line=line, column=first.column or 1)
        if not isinstance(value, dict):
            return Problem(self._source.shown, line, 1, "not an object.", 'Write {"name": "K1", "tpp": 4800}.')
        found: dict[str, str] = {}
        for key, inner in value.items():
            entries = {f"{key}.{name}": one for name, one in inner.items()} if isinstance(inner, dict) else {key: inner}
            for name, one in entries.items():
                if isinstance(one, list | dict) or name in found:
                    fault = "twice" if name in found else "a list" if isinstance(one, list) else "nested too deep"
                    return Problem(self._source.shown, line, 1, f'key "{name}": {fault}.',
                                   "A key states one text, number, true, false or null.")  # fmt: skip
                found[name] = _text(one)
        return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | Decimal | str) else repr(value)
