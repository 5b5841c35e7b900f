"""Questions, answers and rules as they are stored: compressed with Zstandard, and never more than asked for read back."""

from __future__ import annotations

from collections.abc import Sequence

import zstandard

from chipgate.errors import LogDamaged

MOST_BYTES = 64 * 1024 * 1024
"""What a text may have at most once it is decompressed."""
_LEVEL = 1


class Compressor:
    """Compresses many texts in one call, which holds up other threads once and not once a text. For one thread."""

    def __init__(self) -> None:
        self._frames = zstandard.ZstdCompressor(level=_LEVEL)

    def all(self, texts: Sequence[bytes]) -> list[bytes]:
        """Each text as a frame of its own, in order."""
        if not texts:
            return []
        if not all(texts) or len(texts) == 1:  # the call for many refuses an empty one
            return [self._frames.compress(text) for text in texts]
        frames = self._frames.multi_compress_to_buffer(list(texts), threads=0)
        return [frames[index].tobytes() for index in range(len(frames))]


def compressed(text: bytes, level: int = _LEVEL) -> bytes:
    """A text as a frame."""
    return zstandard.ZstdCompressor(level=level).compress(text)


def decompressed(frame: bytes, what: str) -> bytes:
    """The text of a frame; `what` names it in an error.

    Raises:
        LogDamaged: it is no whole frame, or holds more than `MOST_BYTES`.
    """
    try:
        size = zstandard.frame_content_size(frame)  # known beforehand: what it claims is set aside for it
        if size > MOST_BYTES:
            raise LogDamaged(f"{what} claims to hold {size:,} bytes, more than any text of the log. Restore the log.")
        return zstandard.ZstdDecompressor().decompress(frame, max_output_size=MOST_BYTES, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise LogDamaged(f"{what} cannot be decompressed ({error}). Run `chipgate log verify`.") from error
