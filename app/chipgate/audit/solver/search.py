"""Asking the solver: is there such a shipment, and which one; or is it proved that there is none.

What comes back is a real question of the engine, so that whoever asked can have it decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from chipgate.model.exact import exact_text
from chipgate.model.item import Format
from chipgate.model.measures import Quantity
from chipgate.model.shipment import Scope, Shipment

from .axes import PARTIES, compose
from .law import World
from .logic import Formula, Model, Solver, every, exact, holds, negated, some, value_of

AREAS = (400, 100, 750, 25, 800, 50, 200, 1000, 2000, 4000, 10000, 100000)
"""Areas tried first, in mm²: on them every figure at a bound is a decimal that ends."""


_AREAS = (Quantity.DIE_AREA, Quantity.HBM_AREA)


class Search:
    """A solver that knows what shipments can state."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._solver = Solver(world.rules)
        self._plain = self._wishes()
        self._handy = [some(self._area(quantity, Fraction(area)) for area in AREAS) for quantity in _AREAS]

    def proved_none(self, *wanted: Formula) -> bool:
        """Whether no shipment is so."""
        return self._solver.check(*wanted) is None

    def find(self, day: dt.date, wanted: Sequence[Formula], settled: Sequence[Formula] = ()) -> Shipment | None:
        """A plain shipment that is so, with figures that can be written down; None where there is none. `settled` is
        wished for most: that nothing which matters is unknown."""
        model = self.model(wanted, settled)
        return None if model is None else self.shipment(model, day)

    def model(self, wanted: Sequence[Formula], settled: Sequence[Formula] = ()) -> Model | None:
        """Values for everything, as plain as goes and on handy areas; None where nothing is so."""
        first = self._solver.check(*wanted)
        if first is None:
            return None
        nothing_done = [negated(done) for done in self.world.acts.values()]  # Each law that is read brings its own.
        plain = [*self._plain, *nothing_done, negated(self.world.text)]
        found = self._solver.prefer([*wanted, *self._handy, *settled, *nothing_done], plain) or self._solver.prefer(
            [*wanted, *self._handy], [*plain, *settled]
        )
        return self._rounded(first, wanted) if found is None else found

    def plain_model(self, *wanted: Formula) -> Model | None:
        """Any values under which it is so."""
        return self._solver.check(*wanted)

    def _wishes(self) -> list[Formula]:
        """What is usual, the first of them given up first: figures unstated, the usual choice on each axis."""
        figures, chosen = self.world.figures, self.world.questions.chosen
        first = [name for name in ("flag:designed_or_marketed_for_datacenter", "destination") if name in chosen]
        parties = sorted(name for name in chosen if name.startswith("party"))
        rest = [name for name in chosen if name not in first and name not in parties and name != "kind"]
        names = [*first, "kind", *rest, *parties]
        return [
            *(negated(known) for known in figures.known.values()),
            *(some(self._area(quantity, Fraction(area)) for area in AREAS if area <= 1000) for quantity in _AREAS),
            *(chosen[name].picks[0] for name in names if len(chosen[name].picks) > 1),
        ]  # fmt: skip

    def _area(self, quantity: Quantity, area: Fraction) -> Formula:
        """An area is this, or is not stated."""
        figures = self.world.figures
        return some([negated(figures.known[quantity]), figures.value[quantity] == exact(area)])

    def _rounded(self, model: Model, wanted: Sequence[Formula]) -> Model:
        """Values with areas that end after some decimals, near those of a model."""
        figures = self.world.figures
        for places in (0, 2, 4, 8, 16, 30):
            for up in (0, 1):
                fixed = []
                for quantity in _AREAS:
                    value = value_of(model, figures.value[quantity])
                    fixed.append(self._area(quantity, Fraction(value * 10**places // 1 + up, 10**places)))
                found = self._solver.check(*wanted, *fixed)
                if found is not None:
                    return found
        return model

    def same_place(self, model: Model) -> Formula:
        """Being bound for the same destination, with the same figures stated."""
        chosen, known = self.world.questions.chosen["destination"], self.world.figures.known.values()
        stated = (one if holds(model, one) else negated(one) for one in known)
        return every([*(pick for pick in chosen.picks if holds(model, pick)), *stated])

    def shipment(self, model: Model, day: dt.date) -> Shipment:
        """The question that a model of the solver stands for."""
        world, stated = self.world, dict[str, Any]()
        parties: list[dict[str, Any]] = [{} for _ in range(PARTIES)]
        present = [True] + [False] * (PARTIES - 1)
        for name, chosen in world.questions.chosen.items():
            choice = next(choice for choice, pick in zip(chosen.axis.choices, chosen.picks, strict=True)
                          if holds(model, pick))  # fmt: skip
            if name.startswith("party"):
                number, _, part = name.removeprefix("party").partition(".")
                if part:
                    parties[int(number)] |= dict(choice.stated)
                else:
                    present[int(number)] = choice.label == "yes"
            else:
                _add(stated, choice.stated)
        for id, done in world.acts.items():
            if holds(model, done):
                _add(stated, (("certifications", (id,)),))
        stated |= self._figures(model)
        extra = stated.pop("parties", ())
        taking_part = [party for party, here in zip(parties, present, strict=True) if here and party]
        if extra:
            first = taking_part[0] if taking_part else {}
            candidates = tuple(one for party in extra for one in party["candidates"])
            taking_part = [{**extra[0], **first, "candidates": candidates}, *taking_part[1:]]
        scope = Scope.TEXT if holds(model, world.text) else Scope.ENFORCED
        fields = compose(stated)
        return Shipment.model_validate({**fields, "parties": taking_part, "date": day, "scope": scope})

    def _figures(self, model: Model) -> dict[str, Any]:
        figures, found = self.world.figures, dict[str, Any]()
        for quantity, known in figures.known.items():
            if not holds(model, known):
                continue
            value = decimal(value_of(model, figures.value[quantity]))
            if quantity is Quantity.BEST_TOPS:
                found["item.tops"] = {"fp8": value}
            else:
                found[f"item.{quantity.value}"] = int(value) if quantity is Quantity.COMPLETION_YEAR else value
        return found


def with_figure(shipment: Shipment, quantity: Quantity, value: Decimal) -> Shipment:
    """The same shipment with one figure of its item set."""
    if quantity is Quantity.BEST_TOPS:
        changed: dict[str, Any] = {"tops": {Format.FP8: value}}
    else:
        changed = {quantity.value: value}
    return shipment.model_copy(update={"item": shipment.item.model_copy(update=changed)})


def decimal(value: Fraction) -> Decimal:
    """A figure as it can be stated: exactly where its decimals end, else cut after thirty."""
    text = exact_text(value)
    if "/" not in text:
        return Decimal(text)
    return _CUT.divide(Decimal(value.numerator), Decimal(value.denominator))


_CUT = Context(prec=30)


def _add(stated: dict[str, Any], pairs: Sequence[tuple[str, Any]]) -> None:
    """State something more; lists of one question are joined."""
    for path, value in pairs:
        stated[path] = (*stated.get(path, ()), *value) if isinstance(value, tuple) else value
