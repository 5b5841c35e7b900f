"""A process that writes to a log until it is stopped, and prints the id of every record that it was told is durable.

    python writing_process.py URL RECORDS
"""

import datetime as dt
import os
import sys
import threading

from chipgate.store.database import open_database
from chipgate.store.record import Entry, Kind, new_id
from chipgate.store.writer import Settled, Writer

free = threading.Semaphore(16)


def done(settled: Settled) -> None:
    """Print what is durable; the pipe has it before the next line is run."""
    assert not isinstance(settled, Exception), settled
    os.write(1, "".join(f"{receipt.record_id}\n" for receipt in settled).encode())
    free.release()


def main() -> None:
    """Write."""
    at = "2026-11-25T22:49:12.123456Z"
    database = open_database(sys.argv[1], at, patience=30)
    writer = Writer(database, lambda: dt.datetime.now(dt.UTC))
    writer.start()
    for number in range(int(sys.argv[2])):
        free.acquire()
        answer = f"answer {number} ".encode() * 500
        one = Entry(new_id(number), Kind.DECISION, at, "local", "r", "0.1.0", "aa" * 32, b"question", answer)
        writer.submit([one], done)
    writer.stop(60)
    database.close()


if __name__ == "__main__":
    main()
