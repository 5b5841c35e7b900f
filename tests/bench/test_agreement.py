"""What is measured side by side answers alike: chipgate, Polars, plain Python, zen-engine, durable-rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from bench import peers
from bench.chipgate_catalog import write_answers
from bench.million import differing
from bench.polars_verdict import verdicts
from bench.question import bounds, question
from bench.synthetic import write_catalog
from bench.twelve_rules import answer as answer_of_twelve, facts as facts_of_twelve
from bench.zen_table import ZenTable
from chipgate import Rulebook

ROWS = 3_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, rulebook: Rulebook) -> Path:
    """A catalog, and what chipgate answers."""
    path = tmp_path_factory.mktemp("catalog")
    write_catalog(ROWS, path / "catalog.parquet", bounds())
    assert write_answers(path / "catalog.parquet", path / "answers.parquet", question(), rulebook) == ROWS
    return path


@pytest.fixture(scope="module")
def answers(folder: Path) -> pl.DataFrame:
    return pl.read_parquet(folder / "answers.parquet")


def test_every_verdict_occurs(answers: pl.DataFrame) -> None:
    assert set(answers["verdict"]) == {"allowed", "license-required", "blocked"}


def test_the_polars_expression_gives_the_verdict_of_every_row(folder: Path) -> None:
    verdicts(pl.scan_parquet(folder / "catalog.parquet")).sink_parquet(folder / "plain.parquet")
    assert differing(folder / "answers.parquet", folder / "plain.parquet") == 0


def test_every_peer_answers_as_chipgate_does(
    folder: Path, answers: pl.DataFrame, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The verdict alone, and all that is told: compiled to one function, in one table, and row by row."""
    monkeypatch.setattr(peers, "ROWS", {name: min(rows, ROWS if "Python" in name else 300)
                                        for name, rows in peers.ROWS.items()})  # fmt: skip
    found = list(peers.peers(pl.read_parquet(folder / "catalog.parquet"), answers))
    for peer in found:
        peer.run(folder / "catalog.parquet", tmp_path / "peer.parquet")
        written = pl.read_parquet(tmp_path / "peer.parquet")
        assert written.equals(answers.head(written.height).select(written.columns)), peer.name
        assert written.height == len(peer.rows)
    assert [(peer.name, peer.wrong) for peer in found] == [(peer.name, 0) for peer in found]
    assert {peer.name for peer in found} == set(peers.ROWS)


ODD: tuple[dict[str, Any], ...] = (
    {"manufacturer": "NVIDIA", "name": None, "transistor": "planar"},
    {"manufacturer": None, "name": "H20"},
    {"manufacturer": "Huawei", "name": "Ascend 910B4"},
    {"manufacturer": "AMD", "name": "mi308x"},
    {"manufacturer": "NVIDIA", "name": "H200"},
)


@pytest.mark.parametrize("changes", ODD, ids=lambda one: f"{one['manufacturer']} {one['name']}")
def test_words_are_read_alike(
    changes: dict[str, Any], folder: Path, tmp_path: Path, rulebook: Rulebook
) -> None:
    """Also what no row of the synthetic catalog says."""
    catalog = pl.read_parquet(folder / "catalog.parquet").head(200)
    changed = catalog.with_columns(pl.lit(value, pl.String).alias(name) for name, value in changes.items())
    changed.write_parquet(tmp_path / "catalog.parquet")
    write_answers(tmp_path / "catalog.parquet", tmp_path / "answers.parquet", question(), rulebook)
    found = verdicts(changed.lazy()).collect()["verdict"]
    assert found.to_list() == pl.read_parquet(tmp_path / "answers.parquet")["verdict"].to_list()


def test_the_table_of_twelve_rules_answers_as_its_list_does() -> None:
    table = ZenTable()
    asked = facts_of_twelve(300)
    assert [table.answer(one) for one in asked] == [answer_of_twelve(one) for one in asked]
