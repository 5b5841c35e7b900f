"""The matcher: which conjunctions of whole-number comparisons hold for a fact, by durable-rules.

In this room: everything that touches durable-rules, and what keeps it exact. Not here: rule files, verdicts, clocks.

durable-rules is right within narrow limits; beyond them it answers wrongly, loses results or never returns. So:

- Conjunctions only, at most 60 to a ruleset. More than 64 matches of one fact fire nothing; 513 rules never return.
- Facts, never events (an event goes to the first rule only); one at a time; taken back whatever happens.
- A rule on a field of ours matches every fact. If it did not fire, the fact was lost, and that is an error.
- Attributes travel under short names of ours: durable-rules tells attributes apart by a 32-bit hash, and `id`, `sid`,
  dots and dollar signs mean something to it.
- One lock around it all: two threads on one ruleset lose results without an error.
"""

from __future__ import annotations

import hashlib
import inspect
import itertools
import json
import os
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from durable import engine as durable

from chipgate.errors import MatcherFailed, NumberOutOfRange

__all__ = ["LIMIT", "Comparison", "Conjunction", "Literal", "Matcher"]

LIMIT = 2**53  # the largest magnitude; durable-rules clamps integers beyond 64 bits without a word
_MOST_RULES = 60  # to a ruleset, beside the one that always fires; 64 matches are the most a fact may have
_MOST_ATTRIBUTES = 240  # to a ruleset; a fact of 253 is refused
_EVERY = "every"  # the field that every fact has, and the rule on it

_Rule = tuple[tuple[str, int, int], ...]  # (attribute, at least, at most), sorted, each attribute once

_lock = threading.Lock()
_generation = 0  # counts the forks behind this process
_identities = itertools.count(1)
_shards: weakref.WeakValueDictionary[str, _Shard] = weakref.WeakValueDictionary()


class Comparison(Enum):
    """How an attribute is held against a number."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Literal:
    """One comparison of one attribute with one whole number."""

    attribute: str
    comparison: Comparison
    value: int


@dataclass(frozen=True, slots=True)
class Conjunction:
    """A name, reported when all literals of one of its conjunctions hold; without literals, always."""

    name: str
    literals: tuple[Literal, ...]


class Matcher:
    """Says which of its conjunctions hold for a fact.

    >>> large = Conjunction("large", (Literal("rank", Comparison.AT_LEAST, 7),))
    >>> Matcher([large]).match({"rank": 7})
    frozenset({'large'})

    Raises:
        NumberOutOfRange: a literal's value is not a whole number within 2**53 of zero.
        MatcherFailed: durable-rules refused the rules, or one conjunction names more than 240 attributes.
    """

    def __init__(self, conjunctions: Iterable[Conjunction]) -> None:
        names: dict[_Rule, set[str]] = {}
        for conjunction in conjunctions:
            names.setdefault(_rule(conjunction), set()).add(conjunction.name)
        always = names.pop((), set())
        self._shards = [
            (_shard(rules), {_EVERY: always} | {f"r_{number}": names[rule] for number, rule in enumerate(rules)})
            for rules in list(_shares(sorted(names))) or [()] * bool(always)
        ]

    def match(self, fact: Mapping[str, int]) -> frozenset[str]:
        """Name every conjunction that holds. Attributes that no literal names are neither read nor checked.

        Raises:
            NumberOutOfRange: an attribute is not a whole number within 2**53 of zero. True and 1.0 are not.
            MatcherFailed: an attribute is missing, or durable-rules failed or lost the fact.
        """
        return frozenset().union(*(reported[rule] for shard, reported in self._shards for rule in shard.match(fact)))


def _exact(attribute: str, value: int) -> int:
    if type(value) is not int or not -LIMIT <= value <= LIMIT:
        raise NumberOutOfRange(
            f"{attribute} is {value!r}. The matcher holds whole numbers from -2**53 to 2**53: send a rank or a count."
        )
    return value


def _rule(conjunction: Conjunction) -> _Rule:
    """Merge the literals on one attribute into one range, so that equal conditions are written alike."""
    ranges: dict[str, tuple[int, int]] = {}
    for literal in conjunction.literals:
        value = _exact(f"{conjunction.name}: {literal.attribute}", literal.value)
        low, high = ranges.get(literal.attribute, (-LIMIT, LIMIT))
        if literal.comparison is not Comparison.AT_MOST:
            low = max(low, value)
        if literal.comparison is not Comparison.AT_LEAST:
            high = min(high, value)
        ranges[literal.attribute] = low, high
    if len(ranges) > _MOST_ATTRIBUTES:
        raise MatcherFailed(
            f"{conjunction.name} asks for {len(ranges)} attributes at once; {_MOST_ATTRIBUTES} is the most. Divide it."
        )
    return tuple((attribute, *ranges[attribute]) for attribute in sorted(ranges))


def _shares(rules: Iterable[_Rule]) -> Iterator[tuple[_Rule, ...]]:
    share: list[_Rule] = []
    attributes: set[str] = set()
    for rule in rules:
        own = {attribute for attribute, _, _ in rule}
        if len(share) == _MOST_RULES or len(attributes | own) > _MOST_ATTRIBUTES:
            yield tuple(share)
            share, attributes = [], set()
        share.append(rule)
        attributes |= own
    if share:
        yield tuple(share)


def _shard(rules: tuple[_Rule, ...]) -> _Shard:
    """Find the shard with this content, or build it. It lives as long as a matcher uses it."""
    name = hashlib.sha256(json.dumps(rules).encode()).hexdigest()
    with _lock:
        return _shards.get(name) or _shards.setdefault(name, _Shard(name, rules))


class _Shard:
    """One ruleset: at most 60 rules, and the rule that always fires."""

    def __init__(self, name: str, rules: tuple[_Rule, ...]) -> None:
        self._name = name
        self._rules = rules
        attributes = sorted({attribute for rule in rules for attribute, _, _ in rule})
        self._aliases = {attribute: f"a{number}" for number, attribute in enumerate(attributes)}
        self._fired: list[tuple[str, str]] = []
        self._build()

    def match(self, fact: Mapping[str, int]) -> list[str]:
        sent = {}
        for attribute, alias in self._aliases.items():
            if attribute not in fact:
                raise MatcherFailed(f"the fact has no {attribute}, and a rule asks for it. Send every attribute.")
            sent[alias] = _exact(attribute, fact[attribute])
        with _lock:
            try:
                return self._fire(sent)
            except BaseException as error:
                # What is left inside could answer for the next fact: forget it, and build afresh when asked again.
                self._release.detach()
                self._generation = -1
                if not isinstance(error, Exception) or isinstance(error, MatcherFailed):
                    raise
                raise MatcherFailed(f"durable-rules failed: {error!r}. No answer is given.") from error

    def _fire(self, sent: dict[str, int]) -> list[str]:
        if self._generation != _generation:
            self._release.detach()
            self._build()
        identity = next(_identities)
        self._fired.clear()
        try:
            self._host.assert_fact(self._name, {"id": identity, _EVERY: 1, **sent})
        finally:
            self._host.retract_fact(self._name, {"id": identity})  # found by its id alone
        rules = [rule for rule, match in self._fired if f'":{{"m":{{"id": {identity},' in match]
        if _EVERY not in rules or len(rules) != len(self._fired):
            raise MatcherFailed("durable-rules lost the fact, or answered for another. No answer is given: ask again.")
        return rules

    def _build(self) -> None:
        conditions = {f"r_{number}": self._condition(rule) for number, rule in enumerate(self._rules)}
        definition = {
            name: {"all": [{"m": condition}], "run": _action(name, self._fired)}
            for name, condition in [*conditions.items(), (_EVERY, {_EVERY: 1})]
        }
        try:
            self._host = _QuietHost()
            ruleset = self._host._ruleset_directory[self._name] = _Ruleset(self._name, self._host, definition)
        except Exception as error:
            raise MatcherFailed(f"durable-rules refused the rules: {error!r}. No answer is given.") from error
        self._generation = _generation
        self._release: weakref.finalize[[], _Shard] = weakref.finalize(self, ruleset.release)
        self._release.atexit = False

    def _condition(self, rule: _Rule) -> dict[str, Any]:
        conditions: list[dict[str, Any]] = []
        for attribute, low, high in rule:
            alias = self._aliases[attribute]
            if low == high:
                conditions.append({alias: low})
            elif low > -LIMIT or high == LIMIT:
                conditions.append({"$gte": {alias: low}})
            if low != high < LIMIT:
                conditions.append({"$lte": {alias: high}})
        return conditions[0] if len(conditions) == 1 else {"$and": conditions}


def _action(rule: str, fired: list[tuple[str, str]]) -> Callable[[str], None]:
    return lambda match: fired.append((rule, match))


class _Ruleset(durable.Ruleset):  # type: ignore[misc]
    """A ruleset whose actions get each match as durable-rules wrote it: `{"r_0":{"m":{"id": 7, …}}}`.

    The library's own loop reads the match and writes the ruleset's state each time (25 µs a match; this one takes 2),
    keeps an action's exception to itself, and stops half-way when the system clock jumps.
    """

    def __init__(self, name: str, host: _QuietHost, definition: dict[str, dict[str, Any]]) -> None:
        self._runs: dict[str, Callable[[str], None]] = {rule: body["run"] for rule, body in definition.items()}
        # An action with a second parameter counts as unfinished for ever, and later matches vanish.
        if any(len(inspect.signature(run).parameters) != 1 for run in self._runs.values()):
            raise MatcherFailed("an action must take exactly one argument. Mend the matcher.")
        super().__init__(name, host, definition)

    def do_actions(self, state_handle: int, complete: Callable[[None, None], None]) -> None:
        started = durable.durable_rules_engine.start_action_for_state(self._handle, state_handle)
        match: str | None = started[1] if started else None
        while match:
            self._runs[match[2 : match.index('"', 2)]](match)
            match = durable.durable_rules_engine.complete_and_start_action(self._handle, state_handle)
        complete(None, None)

    def release(self) -> None:
        """Give back the memory, up to 2 MB, which the library keeps for ever."""
        with suppress(Exception):  # a ruleset that never saw a fact has no state
            self.delete_state("0")
        with suppress(Exception):
            durable.durable_rules_engine.delete_ruleset(self._handle)


class _QuietHost(durable.Host):  # type: ignore[misc]
    """A host without timer threads, for they take results away from the caller who waits for them."""

    def _run(self) -> None:
        pass


def _after_fork() -> None:
    # The lock may be held by a thread that this process does not have, and a ruleset be left in mid-fact.
    global _lock, _generation
    _lock = threading.Lock()
    _generation += 1


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
