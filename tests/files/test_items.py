"""An item file is read to the last digit, or refused with the place of every problem."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from chipgate import ItemSpec
from chipgate.errors import InvalidQuestion
from chipgate.files.items import parse_item, read_item
from chipgate.model.item import Format

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def refused(text: bytes, path: str = "item.yaml") -> list[str]:
    with pytest.raises(InvalidQuestion) as caught:
        parse_item(text, path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", ["h20.yaml", "startup-accelerator.yaml"])
def test_the_examples_are_items(name: str) -> None:
    assert isinstance(read_item(EXAMPLES / name), ItemSpec)


def test_yaml_and_json_say_the_same() -> None:
    yaml = parse_item(b"name: x\ntops: {fp8: 296.10}\ntpp: 4799.9999999999999\n", "a.yaml")
    json = parse_item(b'{"name": "x", "tops": {"fp8": 296.10}, "tpp": 4799.9999999999999}', "a.json")
    assert yaml == json
    assert json.tpp == Decimal("4799.9999999999999")
    assert str(json.tops[Format.FP8]) == "296.10"


def test_every_problem_has_its_place() -> None:
    assert refused(b"name: x\ntops: {fp9: 1}\ndie_aera_mm2: 5\ntpp: -1\n") == [
        "item.yaml:2:13: \"fp9\" is not one of 'fp64', 'fp32', 'tf32', 'bf16', 'fp16', 'fp8', 'int8', 'fp6', 'fp4', "
        "'int4', 'int16', 'int32' or 'int1'. Did you mean \"fp8\"?",
        'item.yaml:3:1: unknown key "die_aera_mm2". Did you mean "die_area_mm2"?',
        'item.yaml:4:6: "-1" is negative: give a plain number such as 1979 or 3.35, without unit or separators.',
    ]


@pytest.mark.parametrize("text", [b"", b"- a\n", b"name: [", b"name: &a x\n", b"\xff\xfe", b"name: x\nname: y\n"])
def test_what_is_no_item_is_refused(text: bytes) -> None:
    assert refused(text)


def test_a_whole_question_is_not_an_item_and_is_told_so() -> None:
    (said,) = refused((EXAMPLES / "question.json").read_bytes(), "question.json")
    assert "whole question" in said


def test_a_file_that_is_not_there_or_too_long_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidQuestion, match="No such file"):
        read_item(tmp_path / "none.yaml")
    (tmp_path / "long.yaml").write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(InvalidQuestion, match="longer than"):
        read_item(tmp_path / "long.yaml")
