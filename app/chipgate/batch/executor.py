"""What travels to the executors of a cluster, and what it does there: record batches of items in, the same with their
answers out.

The rules travel with the question, in compiled form, so that every executor answers from those of the driver; what
answers is the chipgate installed there, which is held against the driver's file by file. Nothing here knows of Spark.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa

from chipgate.errors import ChipgateError, RuleError
from chipgate.files import compiled
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .check import ROWS_AT_ONCE, check_frames

_ROOMS = ("model", "files", "engine", "batch")
"""The parts of chipgate that an answer hangs on."""
_RULEBOOKS_KEPT = 4
_KEY = "rules"
Place = tuple[int, ...]
"""Which column of a batch, and, where it is a struct, which field of it."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A rulebook on its way to another machine, and the digest that it must have there."""

    data: bytes
    digest: str

    @classmethod
    def of(cls, rulebook: Rulebook) -> Packed:
        """The compiled form of a rulebook, compressed: some fifty kilobytes."""
        with TemporaryDirectory() as folder:
            compiled.write(Path(folder), _KEY, rulebook)
            return cls(zlib.compress((Path(folder) / f"{_KEY}.json").read_bytes()), rulebook.digest)


@lru_cache(maxsize=_RULEBOOKS_KEPT)
def unpacked(packed: Packed) -> Rulebook:
    """The rulebook, read once per process.

    Raises:
        RuleError: what is read here is not what was packed.
    """
    with TemporaryDirectory() as folder:
        (Path(folder) / f"{_KEY}.json").write_bytes(zlib.decompress(packed.data))
        rulebook = compiled.read(Path(folder), _KEY)
    if rulebook is None or rulebook.digest != packed.digest:
        found = "cannot be read" if rulebook is None else f"have the digest {rulebook.digest}"
        message = f"The rules sent by the driver, {packed.digest}, {found} on this executor. Nothing is answered."
        raise RuleError(message)
    return rulebook


@cache
def edition() -> str:
    """SHA-256 over the source of all that an answer hangs on, so that no two machines answer differently."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for name, text in _sources(files("chipgate") / room, room):
            digest.update(f"{name}\0{len(text)}\0".encode())
            digest.update(text)
    return f"sha256:{digest.hexdigest()}"


def _sources(folder: Traversable, shown: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        name = f"{shown}/{entry.name}"
        if entry.name.endswith(".py"):
            yield name, entry.read_bytes()
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _sources(entry, name)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be asked of every row of record batches, wherever they are.

    `question` is the shared part as JSON, `edition` the driver's. `stated` says where in a batch each column is that
    states something of an item; `kept` are the columns that stay, and `told` those that are added.
    """

    question: str
    rules: Packed
    edition: str
    stated: Mapping[str, Place]
    kept: tuple[int, ...]
    told: tuple[str, ...]

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The columns that stay, as they came, and the answers as text.

        Raises:
            ChipgateError: the chipgate installed here is not that of the driver.
            RuleError: the rules read here are not those of the driver.
            EngineDisagreement: the matcher and the explanation differ, so there is no answer.
        """
        if edition() != self.edition:
            raise ChipgateError(
                f"The chipgate on this executor ({edition()}) is not that of the driver ({self.edition}). "
                "Nothing is answered: install the same release on both."
            )
        rulebook, base = unpacked(self.rules), Shipment.model_validate_json(self.question)
        for held in _gathered(batches):
            columns = {
                name: pa.chunked_array([_column(batch, place) for batch in held]) for name, place in self.stated.items()
            }
            frame = pl.from_arrow(pa.table(columns))
            assert isinstance(frame, pl.DataFrame)
            told = pl.concat(check_frames([frame], base, rulebook, columns=self.told))
            answers = [told[name].to_arrow().cast(pa.string()) for name in self.told]
            done = 0
            for batch in held:
                kept = [batch.column(index) for index in self.kept]
                beside = [answer.slice(done, batch.num_rows) for answer in answers]
                yield pa.RecordBatch.from_arrays([*kept, *beside], schema=self._schema(batch.schema))
                done += batch.num_rows

    def _schema(self, given: pa.Schema) -> pa.Schema:
        return pa.schema([*map(given.field, self.kept), *(pa.field(name, pa.string()) for name in self.told)])


def _gathered(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """The batches, several together: they may be small, and each time the columns are worked on costs something."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(one.num_rows for one in held) >= ROWS_AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def _column(batch: pa.RecordBatch, place: Place) -> pa.Array:
    """A column; or a field of a struct, unstated where the struct is."""
    array = batch.column(place[0])
    for index in place[1:]:
        array = array.flatten()[index]
    return array
