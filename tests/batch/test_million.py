"""A million rows in columns: those on or next to a bound (a fifth of them in a test run, all in `make soak`) and many
others (fifty thousand there) answer as single questions do."""

from __future__ import annotations

import random
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import polars as pl
import pytest

from bench.synthetic import frames
from chipgate import Rulebook, Shipment, decide, load_rulebook
from chipgate.batch.cells import Told, settle
from chipgate.batch.check import check_frames
from chipgate.batch.items import item_of
from chipgate.engine.judge import matching_on
from chipgate.surfaces.render.flat import Flat
from tests.flat import flat
from tests.sizes import size

ROWS, OTHERS = 1_000_000, size(6_000, 50_000)
QUESTION = {"item": {}, "destination": "CN", "date": "2026-02-15"}
COLUMNS = ("verdict", "certainty", "classification", "review_policy", "reasons", "missing")


@pytest.mark.slow
def test_rows_at_a_bound_and_many_others(rulebook: Rulebook) -> None:
    base = Shipment.model_validate(QUESTION)
    catalog = frames(ROWS, matching_on(rulebook, base.date).ruleset.bounds)
    chosen = frozenset(random.Random(2026).sample(range(ROWS), OTHERS + OTHERS // 10))
    picked, before, near, others = [], 0, 0, 0
    for answered in check_frames(catalog, base, rulebook, columns=COLUMNS):
        place = pl.Series(range(before, before + answered.height))
        before += answered.height
        at_bound = answered["near"]
        seen = at_bound & (place % size(5, 1) == 0)
        other = place.is_in(chosen) & ~at_bound
        near, others = near + int(at_bound.sum()), others + int(other.sum())
        picked.append(answered.filter(seen | other))
    assert before == ROWS
    assert near > ROWS // 60
    assert others >= OTHERS
    rows = pl.concat(picked)
    half = rows.height // 2
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = list(pool.map(differences, [rows.head(half), rows.tail(rows.height - half)]))
    assert [one for some in found for one in some] == []


def differences(rows: pl.DataFrame) -> list[tuple[str, str, str, str]]:
    """Where single questions say otherwise than the columns: at most twenty. Each is put to the whole engine (matcher
    and explanation), and some are decided with all that belongs to a decision."""
    rulebook, base = load_rulebook(), Shipment.model_validate(QUESTION)
    found: list[tuple[str, str, str, str]] = []
    for number, row in enumerate(rows.iter_rows(named=True)):
        shipment = base.model_copy(update={"item": item_of(row)})
        singles: list[Told | Flat] = [settle(rulebook, shipment).whole()]
        singles += [flat(decide(rulebook, shipment))] if number % 200 == 0 else []
        found += [(row["name"], name, row[name], getattr(alone, name))
                  for alone in singles for name in COLUMNS if row[name] != getattr(alone, name)]  # fmt: skip
        if len(found) >= 20:
            break
    return found
