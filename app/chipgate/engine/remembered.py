"""What a rulebook remembers of the questions it was asked: for those alike, decisions to be filled in with figures.

The first question of its kind is decided afresh. From the second on, each decision is worked out on traced numbers, and
holds for every later one whose figures lie within the limits met on the way. What cannot be traced is decided afresh.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import replace
from fractions import Fraction
from itertools import count
from math import lcm

from chipgate.model.decision import Decision
from chipgate.model.decision_text import Head, decision_json, head_of
from chipgate.model.figures import Reading, reading
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .afresh import decide_afresh
from .alike import Alike
from .kept import Kept
from .plan import Workshop
from .template import Template
from .traced import MARK, Trace, Untraceable
from .written import Written

RULEBOOKS_KEPT = 8
TEMPLATES_KEPT = 16_384
KINDS_KEPT = 16_384
"""Kinds of questions remembered for a rulebook, and decisions over all of them: some tens of megabytes."""
MARKED = ascii(MARK)[1:-1]
_LEFT_AFTER = 4
"""A kind of question of which so many could not be traced, and no more could, is no longer tried."""


class _Kind:
    """Questions alike: the decisions kept for them, when they were last of use, and how many could not be traced."""

    __slots__ = ("kept", "refused", "used")

    def __init__(self, used: int) -> None:
        self.kept: Kept[Template] = Kept()
        self.used = used
        self.refused = 0


class Memory:
    """What is remembered for one rulebook. It is bounded, and may be asked from several threads."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._alike = Alike(rulebook)
        self._kinds: dict[Hashable, _Kind] = {}
        self._workshops: dict[tuple[int, ...], Workshop] = {}
        self._texts = Workshop()
        self._templates = 0
        self._clock = count()
        self._lock = threading.Lock()
        self.filled = self.traced = self.afresh = 0
        """How many questions were decided each way."""

    def decide(self, shipment: Shipment) -> Decision:
        """The decision: filled in, traced, or worked out afresh."""
        return self.known(shipment) or self._worked_out(shipment)

    def known(self, shipment: Shipment) -> Decision | None:
        """The decision, where one like it is remembered and only has to be filled in: in a tenth of a millisecond."""
        found = self._found(shipment)
        return found[0].fill(found[1], shipment.item.name, found[2]) if found is not None else None

    def known_text(self, shipment: Shipment) -> tuple[bytes, Head] | None:
        """The same as `decision_json` writes it, in half the time; and its head."""
        found = self._found(shipment)
        if found is None:
            return None
        template, figures, tpp_format = found
        written: Written | None = template.written
        if written is None:
            written = template.written = Written(template, self._rulebook.digest, self._texts)
        return written.fill(figures, shipment.item.name, tpp_format), written.head

    def text(self, shipment: Shipment) -> tuple[bytes, Head]:
        """The decision as JSON, and its head; where it is not remembered, worked out so that it is from now on. For a
        service, which is asked the same again and again: the first question of a kind takes a quarter longer."""
        known = self.known_text(shipment)
        if known is None:
            decision = self._worked_out(shipment, at_once=True)
            known = decision_json(decision), head_of(decision)
        return known

    def _found(self, shipment: Shipment) -> tuple[Template, list[int], str | None] | None:
        if shipment.licenses:
            return None
        read = reading(shipment.item, strict=shipment.strict)
        try:
            kind = self._kinds.get(self._alike.key(shipment, read))
        except TypeError:  # a question put together by hand may hold lists where tuples belong
            return None
        if kind is None:
            return None
        kind.used = next(self._clock)
        figures = _whole(read)
        found = kind.kept.find(figures)
        if found is None:
            return None
        self.filled += 1
        return found, figures, read.tpp_format

    def _worked_out(self, shipment: Shipment, *, at_once: bool = False) -> Decision:
        """Worked out afresh, or on traced numbers where the question is not the first of its kind, or `at_once`."""
        self.afresh += 1
        if shipment.licenses:
            return decide_afresh(self._rulebook, shipment)
        read = reading(shipment.item, strict=shipment.strict)
        key = self._alike.key(shipment, read)
        try:
            kind = self._kinds.get(key)
        except TypeError:
            return decide_afresh(self._rulebook, shipment)
        first = kind is None
        if kind is None:
            with self._lock:
                kind = self._kinds[key] = _Kind(next(self._clock))
                self._forget()
        if (at_once or not first) and kind.refused < _LEFT_AFTER + len(kind.kept.things):
            try:
                found = self._traced(shipment, read, key, kind)
            except (Untraceable, TypeError):  # what is no number to the standard library is a TypeError there
                kind.refused += 1
            else:
                self.afresh -= 1
                return found.fill(_whole(read), shipment.item.name, read.tpp_format)
        return decide_afresh(self._rulebook, shipment, read.figures([Fraction(*ratio) for ratio in read.ratios]))

    def _traced(self, shipment: Shipment, read: Reading, key: Hashable, kind: _Kind) -> Template:
        """Work out a decision on traced numbers, and keep it."""
        if MARKED in repr(key):
            raise Untraceable("a question that has the mark of digits to be written in a name")
        trace = Trace([Fraction(*ratio) for ratio in read.ratios], self._rulebook.digest)
        figures = read.figures(trace.numbers())
        if read.tpp_format is not None:
            figures = replace(figures, tpp_format=trace.format)
        decision = decide_afresh(self._rulebook, shipment, figures)
        with self._lock:
            workshop = self._workshops.setdefault(read.shape, Workshop())
            template = Template(decision, trace, workshop)
            kind.kept = kind.kept.with_(template, trace.limits.stretches, len(trace.figures))
            self._templates += 1
            self.traced += 1
            self._forget()
        return template

    def _forget(self) -> None:
        """Keep no more than is of use: the kinds not asked about for the longest go first, a quarter at a time."""
        if self._templates > TEMPLATES_KEPT or len(self._kinds) > KINDS_KEPT:
            oldest = sorted(self._kinds, key=lambda key: self._kinds[key].used)
            for key in oldest[: len(oldest) // 4 + 1]:
                del self._kinds[key]
            self._templates = sum(len(kind.kept.things) for kind in self._kinds.values())
            self._workshops.clear()
            self._texts = Workshop()


_memories: dict[str, Memory] = {}
_lock = threading.Lock()


def memory_of(rulebook: Rulebook) -> Memory:
    """What is remembered for these rules, whoever has read them."""
    found = _memories.get(rulebook.digest)
    if found is None:
        with _lock:
            if len(_memories) >= RULEBOOKS_KEPT:
                _memories.pop(next(iter(_memories)))
            found = _memories.setdefault(rulebook.digest, Memory(rulebook))
    return found


def _whole(read: Reading) -> list[int]:
    """The figures as whole numbers over one denominator, which comes last."""
    common = 1
    for _, below in read.ratios:
        if common % below:
            common = lcm(common, below)
    return [*[above * (common // below) for above, below in read.ratios], common]
