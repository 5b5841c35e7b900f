"""What a log of the service itself is verified against, by its settings: the key that it signs with, and the file that
its signed heads go to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
