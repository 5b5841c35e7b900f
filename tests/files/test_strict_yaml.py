"""Strict YAML: what is read, what is refused and where, and that nothing at all makes it raise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, strategies as st

from chipgate.errors import Problem
from chipgate.files.plain_scalars import Plain
from chipgate.files.strict_yaml import MAX_BYTES, MAX_DEPTH, Place, read


def problems_of(text: bytes | str) -> list[Problem]:
    document, problems = read(text, "x.yaml")
    assert (document is None) == bool(problems)
    assert problems == sorted(problems, key=Problem.order)
    assert all(problem.path == "x.yaml" and problem.message and problem.hint for problem in problems)
    return problems


def value_of(text: bytes | str) -> Plain:
    document, problems = read(text, "x.yaml")
    assert problems == []
    assert document is not None
    return document.value


READ: list[tuple[str, Plain]] = [
    ("a: 1400", 1400),
    ("a: 0", 0),
    ("a: -1", -1),
    ("a: 5.92", Decimal("5.92")),
    ("a: 1.50", Decimal("1.50")),
    ("a: -0.5", Decimal("-0.5")),
    ("a: 10000000000000000000000000001", 10**28 + 1),
    ("a: 2025-04-09", date(2025, 4, 9)),
    ("a: 2024-02-29", date(2024, 2, 29)),
    ("a: true", True),
    ("a: false", False),
    ("a: null", None),
    ('a: ""', ""),
    ('a: "NO"', "NO"),
    ("a: 'on'", "on"),
    ('a: "010"', "010"),
    ('a: "null"', "null"),
    ('a: "2025-04-09"', "2025-04-09"),
    ("a: CN", "CN"),
    ("a: us/d5", "us/d5"),
    ("a: 3A090.a", "3A090.a"),
    ("a: e5", "e5"),
    ("a: 1.2.3", "1.2.3"),
    ("a: 9 April 2025, the letters", "9 April 2025, the letters"),
    ("a: 2025-04-09 amended", "2025-04-09 amended"),
    ("a: https://example.org/x#y", "https://example.org/x#y"),
    ("a: b # a comment", "b"),
    ("a: NO\n  more", "NO more"),
    ("a: |\n  NO\n  1\n", "NO\n1\n"),
    ("a: >-\n  one\n  two\n", "one two"),
    ("a: []", []),
    ("a: {}", {}),
    ("a: [1, {b: x}]", [1, {"b": "x"}]),
    ("a:\n- 1\n-   - 2\n", [1, [2]]),
    ('a: "\\t\\U0001F600"', "\t😀"),
    ("a: 输出管制", "输出管制"),
    ("a: x\r\n", "x"),
    ("---\na: x\n...\n", "x"),
]


@pytest.mark.parametrize(("text", "expected"), READ, ids=[text for text, _ in READ])
def test_a_value_means_what_it_looks_like(text: str, expected: Plain) -> None:
    value = value_of(text)
    assert isinstance(value, dict)
    assert repr(value["a"]) == repr(expected)  # by repr: True is not 1, Decimal("1.50") is not Decimal("1.5")


REFUSED: list[tuple[bytes | str, int, int, str]] = [
    # keys
    ("a: 1\nb: 2\na: 3", 3, 1, 'key "a" again, first on line 1.'),
    ("x: {a: 1, 'a': 2}", 1, 11, 'key "a" again, first on line 1.'),
    ("on: 1", 1, 1, "key on is not text"),
    ("a:\n  yes: 1", 2, 3, "key yes is not text"),
    ("no: 1", 1, 1, "key no is not text"),
    ("y: 1", 1, 1, "key y is not text"),
    ("true: 1", 1, 1, "key true is not text"),
    ("null: 1", 1, 1, "key null is not text"),
    ("1: x", 1, 1, "key 1 is not text"),
    ("5.92: x", 1, 1, "key 5.92 is not text"),
    ("010: x", 1, 1, "key 010 is not text"),
    ("2025-04-09: x", 1, 1, "key 2025-04-09 is not text"),
    (": x", 1, 1, "no key"),
    ("<<: {a: 1}", 1, 1, "merge key <<"),
    ("? [a]\n: 1", 1, 3, "a list or a mapping as a key"),
    ("{a: 1}: 1", 1, 1, "a list or a mapping as a key"),
    ("&x a: 1", 1, 1, "anchor &x"),
    ("!!str 1: x", 1, 1, "tag tag:yaml.org,2002:str"),
    # anchors, aliases, tags
    ("a: &x 1", 1, 4, "anchor &x"),
    ("a: &x [1]", 1, 4, "anchor &x"),
    ("a: *x", 1, 4, "alias *x"),
    ("*x : 1", 1, 1, "alias *x"),
    ("a: !!str 1", 1, 4, "tag tag:yaml.org,2002:str"),
    ('a: !!int "1"', 1, 4, "tag tag:yaml.org,2002:int"),
    ("a: !x {b: 1}", 1, 4, "tag !x"),
    ("a: ! x", 1, 4, "tag !"),
    ("a: !", 1, 4, "tag !"),
    # booleans and null
    *((f"a: [CN, {word}]", 1, 9, f"{word} reads as a boolean") for word in ("NO", "no", "Yes", "on", "Off", "y", "N")),
    *((f"a: {word}", 1, 4, f"{word} is not in lower case") for word in ("True", "TRUE", "False", "Null", "NULL")),
    ("a: ~", 1, 4, "no value"),
    ("a:\nb: 1", 1, 1, "no value"),
    ("b: {a: 1, b}", 1, 11, "no value"),
    ("- 1\n-\n", 2, 2, "no value"),
    # numbers
    *((f"a: {text}", 1, 4, f"{text} reads as a number with an exponent") for text in ("1e26", "1.0e+26", "3E001")),
    *((f"a: {text}", 1, 4, f"{text} has a leading zero") for text in ("010", "-01", "00", "01.5")),
    *((f"a: {text}", 1, 4, f"{text} is not written in decimal") for text in ("0x1F", "0o17", "0b101")),
    *((f"a: {text}", 1, 4, f"{text} has an underscore or a comma") for text in ("1_000", "1_0.5", "1,000", "1,5")),
    *((f"a: {text}", 1, 4, f"{text} has a plus sign") for text in ("+5", "+5.5", "+.5")),
    *((f"a: {text}", 1, 4, f"{text} lacks a digit") for text in (".5", "-.5", "5.")),
    *((f"a: {text}", 1, 4, f"{text} is not a finite number") for text in (".inf", "-.INF", ".nan", ".NaN")),
    *((f"a: {text}", 1, 4, f"{text} reads as a base-60") for text in ("1:30", "12:30:45", "190:20:30.15")),
    *((f"a: {text}", 1, 4, f"{text} is a negative zero") for text in ("-0", "-0.0")),
    ("a: " + "1" * 65, 1, 4, "more than 64 characters"),
    ("a: " + "1" * 9999, 1, 4, "more than 64 characters"),
    # dates
    ("a: 2025-02-30", 1, 4, "2025-02-30 is not a day of the calendar"),
    ("a: 2025-13-01", 1, 4, "2025-13-01 is not a day of the calendar"),
    ("a: 0000-01-01", 1, 4, "0000-01-01 is not a day of the calendar"),
    ("a: 2025-4-9", 1, 4, "2025-4-9 is not a full date"),
    ("a: 2025-04-09T00:00:00Z", 1, 4, "2025-04-09T00:00:00Z is a time"),
    ("a: 2025-04-09 12:30:00", 1, 4, "2025-04-09 12:30:00 is a time"),
    # the file
    ("", 1, 1, "the file is empty"),
    ("# only a comment\n", 1, 1, "the file is empty"),
    ("---\n", 2, 1, "no value"),
    ("a: 1\n---\nb: 2", 2, 1, "a second document begins"),
    ("%YAML 1.1\n---\na: 1", 1, 1, "directive %YAML"),
    ("# c\n%TAG ! x:\n---\na: 1", 2, 1, "directive %TAG"),
    ("a:\t1", 1, 3, "tab in the file"),
    ("a: 1\n\tb: 2", 2, 1, "tab in the file"),
    ('a: "x\ty"', 1, 6, "tab in the file"),
    ("a: 1 # x\ty", 1, 9, "tab in the file"),
    ("\ufeffa: 1", 1, 1, "byte order mark in the file"),
    (b"\xef\xbb\xbfa: 1", 1, 1, "byte order mark in the file"),
    ("a: x\0", 1, 5, "NUL in the file"),
    ("a: 1\nb: x\x07", 2, 5, "character U+0007 in the file"),
    ("a: x\u2028y", 1, 5, "character U+2028 in the file"),
    ("a: x\u202ey", 1, 5, "character U+202E in the file"),
    ("a: x\rb: y", 1, 5, "character U+000D in the file"),
    ("a: x\ud800", 1, 5, "character U+D800 in the file"),
    ('a: "\\ud800"', 1, 4, "escape U+D800 is not a character"),
    ('a: "\\0"', 1, 4, "escape U+0000 is not a character"),
    ("é: ü\nb: x".encode("latin-1"), 1, 1, "byte 0xE9 is not UTF-8"),
    ("é: 1\nb: é".encode() + b"\xff", 2, 5, "byte 0xFF is not UTF-8"),
    ("a: 1".encode("utf-16"), 1, 1, "byte 0xFF is not UTF-8"),
    ("#" * (MAX_BYTES + 1), 1, 1, "1048577 bytes"),
    ("é" * (MAX_BYTES // 2 + 1), 1, 1, "1048578 bytes"),
    ("[" * 65 + "]" * 65, 1, 65, "nested deeper than 64 levels"),
    ("[" * 100_000, 1, 65, "nested deeper than 64 levels"),
    ("{a: " * 100_000, 1, 257, "nested deeper than 64 levels"),
    # syntax
    ("a: b: c", 1, 5, "mapping values are not allowed here"),
    ("a: @x", 1, 4, "found character '@' that cannot start any token"),
    ("a: [1,\nb: 2", 2, 5, "expected ',' or ']'"),
    ("a: 'x\nb: 2", 2, 5, "found unexpected end of stream (while scanning a quoted scalar from line 1)"),
    ("a: 1\n b: 2", 2, 3, "mapping values are not allowed here"),
    ("é: 😀\nü: 😀: x", 2, 5, "mapping values are not allowed here"),
    ('a: "\\q"', 1, 6, "found unknown escape character"),
]


@pytest.mark.parametrize(("text", "line", "column", "message"), REFUSED, ids=[ascii(row[0][:40]) for row in REFUSED])
def test_what_readers_of_yaml_disagree_about_is_refused_at_its_place(
    text: bytes | str, line: int, column: int, message: str
) -> None:
    first = problems_of(text)[0]
    assert (first.line, first.column) == (line, column)
    assert message in first.message


def test_norway_is_told_what_to_do() -> None:
    assert [str(problem) for problem in problems_of("to: [CN, NO, MO]")] == [
        'x.yaml:1:10: NO reads as a boolean in older YAML. Quote it if it is text: "NO".'
    ]
    assert problems_of("on: 2025-04-08")[0].hint == 'Rename it, or quote it: "on".'


def test_one_run_reports_all_problems() -> None:
    text = (
        "on: &x NO\nlimit:\n  at_least: 1e26\n  at_least: !!int 010\n  date: 2025-02-30\n"
        "list: [*x, 1_000, ~]\n---\nb: 1\n"
    )
    assert [(problem.line, problem.column) for problem in problems_of(text)] == [
        *((1, 1), (1, 5), (1, 5), (3, 13), (4, 3), (4, 13), (5, 9), (6, 8), (6, 12), (6, 19), (7, 1))
    ]  # fmt: skip


def test_what_stands_before_a_fault_of_syntax_is_still_reported() -> None:
    assert [problem.line for problem in problems_of("a: NO\nb: 010\nc: d: e\n")] == [1, 2, 3]


def test_a_tab_does_not_hide_the_other_problems_nor_add_any() -> None:
    assert [(problem.line, problem.column) for problem in problems_of("a:\tNO\nb: 010")] == [(1, 3), (1, 4), (2, 4)]
    assert [(problem.line, problem.column) for problem in problems_of("a: 1\n\tb: 2")] == [(2, 1)]


def test_a_key_given_twice_does_not_accuse_the_keys_within() -> None:
    assert [(problem.line, problem.column) for problem in problems_of("a: {x: 1}\na: {x: 1}")] == [(2, 1)]


def test_nesting_is_read_down_to_the_limit() -> None:
    assert value_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)


@pytest.mark.parametrize("start", ["+1", "1:", "1_", "1.", "1e", "0x", "2025-04-09 1", "-0.", "1,"])
def test_a_long_scalar_costs_no_more_than_its_length(start: str) -> None:
    tail = start[-1] if start[-1] in "_.," else "1"
    problems_of(f"a: {start}{tail * 100_000}x")


def test_bytes_and_text_read_alike() -> None:
    assert value_of("é: 输".encode()) == value_of("é: 输") == {"é": "输"}


TEXT = """\
# a comment
title: é x
threshold:
  any:
    - {measure: bandwidth, at_least: 1400}
    - measure: "ü"
      below: 5.92
"""


@pytest.mark.parametrize(
    ("loc", "line", "column"),
    [
        ((), 2, 1),
        (("title",), 2, 8),
        (("threshold",), 4, 3),
        (("threshold", "any", 0), 5, 7),
        (("threshold", "any", 0, "at_least"), 5, 38),
        (("threshold", "any", 1), 6, 7),
        (("threshold", "any", 1, "below"), 7, 14),
        (("threshold", "any", 1, "unknown", 3), 6, 7),
        (("threshold", "Any", "any", 1, "Limit", "below"), 7, 14),
        (("missing",), 2, 1),
    ],
)
def test_a_loc_turns_into_a_line_and_a_column(loc: tuple[str | int, ...], line: int, column: int) -> None:
    document, _ = read(TEXT, "x.yaml")
    assert document is not None
    assert document.place(loc) == Place(line, column)


def test_keys_have_places_too() -> None:
    document, _ = read(TEXT, "x.yaml")
    assert document is not None
    assert document.key_places[("threshold", "any", 0, "at_least")] == Place(5, 28)
    assert document.key_places[("threshold", "any", 1, "below")] == Place(7, 7)
    assert document.places.keys() - document.key_places.keys() == {(), ("threshold", "any", 0), ("threshold", "any", 1)}


def quoted(text: str) -> str:
    escaped = (char if char.isascii() and char.isalnum() else f"\\U{ord(char):08X}" for char in text)
    return f'"{"".join(escaped)}"'


def flow(value: Plain) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case str():
            return quoted(value)
        case list():
            return f"[{', '.join(map(flow, value))}]"
        case dict():
            return f"{{{', '.join(f'{quoted(key)}: {flow(item)}' for key, item in value.items())}}}"
        case date():
            return value.isoformat()
        case _:
            return format(value, "f" if isinstance(value, Decimal) else "d")


def block(value: Plain, indent: str = "") -> str:
    match value:
        case [_, *_]:
            return "".join(f"\n{indent}-{block(item, indent + '  ')}" for item in value)
        case dict() if value:
            return "".join(f"\n{indent}{quoted(key)}:{block(item, indent + '  ')}" for key, item in value.items())
        case _:
            return f" {flow(value)}"


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
scalars = (
    st.none() | st.booleans() | texts | st.integers(-(10**30), 10**30) | st.dates()
    | decimals.filter(lambda number: number != 0 or not number.is_signed())
)  # fmt: skip
plains: st.SearchStrategy[Plain] = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=20
)


@given(plains)
def test_plain_data_survives_being_written_and_read(value: Plain) -> None:
    assert repr(value_of(flow(value))) == repr(value)
    assert repr(value_of(block(value))) == repr(value)


def kinds(value: Plain) -> set[type]:
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    return {type(value)}.union(*map(kinds, inner))


@given(st.text() | st.text("ab01:-?,[]{}#&*!|>'\"%@`~<. \n\t\\U_+eNnoyTru", max_size=40) | st.binary())
def test_nothing_makes_it_raise(text: bytes | str) -> None:
    document, problems = read(text, "x.yaml")
    assert (document is None) == bool(problems)
    if document:
        assert kinds(document.value) <= {*get_args(Plain), list, dict}
        assert repr(value_of(flow(document.value))) == repr(document.value)
