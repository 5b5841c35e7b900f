"""Digests of versions: pinned, so that a new field with a default does not rename the law of old revisions."""

from __future__ import annotations

from typing import Any

import pytest

from chipgate.model.provision import KINDS
from chipgate.model.rulebook import Dated

BASE: dict[str, Any] = {
    "title": "t", "effective": "2024-01-01", "says": "s", "applies": {"party": "headquarters", "in": ["CN"]},
    "citation": {
        "basis": "regulation", "text": "t", "published": True, "confidence": "high",
        "sources": [{"title": "s", "url": "https://example.org/s"}],
    },
}  # fmt: skip
FIRST_WRITTEN: list[tuple[str, dict[str, Any], str]] = [
    ("items", {"classification": "3A090.a"}, "ccf3c4cb2d25"),
    ("policies", {"covers": ["us/requirements/x"], "policy": "case-by-case"}, "1aba421cfeee"),
    ("exceptions", {"exception": "NAC", "covers": ["us/requirements/x"], "conditions": [{"id": "a", "text": "t"}]},
     "bf6ed6bbb74e"),
    ("requirements", {"reasons_for_control": ["RS"]}, "87af2acc24ed"),
    ("letters", {"addressees": ["us/companies/x"], "policy": "unstated"}, "78fc0f0dae72"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "own", "digest"), FIRST_WRITTEN)
def test_a_version_that_says_nothing_new_keeps_its_first_digest(kind: str, own: dict[str, Any], digest: str) -> None:
    version = KINDS[kind].model_validate({**BASE, **own})
    assert Dated(f"us/{kind}/x", version).digest.startswith(f"sha256:{digest}")


@pytest.mark.parametrize(
    ("kind", "new"),
    [
        ("items", {"level_of": ["us/items/y"]}),
        ("items", {"conditions": [{"id": "a", "text": "t"}]}),
        ("policies", {"yields_to": ["us/policies/y"]}),
        ("exceptions", {"terms_encoded": False}),
        ("requirements", {"applies": {"party": "headquarters", "in": ["CN"], "roles": ["end-user"]}}),
    ],
)
def test_what_a_later_field_says_moves_the_digest(kind: str, new: dict[str, Any]) -> None:
    own = next(own for name, own, _ in FIRST_WRITTEN if name == kind)
    versions = (KINDS[kind].model_validate({**BASE, **own, **more}) for more in ({}, new))
    plain, changed = (Dated(f"us/{kind}/x", version).digest for version in versions)
    assert plain != changed
