"""The figures: they parse, they count, and the dashboard and the alerts in examples/ know them all."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from ruamel.yaml import YAML

from chipgate import Shipment, decide
from chipgate.files.places import rules_folder
from chipgate.surfaces.http.metrics import Metrics
from chipgate.surfaces.http.reload import RulesHolder
from chipgate.surfaces.settings_reading import read_settings

EXAMPLES = rules_folder().parent / "examples"
TODAY = dt.date(2026, 11, 25)
NAME = re.compile(r"\bchipgate_[a-z_]+")


@dataclass
class Log:
    """A log that says of itself what a test wants."""

    waiting: int = 0
    unsigned: int = 0
    written: int = 0
    healthy: bool = True


@pytest.fixture(scope="module")
def holder() -> RulesHolder:
    found = RulesHolder(read_settings(log="off"), lambda: TODAY)
    found.load_first()
    return found


def _samples(metrics: Metrics) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text, kind = metrics.render()
    assert kind.startswith("text/plain; version=0.0.4")
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text.decode()) for sample in family.samples
    }  # fmt: skip


def _value(metrics: Metrics, name: str, **labels: str) -> float:
    return _samples(metrics)[name, frozenset(labels.items())]


def test_decisions_and_requests_are_counted(holder: RulesHolder) -> None:
    metrics = Metrics(holder, None, lambda: TODAY)
    for _ in range(3):
        metrics.decided("blocked", "definite")
    metrics.decided("not-an-export", None)
    metrics.observe("/v1/decisions", "POST", 200, 0.003)
    metrics.observe("/v1/decisions", "BREW", 405, 0.001)
    assert _value(metrics, "chipgate_decisions_total", verdict="blocked", certainty="definite") == 3
    assert _value(metrics, "chipgate_decisions_total", verdict="not-an-export", certainty="none") == 1
    labels = {"route": "/v1/decisions", "status": "200", "method": "POST"}
    assert _value(metrics, "chipgate_request_duration_seconds_bucket", **labels, le="0.002") == 0
    assert _value(metrics, "chipgate_request_duration_seconds_bucket", **labels, le="0.005") == 1
    labels |= {"method": "other", "status": "405"}  # whatever is sent, there are not many series
    assert _value(metrics, "chipgate_request_duration_seconds_count", **labels) == 1


def test_the_log_and_the_rules_are_told(holder: RulesHolder) -> None:
    log = Log()
    metrics = Metrics(holder, log, lambda: TODAY)
    log.waiting, log.written, log.unsigned = 3, 40, 7
    assert _value(metrics, "chipgate_log_records_written_total") == 40
    assert _value(metrics, "chipgate_log_waiting_records") == 3
    assert _value(metrics, "chipgate_log_unsigned_records") == 7
    log.written, log.healthy = 50, False
    assert _value(metrics, "chipgate_log_records_written_total") == 50
    assert _value(metrics, "chipgate_log_healthy") == 0
    verified = holder.current.rulebook.pack.verified_through
    assert _value(metrics, "chipgate_rules_unverified_days") == (TODAY - verified).days
    infos = [dict(labels) for name, labels in _samples(metrics) if name == "chipgate_rules_info"]
    assert [info["rulebook"] for info in infos] == [holder.current.rulebook.digest]
    assert _value(metrics, "chipgate_rules_broken") == 0


def test_how_questions_were_decided_is_told(holder: RulesHolder, h20: Any) -> None:
    metrics = Metrics(holder, None, lambda: TODAY)
    before = sum(_value(metrics, "chipgate_questions_total", way=way) for way in ("filled", "traced", "afresh"))
    decide(holder.current.rulebook, Shipment(item=h20, destination="CN", date=TODAY))
    after = sum(_value(metrics, "chipgate_questions_total", way=way) for way in ("filled", "traced", "afresh"))
    assert after == before + 1


_WORKER = """
import datetime as dt, sys
from chipgate.surfaces.http.metrics import Metrics
from chipgate.surfaces.http.reload import RulesHolder
from chipgate.surfaces.settings_reading import read_settings
holder = RulesHolder(read_settings(log="off"), lambda: dt.date(2026, 11, 25))
holder.load_first()
metrics = Metrics(holder, None)
metrics.decided("blocked", "definite")
metrics.observe("/v1/decisions", "POST", 200, 0.003)
metrics.refresh()
print("ready", flush=True)
sys.stdin.readline()
sys.stdout.write(metrics.render()[0].decode())
"""


@pytest.mark.slow
def test_workers_are_added_up_and_a_dead_one_keeps_what_it_counted(tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    command = [sys.executable, "-c", _WORKER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    workers = [subprocess.Popen(command, env=environment, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    try:
        for worker in workers:
            assert worker.stdout.readline() == "ready\n"
        workers[0].kill()
        workers[0].wait()
        mark = f"from prometheus_client.multiprocess import mark_process_dead as m; m({workers[0].pid})"
        subprocess.run([sys.executable, "-c", mark], env=environment, check=True)
        text, _ = workers[1].communicate("go\n", timeout=60)
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    assert 'chipgate_decisions_total{certainty="definite",verdict="blocked"} 2.0' in text
    assert "chipgate_workers 1.0" in text
    assert re.search(r"chipgate_rules_info\{.*\} 1\.0", text)
    assert "chipgate_rules_broken 0.0" in text


def _names(metrics: Metrics) -> set[str]:
    """Every name that can be asked for: families of figures, and the series of histograms."""
    metrics.decided("blocked", "definite")
    metrics.drafted("map")
    metrics.observe("/v1/decisions", "POST", 200, 0.003)
    found = {name for name, _ in _samples(metrics) if name.startswith("chipgate_")}
    assert all(NAME.fullmatch(name) for name in found)
    return found


def _family(name: str) -> str:
    return re.sub(r"_seconds_(bucket|sum|count)$", "_seconds", name)


def _expressions_of_dashboard() -> list[str]:
    page = json.loads((EXAMPLES / "grafana-dashboard.json").read_text(encoding="utf-8"))
    return [target["expr"] for panel in page["panels"] for target in panel.get("targets", ())]


def _alerts() -> list[dict[str, Any]]:
    page = YAML(typ="safe").load((EXAMPLES / "alerts.yml").read_text(encoding="utf-8"))
    return [rule for group in page["groups"] for rule in group["rules"]]


def test_the_dashboard_shows_every_figure_and_no_other(holder: RulesHolder) -> None:
    known = _names(Metrics(holder, Log(), lambda: TODAY))
    shown = {name for text in _expressions_of_dashboard() for name in NAME.findall(text)}
    assert shown <= known
    assert {_family(name) for name in shown} == {_family(name) for name in known}


def test_the_alerts_use_figures_that_there_are_and_say_what_to_do(holder: RulesHolder) -> None:
    known = _names(Metrics(holder, Log(), lambda: TODAY))
    alerts = _alerts()
    assert len({alert["alert"] for alert in alerts}) == len(alerts) >= 6
    for alert in alerts:
        used = set(NAME.findall(alert["expr"]))
        assert used
        assert used <= known, alert["alert"]
        assert alert["labels"]["severity"] in {"page", "ticket"}
        assert set(alert["annotations"]) == {"summary", "description"}


def test_each_panel_has_a_place_of_its_own() -> None:
    panels = json.loads((EXAMPLES / "grafana-dashboard.json").read_text(encoding="utf-8"))["panels"]
    places: set[tuple[int, int]] = set()
    for panel in panels:
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"])
                 for y in range(place["y"], place["y"] + place["h"])}  # fmt: skip
        assert not cells & places, panel["title"]
        assert place["x"] + place["w"] <= 24
        places |= cells
    assert len({panel["id"] for panel in panels}) == len(panels)
