"""Which listed parties a name may be, nearest first.

A score is a prompt for a person and never a clearance: no candidate does not mean that the party is on no list. It may
be listed under another name, in another script, or be owned by one that is listed, which no list of names can say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.screening import Candidate, ScreeningList, Strength

from .names import NameForms, forms_of, is_latin, readings
from .pool import Pool, errors_between

SAME_NAME = Decimal(100)
"""Alike but for case, accents, punctuation and "&": exact."""
SAME_CORE = Decimal(99)
"""Alike once the legal form is left out, or spaces: strong."""
SAME_WORDS = Decimal(98)
"""The same words in another order: strong."""
MOST_BY_LETTERS = Decimal(97)
"""No name that differs in a letter scores more. Its score is the share of letters typed alike, in percent."""
SHORT = 4
"""A name of so few letters is never matched by typing errors: one letter makes another name of it."""
STRONG_ERRORS = ((24, 3), (12, 2), (SHORT + 1, 1))
"""Letters from which so many typing errors are still strong: of the shorter name without its legal form, and, for more
than one error, of the words that differ too. "Texas" and "Tevan" are two names, whatever stands after them."""
WEAK_PERCENT = 80
"""Names that share less of their letters are no candidates, nor those whose differing words share less than half."""
CONTAINED = Decimal(70)
"""What a name scores at least whose every word stands in the other; weak."""
RARE = 20
"""For that, one of the shared words must be in no more names of the list than this: "technology" says nothing."""
LONG_WORD = 5
"""Letters that a single shared word must have."""
MOST_WEAK = 20
"""Weak candidates handed on, the nearest; exact and strong ones all are."""

_RANKS = {Strength.EXACT: 0, Strength.STRONG: 1, Strength.WEAK: 2}
_Likeness = tuple[int, Decimal]
"""Rank of the strength, and the score with its sign turned, so that the nearest sorts first."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a name is: a party by its place in the list, the name as listed, and whether all of it was read."""

    place: int
    name: str
    whole: bool


class Screener:
    """One screening list, prepared once for many names. Equal lists and names give equal candidates."""

    def __init__(self, listed: ScreeningList) -> None:
        self._list = listed
        self._owners: list[_Owner] = []
        self._forms: list[NameForms] = []
        for place, party in enumerate(listed.parties):
            for name in dict.fromkeys(party.names):
                for reading in readings(name):
                    self._owners.append(_Owner(place, name, reading == name))
                    self._forms.append(forms_of(reading))
        numbered = list(enumerate(self._forms))
        self._folded = Pool((forms.folded, number) for number, forms in numbered)
        self._cores = Pool((forms.core, number) for number, forms in numbered)
        self._ordered = Pool((forms.ordered, number) for number, forms in numbered)
        self._with_word: dict[str, list[int]] = {}
        for number, forms in numbered:
            for word in forms.words:
                self._with_word.setdefault(word, []).append(number)

    def screen(self, name: str) -> tuple[Candidate, ...]:
        """The listed parties that a name may be, nearest first: each entry once, by the name of it that comes nearest.

        Every candidate asks for a person's review, and none is a clearance: see the module.

        Raises:
            InvalidQuestion: the name is empty; or it has no letter that the list's names could be compared with and is
                not listed as it stands, so that nothing could be said of it.
        """
        if not name.strip():
            raise InvalidQuestion([Problem("", message="an empty name cannot be screened.", hint="Say who it is.")])
        nearest: dict[int, tuple[_Likeness, int]] = {}
        for reading in dict.fromkeys(readings(name)):
            asked = forms_of(reading)
            for number, likeness in self._like(asked, whole=reading == name):
                place = self._owners[number].place
                if place not in nearest or (likeness, number) < nearest[place]:
                    nearest[place] = likeness, number
        if not nearest and not is_latin(name):
            hint = "Give it as the party writes it in Latin letters, and screen that too."
            message = f'"{name}" has no Latin letters, and a list in Latin letters says nothing of it.'
            raise InvalidQuestion([Problem("", message=message, hint=hint)])
        found = sorted(nearest.values(), key=lambda one: (one[0], self._order(one[1])))
        strong = [one for one in found if one[0][0] < _RANKS[Strength.WEAK]]
        return tuple(self._candidate(*one) for one in (*strong, *found[len(strong) :][:MOST_WEAK]))

    def _like(self, asked: NameForms, whole: bool) -> Iterator[tuple[int, _Likeness]]:
        """Names of the list by number, with how near each is; a name can come up several times."""
        for number in self._folded.same(asked.folded):
            exact = whole and self._owners[number].whole
            yield number, _likeness(Strength.EXACT if exact else Strength.STRONG, SAME_NAME if exact else SAME_CORE)
        for number in self._cores.same(asked.core):
            yield number, _likeness(Strength.STRONG, SAME_CORE)
        for number in self._ordered.same(asked.ordered):
            yield number, _likeness(Strength.STRONG, SAME_WORDS)
        yield from self._mistyped(asked)
        yield from self._containing(asked)

    def _mistyped(self, asked: NameForms) -> Iterator[tuple[int, _Likeness]]:
        weak = len(asked.ordered) * (100 - WEAK_PERCENT) // WEAK_PERCENT  # weak likeness is sought in one form: time
        for text, pool, least in ((asked.core, self._cores, 0), (asked.ordered, self._ordered, weak)):
            for other, errors, numbers in pool.near(text, max(_strong_errors(len(text)), least)):
                for number in numbers:
                    strength = _by_letters(asked, self._forms[number], errors, (len(text), len(other)))
                    if strength is not None:
                        yield number, _likeness(strength, _score(text, other, errors))
        # An error may stand in the legal form itself: "Lmited". The letters that count are those of the core.
        for other, errors, numbers in self._folded.near(asked.folded, _strong_errors(len(asked.core))):
            for number in numbers:
                if _is_strong(asked, self._forms[number], errors):
                    yield number, _likeness(Strength.STRONG, _score(asked.folded, other, errors))

    def _containing(self, asked: NameForms) -> Iterator[tuple[int, _Likeness]]:
        """Names that have every word of this one, or whose every word is in this one."""
        known = [word for word in asked.words if word in self._with_word]
        rare = [word for word in known if len(self._with_word[word]) <= RARE]
        shared = Counter(number for word in rare for number in self._with_word[word])
        for number in sorted(shared):
            other = self._forms[number]
            smaller = min(asked.words, other.words, key=len)
            if not (smaller <= asked.words and smaller <= other.words):
                continue
            if len(smaller) == 1 and len(next(iter(smaller))) < LONG_WORD:
                continue
            score = _score(asked.ordered, other.ordered, errors_between(asked.ordered, other.ordered))
            yield number, _likeness(Strength.WEAK, max(CONTAINED, score))

    def _order(self, number: int) -> tuple[str, str, str, int]:
        place = self._owners[number].place
        party = self._list.parties[place]
        return party.name, party.source.value, party.id, place

    def _candidate(self, likeness: _Likeness, number: int) -> Candidate:
        owner, (rank, turned) = self._owners[number], likeness
        party = self._list.parties[owner.place]
        return Candidate(
            list=party.source, entry_id=party.id, listed_name=party.name, matched_name=owner.name, score=-turned,
            strength=list(_RANKS)[rank], federal_register_notice=party.federal_register_notice,
            license_requirement=party.license_requirement, license_policy=party.license_policy,
            country=party.countries, list_date=self._list.date, list_digest=self._list.digest,
        )  # fmt: skip


def _likeness(strength: Strength, score: Decimal) -> _Likeness:
    return _RANKS[strength], -score


def _strong_errors(letters: int) -> int:
    return next((errors for least, errors in STRONG_ERRORS if letters >= least), 0)


def _is_strong(one: NameForms, other: NameForms, errors: int) -> bool:
    shorter = min(len(one.core), len(other.core))
    return errors <= _strong_errors(shorter) and (errors == 1 or errors <= _strong_errors(_differing(one, other)))


def _by_letters(one: NameForms, other: NameForms, errors: int, lengths: tuple[int, int]) -> Strength | None:
    """How much so many typing errors between two names of these lengths say; None: nothing."""
    shorter, longer = sorted(lengths)
    if shorter <= SHORT:
        return None
    if _is_strong(one, other, errors):
        return Strength.STRONG
    alike = (longer - errors) * 100 >= WEAK_PERCENT * longer and errors * 2 <= _differing(one, other)
    return Strength.WEAK if alike else None


def _differing(one: NameForms, other: NameForms) -> int:
    """Letters of the words that only one of the two names has: of the name with more of them."""
    return max(sum(map(len, one.words - other.words)), sum(map(len, other.words - one.words)))


def _score(one: str, other: str, errors: int) -> Decimal:
    """Letters typed alike, in percent of the longer name, to a tenth, rounded down."""
    longer = max(len(one), len(other))
    return min(MOST_BY_LETTERS, Decimal(max(0, longer - errors) * 1000 // longer) / 10)
