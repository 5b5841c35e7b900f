"""A name in the forms in which it is compared: what nobody means to say with case, accents, punctuation, "&", a legal
form or the order of words is taken away, step by step, and never all of it.

How near two names are is not in this room. Names are not translated, and not transliterated from one script to another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .legal_forms import (
    BY_WORD,
    FIRST_WORDS,
    FORMS,
    JOINED_AFTER,
    JOINED_BEFORE,
    LAST_WORDS,
    LEADING,
    LONGEST,
    SINGLE,
)

Words = tuple[str, ...]

_PLAIN = re.compile(r"[^a-z0-9]+")
_OTHER = re.compile(r"[^\w\u0900-\u0d7f]+|_+")  # the vowel signs of Indic scripts are not letters, but no gaps either
_ACCENTS = re.compile("[\u0300-\u036f]+")
_APOSTROPHES = re.compile("['`\u00b4\u2018\u2019\u02bc\u02bb\u2032]")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?![^\W_]))?")  # s.p.a., l.l.c, u.s.
_BRACKETED = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_SUCCESSORS = re.compile(r",?\s+and\s+any\s+(?:of\s+its\s+)?successors?\b.*$", re.IGNORECASE)
_LATIN = re.compile("[a-z0-9]")
_NO_ACCENT = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ŋ": "ng",
    "ə": "e",
})  # fmt: skip
_SAME = {
    "technologies": "technology", "tech": "technology", "intl": "international", "electronics": "electronic",
    "semiconductors": "semiconductor", "microelectronics": "microelectronic", "mfg": "manufacturing",
    "systems": "system", "industries": "industry", "inst": "institute", "univ": "university", "labs": "laboratory",
    "laboratories": "laboratory", "lab": "laboratory", "bros": "brothers", "dept": "department", "mt": "mount",
    "centre": "center",
}  # fmt: skip
"""Words that say the same in the name of a company."""
_LITTLE = frozenset({"the", "and", "of", "for", "de", "al", "el"})
"""Words that are now and then left out."""


@dataclass(frozen=True, slots=True)
class NameForms:
    """One reading of one name."""

    folded: str
    """Every word, in order."""
    core: str
    """Without its legal form, with words that say the same written in one way, and without spaces: "Red Star" and
    "Redstar" are alike."""
    ordered: str
    """The words of the core, sorted, without spaces."""
    words: frozenset[str]
    """The words of the core."""


def fold(name: str) -> str:
    """The words of a name as they are compared, legal form included. Never empty for a name with a visible character.

    >>> fold("  Łódź  Optics & Co., S.A. ")
    'lodz optics and co sa'
    """
    return " ".join(words_of(name))


def words_of(name: str) -> Words:
    """Case, accents, apostrophes and punctuation taken away, "&" written out, initials joined: "S.p.A." is "spa"."""
    text = name.casefold()
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text).casefold()).translate(_NO_ACCENT)
        text = unicodedata.normalize("NFC", text)
    text = _APOSTROPHES.sub("", text).replace("&", " and ")
    text = _INITIALS.sub(lambda found: found[0].replace(".", "") + " ", text)
    found = (_PLAIN if text.isascii() else _OTHER).sub(" ", text).split()
    return tuple(found or name.casefold().split())


def core_of(words: Sequence[str]) -> Words:
    """The words of a folded name without its legal form. A name that is nothing else keeps its words.

    >>> core_of(words_of("OOO Zorvik Optics Co., Ltd."))
    ('zorvik', 'optics')
    >>> core_of(words_of("The Limited Company"))
    ('limited', 'company')
    """
    left = _join_letters(words)
    if len(left) > 1 and left[0] == "the":
        left = left[1:]
    bare = _strip(left)
    return _unjoin(bare) if bare else left


def _join_letters(words: Sequence[str]) -> Words:
    """Letters that stand alone, side by side, are one word: "S. A." is "sa"."""
    found: list[str] = []
    run = ""
    for word in words:
        if len(word) == 1 and word.isalpha():
            run += word
            continue
        if run:
            found.append(run)
            run = ""
        found.append(word)
    return tuple([*found, run] if run else found)


def _strip(words: Words) -> Words:
    """Legal forms taken from the end and the beginning until none is left; empty where there is nothing else."""
    while words:
        most = min(LONGEST, len(words))
        after = before = 0
        if words[-1] in LAST_WORDS:
            after = next((n for n in range(most, 0, -1) if words[-n:] in FORMS), 0)
        if not after and words[0] in FIRST_WORDS:
            before = next((n for n in range(most, 0, -1) if words[:n] in LEADING), 0)
        if not after and not before:
            break
        words = words[before : len(words) - after]
    return words


def _unjoin(words: Words) -> Words:
    """The same for scripts that write the form without a space."""
    first, last = words[0], words[-1]
    if (first.isascii() and last.isascii()) or last in JOINED_AFTER:
        return words
    for form in JOINED_BEFORE:
        if first.startswith(form) and first != form:
            words = (first.removeprefix(form), *words[1:])
            break
    for form in JOINED_AFTER:
        if last.endswith(form) and last != form:
            return (*words[:-1], words[-1].removesuffix(form) or words[-1])
    return words


def _anywhere(words: Sequence[str]) -> Words:
    """The words without those of legal forms, wherever they stand, so that their order does not matter."""
    left = list(words)
    for word in words:
        for form in BY_WORD.get(word, ()):
            if all(part in left for part in form):
                for part in form:
                    left.remove(part)
    found = tuple(word for word in left if word not in SINGLE and word not in _LITTLE)
    return found or tuple(words)


def forms_of(name: str) -> NameForms:
    """A name in every form in which it is compared."""
    words = words_of(name)
    core = [_SAME.get(word, word) for word in core_of(words)]
    ordered = sorted(_SAME.get(word, word) for word in _anywhere(words))
    return NameForms(" ".join(words), "".join(core), "".join(ordered), frozenset(ordered))


def readings(name: str) -> Iterator[str]:
    """The name, and what else it says: without "and any successor…", without what stands in brackets.

    >>> list(readings("Zorvik Optics (Zorvik), and any successor, sub-unit, or subsidiary thereof"))[1:]
    ['Zorvik Optics (Zorvik)', 'Zorvik Optics']
    """
    yield name
    short = _SUCCESSORS.sub("", name)
    if short != name and words_of(short):
        yield short
    bare = _BRACKETED.sub(" ", short).strip()
    if bare not in (short.strip(), "") and words_of(bare):
        yield bare


def is_latin(name: str) -> bool:
    """Whether a name has a letter or a digit that a list in Latin letters can be compared with."""
    return bool(_LATIN.search(fold(name)))
