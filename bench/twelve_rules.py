"""Twelve rules of thresholds, shaped like law and not law: a small task for comparing engines, with facts to ask it of.

Each rule has a verdict and its conditions; an answer is the strictest verdict and the list of rules that hold.
"""

from __future__ import annotations

import operator
import random
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Condition = tuple[str, str, Any]
Facts = dict[str, Any]
STRICTNESS = {"allowed": 0, "license_required": 1, "blocked": 2}
FIELDS = ("tpp", "pd", "mem_bw", "io_bw", "group", "dc")
GROUPS = ("A", "B", "D1", "D4", "D5", "E")
_DENSE, _IN_D5 = ("pd", "<", 5.92), ("group", "in", ["D5"])
_CENTER, _OTHER = ("dc", "==", True), ("dc", "==", False)
RULES: tuple[tuple[str, str, Sequence[Condition]], ...] = (
    ("R01", "blocked", [("group", "in", ["E"])]),
    ("R02", "license_required", [("tpp", ">=", 4800.0), _CENTER, ("group", "in", ["D5", "D4"])]),
    ("R03", "license_required", [("tpp", ">=", 1600.0), ("pd", ">=", 5.92), _CENTER,
                                 ("group", "in", ["D5", "D1", "D4"])]),
    ("R04", "license_required", [("tpp", ">=", 2400.0), ("tpp", "<", 4800.0), ("pd", ">=", 1.6), _DENSE, _CENTER,
                                 _IN_D5]),
    ("R05", "license_required", [("tpp", ">=", 1600.0), ("pd", ">=", 3.2), _DENSE, _CENTER, _IN_D5]),
    ("R06", "blocked", [("tpp", ">=", 4800.0), ("io_bw", ">=", 600.0), _IN_D5]),
    ("R07", "license_required", [("mem_bw", ">=", 4000.0), ("group", "in", ["D5", "D1"])]),
    ("R08", "blocked", [("tpp", ">=", 21000.0), ("group", "in", ["D5", "D4"])]),
    ("R09", "license_required", [("tpp", ">=", 4800.0), _OTHER, ("group", "in", ["D5", "D4"])]),
    ("R10", "license_required", [("mem_bw", ">=", 1400.0), ("io_bw", ">=", 1100.0), _IN_D5]),
    ("R11", "license_required", [("tpp", ">=", 10000.0), ("group", "in", ["B", "D1"])]),
    ("R12", "allowed", [("tpp", "<", 1600.0), ("group", "in", ["A", "B"])]),
)  # fmt: skip
_VERDICTS = {name: verdict for name, verdict, _ in RULES}
_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge, "<": operator.lt, "==": operator.eq, "in": lambda one, listed: one in listed,
}  # fmt: skip


def facts(count: int, seed: int = 20_261_123) -> list[Facts]:
    """So many different questions, the same in every run."""
    sown = random.Random(seed)
    return [
        {"id": number, "tpp": round(sown.uniform(100, 25_000), 2), "pd": round(sown.uniform(0.1, 10), 2),
         "mem_bw": round(sown.uniform(100, 8_000), 1), "io_bw": round(sown.uniform(50, 1_800), 1),
         "group": sown.choice(GROUPS), "dc": sown.random() < 0.7}
        for number in range(count)
    ]  # fmt: skip


def concluded(held: Iterable[str]) -> tuple[str, list[str]]:
    """The strictest verdict of the rules that hold, and their names."""
    names = list(held)
    return max((_VERDICTS[name] for name in names), key=STRICTNESS.__getitem__, default="allowed"), names


def answer(asked: Facts) -> tuple[str, list[str]]:
    """The answer by walking the list: what every engine is held to."""
    return concluded(
        name for name, _, tests in RULES if all(_TESTS[sign](asked[field], value) for field, sign, value in tests)
    )
