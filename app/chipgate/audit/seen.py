"""What the engine reads of a ruleset: where two rulesets are equal in it, every answer is the same.

Left out are the day on which a version will end and whether it is older than the pack (which no answer says), the
digest and the coverage statement, and of lists and groups all but who stands in them.
"""

from __future__ import annotations

from typing import Any

from chipgate.engine.ruleset import Ruleset
from chipgate.model.condition import Limit, leaves
from chipgate.model.provision import (
    Announcement,
    Company,
    Destinations,
    Exemption,
    Group,
    Item,
    LicenseException,
    OpenQuestion,
    PartyList,
    Policy,
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


_BY_ID = frozenset({"addressee", "listed", "unsettled"})
"""Subjects of questions that name provisions by their ids."""


def seen(law: Ruleset) -> dict[str, Any]:
    """All that an answer can depend on, by the ids of provisions."""
    found: dict[str, Any] = {}
    asked_for = {id for key in law.facts if key.subject.partition(":")[0] in _BY_ID for id in key.values}
    homes = any(key.subject.startswith("provenance:designer") for key in law.facts)
    for dated in law.in_force.versions.values():
        if isinstance(dated.version, Company | PartyList | OpenQuestion):
            if dated.id in asked_for or (homes and isinstance(dated.version, Company)):
                found[dated.id] = _version(dated)
        elif not isinstance(dated.version, Group):
            found[dated.id] = _version(dated)
        if isinstance(dated.version, Policy | Exemption | LicenseException):
            found[dated.id]["covers"] = sorted(id for id in dated.version.covers if id in law.targets)
            if not found[dated.id]["covers"]:
                del found[dated.id]  # it speaks of nothing that is in force
    asked = {
        name: tuple(law.key(leaf) for leaf in leaves(target.condition) if not isinstance(leaf, Limit))
        for name, target in law.targets.items()
        if target.dated.id in found
    }
    pack = law.in_force.pack
    subjects = sorted({key.subject for key in law.facts})  # what is assumed of them is said, whatever hangs on it
    return {
        **found, "asked": asked, "bounds": dict(law.bounds), "subjects": subjects, "table": _table(law),
        "pack": (pack.covered_from, pack.verified_through),
    }  # fmt: skip


def _version(dated: Dated) -> dict[str, Any]:
    hidden = _HIDDEN.get(type(dated.version), frozenset()) | _UNSAID
    return {key: value for key, value in dated.canonical.items() if key not in hidden}


def _table(law: Ruleset) -> dict[str, str]:
    return {row.state.value: row.verdict.value for row in law.in_force.verdicts.rows}
