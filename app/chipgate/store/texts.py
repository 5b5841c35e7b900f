"""Questions, answers and rules as they are stored: compressed with Zstandard, and never more than asked for read back.

What answers have in common is in a dictionary that comes with chipgate (`texts-1.dict`, made by
`bench/texts_dictionary.py`): with it they take an eighth of the room and a quarter of the time. Each frame names its
dictionary; outside chipgate, `zstd -d -D texts-1.dict` reads it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import zstandard

from chipgate.errors import LogDamaged, LogOutdated

MOST_BYTES = 64 * 1024 * 1024
"""What a text may have at most once it is decompressed."""
_LEVEL = 1
_NEWEST = 1
"""The dictionary to compress with. Those before it stay: what they compressed is read with them."""
_own = threading.local()


class Compressor:
    """Compresses many texts in one call, which holds up other threads once and not once a text. For one thread."""

    def __init__(self) -> None:
        self._frames = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary(_NEWEST))

    def all(self, texts: Sequence[bytes]) -> list[bytes]:
        """Each text as a frame of its own, in order."""
        if not texts:
            return []
        if not all(texts):  # the call for many refuses an empty one
            return [self._frames.compress(text) for text in texts]
        frames = self._frames.multi_compress_to_buffer(list(texts), threads=0)
        return [frames[index].tobytes() for index in range(len(frames))]


def compressed(text: bytes, level: int = _LEVEL) -> bytes:
    """A text as a frame."""
    return zstandard.ZstdCompressor(level=level, dict_data=_dictionary(_NEWEST)).compress(text)


def decompressed(frame: bytes, what: str) -> bytes:
    """The text of a frame, as the database gives it; `what` names it in an error.

    Raises:
        LogDamaged: it is no whole frame, or holds more than `MOST_BYTES`.
        LogOutdated: a later release compressed it.
    """
    if not isinstance(frame, bytes):  # SQLite keeps whatever it is given
        raise LogDamaged(f"{what} is no bytes. Run `chipgate log verify`.")
    try:
        told = zstandard.get_frame_parameters(frame)
        size = zstandard.frame_content_size(frame)  # known beforehand: what it claims is set aside for it
        if size > MOST_BYTES:
            raise LogDamaged(f"{what} claims to hold {size:,} bytes, more than any text of the log. Restore the log.")
        decompressor = _decompressor(told.dict_id, what)
        return decompressor.decompress(frame, max_output_size=MOST_BYTES, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise LogDamaged(f"{what} cannot be decompressed ({error}). Run `chipgate log verify`.") from error


def _decompressor(number: int, what: str) -> zstandard.ZstdDecompressor:
    """This thread's own, for one dictionary: 0 is none."""
    known: dict[int, zstandard.ZstdDecompressor] = _own.__dict__.setdefault("decompressors", {})
    if number not in known:
        if number and not _file(number).exists():
            raise LogOutdated(f"{what} was compressed by a later release (dictionary {number}): use that release.")
        known[number] = zstandard.ZstdDecompressor(dict_data=_dictionary(number) if number else None)
    return known[number]


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    found = zstandard.ZstdCompressionDict(_file(number).read_bytes())
    found.precompute_compress(level=_LEVEL)
    return found


def _file(number: int) -> Path:
    return Path(__file__).with_name(f"texts-{number}.dict")
