"""YAML as it is written: how each node looks, where it stands, and every comment. For what must give a file back.

What the values mean, and what is refused, is `strict_yaml`; only files that it accepts come here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from ruamel.yaml import YAML, nodes

_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment with its sign; `line` and `column` count from 1. `alone`: no value is on its line."""

    line: int
    column: int
    text: str
    alone: bool


@dataclass(slots=True)
class Scalar:
    """A value: `raw` as it stands in the file, `text` as it reads; `style` is the sign it begins with, if any."""

    raw: str
    text: str
    style: str
    line: int
    column: int
    last_line: int


@dataclass(slots=True)
class Entry:
    """One key with its value, or one item of a list (without a key); its own place and the comments given to it."""

    key: Scalar | None
    value: Node
    line: int
    column: int
    above: list[Comment] = field(default_factory=list)
    beside: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Collection:
    """A mapping or a list. `flow`: in brackets; `end` is the place of the last. `below`: comments after the entries."""

    entries: list[Entry]
    listed: bool
    flow: bool
    end: tuple[int, int]
    below: list[Comment] = field(default_factory=list)


Node: TypeAlias = Scalar | Collection


def written(text: str) -> Node:
    """The tree of a document that `strict_yaml.read` accepts, without its comments."""
    return _node(YAML(typ="safe", pure=True).compose(text), text)


def comments(text: str, node: Node) -> list[Comment]:
    """Every comment of a document, in the order written."""
    spans = sorted(_spans(node))
    starts = [start for start, _ in spans]
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for match in _COMMENT.finditer(line):
            place = (number, match.start() + 1)
            before = bisect_right(starts, place) - 1
            if before < 0 or place >= spans[before][1]:
                alone = not line[: match.start()].strip(" -")
                found.append(Comment(number, match.start() + 1, match[0].rstrip(), alone))
                break
            rest = spans[before][1]
            if rest[0] == number and (again := _COMMENT.search(line, rest[1] - 1)):
                found.append(Comment(number, again.start() + 1, again[0].rstrip(), False))
                break
    return found


def scalars(node: Node) -> Iterator[Scalar]:
    """Every key and value, in the order written."""
    if isinstance(node, Scalar):
        yield node
        return
    for entry in node.entries:
        if entry.key is not None:
            yield entry.key
        yield from scalars(entry.value)


def _node(node: nodes.Node, text: str) -> Node:
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    if isinstance(node, nodes.ScalarNode):
        raw = text[node.start_mark.index : node.end_mark.index]
        last = line + raw.rstrip().count("\n")
        return Scalar(raw.rstrip(), node.value, node.style or "", line, column, last)
    entries = []
    if isinstance(node, nodes.MappingNode):
        for key, value in node.value:
            name = _node(key, text)
            assert isinstance(name, Scalar)  # keys that are not texts are refused by strict_yaml
            entries.append(Entry(name, _node(value, text), name.line, name.column))
    elif isinstance(node, nodes.SequenceNode):
        for item in node.value:
            mark = item.start_mark
            entries.append(Entry(None, _node(item, text), mark.line + 1, mark.column + 1))
    flow = bool(getattr(node, "flow_style", False))
    end = (node.end_mark.line + 1, node.end_mark.column)
    return Collection(entries, isinstance(node, nodes.SequenceNode), flow, end)


def _spans(node: Node) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where scalars reach. The first line of a block scalar may end in a comment, and is left out."""
    for one in scalars(node):
        lines = one.raw.split("\n")
        end = (one.last_line, (one.column if len(lines) == 1 else 1) + len(lines[-1]))
        yield ((one.line + 1, 1) if one.style in (">", "|") and len(lines) > 1 else (one.line, one.column)), end
