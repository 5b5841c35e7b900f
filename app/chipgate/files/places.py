"""Where the shipped rules and examples are: inside the installed package, or beside `pyproject.toml` in a checkout."""

from __future__ import annotations

from pathlib import Path

from chipgate.errors import RulesNotFound

_PACKAGE = Path(__file__).resolve().parent.parent


def rules_folder() -> Path:
    """The folder of rule files that come with chipgate.

    Raises:
        RulesNotFound: neither an installed package nor a checkout has one.
    """
    return _find("_rules", "rules")


def example_catalog() -> Path:
    """The catalog of real chips that comes with chipgate."""
    return _find("_examples/catalog.csv", "examples/catalog.csv")


def _find(installed: str, checkout: str) -> Path:
    root = _PACKAGE.parent.parent
    if (root / "pyproject.toml").is_file() and (root / checkout).exists():
        return root / checkout
    if (_PACKAGE / installed).exists():
        return _PACKAGE / installed
    raise RulesNotFound(f"no {checkout} found beside chipgate. Name a folder, or install chipgate again.")
