"""The workbench as a person has it: served by a real process, opened in a real browser that reaches nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.chromium import chromium
from tests.opened import Opened
from tests.service import Server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module: while it runs, its loop keeps other tests of this process from running theirs."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One service for all tests that leave it as it is."""
    with Server(tmp_path_factory.mktemp("served")) as server:
        yield server


@pytest.fixture
def opened(browser: Browser, served: Server) -> Iterator[Opened]:
    """The workbench at 1280 px, in English."""
    with Opened(browser, served.url) as one:
        yield one
