"""What the engine reads of a ruleset: where two rulesets are equal in it, every answer is the same.

Left out are the day on which a version will end and whether it is older than the pack (which no answer says), the
digest and the coverage statement, and of lists and groups all but who stands in them.
"""

from __future__ import annotations

from typing import Any

from chipgate.engine.ruleset import FactKey, Ruleset
from chipgate.model.condition import Limit, leaves
from chipgate.model.provision import (
    Announcement,
    Company,
    Destinations,
    Group,
    Item,
    OpenQuestion,
    PartyList,
    Subjection,
)
from chipgate.model.rulebook import Dated

_UNSAID = frozenset({"expires", "already_in_force", "repealed", "reasons_for_control"})
_HIDDEN: dict[type, frozenset[str]] = {
    Item: frozenset({"says", "citation"}),
    Subjection: frozenset({"says", "citation", "effective"}),
    Announcement: frozenset({"title"}),
    OpenQuestion: frozenset({"title"}),
    **dict.fromkeys((Company, PartyList, Destinations), frozenset({"title", "citation", "effective"})),
}
"""Fields of each kind that no answer shows. (A paragraph of the control list is named in an answer, not cited.)"""


def seen(law: Ruleset) -> dict[str, Any]:
    """All that an answer can depend on, by the ids of provisions."""
    found: dict[str, Any] = {
        dated.id: _version(dated) for dated in law.in_force.versions.values() if not isinstance(dated.version, Group)
    }
    asked = {
        name: tuple(_key(law, leaf) for leaf in leaves(target.condition) if not isinstance(leaf, Limit))
        for name, target in law.targets.items()
    }
    pack = law.in_force.pack
    return {**found, "asked": asked, "table": _table(law), "pack": (pack.covered_from, pack.verified_through)}


def _version(dated: Dated) -> dict[str, Any]:
    hidden = _HIDDEN.get(type(dated.version), frozenset()) | _UNSAID
    return {key: value for key, value in dated.canonical.items() if key not in hidden}


def _key(law: Ruleset, leaf: Any) -> FactKey:
    return law.key(leaf)


def _table(law: Ruleset) -> dict[str, str]:
    return {row.state.value: row.verdict.value for row in law.in_force.verdicts.rows}
