"""Formulas, and the one place that imports z3: truth values folded where they are plain, and three-valued pairs.

Loaded only where a proof or a witness is asked for; chipgate does without it (`pip install 'chipgate[prove]'`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chipgate.engine.truth import Truth
from chipgate.errors import EngineError

try:
    import z3
except ImportError as error:
    raise ImportError("proofs and witnesses need the solver z3: pip install 'chipgate[prove]'") from error

Formula = Any
"""A z3 Boolean."""
Term = Any
"""A z3 real number."""
YES: Formula = z3.BoolVal(True)
NO: Formula = z3.BoolVal(False)
_YES, _NO = YES.get_id(), NO.get_id()


def variable(name: str) -> Formula:
    """A fact that may be so or not."""
    return z3.Bool(name)


def number(name: str) -> Term:
    """A real number."""
    return z3.Real(name)


def exact(value: Fraction) -> Term:
    """A number as a constant, to the last digit."""
    return z3.RealVal(f"{value.numerator}/{value.denominator}")


def every(parts: Iterable[Formula]) -> Formula:
    """All of them hold."""
    kept = {part.get_id(): part for part in parts}
    kept.pop(_YES, None)
    if _NO in kept:
        return NO
    listed = list(kept.values())
    return z3.And(listed) if len(listed) > 1 else listed[0] if listed else YES


def some(parts: Iterable[Formula]) -> Formula:
    """At least one of them holds."""
    kept = {part.get_id(): part for part in parts}
    kept.pop(_NO, None)
    if _YES in kept:
        return YES
    listed = list(kept.values())
    return z3.Or(listed) if len(listed) > 1 else listed[0] if listed else NO


def negated(part: Formula) -> Formula:
    """It does not hold."""
    if part.get_id() in (_YES, _NO):
        return NO if part.get_id() == _YES else YES
    return part.arg(0) if z3.is_not(part) else z3.Not(part)


def differ(one: Formula, other: Formula) -> Formula:
    """One holds and the other does not."""
    return NO if one.eq(other) else z3.Xor(one, other)


def same(one: Formula, other: Formula) -> Formula:
    """Both hold, or neither."""
    return YES if one.eq(other) else one == other


def one_of(parts: list[Formula]) -> Formula:
    """Exactly one of them holds."""
    return every([z3.Or(parts), z3.AtMost(*parts, 1)]) if len(parts) > 1 else parts[0]


@dataclass(frozen=True, slots=True)
class Pair:
    """A three-valued truth: whether it surely holds, and whether it may. What surely holds may hold."""

    sure: Formula
    possible: Formula

    @property
    def negated(self) -> Pair:
        """Not."""
        return Pair(negated(self.possible), negated(self.sure))


TRUE, UNKNOWN, FALSE = Pair(YES, YES), Pair(NO, YES), Pair(NO, NO)
OF = {Truth.TRUE: TRUE, Truth.UNKNOWN: UNKNOWN, Truth.FALSE: FALSE}


def conjunction(pairs: Iterable[Pair]) -> Pair:
    """All of them, in Kleene's three values."""
    listed = list(pairs)
    return Pair(every(pair.sure for pair in listed), every(pair.possible for pair in listed))


def disjunction(pairs: Iterable[Pair]) -> Pair:
    """Any of them."""
    listed = list(pairs)
    return Pair(some(pair.sure for pair in listed), some(pair.possible for pair in listed))


Model = Any
"""Values for every variable, as the solver found them."""


class Solver:
    """What always holds, and a solver that is asked about more, again and again."""

    def __init__(self, always: Iterable[Formula]) -> None:
        self._solver = z3.Solver()
        self._solver.add(*always)

    def check(self, *wanted: Formula) -> Model | None:
        """Values under which all of it holds; None where it is proved that there are none."""
        self._solver.push()
        try:
            self._solver.add(*wanted)
            return self._under(())
        finally:
            self._solver.pop()

    def prefer(self, wanted: Iterable[Formula], wishes: Sequence[Formula]) -> Model | None:
        """Values under which all of `wanted` holds, and of the wishes as many as go: where some conflict, the first of
        them is given up. None where it is proved that there are none."""
        proxies = [z3.Bool(f"wish {place}") for place in range(len(wishes))]
        self._solver.push()
        try:
            self._solver.add(*wanted, *(z3.Implies(proxy, wish) for proxy, wish in zip(proxies, wishes, strict=True)))
            if self._under(()) is None:
                return None
            kept, given_up = {proxy.get_id(): proxy for proxy in proxies}, list[int]()
            while (found := self._under(kept.values())) is None:
                conflict = {one.get_id() for one in self._solver.unsat_core()}
                given_up.append(next(id for id in kept if id in conflict))
                del kept[given_up[-1]]
            named = {proxy.get_id(): proxy for proxy in proxies}
            for id in reversed(given_up[:-1]):  # a conflict may name more than it needs to
                again = self._under([*kept.values(), named[id]])
                if again is not None:
                    found, kept[id] = again, named[id]
            return found
        finally:
            self._solver.pop()

    def _under(self, assumed: Collection[Formula]) -> Model | None:
        # What `check` of z3 does, but for its look at the sort of each assumption: thousands, again and again.
        solver, context = self._solver, self._solver.ctx
        listed = (z3.Ast * len(assumed))(*[one.as_ast() for one in assumed])
        answer = z3.CheckSatResult(z3.Z3_solver_check_assumptions(context.ref(), solver.solver, len(assumed), listed))
        if answer == z3.unknown:
            raise EngineError(f"the solver gave up: {self._solver.reason_unknown()}")
        return self._solver.model() if answer == z3.sat else None


def moved(formula: Formula, pairs: Sequence[tuple[Term, Term]]) -> Formula:
    """A formula with other numbers in place of some."""
    return z3.substitute(formula, *pairs)


def holds(model: Model, formula: Formula) -> bool:
    """Whether a formula holds under a solver's values; what these leave open does not."""
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


def value_of(model: Model, term: Term) -> Fraction:
    """A number under a solver's values."""
    found = model.eval(term, model_completion=True)
    return Fraction(found.numerator_as_long(), found.denominator_as_long())


def assigned(truths: Iterable[tuple[Formula, bool]], numbers: Iterable[tuple[Term, Fraction]]) -> Model:
    """Given values for variables, as a solver's values are. What is false, or 0, need not be said."""
    model = z3.Model()
    for name, truth in truths:
        if truth:
            model.update_value(name, YES)
    for term, value in numbers:
        if value:
            model.update_value(term, exact(value))
    return model
