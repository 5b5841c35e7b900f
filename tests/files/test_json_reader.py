"""JSON keeps every digit, and what no two readers agree about is refused with its place."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, strategies as st

from chipgate.errors import InvalidQuestion
from chipgate.files.json_reader import MAX_BYTES, MAX_DEPTH, MAX_NUMBER, read_json


def test_every_digit_is_kept() -> None:
    assert read_json(b'{"a": 4799.9999999999999, "b": [1e3, 5]}') == {
        "a": Decimal("4799.9999999999999"), "b": [Decimal("1e3"), 5],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "empty"),
        (b"  ", "empty"),
        (b'{"a": }', "1:7"),
        (b'{"a": 1,\n  b: 2}', "2:3"),
        (b"\xff{}", "not UTF-8"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1, "a": 2}', '/a: key "a" stands twice'),
        (b'{"x": [{"a": 1, "a": 2}]}', "/x/0/a"),
        (b'{"a": "\\ud800"}', "/a: the escape U+D800"),
        (b'{"a": "\\u0000"}', "/a: the escape U+0000"),
        (b'{"a": {"\\udfff": 1}}', "/a: there is an escape in a key"),
        (b'{"a": 1e999999999}', "/a: the exponent"),
        (b'{"a": ' + b"9" * 200 + b"}", "/a: the number has more than 70"),
        (b"[" * (MAX_DEPTH + 1), "nested deeper"),
        (b"[" * 900_000, "nested deeper"),
        (b'"' + b"x" * MAX_BYTES + b'"', "larger than"),
        (b'{"a": 01}', "not JSON"),
        (b"{'a': 1}", "not JSON"),
    ],
)
def test_what_is_not_plain_json_is_refused(text: bytes, words: str) -> None:
    with pytest.raises(InvalidQuestion) as error:
        read_json(text)
    assert words in str(error.value)


def test_brackets_inside_text_do_not_count_as_depth() -> None:
    text = json.dumps({"a": "[{" * 500 + '\\"' * 20}).encode()
    assert read_json(text) == json.loads(text)


_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_what_json_writes_is_read_back(value: Any) -> None:
    assert read_json(json.dumps(value).encode()) == value


@given(_JSON)
def test_both_ways_of_reading_give_the_same(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    quick, slow = (read_json(f'["{first}", {text}, 1.50, -0]'.encode()) for first in ("A", r"\u0041"))
    assert repr(quick) == repr(slow)


@given(st.decimals(-(10**40), 10**40, places=12) | st.decimals("-1e20", "1e20", allow_nan=False))
def test_a_number_keeps_every_digit_it_is_written_with(number: Decimal) -> None:
    assume(len(str(number)) <= MAX_NUMBER)
    read = read_json(f'{{"a": {number}}}'.encode())["a"]
    assert isinstance(read, int | Decimal)
    assert read == number


def test_every_problem_is_told_in_one_run() -> None:
    with pytest.raises(InvalidQuestion) as error:
        read_json(b'{"a": NaN, "b": {"c": 1, "c": 2}}', "question.json")
    assert [(one.path, one.pointer) for one in error.value.problems] == [
        ("question.json", "/a"), ("question.json", "/b/c"),
    ]  # fmt: skip


def test_a_megabyte_of_quotes_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(InvalidQuestion):
        read_json(b'"' + b'\\"' * 500_000 + b"\\")
    assert time.monotonic() - began < 5


@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_read_or_refuse(data: bytes) -> None:
    with suppress(InvalidQuestion):
        read_json(data)
