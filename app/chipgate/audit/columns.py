"""Many items at once: a column says of every item whether something is so, is not, or is open.

A column is two whole numbers with one bit for each item: surely so, and possibly so. `all` is their "and" and `any`
their "or", so that a condition is worked out for a whole catalog in a few operations on whole numbers. Its truths are
those of `engine.explain`, item by item.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from chipgate.engine.answers import answer_to
from chipgate.engine.ruleset import FactKey, Ruleset
from chipgate.engine.truth import Truth, compare
from chipgate.model.figures import Value, figures
from chipgate.model.item import ItemSpec
from chipgate.model.measures import MEASURES
from chipgate.model.shipment import Shipment

_OF_THE_ITEM = frozenset({"flag", "kind", "base_classification", "named", "addressee", "provenance"})
"""Questions that are answered from the item (and, for a letter, from its manufacturer) alone."""
_OF_THE_ITEM_TOO = ("listed:designer", "listed:packager")
_OF_THE_REST = frozenset(
    {"destination", "region", "origin", "party", "every_party", "listed", "screened", "transfer", "knowledge",
     "exporter_role", "certified", "unsettled"}
)  # fmt: skip
"""Questions that are answered without the item. A question in neither set is put for each item and destination."""
_BY_ITSELF = frozenset({"flag", "kind", "base_classification", "named"})
"""Of these, the questions that are answered without looking anything up in the rules."""
_ANSWERING = ("companies", "destinations", "lists")
"""The kinds of provisions in which answers are looked up."""
_ANY_DAY = dt.date(2000, 1, 1)


class Column(NamedTuple):
    """Of which items something is surely so, and of which possibly; what is sure is possible too."""

    sure: int
    maybe: int

    def of(self, item: int) -> Truth:
        """What it says of one item, by its place."""
        if self.sure >> item & 1:
            return Truth.TRUE
        return Truth.UNKNOWN if self.maybe >> item & 1 else Truth.FALSE


NEVER = Column(0, 0)


def places(bits: int) -> Iterator[int]:
    """The places of the items that are in a set of bits, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


class Columns:
    """A catalog, and the columns that were asked of it: each is worked out once."""

    def __init__(self, items: Sequence[ItemSpec]) -> None:
        self.items = items
        self.all = (1 << len(items)) - 1
        self._alone = [self.shipment(item, "", _ANY_DAY) for item in range(len(items))]
        self._figures = [figures(item) for item in items]
        self._values: dict[str, list[Value]] = {}
        self._limits: dict[tuple[str, str, Fraction], Column] = {}
        self._answers: dict[tuple[object, ...], Column] = {}
        self._looked_up: dict[str, tuple[str, ...]] = {}
        self.foreign = self._column(Truth.TRUE if item.us_origin is False else Truth.FALSE for item in items).sure

    def shipment(self, item: int, destination: str, day: dt.date) -> Shipment:
        """The question that is asked about an item: nothing is stated but where it goes, and when."""
        return Shipment.model_construct(item=self.items[item], destination=destination, date=day)

    def limit(self, measure: str, comparison: str, bound: Fraction) -> Column:
        """Which items have a measure within a bound."""
        key = (measure, comparison, bound)
        if key not in self._limits:
            if measure not in self._values:
                self._values[measure] = [found.measure(MEASURES[measure]) for found in self._figures]
            self._limits[key] = self._column(compare(value, comparison, bound) for value in self._values[measure])
        return self._limits[key]

    def answer(self, question: FactKey, ruleset: Ruleset, destination: str) -> Column:
        """For which items a question is answered with yes, of shipments to a destination."""
        subject = question.subject.partition(":")[0]
        of_item = subject in _OF_THE_ITEM or question.subject.startswith(_OF_THE_ITEM_TOO)
        lists = () if subject in _BY_ITSELF else self._lists(ruleset)
        key = (question, lists, "" if of_item else destination)
        if key not in self._answers:
            if of_item:
                self._answers[key] = self._asked_of(self._alone, question, ruleset)
            elif subject in _OF_THE_REST:
                alone = Shipment.model_construct(item=ItemSpec(), destination=destination, date=_ANY_DAY)
                self._answers[key] = self._every(answer_to(question, alone, frozenset(), ruleset)[0])
            else:
                each = [self.shipment(item, destination, _ANY_DAY) for item in range(len(self.items))]
                self._answers[key] = self._asked_of(each, question, ruleset)
        return self._answers[key]

    def _asked_of(self, shipments: Sequence[Shipment], question: FactKey, ruleset: Ruleset) -> Column:
        return self._column(answer_to(question, shipment, frozenset(), ruleset)[0] for shipment in shipments)

    def _every(self, truth: Truth) -> Column:
        """The column that says the same of every item."""
        return Column(self.all if truth is Truth.TRUE else 0, 0 if truth is Truth.FALSE else self.all)

    def _lists(self, ruleset: Ruleset) -> tuple[str, ...]:
        """What answers are looked up in, by digest."""
        found = self._looked_up.get(ruleset.digest)
        if found is None:
            listed = (dated for kind in _ANSWERING for dated in ruleset.in_force.of_kind(kind))
            found = self._looked_up[ruleset.digest] = tuple(dated.digest for dated in listed)
        return found

    @staticmethod
    def _column(truths: Iterable[Truth]) -> Column:
        found = list(truths)[::-1]
        sure = "".join("1" if truth is Truth.TRUE else "0" for truth in found)
        maybe = "".join("0" if truth is Truth.FALSE else "1" for truth in found)
        return Column(int(sure or "0", 2), int(maybe or "0", 2))
