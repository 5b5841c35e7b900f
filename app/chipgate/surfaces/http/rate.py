"""How often a key may ask: a rate of so many a minute, with as many at once as a tenth of a minute allows.

Kept as one time for each key (GCRA: the generic cell rate algorithm, ITU-T I.371): the time at which the next request
would be due. The times lie in a file that all workers of a service map into memory, so that the rate holds for them
together; a lock on the file makes looking and booking one step.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import tempfile
import time
from hashlib import blake2b
from pathlib import Path

PLACES = 4096
"""Places for keys. Keys that fall on one place share their rate, which can only slow them down."""
BURST_SECONDS = 6.0
_TIME = struct.Struct("d")


class Rates:
    """The times of all keys, in a file of the run folder, or in one of this process's own."""

    def __init__(self, run_folder: Path | None) -> None:
        if run_folder is None:
            with tempfile.TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        else:
            self._file = os.open(run_folder / "rates", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._file, PLACES * _TIME.size)
        self._times = mmap.mmap(self._file, PLACES * _TIME.size)

    def wait(self, key_id: str, per_minute: int, now: float | None = None) -> float:
        """Book a request now: 0, or how many seconds to wait where it is too early (nothing is booked then)."""
        now = time.monotonic() if now is None else now  # one clock for all processes of a machine
        apart = 60.0 / per_minute
        place = int.from_bytes(blake2b(key_id.encode(), digest_size=4).digest()) % PLACES * _TIME.size
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            due = max(float(_TIME.unpack_from(self._times, place)[0]), now)
            early = due - now - max(BURST_SECONDS - apart, 0.0)
            if early <= 0:
                _TIME.pack_into(self._times, place, due + apart)
            return max(early, 0.0)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Give the file back."""
        self._times.close()
        os.close(self._file)
