"""SARIF: the essentials of the 2.1.0 schema, the same bytes in any order, and paths that a code host can follow."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import pytest

from chipgate.model.finding import Description, Finding, at_least
from chipgate.surfaces.render.sarif import sarif

RULES = [
    Description("second-rule", "note", "Something small.", help="Why it matters."),
    Description("first-rule", "error", "Something grave."),
]
FINDINGS = [
    Finding("second-rule", "note", "seen “once”.", "rules/us/items/é # 1/2020-01-01.yaml", 3, 7, "Mend it."),
    Finding("first-rule", "error", "no column.", "rules/us/pack.yaml", 2),
    Finding("first-rule", "error", "no line.", "./rules/us/pack.yaml"),
    Finding("first-rule", "warning", "no file."),
    Finding("first-rule", "error", "twice.", "/elsewhere/rules/us/pack.yaml", 2, 1),
    Finding("first-rule", "error", "twice.", "/elsewhere/rules/us/pack.yaml", 9, 1),
]
SHAPES: dict[str, dict[str, type]] = {
    "log": {"$schema": str, "version": str, "runs": list},
    "run": {"tool": dict, "automationDetails": dict, "columnKind": str, "results": list},
    "driver": {"name": str, "version": str, "semanticVersion": str, "rules": list},
    "rule": {"id": str, "shortDescription": dict, "defaultConfiguration": dict, "help": dict},
    "result": {"ruleId": str, "ruleIndex": int, "level": str, "message": dict, "locations": list,
               "partialFingerprints": dict},
    "location": {"physicalLocation": dict},
    "place": {"artifactLocation": dict, "region": dict},
    "file": {"uri": str, "uriBaseId": str},
    "region": {"startLine": int, "startColumn": int},
}  # fmt: skip
"""The properties that we write, of those which the schema allows there, and their types."""
REQUIRED = {"log": {"version", "runs"}, "run": {"tool"}, "driver": {"name"}, "rule": {"id"}, "result": {"message"},
            "file": {"uri"}, "region": {"startLine"}}  # fmt: skip


def checked(node: dict[str, Any], shape: str) -> dict[str, Any]:
    allowed = SHAPES[shape]
    assert REQUIRED.get(shape, set()) <= node.keys() <= allowed.keys(), shape
    for name, value in node.items():
        assert type(value) is allowed[name], (shape, name)
    return node


def read(text: bytes) -> dict[str, Any]:
    """One run of a log, every part of it held against the schema."""
    log = checked(json.loads(text), "log")
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = checked(checked(run, "run")["tool"]["driver"], "driver")["rules"]
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for rule in rules:
        checked(rule, "rule")
        assert rule["defaultConfiguration"]["level"] in {"none", "note", "warning", "error"}
    for result in run["results"]:
        checked(result, "result")
        assert result["level"] in {"none", "note", "warning", "error"}
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        for location in result["locations"]:
            place = checked(checked(location, "location")["physicalLocation"], "place")
            uri = urlsplit(checked(place["artifactLocation"], "file")["uri"])
            assert (uri.query, uri.fragment) == ("", "")
            assert uri.path == quote(unquote(uri.path))
            assert bool(uri.scheme) != ("uriBaseId" in place["artifactLocation"])
            assert all(number >= 1 for number in checked(place.get("region", {"startLine": 1}), "region").values())
    return dict(run)


def test_every_part_has_the_form_of_the_schema() -> None:
    run = read(sarif(FINDINGS, RULES, category="prove"))
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["first-rule", "second-rule"]
    assert run["automationDetails"] == {"id": "chipgate/prove/"}
    assert len(run["results"]) == len(FINDINGS)


def test_paths_are_relative_and_escaped() -> None:
    run = read(sarif(FINDINGS, RULES))
    places = [one["locations"][0]["physicalLocation"] for one in run["results"] if one["locations"]]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "rules/us/pack.yaml",
        "file:///elsewhere/rules/us/pack.yaml",
        "file:///elsewhere/rules/us/pack.yaml",
        "rules/us/items/%C3%A9%20%23%201/2020-01-01.yaml",
        "rules/us/pack.yaml",
    ]
    assert places[3]["region"] == {"startLine": 3, "startColumn": 7}
    assert places[4]["region"] == {"startLine": 2}
    assert "region" not in places[0]


def test_the_order_of_the_findings_does_not_matter() -> None:
    assert sarif(FINDINGS, RULES) == sarif(FINDINGS[::-1], RULES[::-1])


def test_a_finding_is_known_again_when_lines_move() -> None:
    def prints(lines: tuple[int, int]) -> list[str]:
        findings = [Finding("first-rule", "error", "twice.", "a.yaml", line, 1) for line in lines]
        return [one["partialFingerprints"]["chipgate/v1"] for one in read(sarif(findings, RULES))["results"]]

    assert prints((2, 9)) == prints((12, 30))
    assert len(set(prints((2, 9)))) == 2


def test_nothing_found_is_a_log_too() -> None:
    assert read(sarif([], RULES))["results"] == []


def test_a_finding_nobody_described_is_refused() -> None:
    with pytest.raises(ValueError, match="no description of third-rule"):
        sarif([Finding("third-rule", "note", "?")], RULES)


def test_levels_are_ordered() -> None:
    found = (Finding("first-rule", "warning", "?"),)
    assert not at_least(found, "error")
    assert at_least(found, "warning")
    assert at_least(found, "note")
    assert not at_least((), "note")
