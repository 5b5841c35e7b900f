"""The matcher against durable-rules itself, and against a plain reading of the same conditions. Nothing is mocked."""

import gc
import os
import random
import resource
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from chipgate.engine import rete
from chipgate.engine.rete import LIMIT, Comparison, Conjunction, Literal, Matcher
from chipgate.errors import MatcherFailed, NumberOutOfRange


def at_least(attribute: str, value: int) -> Literal:
    return Literal(attribute, Comparison.AT_LEAST, value)


def at_most(attribute: str, value: int) -> Literal:
    return Literal(attribute, Comparison.AT_MOST, value)


def equal(attribute: str, value: int) -> Literal:
    return Literal(attribute, Comparison.EQUAL, value)


def holds(literal: Literal, fact: dict[str, int]) -> bool:
    value = fact[literal.attribute]
    match literal.comparison:
        case Comparison.AT_LEAST:
            return value >= literal.value
        case Comparison.AT_MOST:
            return value <= literal.value
        case Comparison.EQUAL:
            return value == literal.value


def plainly(conjunctions: list[Conjunction], fact: dict[str, int]) -> frozenset[str]:
    return frozenset(c.name for c in conjunctions if all(holds(literal, fact) for literal in c.literals))


def ladder(attribute: str, steps: int) -> list[Conjunction]:
    """`steps` conjunctions of which the first `n + 1` hold when the attribute is `n`."""
    return [Conjunction(f"step {step}", (at_least(attribute, step),)) for step in range(steps)]


def resident() -> int:
    """Bytes of memory in use now."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes, and the most so far


# Comparisons


@pytest.mark.parametrize("bound", [-LIMIT, -7, -1, 0, 1, 4800, LIMIT])
@pytest.mark.parametrize("off", [-1, 0, 1])
def test_a_bound_is_hit_exactly_below_at_and_above(bound: int, off: int) -> None:
    value = max(-LIMIT, min(LIMIT, bound + off))
    conjunctions = [
        Conjunction("at least", (at_least("tpp", bound),)),
        Conjunction("at most", (at_most("tpp", bound),)),
        Conjunction("equal", (equal("tpp", bound),)),
    ]
    assert Matcher(conjunctions).match({"tpp": value}) == plainly(conjunctions, {"tpp": value})


def test_one_conjunction_holds_only_when_all_its_literals_hold() -> None:
    matcher = Matcher([Conjunction("dense", (at_least("tpp", 4), at_most("area", 9), equal("memory", -1)))])
    assert matcher.match({"tpp": 4, "area": 9, "memory": -1}) == {"dense"}
    assert matcher.match({"tpp": 3, "area": 9, "memory": -1}) == frozenset()
    assert matcher.match({"tpp": 4, "area": 10, "memory": -1}) == frozenset()
    assert matcher.match({"tpp": 4, "area": 9, "memory": 1}) == frozenset()


def test_of_several_bounds_on_one_attribute_the_strictest_counts() -> None:
    literals = (at_least("a", 2), at_least("a", 5), at_most("a", 9), at_most("a", 7), at_least("a", 3))
    matcher = Matcher([Conjunction("between", literals)])
    assert [value for value in range(12) if matcher.match({"a": value})] == [5, 6, 7]


def test_bounds_that_exclude_each_other_never_hold() -> None:
    matcher = Matcher(
        [
            Conjunction("two values", (equal("a", 1), equal("a", 2))),
            Conjunction("crossed", (at_least("a", 2), at_most("a", 1))),
        ]
    )
    assert [matcher.match({"a": value}) for value in range(4)] == [frozenset()] * 4


def test_a_bound_that_every_number_meets_always_holds_but_needs_the_attribute() -> None:
    matcher = Matcher([Conjunction("any", (at_least("a", -LIMIT), at_most("a", LIMIT)))])
    assert matcher.match({"a": -LIMIT}) == matcher.match({"a": LIMIT}) == {"any"}
    with pytest.raises(MatcherFailed, match="no a,"):
        matcher.match({})


def test_a_conjunction_without_literals_always_holds() -> None:
    assert Matcher([Conjunction("always", ())]).match({}) == {"always"}
    matcher = Matcher([Conjunction("always", ()), *ladder("a", 130)])
    assert matcher.match({"a": -1}) == {"always"}


def test_a_matcher_without_conjunctions_finds_nothing() -> None:
    assert Matcher([]).match({"a": 1}) == frozenset()


def test_names_that_mean_something_to_durable_rules_are_plain_attributes_here() -> None:
    names = ["id", "sid", "every", "$s", "$and", "m", "a.b", "a", "r_0", "a0", 'quo"te', "größe", ""]
    conjunctions = [Conjunction(name, (at_least(name, 1),)) for name in names]
    matcher = Matcher(conjunctions)
    for chosen in names:
        assert matcher.match({name: int(name == chosen) for name in names}) == {chosen}


def test_attributes_that_no_literal_names_are_left_alone() -> None:
    fact = {"a": 1, "b": LIMIT * 4, **{f"unused_{number}": number for number in range(400)}}
    assert Matcher(ladder("a", 2)).match(fact) == {"step 0", "step 1"}


# Many


def test_one_name_with_seventy_true_conjunctions_is_reported_once() -> None:
    matcher = Matcher([Conjunction("3A090.a", (at_least(f"a{number}", 1),)) for number in range(70)])
    assert matcher.match({f"a{number}": 1 for number in range(70)}) == {"3A090.a"}
    assert matcher.match({f"a{number}": int(number == 69) for number in range(70)}) == {"3A090.a"}


@pytest.mark.parametrize("count", [59, 60, 61, 65, 120, 121, 600])
def test_every_provision_that_holds_is_found_however_many_there_are(count: int) -> None:
    matcher = Matcher(ladder("rank", count))
    for rank in (-1, 0, count // 2, count - 1, count):
        assert matcher.match({"rank": rank}) == {f"step {step}" for step in range(count) if step <= rank}


def test_more_attributes_than_a_ruleset_holds_are_spread_over_several() -> None:
    conjunctions = [
        Conjunction(f"p{number}", tuple(at_least(f"m_{number}_{part}", 1) for part in range(9))) for number in range(60)
    ]
    fact = {literal.attribute: 1 for conjunction in conjunctions for literal in conjunction.literals}
    assert len(Matcher(conjunctions).match(fact)) == 60
    assert Matcher(conjunctions).match({**fact, "m_7_8": 0}) == {f"p{number}" for number in range(60) if number != 7}


def test_a_conjunction_of_240_attributes_works_and_one_of_241_is_refused() -> None:
    literals = tuple(equal(f"a{number}", number) for number in range(241))
    fact = {f"a{number}": number for number in range(241)}
    assert Matcher([Conjunction("wide", literals[:240])]).match(fact) == {"wide"}
    with pytest.raises(MatcherFailed, match="wide asks for 241 attributes"):
        Matcher([Conjunction("wide", literals)])


def test_eleven_hundred_matches_in_a_row_are_all_right() -> None:
    matcher = Matcher(ladder("rank", 20))
    for turn in range(1100):
        assert len(matcher.match({"rank": turn % 21})) == min(20, turn % 21 + 1)


def test_the_same_fact_may_come_again_and_again() -> None:
    matcher = Matcher(ladder("rank", 5))
    assert {matcher.match({"rank": 2}) for _ in range(50)} == {frozenset({"step 0", "step 1", "step 2"})}


# Numbers


@pytest.mark.parametrize("value", [LIMIT + 1, -LIMIT - 1, 2**64, True, False, 1.0, "1", None, [1]])
def test_only_whole_numbers_that_are_held_exactly_are_let_in(value: object) -> None:
    matcher = Matcher(ladder("rank", 3))
    with pytest.raises(NumberOutOfRange, match="rank is "):
        matcher.match({"rank": value})  # type: ignore[dict-item]
    with pytest.raises(NumberOutOfRange, match="wide: rank is "):
        Matcher([Conjunction("wide", (at_least("rank", value),))])  # type: ignore[arg-type]
    assert matcher.match({"rank": 0}) == {"step 0"}


def test_a_missing_attribute_is_an_error_that_names_it() -> None:
    matcher = Matcher([Conjunction("both", (at_least("tpp", 1), at_least("density", 1)))])
    with pytest.raises(MatcherFailed, match="the fact has no density"):
        matcher.match({"tpp": 0})


# Failures


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Callable[[str], None]], None]:
    """Put another action in the place of one rule's, in rulesets that are built from now on."""

    def replace(rule: str, action: Callable[[str], None]) -> None:
        right = rete._action
        monkeypatch.setattr(rete, "_action", lambda name, fired: action if name == rule else right(name, fired))

    return replace


def test_an_action_that_raises_is_an_error_and_the_next_match_is_right(
    spoil: Callable[[str, Callable[[str], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def raising(match: str) -> None:
        raise ZeroDivisionError("the seventh rule")

    spoil("r_7", raising)
    matcher = Matcher(ladder("raising", 20))
    assert len(matcher.match({"raising": 6})) == 7
    with pytest.raises(MatcherFailed, match="the seventh rule") as caught:
        matcher.match({"raising": 19})
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert len(matcher.match({"raising": 6})) == 7
    monkeypatch.undo()
    with pytest.raises(MatcherFailed):
        matcher.match({"raising": 7})
    assert len(matcher.match({"raising": 7})) == 8


def test_an_interrupt_goes_through_and_leaves_nothing_behind(
    spoil: Callable[[str, Callable[[str], None]], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(match: str) -> None:
        raise KeyboardInterrupt

    spoil("r_3", interrupted)
    matcher = Matcher(ladder("interrupted", 20))
    monkeypatch.undo()
    with pytest.raises(KeyboardInterrupt):
        matcher.match({"interrupted": 19})
    assert matcher.match({"interrupted": 0}) == {"step 0"}


def test_a_fact_that_the_rule_for_every_fact_misses_is_an_error(
    spoil: Callable[[str, Callable[[str], None]], None],
) -> None:
    spoil("every", lambda match: None)
    with pytest.raises(MatcherFailed, match="lost the fact"):
        Matcher(ladder("lost", 3)).match({"lost": 1})


def test_a_result_of_another_fact_is_an_error() -> None:
    matcher = Matcher(ladder("foreign", 3))
    shard = matcher._shards[0][0]
    right = shard._host.assert_fact

    def assert_two(name: str, fact: dict[str, int]) -> None:
        right(name, {"id": 0, "every": 1, "a0": 2})
        right(name, fact)

    shard._host.assert_fact = assert_two
    with pytest.raises(MatcherFailed, match="answered for another"):
        matcher.match({"foreign": 0})
    assert matcher.match({"foreign": 0}) == {"step 0"}


def test_every_failure_of_the_library_becomes_ours() -> None:
    matcher = Matcher(ladder("library", 3))
    shard = matcher._shards[0][0]
    durable_engine = sys.modules["durable.engine"]  # imported in one place only, and that is not here
    failures = [
        durable_engine.MessageNotHandledException({"id": 1}),
        durable_engine.MessageObservedException({"id": 1}),
        durable_engine.durable_rules_engine.error("Could not assert fact, error code: 303"),
        MemoryError(),
        Exception("Ruleset with name x already registered"),
    ]
    for failure in failures:

        def failing(name: str, fact: dict[str, int], failure: Exception = failure) -> None:
            raise failure

        shard._host.assert_fact = failing
        with pytest.raises(MatcherFailed, match="durable-rules failed") as caught:
            matcher.match({"library": 2})
        assert caught.value.__cause__ is failure
        assert len(matcher.match({"library": 2})) == 3


def test_an_identity_that_is_still_taken_is_an_error() -> None:
    matcher = Matcher(ladder("taken", 3))
    shard = matcher._shards[0][0]
    taken = next(rete._identities) + 1
    shard._host.assert_fact(shard._name, {"id": taken, "every": 1, "a0": 2})
    with pytest.raises(MatcherFailed, match="MessageObservedException"):
        matcher.match({"taken": 2})
    assert len(matcher.match({"taken": 2})) == 3


def test_an_action_with_a_second_parameter_is_refused(spoil: Callable[[str, Callable[[str], None]], None]) -> None:
    spoil("r_0", lambda match, rule="r_0": None)  # type: ignore[misc]
    with pytest.raises(MatcherFailed, match="exactly one argument"):
        Matcher(ladder("two parameters", 1))


def test_rules_that_the_library_refuses_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rete._Shard, "_condition", lambda self, rule: {"$gte": {"a0": 1e22}})
    with pytest.raises(MatcherFailed, match="refused the rules"):
        Matcher(ladder("refused", 1))


# Sharing, memory, threads, processes


def test_equal_rules_share_one_ruleset_whatever_their_names_and_order() -> None:
    first = Matcher([Conjunction("x", (at_least("a", 1), at_most("b", 2))), Conjunction("y", (equal("b", 3),))])
    second = Matcher([Conjunction("z", (equal("b", 3),)), Conjunction("w", (at_most("b", 2), at_least("a", 1)))])
    assert [shard for shard, _ in first._shards] == [shard for shard, _ in second._shards]
    assert first.match({"a": 1, "b": 2}) == {"x"}
    assert second.match({"a": 1, "b": 2}) == {"w"}


def test_a_ruleset_goes_when_the_last_matcher_that_uses_it_goes() -> None:
    first, second = (Matcher(ladder("going", 3)) for _ in range(2))
    name = first._shards[0][0]._name
    del first
    gc.collect()
    assert name in rete._shards
    assert second.match({"going": 0}) == {"step 0"}
    del second
    gc.collect()
    assert name not in rete._shards


def test_rules_that_come_and_go_do_not_pile_up_in_memory() -> None:
    def come_and_go(turns: Iterator[int]) -> None:
        for turn in turns:
            conjunctions = [Conjunction(f"p{n}", (at_least("a", n), at_most("b", turn))) for n in range(60)]
            assert len(Matcher(conjunctions).match({"a": 59, "b": 0})) == 60

    come_and_go(iter(range(1, 21)))
    before = resident()
    come_and_go(iter(range(21, 121)))
    assert resident() - before < 20_000_000  # kept, these would be 150 MB


def grown(first: int, last: int) -> int:
    """Bytes of memory taken between the `first` and the `last` match."""
    conjunctions = [Conjunction(f"p{n}", (at_least(f"a{n % 5}", n), at_most(f"b{n % 7}", 30 + n))) for n in range(60)]
    matcher = Matcher(conjunctions)
    before = 0
    for turn in range(last):
        if turn == first:
            gc.collect()
            before = resident()
        matcher.match({**{f"a{n}": turn % 9 + n for n in range(5)}, **{f"b{n}": turn % 61 for n in range(7)}})
    gc.collect()
    return resident() - before


def test_memory_does_not_grow_with_matches() -> None:
    assert grown(1_000, 21_000) < 10_000_000


@pytest.mark.slow
def test_memory_does_not_grow_in_a_hundred_thousand_matches() -> None:
    assert grown(1_000, 101_000) < 20_000_000


def test_no_thread_is_left_running() -> None:
    before = threading.active_count()
    for number in range(5):
        assert Matcher(ladder(f"thread {number}", 3)).match({f"thread {number}": 0}) == {"step 0"}
    assert threading.active_count() == before


@pytest.mark.parametrize("shared", [True, False], ids=["one matcher", "a matcher each"])
def test_four_threads_lose_no_result_and_see_none_of_another(shared: bool) -> None:
    common = Matcher(ladder("rank", 8))
    start = threading.Barrier(4)

    def work(thread: int) -> list[int]:
        matcher = common if shared else Matcher(ladder("rank", 8))
        chance = random.Random(thread)
        start.wait()
        wrong = []
        for _ in range(2_000):
            rank = chance.randrange(-1, 8)
            if matcher.match({"rank": rank}) != {f"step {step}" for step in range(rank + 1)}:
                wrong.append(rank)
        return wrong

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(work, range(4))) == [[], [], [], []]
    finally:
        sys.setswitchinterval(interval)


def in_a_fork(work: Callable[[], bool]) -> int:
    """Run `work` in a child process, and give the status it ended with: 0 when `work` said yes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # forking beside threads is the point
        child = os.fork()
    if child == 0:
        signal.alarm(20)  # a child that waits for ever is a failure, not a pause
        status = 2
        try:
            status = 0 if work() else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_a_forked_child_matches_afresh_even_when_the_lock_was_held() -> None:
    matcher = Matcher(ladder("fork", 5))
    assert matcher.match({"fork": 1}) == {"step 0", "step 1"}
    with rete._lock:
        assert in_a_fork(lambda: matcher.match({"fork": 2}) == {"step 0", "step 1", "step 2"}) == 0
    assert matcher.match({"fork": 0}) == {"step 0"}


def test_a_child_forked_in_the_middle_of_a_match_is_right() -> None:
    matcher = Matcher(ladder("midway", 5))
    stop = threading.Event()

    def busy() -> None:
        while not stop.is_set():
            matcher.match({"midway": 4})

    thread = threading.Thread(target=busy)
    thread.start()
    try:
        for _ in range(10):
            assert in_a_fork(lambda: all(len(matcher.match({"midway": n})) == n + 1 for n in range(5))) == 0
    finally:
        stop.set()
        thread.join()


# Against a plain reading

ATTRIBUTES = [f"m_{number}" for number in range(6)]
numbers = st.integers(-4, 4) | st.sampled_from([-LIMIT, 1 - LIMIT, LIMIT - 1, LIMIT])
literals = st.builds(Literal, st.sampled_from(ATTRIBUTES), st.sampled_from(Comparison), numbers)
conjunctions_of_some = st.lists(
    st.builds(Conjunction, st.sampled_from("abcdefgh"), st.lists(literals, max_size=5).map(tuple)), max_size=12
)


@settings(max_examples=300)
@given(
    conjunctions=conjunctions_of_some,
    facts=st.lists(st.fixed_dictionaries({attribute: numbers for attribute in ATTRIBUTES}), min_size=1, max_size=20),
)
def test_the_matcher_agrees_with_a_plain_reading(conjunctions: list[Conjunction], facts: list[dict[str, int]]) -> None:
    matcher = Matcher(conjunctions)
    for fact in facts:
        assert matcher.match(fact) == plainly(conjunctions, fact)


@pytest.mark.parametrize("seed", range(6))
def test_the_matcher_agrees_with_a_plain_reading_of_large_rulebooks(seed: int) -> None:
    chance = random.Random(seed)
    attributes = [f"m_{number}" for number in range(25)]

    def literal() -> Literal:
        return Literal(chance.choice(attributes), chance.choice(list(Comparison)), chance.randrange(-3, 12))

    conjunctions = [
        Conjunction(f"p{number % 90}", tuple(literal() for _ in range(chance.randrange(1, 5)))) for number in range(250)
    ]
    matcher = Matcher(conjunctions)
    for _ in range(600):
        fact = {attribute: chance.randrange(-4, 13) for attribute in attributes}
        assert matcher.match(fact) == plainly(conjunctions, fact)
