"""What makes two answers the same to whoever reviews a change of rules: more than what an outlook tells apart.

An outlook asks when an answer turns. An audit also says where an item is classified under another name, where a policy
or an exception asks for other acts, and where a control is reported that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chipgate.engine.conclude import STATES, Conclusion
from chipgate.engine.outlook import substance_of
from chipgate.engine.reasons import paragraphs
from chipgate.engine.ruleset import Ruleset
from chipgate.engine.truth import Truth
from chipgate.model.provision import Act, LicenseException, Policy, ReportedControl


def substance_told(ruleset: Ruleset, truths: Mapping[str, Truth], conclusion: Conclusion) -> tuple[Any, ...]:
    """All that tells an answer from another, wording and the versions of provisions left out."""
    reported = (target.name for target in ruleset.by_type.get(ReportedControl, ()))
    return (
        substance_of(ruleset, truths, conclusion),
        *(paragraphs(ruleset, truths, wanted) for wanted in (Truth.TRUE, Truth.UNKNOWN)),
        tuple(dict.fromkeys(_asked(conclusion))),
        tuple(name for name in reported if truths[name] is not Truth.FALSE),
    )


def _asked(conclusion: Conclusion) -> Iterator[tuple[Any, ...]]:
    """The acts that are asked for, by what asks for them: as an answer lists them."""
    for standing in conclusion.standings:
        for dated, _ in standing.policies:
            policy = dated.version
            if standing.counted and isinstance(policy, Policy) and STATES[policy.policy] is standing.worst:
                yield dated.id, _acts(policy.conditions)
    covered = {standing.target.name for standing in conclusion.standings}
    for dated, _ in conclusion.exceptions:
        version = dated.version
        if isinstance(version, LicenseException) and covered & set(version.covers):
            yield dated.id, version.exception, version.terms_encoded, _acts(version.conditions)


def _acts(acts: Iterable[Act]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((act.id, act.text) for act in acts))
