"""Every error has an exit code, by who must act."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chipgate import errors
from chipgate.surfaces.exit_codes import BAD_INPUT, BAD_RULES, BUG, EXIT_CODES, LOG_FAILED, exit_code


def leaves(kind: type[errors.ChipgateError]) -> Iterator[type[errors.ChipgateError]]:
    below = [one for one in kind.__subclasses__() if one.__module__ == errors.__name__]
    if not below:
        yield kind
    for one in below:
        yield from leaves(one)


def test_every_leaf_of_the_error_tree_is_in_the_table() -> None:
    assert set(leaves(errors.ChipgateError)) == set(EXIT_CODES)


@pytest.mark.parametrize("kind", EXIT_CODES)
def test_the_code_says_who_must_act(kind: type[errors.ChipgateError]) -> None:
    who = {
        errors.InputError: BAD_INPUT, errors.RuleError: BAD_RULES, errors.EngineError: BUG,
        errors.StoreError: LOG_FAILED,
    }  # fmt: skip
    assert {code for branch, code in who.items() if branch in kind.__mro__} == {EXIT_CODES[kind]}


def test_an_error_that_the_table_does_not_know_is_our_bug() -> None:
    assert exit_code(errors.ChipgateError("?")) == BUG
