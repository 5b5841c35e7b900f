"""The one form of rule files: keys in order, leaves in braces, texts folded at 120 columns; comments and meaning kept.

What a writer chose between two forms that both read well stays chosen: quotation marks, braces around what fits on a
line, a blank line between entries.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from chipgate.errors import InvalidRulebook, Problem

from .comment_places import give_comments
from .key_order import CONDITION, Shape, leaf_key, put_in_order
from .strict_yaml import read
from .written_yaml import Collection, Comment, Entry, Node, Scalar, comments, written

WIDTH = 120
_STEP = 2
_NOT_IN_BRACES = frozenset(",[]{}")


def formatted(content: bytes, path: str, shape: Shape) -> bytes:
    """The file in its one form; line ends stay what they are.

    Raises:
        InvalidRulebook: with every reason for which it cannot be read; or it is written in a way that cannot be kept.
    """
    document, problems = read(content, path)
    if document is None:
        raise InvalidRulebook(problems)
    text = content.decode()
    ends = "\r\n" if "\r\n" in text else "\n"
    text = text.replace("\r\n", "\n")
    root = written(text)
    listed = comments(text, root)
    head = give_comments(root, listed)
    put_in_order(root, shape)
    lines = _Writer(text.split("\n")).document(root, head, shape)
    new = "\n".join(lines) + "\n"
    if new != text:
        again, _ = read(new, path)
        if again is None or again.value != document.value or _texts(comments(new, written(new))) != _texts(listed):
            hint = "Write its long texts after >- and its comments on lines of their own."
            raise InvalidRulebook([Problem(path, message="is written in a way that cannot be formatted.", hint=hint)])
    return new.replace("\n", ends).encode()


def _texts(listed: list[Comment]) -> list[str]:
    return sorted(comment.text for comment in listed)


@dataclass(frozen=True)
class _Writer:
    """Writes a tree as lines. `source` is the file as it was, by which blank lines are kept."""

    source: list[str]

    def document(self, root: Node, head: list[Comment], shape: Shape) -> list[str]:
        lines = [line for comment in head for line in (*self.gap(comment.line), comment.text)]
        if isinstance(root, Scalar):
            return [*lines, root.raw]
        found = [*lines, *self.block(root, 0, shape)] if root.entries else [*lines, "[]" if root.listed else "{}"]
        return found[1:] if not found[0] else found

    def gap(self, line: int) -> list[str]:
        """A blank line where one stood before this line."""
        return [""] if line > 1 and not self.source[line - 2].strip() else []

    def comments(self, listed: list[Comment], indent: int) -> Iterator[str]:
        for comment in listed:
            yield from self.gap(comment.line)
            yield " " * indent + comment.text

    def block(self, node: Collection, indent: int, shape: Shape) -> Iterator[str]:
        """A mapping or a list over several lines."""
        for number, entry in enumerate(node.entries):
            yield from self.comments(entry.above, indent)
            yield from self.gap(entry.line) if number or not indent else ()
            yield from self.entry(entry, indent, self.inner(entry, shape))
        yield from self.comments(node.below, indent)

    def inner(self, entry: Entry, shape: Shape) -> Shape:
        if entry.key is None or (shape is CONDITION and entry.key.text in ("all", "any", "not")):
            return shape
        return shape.inner.get(entry.key.text, shape.each or Shape())

    def entry(self, entry: Entry, indent: int, shape: Shape) -> Iterator[str]:
        before = " " * indent + ("-" if entry.key is None else f"{entry.key.raw}:")
        beside = "".join(f"  {comment.text}" for comment in entry.beside)
        value = entry.value
        one = self.one_line(value, shape)
        if one is not None and len(before) + 1 + len(one) <= WIDTH:
            yield f"{before} {one}{beside}"
        elif isinstance(value, Scalar):
            first, *rest = self.scalar(value, indent + _STEP, one)
            if value.style in (">", "|") or first in (">-", ">"):
                yield f"{before} {first}{beside}"
            else:
                yield from ([" " * indent + beside.strip()] if beside else [])
                yield f"{before} {first}"
            yield from rest
        elif entry.key is not None and (parts := self.breakable(value, indent + _STEP)):
            yield from _wrapped(before, beside, parts, indent + _STEP, value.listed)
        elif entry.key is None:
            first, *rest = self.block(value, indent + _STEP, shape)
            while not first.strip() or first.lstrip().startswith("#"):
                yield first
                first, *rest = rest
            yield from ([" " * indent + beside.strip()] if beside else [])
            yield before + first[len(before) :]
            yield from rest
        else:
            yield before + beside
            yield from self.block(value, indent + _STEP, shape)

    def one_line(self, node: Node, shape: Shape) -> str | None:
        """A node on one line; None where it has none, however long the line may be."""
        if isinstance(node, Scalar):
            return node.raw if "\n" not in node.raw and node.style not in (">", "|") else None
        leaf = shape is CONDITION and not node.listed and len(node.entries) > 1 and leaf_key(node) is not None
        parts = self.parts(node) if (node.flow or leaf) and not node.below else None
        if parts is None:
            return None
        return f"[{', '.join(parts)}]" if node.listed else f"{{{', '.join(parts)}}}"

    def breakable(self, node: Collection, indent: int) -> list[str] | None:
        """The parts of what may stand in brackets over several lines: a mapping, or a list of words."""
        if not node.flow or (node.listed and not all(isinstance(entry.value, Scalar) for entry in node.entries)):
            return None
        parts = self.parts(node) if not node.below else None
        return parts if parts and all(indent + len(part) + 2 <= WIDTH for part in parts) else None

    def parts(self, node: Collection) -> list[str] | None:
        """What stands between the brackets of a mapping or a list, each on one line; None where one has none."""
        found = []
        for entry in node.entries:
            inner = self.one_line(entry.value, Shape())
            if inner is None or entry.above or entry.beside:
                return None
            plain = isinstance(entry.value, Scalar) and not entry.value.style
            if not node.flow and plain and _NOT_IN_BRACES & set(inner):
                return None
            found.append(inner if entry.key is None else f"{entry.key.raw}: {inner}")
        return found

    def scalar(self, node: Scalar, indent: int, one: str | None) -> list[str]:
        """A text over several lines: what stands behind the key, and the lines below."""
        lines = node.raw.split("\n")
        if node.style == "|" or (node.style == ">" and not _flows(node.text.rstrip("\n"))):
            return [lines[0].partition(" #")[0].rstrip(), *_indented(lines[1:], indent)]
        if node.style == ">":
            kept = _indented(lines[1:], indent)
            fits = all(len(line) <= WIDTH for line in kept)
            return [lines[0].partition(" #")[0].rstrip(), *(kept if fits else _folded(node.text.rstrip("\n"), indent))]
        if one is None:
            kept = _indented([line.lstrip() for line in lines[1:]], indent)
            hangs = "\n" in node.text or any(line.endswith("\\") for line in lines)
            if hangs or all(len(line) <= WIDTH for line in (" " * indent + lines[0], *kept)):
                return [lines[0], *kept]
            first, *rest = _folded(" ".join(line.strip() for line in lines), indent)
            return [first.strip(), *rest]
        if " " in node.text and _flows(node.text) and "\n" not in node.text:
            return [">-", *_folded(node.text, indent)]
        return [one]


def _flows(text: str) -> bool:
    """Whether a text can be folded anew: nothing in it hangs on where its lines break."""
    return all(part == part.strip() and "  " not in part and part.isprintable() for part in text.split("\n"))


def _folded(text: str, indent: int) -> list[str]:
    found: list[str] = []
    for number, part in enumerate(text.split("\n")):
        found += [""] if number else []
        found += textwrap.wrap(
            part, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * indent, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
    return found


def _indented(lines: list[str], indent: int) -> list[str]:
    """Lines moved so that the leftmost stands at the indent."""
    depths = [len(line) - len(line.lstrip(" ")) for line in lines if line.strip()]
    least = min(depths, default=0)
    return [" " * indent + line[least:] if line.strip() else "" for line in lines]


def _wrapped(before: str, beside: str, parts: list[str], indent: int, listed: bool) -> Iterator[str]:
    """A long list or mapping in brackets below its key, broken where a line is full."""
    margin = " " * (indent if listed else indent + 1)
    yield f"{before} [{beside}" if listed else before + beside
    line = margin if listed else " " * indent + "{"
    for number, part in enumerate(parts):
        end = "," if number < len(parts) - 1 else "" if listed else "}"
        space = " " if line.endswith(",") else ""
        if space and len(line) + 1 + len(part) + len(end) > WIDTH:
            yield line
            line, space = margin, ""
        line += f"{space}{part}{end}"
    yield line
    if listed:
        yield " " * (indent - _STEP) + "]"
