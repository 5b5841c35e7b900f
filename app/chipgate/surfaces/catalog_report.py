"""What a catalog states and what it leaves out, and what that costs: gathered in one pass, rendered elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from chipgate import Decision, ItemSpec, Shipment
from chipgate.errors import Problem
from chipgate.files.catalog import Catalog
from chipgate.files.columns import MEMORY_TYPE, PART_NUMBER, Column
from chipgate.model.decision import Certainty

MOST_PROBLEMS = 10
"""Broken rows that are shown one by one."""


@dataclass(slots=True)
class Cost:
    """What missing figures cost for one destination and day: how many items are conservative, and for lack of what.

    An item that lacks two facts counts under both, so that the counts may add up to more than `conservative`.
    """

    destination: str
    date: str
    decided: int = 0
    conservative: int = 0
    for_lack_of: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class Report:
    """A catalog described. `stated` counts rows that state a field; `ask` is vendor → item → missing facts."""

    columns: tuple[Column, ...]
    rows: int = 0
    broken: int = 0
    problems: list[Problem] = field(default_factory=list)
    stated: Counter[str] = field(default_factory=Counter)
    costs: list[Cost] = field(default_factory=list)
    ask: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that some column states, in the order of the columns."""
        return tuple(one.field for one in self.columns if one.field not in (None, MEMORY_TYPE, PART_NUMBER))


def how(column: Column) -> str:
    """By what a column was recognised, or why not."""
    if column.mapped:
        return "by the mapping"
    if column.field is not None:
        return "by its name" if column.plain else "by a known spelling"
    return "known, states nothing" if column.plain else "not known: ignored"


def describe(catalog: Catalog, bases: Sequence[Shipment], decide: Callable[[Shipment], Decision]) -> Report:
    """Read every row once; with questions, decide each and gather which facts the answers lack."""
    report = Report(catalog.columns, costs=[Cost(one.region or one.destination, one.date.isoformat()) for one in bases])
    fields = report.fields
    for _, found in catalog.rows():
        report.rows += 1
        if not isinstance(found, ItemSpec):
            report.broken += 1
            report.problems += found[: MOST_PROBLEMS - len(report.problems)]
            continue
        report.stated.update(name for name in fields if _states(found, name))
        for base, cost in zip(bases, report.costs, strict=True):
            answer = decide(base.model_copy(update={"item": found})).answer
            cost.decided += answer.verdict is not None
            if answer.certainty is Certainty.CONSERVATIVE:
                cost.conservative += 1
                facts = [one.fact for one in answer.missing] or ["(open questions or parties)"]
                cost.for_lack_of.update(facts)
                asked = report.ask.setdefault(found.manufacturer or "(no vendor)", {}).setdefault(found.name or "", [])
                asked += [one.fact for one in answer.missing if one.fact not in asked]
    report.ask = {vendor: items for vendor, known in sorted(report.ask.items())
                  if (items := {name: facts for name, facts in known.items() if facts})}  # fmt: skip
    return report


def _states(item: ItemSpec, name: str) -> bool:
    kind, _, form = name.partition(".")
    value = getattr(item, kind)
    return any(one.value == form for one in value) if form else value is not None
