"""The command line: parse, call, render. Each command is a module of its own; `app` names them all."""

from __future__ import annotations


def main() -> None:
    """Run the command line on this process's arguments."""
    from .app import app

    app(prog_name="chipgate")


__all__ = ["main"]
