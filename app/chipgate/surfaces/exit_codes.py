"""What the command line hands back to the shell, by who must act. The HTTP surface has its own table."""

from __future__ import annotations

from chipgate import errors

HAPPENED = 1
"""What `--fail-on` names has happened."""
BAD_INPUT = 2
BAD_RULES = 3
BUG = 70
LOG_FAILED = 74
INTERRUPTED = 130
BROKEN_PIPE = 141

EXIT_CODES: dict[type[errors.ChipgateError], int] = {
    errors.InvalidQuestion: BAD_INPUT,
    errors.InvalidCatalog: BAD_INPUT,
    errors.InvalidRegister: BAD_INPUT,
    errors.InvalidLicenses: BAD_INPUT,
    errors.InvalidLedger: BAD_INPUT,
    errors.InvalidScreeningList: BAD_INPUT,
    errors.CapExceeded: BAD_INPUT,
    errors.UnknownItem: BAD_INPUT,
    errors.UnknownRevision: BAD_INPUT,
    errors.NoSuchRecord: BAD_INPUT,
    errors.InvalidSettings: BAD_INPUT,
    errors.LogUnavailable: LOG_FAILED,
    errors.LogOutdated: LOG_FAILED,
    errors.LogDamaged: LOG_FAILED,
    errors.InvalidRulebook: BAD_RULES,
    errors.RulesNotFound: BAD_RULES,
    errors.InvalidBundle: BAD_RULES,
    errors.UntrustedBundle: BAD_RULES,
    errors.ExpiredBundle: BAD_RULES,
    errors.SupersededBundle: BAD_RULES,
    errors.MatcherFailed: BUG,
    errors.NumberOutOfRange: BUG,
    errors.EngineDisagreement: BUG,
}


def exit_code(error: errors.ChipgateError) -> int:
    """The exit code of an error; one that the table does not know is our bug."""
    return next((EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES), BUG)
