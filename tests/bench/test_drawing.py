"""The plot is a drawing that any browser shows, with a point for every figure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench import machine
from bench.log_log import Line, Panel, drawing

SVG = "{http://www.w3.org/2000/svg}"


def test_every_figure_has_its_point_in_the_panel() -> None:
    cold = Line("cold", ((10.0, 0.5), (100.0, 4.0)))
    panels = [Panel("rows", "seconds", (cold, Line("linear & dashed", ((10.0, 0.5), (100.0, 5.0)), dashed=True)))] * 2
    root = ET.fromstring(drawing(panels))
    points = root.findall(f"{SVG}circle")
    assert len(points) == 2 * len(cold.points)
    heights = [float(point.attrib["cy"]) for point in points]
    assert heights[0] > heights[1] > 0
    assert "linear & dashed" in [text.text for text in root.findall(f"{SVG}text")]


def test_a_table_goes_where_it_is_marked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text("before\n<!-- one -->\nold\n<!-- end of one -->\nafter\n", encoding="utf-8")
    monkeypatch.setattr(machine, "README", page)
    machine.write("one", "new")
    assert page.read_text(encoding="utf-8").splitlines()[:3] == ["before", "<!-- one -->", "new"]
    assert page.read_text(encoding="utf-8").endswith("<!-- end of one -->\nafter\n")
    with pytest.raises(ValueError, match="no place for two"):
        machine.write("two", "new")
