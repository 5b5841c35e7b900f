"""One question put to the engine for a whole cell of rows: what a decision says, in the columns of the flat form.

Only what these columns show is worked out: no sentences, no near misses, no outlook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace

from chipgate.engine.conclude import STATES, Conclusion, Standing, counts
from chipgate.engine.judge import Case, try_case
from chipgate.engine.outcomes import not_subject
from chipgate.engine.reasons import paragraphs
from chipgate.engine.ruleset import Ruleset
from chipgate.engine.truth import Truth
from chipgate.engine.unknowns import missing
from chipgate.model.decision import Certainty, Outcome
from chipgate.model.rulebook import Dated, Rulebook
from chipgate.model.shipment import Scope, Shipment

_POLICIES = {state: policy for policy, state in STATES.items()}


@dataclass(frozen=True, slots=True)
class Told:
    """What the columns say of a row. Without a verdict, the outcome stands in its place: it is never empty.

    `error` says why a row is no item; its verdict is "error" then.
    """

    verdict: str
    certainty: str = ""
    classification: str = ""
    review_policy: str = ""
    reasons: str = ""
    missing: str = ""
    outcome: str = ""
    error: str = ""


ADDED = tuple(field.name for field in fields(Told))
"""The columns that an answer adds to a frame."""


def without_verdict(outcome: Outcome) -> Told:
    """A row with a named outcome."""
    return Told(outcome.value, outcome=outcome.value)


def refused(why: str) -> Told:
    """A row that is no item."""
    return Told("error", error=why)


@dataclass(frozen=True, slots=True)
class Settled:
    """A cell's answer so far. Where facts that are missing may matter, it is `open`: which do is not said yet."""

    told: Told
    case: Case
    open: bool = False

    def whole(self) -> Told:
        """The answer with what is missing."""
        return with_missing(self.told, self.case) if self.open else self.told


def with_missing(told: Told, case: Case) -> Told:
    """The answer with the facts that are missing and matter, each once: two questions may ask for the same."""
    return replace(told, missing=";".join(dict.fromkeys(one.fact for one in missing(case))))


def settle(rulebook: Rulebook, shipment: Shipment) -> Settled:
    """The answer to a question that has been checked and has no outcome of its own before matching.

    Where no missing fact can move the verdict, none is named: what is known more exactly can only narrow an answer,
    and there is nothing left to narrow. (With a license in hand, its own terms may be open too.)

    Raises:
        EngineDisagreement: the matcher and the explanation differ, so there is no answer.
    """
    case = try_case(rulebook, shipment, shipment.date)
    if not_subject(case):
        return Settled(without_verdict(Outcome.NOT_SUBJECT), case)
    told = told_of(case.ruleset, case.truths, case.conclusion, shipment)
    return Settled(told, case, bool(not case.conclusion.definite or shipment.licenses))


def told_of(ruleset: Ruleset, truths: Mapping[str, Truth], conclusion: Conclusion, shipment: Shipment) -> Told:
    """What is told of what applies; of the shipment, only the rest of the question and licenses in hand are read."""
    counted = [standing for standing in conclusion.standings if standing.counted]
    return Told(
        verdict=conclusion.worst.value,
        certainty=(Certainty.DEFINITE if conclusion.definite else Certainty.CONSERVATIVE).value,
        classification=";".join(paragraphs(ruleset, truths, Truth.TRUE))
        or ";".join(f"{one}?" for one in paragraphs(ruleset, truths, Truth.UNKNOWN)),
        review_policy=_review_policy(counted),
        reasons=";".join(_reasons(conclusion.standings, ruleset, shipment)),
        outcome=Outcome.DECIDED.value,
    )


def _review_policy(counted: list[Standing]) -> str:
    """How the strictest is reviewed; where that is no matter of review, the first that is one."""
    return next((_POLICIES[one.worst].value for one in counted if one.worst in _POLICIES), "")


def _reasons(standings: tuple[Standing, ...], ruleset: Ruleset, shipment: Shipment) -> Iterator[str]:
    """What counts, strictest first, as provision@version, each with the policies and freedoms that bear on it."""
    versions, scope = ruleset.in_force.versions, shipment.scope
    found: dict[str, str | None] = {}
    for standing in standings:
        name = standing.target.name
        found[name] = f"{name}@{standing.target.dated.name}" if standing.counted else None
        for dated, _ in standing.policies:
            found.setdefault(dated.id, _shown(dated, scope) if standing.counted else None)
        for dated, _ in standing.yielding:
            found.setdefault(dated.id, None)
        for id in standing.freed_by:
            found.setdefault(id, _shown(versions[id], scope))
        if standing.licensed_by is not None:
            found.setdefault(f"licenses/{standing.licensed_by}", _license(standing.licensed_by, shipment))
    yield from (shown for shown in found.values() if shown is not None)


def _shown(dated: Dated, scope: Scope) -> str | None:
    return f"{dated.id}@{dated.name}" if counts(dated, scope) else None


def _license(number: str, shipment: Shipment) -> str:
    license = next(held.license for held in shipment.licenses if held.license.number == number)
    return f"licenses/{number}@{license.valid_from.isoformat()}"
