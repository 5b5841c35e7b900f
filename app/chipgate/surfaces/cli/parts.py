"""What a run has answered so far, kept beside its output until that is whole, so that `--resume` goes on from there.

A part is a table of answers, written under another name and renamed. The output is always written from its first row
on, from parts and then from new answers, so that a resumed run gives the same bytes as one that was not interrupted.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from chipgate.batch.answered import Table
from chipgate.errors import Problem

from .question import usage
from .terminal import note

_RUN = "run.json"
_REST = b"rest"
_PROBLEM = ("path", "line", "column", "message", "hint", "pointer")


class Parts:
    """The parts of one run, in a folder of their own beside the output."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def kept(self) -> Iterator[Table]:
        """The parts kept by an earlier run, up to the first that is not whole."""
        number = 0
        while (path := self._path(number)).exists():
            try:
                with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as file:
                    answers = file.read_all()
            except (pa.ArrowException, OSError, EOFError):
                return
            items, failed = json.loads((answers.schema.metadata or {})[_REST])
            problems = [(line, [Problem(**dict(zip(_PROBLEM, one, strict=True))) for one in found])
                        for line, found in failed]  # fmt: skip
            yield Table(answers.replace_schema_metadata(None), problems, items)
            number += 1

    def keep(self, number: int, table: Table) -> None:
        """Keep a part, whole or not at all."""
        failed = [[line, [[getattr(one, name) for name in _PROBLEM] for one in found]] for line, found in table.failed]
        answers = table.answers.replace_schema_metadata({_REST: json.dumps([table.items, failed])})
        path = self._path(number)
        fresh = path.with_suffix(".new")
        with pa.OSFile(str(fresh), "wb") as sink, pa.ipc.new_file(sink, answers.schema) as file:
            file.write_table(answers)
        fresh.replace(path)

    def drop(self) -> None:
        """Let go of every part: there is no room for them."""
        for path in (*self.folder.glob("*.arrow"), *self.folder.glob("*.new")):
            path.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.arrow"


def run_key(words: Mapping[str, Any]) -> str:
    """A digest of all that a run's answers and bytes hang on."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, default=str).encode()).hexdigest()


@contextmanager
def parts_of(target: Path, key: Mapping[str, Any], *, resume: bool) -> Iterator[Parts]:
    """The parts of a run that writes `target`: those of an interrupted run where `resume`, else none.

    The folder goes once the output is whole, and where the run ends in an error that going on would only repeat; it
    stays where the run was interrupted, or the disk was full.

    Raises:
        UsageError: another run writes this output now, or what is to be resumed is another run.
    """
    folder = target.with_name(f".{target.name}.parts")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "No such folder", str(target.parent)) from None
        raise OSError(error.errno, os.strerror(error.errno or errno.EIO), str(target)) from None
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise usage(f"another run is writing {target} now. Wait for it, or write elsewhere.") from None
        _clear_leftovers(target)
        if not (resume and _same_run(folder, key, target)):
            for old in folder.iterdir():
                if old.name != "lock":
                    old.unlink()
            (folder / _RUN).write_text(json.dumps({name: run_key({name: word}) for name, word in key.items()}))
        try:
            yield Parts(folder)
        except (KeyboardInterrupt, OSError):
            if any(folder.glob("*.arrow")):
                note(f"what was answered so far is kept: the same command with --resume goes on ({folder.name}).")
            else:
                _remove(folder)
            raise
        except BaseException:
            _remove(folder)
            raise
        _remove(folder)


def _same_run(folder: Path, key: Mapping[str, Any], target: Path) -> bool:
    """Whether the folder has parts of this very run."""
    try:
        known = json.loads((folder / _RUN).read_text())
    except (OSError, ValueError):
        return False
    other = [name for name, word in key.items() if known.get(name) != run_key({name: word})]
    if other:
        raise usage(f"the interrupted run of {target} was another one: {', '.join(other)} differ. "
                    "Run without --resume to begin anew.")  # fmt: skip
    return True


def _remove(folder: Path) -> None:
    with suppress(OSError):
        shutil.rmtree(folder)


def _clear_leftovers(target: Path) -> None:
    """Remove what killed runs left of an output."""
    for left in target.parent.glob(f".{target.name}.*.tmp"):
        number = left.name.removesuffix(".tmp").rpartition(".")[2]
        if number.isdecimal() and not _runs(int(number)):
            with suppress(OSError):
                left.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)  # sends nothing: asks whether it is there
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
