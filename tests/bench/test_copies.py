"""Copies of provisions say what their originals say, and speak of each other."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from bench.copies import with_copies
from bench.question import bounds, question
from bench.synthetic import frames
from chipgate import Rulebook
from chipgate.batch.check import check_frames
from chipgate.model.condition import Limit, leaves
from chipgate.model.provision import Applying, Policy


def test_one_of_each_is_the_rulebook_itself(rulebook: Rulebook) -> None:
    assert with_copies(rulebook, 1).digest == rulebook.digest


def test_there_are_as_many_as_asked_for(rulebook: Rulebook) -> None:
    own = [id for id, (first, *_) in rulebook.versions.items()
           if id.startswith("us/") and isinstance(first.version, Applying)]  # fmt: skip
    copied = with_copies(rulebook, 4)
    assert {f"{id}-copy-{number}" for id in own for number in (1, 2, 3)} == copied.versions.keys() - rulebook.versions


def test_copies_shift_their_bounds_and_speak_of_each_other(rulebook: Rulebook) -> None:
    copied = with_copies(rulebook, 3)
    day = question().date
    item = copied.version_on("us/items/3a090-a-copy-2", day)
    policy = copied.version_on("us/policies/case-by-case-printed-copy-2", day)
    assert item is not None and isinstance(item.version, Applying)  # noqa: PT018
    assert policy is not None and isinstance(policy.version, Policy)  # noqa: PT018
    limits = [leaf.at_least for leaf in leaves(item.version.applies) if isinstance(leaf, Limit) and leaf.at_least]
    assert limits == [Decimal("4896.48"), Decimal("1632.16"), Decimal("6.04")]
    assert policy.version.yields_to == ("us/policies/denial-copy-2",)
    assert all(id.endswith("-copy-2") for id in policy.version.covers)


@pytest.mark.slow
def test_unshifted_copies_leave_every_verdict_what_it_is(rulebook: Rulebook) -> None:
    catalog = pl.concat(frames(400, bounds()))

    def told(rules: Rulebook) -> list[tuple[Any, ...]]:
        (answered,) = check_frames([catalog], question(), rules, columns=("verdict", "certainty"))
        return answered.select("verdict", "certainty").rows()

    assert told(with_copies(rulebook, 3, step=Decimal(0))) == told(rulebook)
