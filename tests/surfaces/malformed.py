"""Bodies that no endpoint may answer, generated from a seed: each from a good document by one fault that is always one.

`Broken.told` says whether the fault lies in something that has a place: in all but a few.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

QUESTION: dict[str, Any] = {
    "item": {
        "name": "H20 (HGX)", "manufacturer": "NVIDIA", "kind": "ic", "designed_or_marketed_for_datacenter": True,
        "tops": {"fp16": 148, "fp8": 296.5}, "sparse_tops": {"int4": 1200}, "die_area_mm2": 814,
        "transistor": "non-planar", "dram_bandwidth_gb_s": 4000, "link_bandwidth_gb_s": 900,
        "host_bandwidth_gb_s": 126.1, "made_in": "TW", "completion_year": 2026, "contains_hbm": True,
        "us_content_percent": 12.5,
    },
    "destination": "CN",
    "date": "2025-04-09",
    "transfer": "export",
    "origin": "US",
    "parties": [
        {"role": "end-user", "name": "Example Data Centers", "location": "SG", "headquarters": "CN",
         "government_agency": False},
        {"role": "purchaser", "ultimate_parent": "CN"},
    ],
    "subject_to_the_ear": True,
    "exporter": "NVIDIA",
    "knowledge": [],
    "certifications": ["us/exceptions/nac"],
    "strict": False,
    "scope": "enforced",
    "quantity": 64,
}  # fmt: skip
"""A good question that states most of what can be stated."""
Path = tuple[str | int, ...]
_NOT_TEXT: tuple[Any, ...] = (5, 0.5, True, [], {}, ["CN"], {"a": 1})
_NOT_NUMBER: tuple[Any, ...] = (
    True, [], {}, [1], "many", "1,979", "1 979", "12 GB/s", "", "0x1F", "1_000", "-5", -1, -0.001,
)  # fmt: skip
_NOT_TRUTH: tuple[Any, ...] = ("true", "no", 1, 0, 1.0, [], {}, "")
_NOT_OBJECT: tuple[Any, ...] = (5, True, [], "", [1, 2], "x" * 300)
_NOT_LIST: tuple[Any, ...] = (5, True, {"a": 1}, "end-user")
_NOT_DAYS: tuple[Any, ...] = (
    "2025-02-30", "0000-01-01", "9999-13-01", "2025-4-9", "20250409", "tomorrow", "2025-04-09T00:00:00Z", " 2025-04-09",
    "2025-04-09\n", "+2025-04-09", "\uff12\uff10\uff12\uff15-04-09", "1744156800", 1744156800, 0, -1, True, [], {},
    None, "", "today", "2025-W15-3", "99999-01-01", "2025-04-09 ", "2025/04/09",
)  # fmt: skip
_NOT_PLACES: tuple[Any, ...] = (
    "cn", "CHN", "C1", "\uff23\uff2e", "XX", "", "C", "CN ZZ", None, "UA-999999", "CN\u0000", "ZZ", "--", "china",
)  # fmt: skip
_NOT_JSON = (
    b"", b" \n\t ", b"{", b"}", b"{]", b"nul", b"tru", b"'a'", b'{"a" 1}', b'{"a": 1,}', b"{a: 1}", b'{"a": 01}',
    b'{"a": +1}', b'{"a": .5}', b'{"a": 1.}', b'{"a": 0x10}', b'{"a": "\\x41"}', b'{"a": "\\u12"}', b'{"a": "b\nc"}',
    b'{"a": 1} {"a": 2}', b'{"a": 1}]', b'// a\n{"a": 1}', b'{"a": 1 /* b */}', b'{"a": "b}', b"\x00", b"{\x00}",
    b'{"a": 1e}', b'{"a": --1}', b'{"a": True}', b'{"a": None}', b'{"a": undefined}', b"<a/>", b"a=1&b=2",
)  # fmt: skip
_NOT_UTF8 = (b"\xff", b"\xc0\x80", b"\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe4\xf6", b"\xc3")
_NOT_OBJECTS = (b"[]", b"5", b"null", b"true", b'"CN"', b"[[]]", b"-0.5", b'[{"item": "H20 (HGX)"}]')
_ESCAPES = (r"\ud800", r"\udfff", r"\udc00\ud800", r"\u0000", r"x\ud83dx")
_NOT_NUMBERS = (
    "NaN", "Infinity", "-Infinity", "1e400", "1e999999999", "-1e100", "9" * 5_000, "0." + "1" * 100, "1E+100",
)  # fmt: skip
MARK = "@@"


@dataclass(frozen=True, slots=True)
class Broken:
    """A body, what is wrong with it, and whether that has a place (a pointer, or a line)."""

    body: bytes
    fault: str
    placed: bool = True


def broken(number: int, wrap: Callable[[Any], Any] = lambda question: question) -> Broken:
    """The body of that number; `wrap` makes a document of a question."""
    chance = random.Random(number)
    fault = _FAULTS[number % len(_FAULTS)]
    return fault(chance, wrap)


def _paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _paths(one, (*path, key))


def _put(path: Path, new: Any) -> dict[str, Any]:
    """The question with another value at a place."""
    found = deepcopy(QUESTION)
    where: Any = found
    for key in path[:-1]:
        where = where[key]
    where[path[-1]] = new
    return found


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _wrong_type(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    path, old = chance.choice([(path, old) for path, old in _paths(QUESTION) if path and path != ("date",)])
    match old:
        case bool():
            wrong = _NOT_TRUTH
        case int() | float():
            wrong = _NOT_NUMBER
        case str():
            wrong = _NOT_TEXT
        case list():
            wrong = _NOT_LIST
        case _:
            wrong = _NOT_OBJECT
    new = chance.choice(wrong)
    return Broken(_dump(wrap(_put(path, new))), f"{'/'.join(map(str, path))} is {str(new)[:20]!r}")


def _wrong_day(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    new = chance.choice(_NOT_DAYS)
    return Broken(_dump(wrap(_put(("date",), new))), f"date is {new!r}")


def _wrong_place(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    path: Path = chance.choice([
        ("destination",), ("parties", 0, "location"), ("parties", 1, "ultimate_parent"), ("origin",),
        ("item", "made_in"),
    ])  # fmt: skip
    new = chance.choice([one for one in _NOT_PLACES if one is not None or path == ("destination",)])
    return Broken(_dump(wrap(_put(path, new))), f"{path} is {new!r}")


def _unknown_key(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    objects = [path for path, old in _paths(QUESTION) if isinstance(old, dict)]
    path = chance.choice(objects)
    key = chance.choice(["itme", "Item", "tpp ", "", "__proto__", "a/b", "~", "é", "item\n", "x" * 1_000, "review"])
    return Broken(_dump(wrap(_put((*path, key), chance.choice([1, None, [], "x"])))), f"key {key[:20]!r} in {path}")


def _twice(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    objects = [(path, old) for path, old in _paths(QUESTION) if isinstance(old, dict)]
    path, old = chance.choice(objects)
    key = chance.choice(list(old))
    text = _dump(wrap(_put((*path, MARK), 0))).replace(_dump({MARK: 0})[1:-1], _dump({key: old[key]})[1:-1])
    return Broken(text, f"{key} stands twice in {path}")


def _missing(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    left = deepcopy(QUESTION)
    gone = chance.choice([("item",), ("destination",), ("item", "destination")])
    for key in gone:
        del left[key]
    return Broken(_dump(wrap(left)), f"{gone} left out")


def _cut_off(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    whole = _dump(wrap(QUESTION))
    return Broken(whole[: chance.randrange(1, len(whole) - 1)], "cut off")


def _not_json(chance: random.Random, _wrap: Callable[[Any], Any]) -> Broken:
    return Broken(chance.choice(_NOT_JSON), "not JSON")


def _not_utf8(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    whole = _dump(wrap(QUESTION))
    if chance.random() < 0.2:
        return Broken(whole.decode().encode(chance.choice(["utf-16", "utf-32", "utf-16-be"])), "another encoding")
    at = chance.randrange(len(whole))
    return Broken(whole[:at] + chance.choice(_NOT_UTF8) + b" " + whole[at:], "not UTF-8")


def _two_marks(_chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    return Broken(b"\xef\xbb\xbf\xef\xbb\xbf" + _dump(wrap(QUESTION)), "two byte order marks")


def _not_an_object(chance: random.Random, _wrap: Callable[[Any], Any]) -> Broken:
    return Broken(chance.choice(_NOT_OBJECTS), "not an object", placed=False)


def _escape(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    escape = chance.choice(_ESCAPES)
    if chance.random() < 0.3:
        text = _dump(wrap(_put(("item", MARK), 1)))
        return Broken(text.replace(MARK.encode(), escape.encode()), f"key {escape}", placed=wrap(1) != 1)
    path = chance.choice([path for path, old in _paths(QUESTION) if isinstance(old, str)])
    return Broken(_dump(wrap(_put(path, MARK))).replace(MARK.encode(), escape.encode()), f"{path} is {escape}")


def _wrong_number(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    path = chance.choice([path for path, old in _paths(QUESTION)
                          if isinstance(old, int | float) and not isinstance(old, bool)])  # fmt: skip
    new = chance.choice(_NOT_NUMBERS)
    text = _dump(wrap(_put(path, MARK))).replace(_dump(MARK), new.encode())
    return Broken(text, f"{path} is {new[:20]}")


def _deep(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    depth = chance.choice([33, 40, 100, 1_000, 50_000])
    one, other = chance.choice([(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
    inner = one * depth + b"1" + other * (depth if chance.random() < 0.5 else 0)
    path = chance.choice([path for path, _ in _paths(QUESTION) if path])
    return Broken(_dump(wrap(_put(path, MARK))).replace(_dump(MARK), inner), f"{path} is {depth} deep")


def _long(chance: random.Random, wrap: Callable[[Any], Any]) -> Broken:
    match chance.randrange(4):
        case 0:
            return Broken(_dump(wrap(_put(("parties",), [{}] * 101))), "101 parties")
        case 1:
            return Broken(_dump(wrap(_put(("item", "name"), "x" * chance.choice([201, 5_000])))), "a long name")
        case 2:
            return Broken(_dump(wrap(_put(("certifications",), ["x"] * 5_000))), "5,000 certifications")
        case _:
            return Broken(_dump(wrap({**QUESTION, **{f"key{n}": n for n in range(2_000)}})), "2,000 unknown keys")


_FAULTS: tuple[Callable[[random.Random, Callable[[Any], Any]], Broken], ...] = (
    _wrong_type, _wrong_day, _wrong_type, _wrong_place, _wrong_type, _unknown_key, _twice, _missing, _cut_off,
    _not_json, _not_utf8, _two_marks, _not_an_object, _escape, _wrong_number, _wrong_number, _deep, _long,
)  # fmt: skip
