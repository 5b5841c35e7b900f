"""The provision that a word on the command line names."""

from __future__ import annotations

from chipgate import Rulebook
from chipgate.errors import InvalidQuestion, Problem


def provision_named(rulebook: Rulebook, word: str) -> str:
    """The provision that a word names: its whole id, or an ending that only one has.

    Raises:
        InvalidQuestion: it names none, or several.
    """
    wanted = word.strip().lower().removesuffix(".yaml").strip("/").replace(".", "-").partition("@")[0]
    ending = [id for id in rulebook.versions if id == wanted or id.endswith(f"/{wanted}")]
    if wanted in rulebook.versions or len(ending) == 1:
        return wanted if wanted in rulebook.versions else ending[0]
    from difflib import get_close_matches

    close = ending or [id for id in rulebook.versions if wanted in id][:5]
    close = close or get_close_matches(wanted, rulebook.versions, n=3, cutoff=0.5)
    hint = f"Did you mean {', '.join(close)}?" if close else "chipgate rules list names them all."
    raise InvalidQuestion([Problem("", message=f'"{word}" is not one provision of these rules.', hint=hint)])
