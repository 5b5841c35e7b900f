"""Decisions in Markdown, for an issue or a review: a table of a catalog, or one decision as a short document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chipgate.model.decision import Decision

from .flat import Flat
from .looks import certainty_of, look_of, policy_of
from .plain_text import visible

_HEADS = ("verdict", "item", "class", "review policy", "reasons", "missing")


def escaped(text: str) -> str:
    r"""Text that shows as it is, also inside a table.

    >>> escaped("a|b <i>")
    'a\\|b \\<i\\>'
    """
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", visible(text))


def table_head() -> str:
    """The first two lines of the table of a catalog."""
    return f"| {' | '.join(_HEADS)} |\n|{'---|' * len(_HEADS)}\n"


def table_row(row: Flat) -> str:
    """One item of a catalog."""
    mark = " (conservative)" if row.certainty == "conservative" else ""
    reasons = row.error or row.reasons.replace(";", "; ")
    cells = (row.verdict + mark, row.item, row.classification, policy_of(row.review_policy or None), reasons,
             row.missing.replace(";", ", "))  # fmt: skip
    return f"| {' | '.join(escaped(cell) for cell in cells)} |\n"


def decision_markdown(decision: Decision) -> str:
    """One decision as a short document."""
    return "\n".join(_lines(decision)) + "\n"


def _lines(decision: Decision) -> Iterator[str]:
    answer, look = decision.answer, look_of(decision.answer.verdict)
    asked = answer.asked
    where = f"{asked.destination_name} ({asked.destination})" if asked.destination_name else asked.destination
    yield f"# {look.sign} {look.word.capitalize()}: {escaped(asked.item)} to {escaped(where)} on {asked.date}"
    yield ""
    yield f"{escaped(answer.summary)} ({certainty_of(answer)}.)"
    if answer.classification:
        yield f"\nClassified: {', '.join(one.paragraph for one in answer.classification)}."
    if answer.license and answer.license.required:
        policy = answer.license.review_policy
        yield f"\nLicense required{f': {policy_of(policy.value)}' if policy else ''}."
    sections = {
        "Why": [
            escaped(reason.sentence)
            + (f" ({escaped(reason.citation.text)}; `{reason.provision}@{reason.version}`)" if reason.citation else "")
            for reason in answer.reasons
        ],
        "Missing": [
            f"{escaped(one.title)}: {'; '.join(escaped(region.shown) for region in one.regions) or 'open'}"
            for one in answer.missing
        ],
        "Together": [escaped(region.shown) for region in answer.joint_regions],
        "What would change it": [escaped(one.shown) for one in answer.what_would_change],
        "Licenses in hand": [
            escaped(" ".join((one.sentence, *(term.sentence for term in one.failed_terms),
                              *(one.conditions if one.frees else ()))))
            for one in (answer.license.licenses_in_hand if answer.license else ())
        ],
        "Notices": [escaped(one.sentence) for one in answer.notices],
        "What comes": [f"{change.date}: {escaped(change.summary)}" for change in decision.outlook.changes],
        "Assumed": [escaped(one.sentence) for one in answer.assumptions],
    }
    for title, found in sections.items():
        if found:
            yield f"\n## {title}\n"
            yield from (f"- {line}" for line in found)
    if answer.ruleset:
        yield f"\nRules of {answer.ruleset.as_of}, `{answer.ruleset.digest}`."
    yield "\nNot legal advice."
