"""Everything that can go wrong, sorted by who has to act. Nothing here knows of HTTP or exit codes.

ChipgateError
├── RuleError                 whoever edits rule files
│   ├── InvalidRulebook           one or more Problems in rule files
│   ├── RulesNotFound             no rule folder where one was named or expected
│   ├── InvalidBundle             a bundle of rules that is not what was bundled, to the byte
│   ├── UntrustedBundle           not signed, or by no key that is trusted, where a trusted signature is required
│   ├── ExpiredBundle             its signature, or the key that made it, has had its last day
│   └── SupersededBundle          an older version than one that was used before
├── InputError                whoever asked
│   ├── InvalidQuestion           one or more Problems in an item, a shipment or a request body
│   ├── InvalidCatalog            one or more Problems in a product catalog
│   ├── InvalidRegister           one or more Problems in an item register
│   ├── InvalidLicenses           one or more Problems in the register of licenses in hand
│   ├── InvalidLedger             the ledger of draw-downs is damaged, or was changed by hand
│   ├── InvalidScreeningList      one or more Problems in a list of restricted parties
│   ├── CapExceeded               a draw that no longer fits the cap of its license
│   ├── UnknownItem               a name that no item of the catalog has
│   ├── UnknownRevision           no such commit, or not a repository
│   ├── NoSuchRecord              the decision log has no record of that id
│   └── InvalidSettings           one or more Problems in the service's settings
├── StoreError                whoever runs the service
│   ├── LogUnavailable            the decision log cannot be reached or written; nothing was answered
│   ├── LogOutdated               its tables are of another release
│   └── LogDamaged                it does not hold what was written
└── EngineError               us: always a bug, never an answer
    ├── MatcherFailed             durable-rules refused, raised or lost a fact
    ├── NumberOutOfRange          a figure the matcher cannot hold exactly
    └── EngineDisagreement        matcher and explanation differ; no decision is given
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one file or one question: a value, not an exception.

    `path` names the file ("rules/us/pack.yaml") or is a JSON pointer root ("" for a request body);
    `line` and `column` count from 1 and are 0 where the source has none; `pointer` is an RFC 6901 JSON
    pointer where the source is a document without lines. `hint` says what to do next.
    """

    path: str
    line: int = 0
    column: int = 0
    message: str = ""
    hint: str = ""
    pointer: str = ""

    def order(self) -> tuple[str, int, int, str, str]:
        """Where the problem stands, for sorting."""
        return self.path, self.line, self.column, self.pointer, self.message

    def __str__(self) -> str:
        place = self.path
        if self.line:
            place += f":{self.line}:{self.column}"
        if self.pointer:
            place += f"{' ' if place else ''}{self.pointer}"
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} {self.hint}" if self.hint else text


class ChipgateError(Exception):
    """Base of every error that chipgate raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ProblemsError(ChipgateError):
    """An error that carries every problem found, so that one run reports all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=Problem.order))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RuleError(ChipgateError):
    """The rule files are at fault."""


class InvalidRulebook(RuleError, ProblemsError):
    """One or more problems in rule files."""


class RulesNotFound(RuleError):
    """No rule folder where one was named or expected."""


class InvalidBundle(RuleError, ProblemsError):
    """A bundle of rules that is none, or not what was bundled, to the byte. Nothing of it is used."""


class UntrustedBundle(RuleError, ProblemsError):
    """Rules without a signature of a trusted key, where one is required. Nothing of them is used."""


class ExpiredBundle(RuleError, ProblemsError):
    """A bundle whose signature, or whose key, has had its last day. Nothing of it is used."""


class SupersededBundle(RuleError, ProblemsError):
    """A bundle of an older version than one that was used before. Nothing of it is used."""


class InputError(ChipgateError):
    """The question is at fault."""


class InvalidQuestion(InputError, ProblemsError):
    """One or more problems in an item, a shipment or a request body."""


class InvalidCatalog(InputError, ProblemsError):
    """One or more problems in a product catalog."""


class InvalidRegister(InputError, ProblemsError):
    """One or more problems in an item register."""


class InvalidLicenses(InputError, ProblemsError):
    """One or more problems in the register of licenses in hand."""


class InvalidLedger(InputError, ProblemsError):
    """The ledger of draw-downs is damaged, or was changed by hand: nothing is known of what was drawn."""


class InvalidScreeningList(InputError, ProblemsError):
    """One or more problems in a list of restricted parties. Nothing of it is used."""


class CapExceeded(InputError):
    """A draw that no longer fits the cap of its license. Nothing was drawn."""


class UnknownItem(InputError):
    """A name that no item of the catalog has."""


class UnknownRevision(InputError):
    """No such commit, or the folder is not in a repository."""


class NoSuchRecord(InputError):
    """The decision log has no record of that id."""


class InvalidSettings(InputError, ProblemsError):
    """One or more problems in the settings of the service."""


class StoreError(ChipgateError):
    """The decision log is at fault, or what it is kept in."""


class LogUnavailable(StoreError):
    """The decision log cannot be reached or written. An answer without a record is none: nothing was answered."""


class LogOutdated(StoreError):
    """The tables of the decision log are of another release."""


class LogDamaged(StoreError):
    """The decision log does not hold what was written."""


class EngineError(ChipgateError):
    """A bug of ours. There is no answer."""


class MatcherFailed(EngineError):
    """durable-rules refused, raised or lost a fact."""


class NumberOutOfRange(EngineError):
    """A figure the matcher cannot hold exactly."""


class EngineDisagreement(EngineError):
    """Matcher and explanation differ, so no decision is given."""
