"""To which entry of a document each comment belongs, so that it moves along when the entry does."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .written_yaml import Collection, Comment, Entry, Node


@dataclass(frozen=True, slots=True)
class _Stand:
    """An entry and the collections around it, the innermost last."""

    entry: Entry
    around: tuple[Collection, ...]


def give_comments(root: Node, listed: Sequence[Comment]) -> list[Comment]:
    """Give every comment to an entry, or to the collection that it closes; give back those at the head of the file.

    A comment beside a value is that value's. One alone on a line belongs to the entry below it, unless it is
    indented deeper than that: then it ends the block above.
    """
    stands = list(_stands(root, ()))
    starts = [(stand.entry.line, stand.entry.column) for stand in stands]
    lines = [line for line, _ in starts]
    head = []
    for comment in listed:
        place = (comment.line, comment.column)
        before = bisect_left(starts, place) - 1
        if before < 0:
            head.append(comment)
        elif not comment.alone:
            _holding(stands, before, place).entry.beside.append(comment)
        else:
            after = bisect_right(lines, comment.line)
            following = stands[after] if after < len(stands) else None
            if following is not None and (_in_brackets(following, place) or comment.column <= _indent(following)):
                following.entry.above.append(comment)
            else:
                _closed(stands[before], comment).below.append(comment)
    return head


def _stands(node: Node, around: tuple[Collection, ...]) -> Iterator[_Stand]:
    """Every entry, each before those within it."""
    if isinstance(node, Collection):
        for entry in node.entries:
            yield _Stand(entry, (*around, node))
            yield from _stands(entry.value, (*around, node))


def _holding(stands: list[_Stand], number: int, place: tuple[int, int]) -> _Stand:
    """The innermost entry that begins before a place and does not stand in brackets that are closed before it."""
    while any(one.flow and one.end < place for one in stands[number].around):
        number -= 1
    return stands[number]


def _in_brackets(stand: _Stand, place: tuple[int, int]) -> bool:
    return stand.around[-1].flow and place < stand.around[-1].end


def _indent(stand: _Stand) -> int:
    """The column at which an entry begins, that of the dash for an item of a list."""
    around = stand.around[-1]
    return stand.entry.column - (2 if around.listed and not around.flow else 0)


def _closed(stand: _Stand, comment: Comment) -> Collection:
    """The innermost block up to this entry that is not indented deeper than a comment after it."""
    place = (comment.line, comment.column)
    blocks = [one for one in stand.around if not one.flow or place < one.end]
    return next((one for one in reversed(blocks) if one.flow or _first_column(one) <= comment.column), blocks[0])


def _first_column(block: Collection) -> int:
    return block.entries[0].column - (2 if block.listed else 0)
