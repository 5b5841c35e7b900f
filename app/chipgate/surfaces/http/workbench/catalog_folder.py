"""The folder whose catalogs may be checked by name: plain files of it alone. No name leads out of it, no link does, and
what is checked is a copy, so that nothing is put in its place meanwhile."""

from __future__ import annotations

import datetime as dt
import os
import stat
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from chipgate.files.sources import format_by_name

from ..bodies import too_long

_CHUNK = 1 << 20


class CatalogFile(BaseModel):
    """A catalog of the folder."""

    model_config = ConfigDict(frozen=True)

    name: str
    bytes: int
    modified: Annotated[dt.datetime, Field(description="In UTC.")]


class CatalogList(BaseModel):
    """The catalogs of the folder, by name; none where no folder is set."""

    model_config = ConfigDict(frozen=True)

    files: tuple[CatalogFile, ...]


def catalogs_in(folder: Path | None) -> CatalogList:
    """What may be checked by name."""
    found = []
    for entry in sorted(os.scandir(folder), key=lambda one: one.name) if folder is not None else ():
        if _may_be_named(entry.name) and entry.is_file(follow_symlinks=False):
            about = entry.stat(follow_symlinks=False)
            changed = dt.datetime.fromtimestamp(int(about.st_mtime), dt.UTC)
            found.append(CatalogFile(name=entry.name, bytes=about.st_size, modified=changed))
    return CatalogList(files=tuple(found))


def copy_of(folder: Path | None, name: str, target: Path, most: int) -> tuple[int, str]:
    """Copy a catalog of the folder: its size, and its SHA-256.

    Raises:
        HTTPException: 404, the folder has no such catalog.
            413, it is too large.
    """
    if folder is None or not _may_be_named(name) or "/" in name or "\0" in name:
        raise _none(name)
    try:
        source = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        raise _none(name) from None
    with open(source, "rb") as stream:
        if not stat.S_ISREG(os.fstat(source).st_mode):
            raise _none(name)
        digest, size = sha256(), 0
        with target.open("xb") as copy:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise too_long(most)
                digest.update(chunk)
                copy.write(chunk)
    return size, digest.hexdigest()


def _may_be_named(name: str) -> bool:
    return not name.startswith(".") and format_by_name(Path(name)) is not None


def _none(name: str) -> HTTPException:
    return HTTPException(HTTPStatus.NOT_FOUND, f'There is no catalog "{name[:200]}" to be checked by name.')
