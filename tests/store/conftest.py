"""Logs in both kinds of databases."""

from __future__ import annotations

import secrets
from pathlib import Path

import pytest


@pytest.fixture(params=["sqlite", "postgresql"])
def log_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that holds nothing yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/log.sqlite3"
    found: str = request.getfixturevalue("postgres").url(f"log_{secrets.token_hex(6)}")
    return found
