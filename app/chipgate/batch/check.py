"""A whole catalog, frame by frame: frames of items in, frames of answers out, in order and bounded in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

import polars as pl

from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .cells import ADDED
from .columns import batch_of

ROWS_AT_ONCE = 262_144
"""Rows that are worked on together: enough for every core, two hundred megabytes or so."""
Progress = Callable[[int], None]
"""Told, after each frame, how many rows are done so far."""


def check_frames(
    frames: Iterable[pl.DataFrame], base: Shipment, rulebook: Rulebook, *, columns: Collection[str] = ADDED,
    progress: Progress | None = None,
) -> Iterator[pl.DataFrame]:  # fmt: skip
    """Answer every row of every frame: the same rows in order, with the asked `columns` of `cells.ADDED` beside theirs.

    `base` is the rest of the question; its item is not read. Columns are named as the fields of an item, with
    "tops.fp8" and "sparse_tops.int8" for rates; others are left alone. Only one frame is held at a time, and a large
    one is cut. A row that is no item keeps its place, with the verdict "error" and the reason in `error`. Without the
    column "missing", cells that are new are decided several times as fast.

    Raises:
        InvalidQuestion: the shared part names what the rules do not know.
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    batch = batch_of(rulebook, base)
    done = 0
    for frame in frames:
        for piece in frame.iter_slices(ROWS_AT_ONCE) if frame.height else (frame,):
            yield batch.answer(piece, columns)
            done += piece.height
            if progress is not None:
                progress(done)
