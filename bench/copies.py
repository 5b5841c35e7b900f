"""Rulebooks with more provisions than the law has: copies of every applying provision, with bounds shifted a little.

Copy k of `us/items/3a090-a` is `us/items/3a090-a-copy-k`; every figure of it is 1.01^k times the original's, to two
decimal places as laws write them. It speaks of the k-th copies of the provisions that the original speaks of, and of
the same companies, country groups, lists and open questions. Its citation is the original's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from chipgate import Rulebook
from chipgate.model.provision import Applying
from chipgate.model.rulebook import MAIN_PACK, Dated

STEP = Decimal("0.01")
_BOUNDS = ("at_least", "above", "below", "at_most")
_WHOLE = ("completion_year",)
"""Measures whose bounds are not shifted: years."""


def with_copies(rulebook: Rulebook, times: int, step: Decimal = STEP) -> Rulebook:
    """The rulebook with `times` as many provisions of its main pack that apply to shipments.

    With a `step` of 0 the copies say what the originals say, so that every verdict stays what it is.
    """
    copied = {dated.id for dated in rulebook if dated.pack == MAIN_PACK and isinstance(dated.version, Applying)}
    versions = list(rulebook)
    for number in range(1, times):
        versions += _copies(rulebook, copied, number, (1 + step) ** number)
    return Rulebook(rulebook.pack, rulebook.verdicts, versions, rulebook.others)


def _copies(rulebook: Rulebook, copied: set[str], number: int, factor: Decimal) -> Iterator[Dated]:
    names = {id: f"{id}-copy-{number}" for id in copied}
    for dated in rulebook:
        if dated.id in copied:
            content = {key: _copy(value, names, factor) for key, value in dated.canonical.items() if key != "id"}
            yield Dated(names[dated.id], type(dated.version).model_validate_json(json.dumps(content)))


def _copy(content: Any, names: dict[str, str], factor: Decimal) -> Any:
    """Content with ids of copied provisions, and of their acts ("id#act"), replaced, and bounds shifted."""
    if isinstance(content, str):
        id, mark, act = content.partition("#")
        return f"{names[id]}{mark}{act}" if id in names else content
    if isinstance(content, list):
        return [_copy(one, names, factor) for one in content]
    if not isinstance(content, dict):
        return content
    shifted = "measure" in content and content["measure"] not in _WHOLE
    return {
        key: str(_shifted(Decimal(value), factor)) if shifted and key in _BOUNDS else _copy(value, names, factor)
        for key, value in content.items()
    }


def _shifted(bound: Decimal, factor: Decimal) -> Decimal:
    moved = bound * factor
    return moved.quantize(Decimal("0.01")) if moved < 10**12 else moved
