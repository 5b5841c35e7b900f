"""The sweep: every destination in one class, and every change of an answer put down to a provision version."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chipgate import ItemSpec, Rulebook
from chipgate.audit.sweep import Sweep, destination_classes, sweep
from chipgate.model.provision import Destinations
from chipgate.surfaces.cli.app import app
from tests.sizes import size

CATALOG = Path(__file__).resolve().parents[2] / "examples" / "catalog.csv"
NAMES = ["H20 (HGX)", "H100 SXM5", "L40", "GeForce RTX 4090", "Tesla T4", "Ascend 910 (256 TFLOPS)", "L40S"]


@pytest.fixture(scope="module")
def days(rulebook: Rulebook) -> list[dt.date]:
    return [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]


@pytest.fixture(scope="module")
def classes(rulebook: Rulebook, days: list[dt.date]) -> list[tuple[str, ...]]:
    return list(destination_classes(rulebook, days))


def test_every_destination_with_a_verdict_is_in_exactly_one_class(
    rulebook: Rulebook, classes: list[tuple[str, ...]]
) -> None:
    (places,) = (dated.version for dated in rulebook if isinstance(dated.version, Destinations))
    listed = [code for alike in classes for code in alike]
    without = {*places.part_of_united_states, *places.unresolved}
    assert sorted(listed) == sorted(set(places.names) - without)


def test_what_the_law_tells_apart_is_apart(classes: list[tuple[str, ...]]) -> None:
    of = {code: alike for alike in classes for code in alike}
    assert of["CN"] == of["HK"]
    apart = ["CN", "MO", "AE", "IL", "KH", "NI", "CY", "RU", "IR", "CU", "VN", "SA", "SG", "UA", "DE", "MY"]
    assert len({of[code] for code in apart}) >= len(apart) - 2
    assert "FR" in of["DE"]


@pytest.mark.slow
def test_every_change_is_put_down_to_a_version_that_has_a_part_in_it(
    rulebook: Rulebook, catalog: dict[str, ItemSpec]
) -> None:
    done = []
    found = sweep(rulebook, [catalog[name] for name in NAMES], lambda: done.append(1))
    assert len(done) == len(NAMES)
    assert found.unexplained == []
    assert found.asked == len(NAMES) * len(found.classes) * len(found.days)
    assert found.verdict_changes < found.changes
    assert found.by_version["us/letters/nvidia-h20@2025-04-09"]
    assert found.by_version["us/prohibitions/gp10-prc-circuits@2025-05-13"]


def test_a_change_that_nothing_accounts_for_is_listed_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Sweep:
        from chipgate.audit.sweep import Unexplained

        found = Sweep((("CN",),), (dt.date(2025, 4, 9),))
        found.unexplained.append(Unexplained("X1", "CN", dt.date(2025, 4, 9)))
        return found

    monkeypatch.setattr("chipgate.audit.sweep.sweep", broken)
    done = CliRunner().invoke(app, ["rules", "sweep", str(CATALOG)])
    assert done.exit_code == 1
    assert "unexplained: X1 to CN on 2025-04-09" in done.stdout


@pytest.mark.slow
def test_the_example_catalog_over_everything(tmp_path: Path) -> None:
    head, *rows = CATALOG.read_text(encoding="utf-8").splitlines(keepends=True)
    tried, out = rows[:: size(5, 1)], tmp_path / "sweep.json"
    (tmp_path / "catalog.csv").write_text("".join([head, *tried]), encoding="utf-8")
    named = ["rules", "sweep", str(tmp_path / "catalog.csv"), "--format", "json", "-o", str(out)]
    done = CliRunner().invoke(app, named)
    assert done.exit_code == 0, done.stdout
    found = json.loads(out.read_bytes())
    assert found["unexplained"] == []
    assert found["questions"] == len(tried) * len(found["classes"]) * len(found["days"])
