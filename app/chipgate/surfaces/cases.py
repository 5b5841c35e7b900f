"""Trying the cases of a rule folder: those beside the provisions, and the whole answers of the packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from chipgate import ItemSpec, Rulebook
from chipgate.audit.cases import Tried, try_answer_cases, try_provision_cases
from chipgate.files.case_files import answer_cases, provision_cases


def tried_cases(folder: Path, rulebook: Rulebook, item_named: Callable[[str], ItemSpec]) -> Iterator[Tried]:
    """Every case below a rule folder, tried on its rules."""
    yield from try_provision_cases(rulebook, provision_cases(folder))
    yield from try_answer_cases(rulebook, answer_cases(folder), item_named)


def tally(tried: list[Tried]) -> str:
    """One line: how many cases, and how many came out otherwise."""
    wrong = sum(1 for one in tried if one.complaints)
    came = "all as expected" if not wrong else f"{wrong} came out otherwise"
    return f"{len(tried)} cases: {came}"
