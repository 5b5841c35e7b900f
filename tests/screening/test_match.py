"""A name finds the listed party it may be, and a score is a prompt for a person: nothing here clears anybody."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from bench import screening as bench
from chipgate.errors import InvalidQuestion
from chipgate.files.screening_list import read_screening_list
from chipgate.model.screening import Candidate, ListedParty, ScreeningList, ScreeningSource, Strength
from chipgate.screening.match import MOST_BY_LETTERS, MOST_WEAK, SAME_CORE, SAME_NAME, SAME_WORDS, Screener

LISTED = read_screening_list(bench.LIST)
SCREENER = Screener(LISTED)
NAMES = [(party, name) for party in LISTED.parties for name in party.names]


def list_of(*names: str) -> Screener:
    return Screener(ScreeningList(
        tuple(ListedParty(id=str(n), source=ScreeningSource.EL, name=name) for n, name in enumerate(names)), None, "x"
    ))  # fmt: skip


def near(name: str, *listed: str) -> list[tuple[str, Strength]]:
    return [(one.listed_name, one.strength) for one in list_of(*listed).screen(name)]


def first(name: str) -> Candidate:
    return SCREENER.screen(name)[0]


def test_the_five_ways_to_write_a_name_are_found() -> None:
    asked = bench.queries(LISTED)
    assert Counter(one.kind for one in asked) == {kind: 80 for kind, _ in bench.KINDS}
    lost = Counter(one.kind for one in bench.missed(SCREENER, asked))
    assert set(lost) <= {"one typo"}
    assert lost["one typo"] <= 4


def test_no_well_known_company_is_strongly_like_a_listed_one() -> None:
    assert len(set(bench.COMPANIES)) == 60
    found = bench.false_positives(SCREENER)
    assert found[Strength.EXACT] == found[Strength.STRONG] == []


@given(st.sampled_from(NAMES), st.sampled_from([str.upper, str.lower, str.title, str.swapcase, str]))
def test_a_listed_name_comes_first_with_100_whatever_its_case(listed: tuple[ListedParty, str], case: type[str]) -> None:
    party, name = listed
    found = SCREENER.screen(case(name))
    assert (found[0].score, found[0].strength, found[0].entry_id) == (SAME_NAME, Strength.EXACT, party.id)
    assert found == SCREENER.screen(name)


@given(st.sampled_from(NAMES), st.randoms(use_true_random=False))
def test_a_listed_name_with_its_words_in_another_order_is_strong(
    listed: tuple[ListedParty, str], rng: random.Random
) -> None:
    party, name = listed
    words = name.replace(",", "").split()
    rng.shuffle(words)
    found = SCREENER.screen(" ".join(words))
    assert found[0].entry_id == party.id
    assert found[0].score >= SAME_WORDS


_WORD = st.text(alphabet="abcdeklmnorstuvz", min_size=2, max_size=9)
_NAME = st.lists(_WORD, min_size=1, max_size=4).map(" ".join)


@settings(max_examples=300)
@given(_NAME, _NAME)
def test_two_names_are_as_near_from_either_side(one: str, other: str) -> None:
    there, back = list_of(other).screen(one), list_of(one).screen(other)
    assert [(c.score, c.strength) for c in there] == [(c.score, c.strength) for c in back]


@settings(max_examples=300)
@given(_NAME, _NAME, st.randoms(use_true_random=False))
def test_case_never_counts_and_the_nearest_comes_first(one: str, other: str, rng: random.Random) -> None:
    screener = list_of(other, one, f"{other} Ltd")
    found = screener.screen(one.title())
    assert found == screener.screen(one.upper())
    assert found[0].listed_name == one
    ranks = [(list(Strength).index(c.strength), -c.score) for c in found]
    assert ranks == sorted(ranks)
    assert all((c.strength is Strength.EXACT) == (c.score == 100) for c in found)


@pytest.mark.parametrize(
    ("asked", "listed", "score"),
    [
        ("Zorvik Optics Ltd", "ZORVIK  OPTICS LTD.", SAME_NAME),
        ("Zorvik & Sons", "Zorvik and Sons", SAME_NAME),
        ("Zorvik Optics GmbH", "Zorvik Optics Co., Ltd.", SAME_CORE),
        ("Zor Vik Optics", "Zorvik Optics", SAME_CORE),
        ("Zorvik Tech", "Zorvik Technologies Inc.", SAME_CORE),
        ("Zorvik Optics", "Zorvik Optics (Xilong)", SAME_CORE),
        ("Optics Zorvik", "Zorvik Optics Ltd", SAME_WORDS),
        ("Institute Zorvik", "Institute of Zorvik", SAME_WORDS),
        ("Zorvik Optic", "Zorvik Optics", Decimal("92.3")),
        ("Zorvik Opitcs", "Zorvik Optics", Decimal("92.3")),
        ("Optisc Zorvik", "Zorvik Optics", Decimal("91.6")),
        ("Zorvik Optics Lmited", "Zorvik Optics Limited", Decimal("95.2")),
    ],
)  # fmt: skip
def test_what_is_strong(asked: str, listed: str, score: Decimal) -> None:
    (found,) = list_of(listed).screen(asked)
    assert found.score == score
    assert found.strength is (Strength.EXACT if score == SAME_NAME else Strength.STRONG)


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("Texas Instruments", "Tevan Instruments"),
        ("Zorvik Optics Shanghai Branch", "Zorvik Optics"),
        ("Zorvik", "Zorvik Heavy Machinery Works"),
    ],
)
def test_what_is_weak(asked: str, listed: str) -> None:
    assert near(asked, listed) == [(listed, Strength.WEAK)]


@pytest.mark.parametrize(
    ("asked", "listed"),
    [
        ("QZT", "QZX"),
        ("QZT Ltd", "QZX Ltd"),
        ("Acme", "Akme"),
        ("ABC", "ABC Heavy Machinery Works"),
        ("Taiwan Semiconductor Manufacturing", "Qorvanth Semiconductor Manufacturing"),
    ],
)
def test_what_is_no_candidate(asked: str, listed: str) -> None:
    assert near(asked, listed) == []


def test_a_short_name_is_found_as_it_is_written() -> None:
    assert near("qzt", "QZT", "QZX") == [("QZT", Strength.EXACT)]
    assert near("Q.Z.T. Ltd", "QZT", "QZX") == [("QZT", Strength.STRONG)]


def test_a_common_word_alone_is_no_candidate() -> None:
    many = [f"Zorvik{letter} Technology" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert near("Technology", *many) == []


def test_a_party_on_two_lists_is_two_candidates_and_an_entry_is_one() -> None:
    parties = tuple(
        ListedParty(id=source.value, source=source, name="Zorvik Optics", alt_names=("Zorvik Optics Ltd", "Zorvik"))
        for source in (ScreeningSource.SDN, ScreeningSource.EL)
    )
    found = Screener(ScreeningList(parties, None, "x")).screen("Zorvik Optics")
    assert [one.list for one in found] == [ScreeningSource.EL, ScreeningSource.SDN]


def test_strong_candidates_are_all_there_and_weak_ones_are_the_nearest() -> None:
    entries = [f"Zorvik {word}" for word in ("ab", "cd", "ef", "gh", "ij", "kl", "mn")]
    screener = list_of("Zorvik Optics", *["Zorvik Optics Ltd"] * 30, *entries)
    found = Counter(one.strength for one in screener.screen("Zorvik Optics"))
    assert found[Strength.STRONG] == 30
    assert found[Strength.WEAK] <= MOST_WEAK


def test_a_candidate_says_where_it_stands_and_that_nobody_reviewed_it() -> None:
    found = first("zhenkuo advanced computing institut")
    party = next(one for one in LISTED.parties if one.id == found.entry_id)
    assert found == Candidate(
        list=ScreeningSource.EL, entry_id="invented-0002", listed_name="Zhenkuo Advanced Computing Institute",
        matched_name="Zhenkuo Advanced Computing Institute", score=MOST_BY_LETTERS, strength=Strength.STRONG,
        federal_register_notice=party.federal_register_notice, license_requirement=party.license_requirement,
        license_policy="Presumption of denial.", country=("CN",), list_date=LISTED.date, list_digest=LISTED.digest,
        reviewed=None,
    )  # fmt: skip
    assert Candidate.model_validate_json(found.model_dump_json()) == found


def test_an_alias_is_found_and_named() -> None:
    found = first("Quorvanth Microelectronic")
    assert (found.listed_name, found.matched_name) == (
        "Qorvanth Semiconductor Manufacturing Co., Ltd.", "Quorvanth Microelectronics",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["", "  \t"])
def test_an_empty_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidQuestion, match="empty name"):
        SCREENER.screen(name)


def test_a_name_that_cannot_be_compared_is_refused_and_not_passed() -> None:
    with pytest.raises(InvalidQuestion, match="no Latin letters"):
        SCREENER.screen("浩瀚集团")
    assert first("昊旭澜量子信息技术").strength is Strength.STRONG
    assert first("Радомир Ильич Великозар").strength is Strength.STRONG
