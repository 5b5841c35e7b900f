"""The one form of rule files: a fixed point, with every comment and every value of the file that was given."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipgate.errors import InvalidRulebook
from chipgate.files.key_order import shape_of
from chipgate.files.places import rules_folder
from chipgate.files.rule_format import WIDTH, formatted
from chipgate.files.written_yaml import Collection, Node, written

VERSION = ("us", "items", "x", "2024-01-01.yaml")


def form(text: str, parts: tuple[str, ...] = VERSION) -> str:
    shape = shape_of(parts)
    assert shape is not None
    return formatted(text.encode(), "x.yaml", shape).decode()


SHIPPED = sorted(path for path in rules_folder().rglob("*.yaml"))


def test_the_shipped_rules_are_formatted() -> None:
    """Equal bytes: and so equal values and digests."""
    for path in SHIPPED:
        text = path.read_text(encoding="utf-8")
        assert form(text, path.parts) == text, path
        assert all(len(line) <= WIDTH or "http" in line or line.startswith("#") for line in text.splitlines()), path


def test_files_with_their_keys_in_disorder_are_put_in_order() -> None:
    chance = random.Random(6)
    for path in chance.sample([path for path in SHIPPED if path.name[0] == "2"], 20):
        text = path.read_text(encoding="utf-8")
        head, _, rest = text.partition("\n")
        blocks = _blocks(rest)
        chance.shuffle(blocks)
        assert form(f"{head}\n{''.join(blocks)}", path.parts) == text


def _blocks(text: str) -> list[str]:
    """The top keys of a file, each with its lines."""
    found: list[str] = []
    for line in text.splitlines(keepends=True):
        if line[0] == " ":
            found[-1] += line
        else:
            found.append(line)
    return found


BEFORE = """\
# What the file is about.
citation:
    note: short # beside the note
    text: >-  # beside the text
        Supp. No. 1
        to part 774
    # above the basis
    basis: regulation

title: 'A title'


# above the condition
applies:
    all:
    - measure: tpp
      paragraph: a.1
      at_least: 4800
    - any: # beside any
      # above the flag
      - is: true
        flag: designed_or_marketed_for_datacenter # beside the flag
      - {destination: [CN, # beside China
         RU]}
      # closes any
    # closes all
# at the end
"""
AFTER = """\
# What the file is about.

title: 'A title'

# above the condition
applies:
  all:
    - {measure: tpp, at_least: 4800, paragraph: a.1}
    - any:  # beside any
        # above the flag
        - flag: designed_or_marketed_for_datacenter  # beside the flag
          is: true
        - destination:
            - CN  # beside China
            - RU
        # closes any
    # closes all
citation:
  # above the basis
  basis: regulation
  text: >-  # beside the text
    Supp. No. 1
    to part 774
  note: short  # beside the note
# at the end
"""


def test_comments_move_with_what_they_stand_beside() -> None:
    assert form(BEFORE) == AFTER
    assert form(AFTER) == AFTER


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"title: {'word ' * 30}end", f"title: >-\n  {('word ' * 23).strip()}\n  {'word ' * 7}end\n"),
        (f"says: >-\n  {'word ' * 30}end", f"says: >-\n  {('word ' * 23).strip()}\n  {'word ' * 7}end\n"),
        ("says: >-\n      a\n      b\n", "says: >-\n  a\n  b\n"),
        ("says: |\n     a\n       b\n\n     c\n", "says: |\n  a\n    b\n\n  c\n"),
        ("says: >\n  one\n\n  two\n", "says: >\n  one\n\n  two\n"),
        ("says: a\n  b\n", "says: a\n  b\n"),
        ('says: "a\n    b"', 'says: "a\n  b"\n'),
        (f"url: https://example.org/{'a' * 120}", f"url: https://example.org/{'a' * 120}\n"),
        ("covers:\n- a\n- b\n", "covers:\n  - a\n  - b\n"),
        ("covers: [a,b ,  c]", "covers: [a, b, c]\n"),
        ("covers: []", "covers: []\n"),
        (f"covers: [{', '.join(['ABCDEFGH'] * 14)}]",
         f"covers: [\n  {', '.join(['ABCDEFGH'] * 11)},\n  {', '.join(['ABCDEFGH'] * 3)}\n]\n"),
        ("applies: {not: {flag: f, is: true}}", "applies: {not: {flag: f, is: true}}\n"),
        ("applies:\n  in: [MO]\n  party: headquarters\n", "applies: {party: headquarters, in: [MO]}\n"),
        ('applies:\n  named: "a"\n  paragraph: "x, y"\n', 'applies: {named: "a", paragraph: "x, y"}\n'),
        ("applies:\n  named: a\n  paragraph: x, y\n", "applies:\n  named: a\n  paragraph: x, y\n"),
        ("title: 4800.0\neffective: 2024-01-01\n", "title: 4800.0\neffective: 2024-01-01\n"),
        ("--- # head\ntitle: a", "# head\ntitle: a\n"),
        ("title: a #b\n#c\n\n\n#d\n", "title: a  #b\n#c\n\n#d\n"),
        ("title: a\r\nsays: >-\r\n    b\r\n", "title: a\r\nsays: >-\r\n  b\r\n"),
        ('title: "# no comment" # one', 'title: "# no comment"  # one\n'),
        ("title: a#b", "title: a#b\n"),
    ],
)  # fmt: skip
def test_a_form_is_found_and_then_stays(before: str, after: str) -> None:
    assert form(before) == after
    assert form(after) == after


def test_lists_of_cases_keep_the_order_of_what_they_ask() -> None:
    text = "- expect: met\n  to: CN\n  item: {tpp: 1}\n  case: a\n  date: 2024-01-01\n\n# b\n- case: b\n"
    after = "- case: a\n  date: 2024-01-01\n  to: CN\n  item: {tpp: 1}\n  expect: met\n\n# b\n- case: b\n"
    assert form(text, ("us", "items", "x", "cases.yaml")) == after


@pytest.mark.parametrize(
    "text", ["title: [", "title: a\ntitle: b", "title: &a b", "says: >4-\n      deeper\n    text\n"]
)
def test_what_cannot_be_read_or_kept_is_refused(text: str) -> None:
    with pytest.raises(InvalidRulebook, match=r"^x\.yaml"):
        form(text)


def test_a_comment_above_any_line_stays_above_it() -> None:
    for path in random.Random(7).sample(SHIPPED, 30):
        text = path.read_text(encoding="utf-8")
        starts = set(_block_lines(written(text)))
        found = []
        for number, line in enumerate(text.splitlines(), 1):
            if number in starts:
                found.append(f"{' ' * (len(line) - len(line.lstrip(' ')))}# above line {number}")
            found.append(line)
        commented = "\n".join(found) + "\n"
        assert form(commented, path.parts) == commented, path


def _block_lines(node: Node) -> Iterator[int]:
    """The lines on which an entry begins that is in no brackets."""
    if isinstance(node, Collection) and not node.flow:
        for entry in node.entries:
            yield entry.line
            yield from _block_lines(entry.value)


def test_other_files_have_no_form() -> None:
    assert shape_of(Path("rules/schema.json").parts) is None
    assert shape_of(Path("us/wishes/x/2024-01-01.yaml").parts) is None
