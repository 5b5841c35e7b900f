"""The words of the tables of facts, and what each of them means of an answer of ours."""

from __future__ import annotations

import csv
import datetime as dt
from enum import StrEnum
from pathlib import Path

from chipgate import ItemSpec, Party, Rulebook, Shipment, Verdict, decide
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from chipgate.model.decision import Answer
from chipgate.model.provision import ReviewPolicy
from chipgate.model.reason import ReasonCode
from chipgate.model.terms import Transfer

DATA = Path(__file__).parents[1] / "data"
NAC = "us/exceptions/nac"


class State(StrEnum):
    """A state of the tables. BIS bans nothing: `denial` is "license required, presumption of denial"."""

    ALLOWED = "allowed"
    LICENSE = "license"
    LICENSE_UNSTATED = "license-unstated"
    CASE_BY_CASE = "case-by-case"
    DENIAL = "denial"
    NOTIFY = "notify"
    LETTER = "letter"
    GENERAL_PROHIBITION = "general-prohibition"


def holds(state: State, answer: Answer) -> bool:
    """Whether an answer says what the table's word says."""
    policy = answer.license.review_policy if answer.license else None
    required = answer.license is not None and answer.license.required
    match state:
        case State.ALLOWED:
            return answer.verdict is Verdict.ALLOWED and not required
        case State.LICENSE:
            return required and answer.verdict is not Verdict.ALLOWED
        case State.LICENSE_UNSTATED:
            return answer.verdict is Verdict.LICENSE_REQUIRED and policy is ReviewPolicy.UNSTATED
        case State.CASE_BY_CASE:
            return answer.verdict is Verdict.LICENSE_REQUIRED and policy is ReviewPolicy.CASE_BY_CASE
        case State.DENIAL:
            return required and answer.verdict is Verdict.BLOCKED and policy is ReviewPolicy.PRESUMPTION_OF_DENIAL
        case State.NOTIFY:
            return answer.verdict is Verdict.LICENSE_REQUIRED and "NAC" in exceptions(answer)
        case State.LETTER:
            return required and any(reason.code is ReasonCode.LETTER for reason in answer.reasons if reason.counted)
        case State.GENERAL_PROHIBITION:
            return answer.verdict is Verdict.BLOCKED and any(
                reason.code is ReasonCode.PROHIBITION for reason in answer.reasons if reason.counted
            )


def exceptions(answer: Answer) -> set[str]:
    """The license exceptions for which item and shipment are eligible."""
    return {found.exception for found in answer.license.exceptions} if answer.license else set()


def family(answer: Answer) -> list[str]:
    """The paragraphs of 3A090 and 4A090 that the item certainly meets; what lies below them is left out."""
    return [found.paragraph for found in answer.classification if found.paragraph.startswith(("3A090", "4A090"))]


def possible_family(answer: Answer) -> list[str]:
    """The paragraphs of 3A090 and 4A090 that a missing fact leaves open."""
    found = (one.paragraph for one in answer.possible_classification)
    return [paragraph for paragraph in found if paragraph.startswith(("3A090", "4A090"))]


def shown(answer: Answer) -> str:
    """An answer in a line, for the message of a failing test."""
    policy = answer.license.review_policy if answer.license else None
    reasons = ", ".join(reason.provision for reason in answer.reasons if reason.counted)
    return f"{answer.verdict} ({policy or 'no policy'}, {answer.certainty}) {family(answer)} by {reasons or 'nothing'}"


def ask(
    rulebook: Rulebook,
    item: ItemSpec,
    to: str,
    day: dt.date | str,
    *,
    transfer: Transfer | None = None,
    parties: tuple[Party, ...] = (),
    certifications: tuple[str, ...] = (),
) -> Answer:
    """The answer to one question."""
    question = {
        "item": item, "destination": to, "date": day, "transfer": transfer, "parties": parties,
        "certifications": certifications,
    }  # fmt: skip
    return decide(rulebook, Shipment.model_validate(question)).answer


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table of facts."""
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def every_chip() -> dict[str, ItemSpec]:
    """Every chip by name: those of low confidence, then the shipped catalog, whose figures come first."""
    rows = [row for file in ("chips.csv", "more-chips.csv") for row in Catalog(DATA / file).rows()]
    rows += Catalog(example_catalog()).rows()
    return {found.name: found for _, found in rows if isinstance(found, ItemSpec) and found.name}
