"""Texts made safe for a page: nothing from a catalog or a rule file can become a tag, an attribute or a hidden mark."""

from __future__ import annotations

import html
from collections.abc import Iterable

from chipgate.surfaces.render.plain_text import visible


def text(raw: str) -> str:
    r"""The text as a page may hold it, also in a quoted attribute, with what is not shown written as an escape.

    >>> text('<b>"K1"\u202e')
    '&lt;b&gt;&quot;K1&quot;\\u202e'
    """
    return html.escape(visible(raw), quote=True)


def name(raw: str) -> str:
    """A name from outside, held apart so that letters written from right to left move nothing beside it."""
    return f"<bdi>{text(raw)}</bdi>"


def number(value: int) -> str:
    """A count with its thousands apart."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """
    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{value:,} {noun}{'' if value == 1 else 's'}"


def listed(words: Iterable[str], most: int, noun: str = "more") -> str:
    """Words with commas, cut off after some.

    >>> listed(["CN", "HK", "MO"], 2)
    'CN, HK and 1 more'
    """
    all = list(words)
    rest = len(all) - most
    return ", ".join(all[:most]) + (f" and {rest:,} {noun}" if rest > 0 else "")


def link(url: str, words: str) -> str:
    """A link to a source, told nothing of where it was followed from."""
    return f'<a href="{text(url)}" rel="noreferrer">{text(words)}</a>'


def share(part: int, whole: int) -> str:
    """A part in percent, for reading beside its count.

    >>> share(37, 99), share(1, 9999), share(9999, 10000), share(0, 9)
    ('37%', '<1%', '>99%', '0%')
    """
    if not part or not whole:
        return "0%"
    if part == whole:
        return "100%"
    percent = (200 * part + whole) // (2 * whole)
    return "<1%" if percent < 1 else ">99%" if percent > 99 else f"{percent}%"
