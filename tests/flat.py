"""A decision as one flat row, read off the whole decision: what the columns must say."""

from __future__ import annotations

from chipgate.model.decision import Decision
from chipgate.surfaces.render.flat import Flat


def flat(decision: Decision) -> Flat:
    """Without a verdict, the outcome stands in its place. The reasons are those that count, strictest first."""
    answer = decision.answer
    license = answer.license
    return Flat(
        item=answer.asked.item,
        destination=answer.asked.destination,
        date=answer.asked.date,
        verdict=answer.verdict.value if answer.verdict else answer.outcome.value,
        certainty=answer.certainty.value if answer.certainty else "",
        classification=";".join(one.paragraph for one in answer.classification)
        or ";".join(f"{one.paragraph}?" for one in answer.possible_classification),
        review_policy=license.review_policy.value if license and license.review_policy else "",
        reasons=";".join(f"{r.provision}@{r.version}" for r in answer.reasons if r.counted and r.provision),
        missing=";".join(dict.fromkeys(one.fact for one in answer.missing)),
    )
