"""A ZIP archive whose members all have the same time, so that the same content gives the same bytes."""

from __future__ import annotations

import shutil
import zipfile
from typing import IO, Any

_TIME = (2000, 1, 1, 0, 0, 0)


class StillArchive(zipfile.ZipFile):
    """Like its base, for writing."""

    def open(self, name: Any, mode: Any = "r", *rest: Any, **named: Any) -> IO[bytes]:
        """Open a member; one that is written has the time of all."""
        return super().open(self._member(name) if mode == "w" else name, mode, *rest, **named)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *rest: Any, **named: Any) -> None:
        """Write a whole member."""
        super().writestr(self._member(zinfo_or_arcname), data, *rest, **named)

    def write(self, filename: Any, arcname: Any = None, *rest: Any, **named: Any) -> None:
        """Write a file as a member."""
        with open(filename, "rb") as content, self.open(str(arcname), "w", force_zip64=True) as target:
            shutil.copyfileobj(content, target, 1 << 20)

    def _member(self, name: Any) -> zipfile.ZipInfo:
        if isinstance(name, zipfile.ZipInfo):
            return name
        member = zipfile.ZipInfo(name, _TIME)
        member.compress_type = self.compression
        member.external_attr = 0o600 << 16
        return member
