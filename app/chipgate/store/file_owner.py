"""Files that root makes for a service: they belong to the user whom the service's own files belong to, so that one
command run by root does not lock the service out."""

from __future__ import annotations

import os


def opened_for_owner(path: str, flags: int, mode: int, beside: str) -> int:
    """Open a file, which is made where it is missing. Made by root, it goes to whom the file or folder `beside` belongs
    to. A file that was there keeps its owner: whoever can write the folder could have put another's in its place.

    Raises:
        OSError: the file cannot be made or opened.
    """
    try:
        file = os.open(path, flags | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        return os.open(path, flags | os.O_CREAT, mode)
    try:
        if os.geteuid() == 0:
            owner = os.stat(beside)
            os.fchown(file, owner.st_uid, owner.st_gid)
    except BaseException:
        os.close(file)
        raise
    return file
