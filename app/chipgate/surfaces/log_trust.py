"""What a log is verified against: of the service itself, by its settings, the key that it signs with and the file that
its signed heads go to; and of any, this release's reading of the rules that it keeps."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chipgate.store.kept_rules import Reader

    from .settings import Settings


def own_keys(settings: Settings) -> list[str]:
    """The public half of the signing key, where this is its machine.

    Raises:
        InvalidSettings: the key cannot be read.
    """
    if not settings.signing_key.is_file():
        return []
    from chipgate.store.signing import Signer

    return [Signer.from_file(settings.signing_key).public_key]


def own_anchors(settings: Settings) -> list[Path]:
    """The file of signed heads, where there is one."""
    anchor = Path(settings.anchor)
    return [anchor] if settings.anchor != "-" and anchor.is_file() else []


def this_release() -> Reader:
    """This release, as a reader of kept rules."""
    from chipgate import __version__
    from chipgate.store.kept_rules import Reader

    return Reader(__version__, _fits)


def _fits(digest: str, content: bytes) -> bool | None:
    from chipgate.errors import InvalidRulebook
    from chipgate.files.compiled import unpacked

    try:
        return unpacked(content).digest == digest
    except InvalidRulebook:
        return None if _stated(content) == digest else False  # whatever release packed them says whose they are


def _stated(content: bytes) -> object:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return data.get("digest") if isinstance(data, dict) else None
