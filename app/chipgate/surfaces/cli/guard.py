"""Every way a command can end badly: the words on stderr and the exit code. No command handles an error itself."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup

from chipgate.errors import ChipgateError, EngineError, ProblemsError
from chipgate.surfaces.exit_codes import BAD_INPUT, BROKEN_PIPE, BUG, INTERRUPTED, exit_code
from chipgate.surfaces.render.plain_text import visible

from .option_names import in_option_words
from .terminal import complain

_BUG = "This is a bug in chipgate, and no answer was given. Please report it with what you asked"


class GuardedGroup(TyperGroup):
    """The top of the command line: whatever a command raises ends here."""

    def invoke(self, ctx: Any) -> Any:
        debug = bool(ctx.params.get("debug")) or bool(os.environ.get("CHIPGATE_DEBUG"))
        with guard(debug):
            return super().invoke(ctx)


@contextmanager
def guard(debug: bool) -> Iterator[None]:
    """Turn what is raised inside into a message and an exit code; with `debug`, show the traceback of a bug too."""
    try:
        yield
        sys.stdout.flush()
    except ChipgateError as error:
        if debug and isinstance(error, EngineError):
            _traceback()
        _say(error)
        raise typer.Exit(exit_code(error)) from None
    except BrokenPipeError:
        # The reader has gone, as in `| head`. What is still buffered must not be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
    except KeyboardInterrupt:
        complain("chipgate: interrupted.")
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:
        if debug:
            _traceback()
        complain(f"chipgate: {error.filename or 'writing'}: {error.strerror or error}.")
        raise typer.Exit(BAD_INPUT) from None
    except Exception as error:
        if not _is_ours(error):
            raise
        if debug:
            _traceback()
        hint = "." if debug else ", and what CHIPGATE_DEBUG=1 adds to this message."
        complain(f"chipgate: {type(error).__name__}: {error}")
        complain(f"{_BUG}{hint}")
        raise typer.Exit(BUG) from None


def _is_ours(error: Exception) -> bool:
    """Whether the exception came up by accident. Those of the command line's library say usage, exit or abort, and
    know their exit code; it has no public name for all of them."""
    return not (hasattr(error, "exit_code") or isinstance(error, typer.Abort))


def _say(error: ChipgateError) -> None:
    problems = error.problems if isinstance(error, ProblemsError) else ()
    for problem in map(in_option_words, problems):
        said = str(problem) if problem.path or problem.pointer else f"chipgate: {problem}"
        complain(visible(said))  # On one line: what a file says in it must not begin a line of its own.
    if not problems:
        complain(f"chipgate: {error.message}")
    if isinstance(error, EngineError):
        complain(f"{_BUG}.")


def _traceback() -> None:
    import traceback

    traceback.print_exc(file=sys.stderr)
