"""A service that wants keys: asked for, revoked while the page is open, asked for anew, and then it goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.load import ask, until
from tests.opened import Opened
from tests.service import CLEAN, Server
from tests.workbench.catalogs import begin, checked

pytestmark = pytest.mark.slow


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
def server(state: Path) -> Iterator[Server]:
    with Server(state, CHIPGATE_AUTH="required") as server:
        yield server


def keys(state: Path, *words: str) -> str:
    """What `chipgate keys` prints."""
    command = [sys.executable, "-m", "chipgate", "keys", *words]
    environment = {**CLEAN, "CHIPGATE_STATE_FOLDER": str(state)}
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


def made(state: Path, server: Server, name: str, *scopes: str) -> str:
    """A new key that the service knows already."""
    key = keys(state, "create", name, *(f"--scope={one}" for one in scopes))
    until(lambda: _status(server, key) == 200)
    return key


def _status(server: Server, key: str) -> int:
    return ask(server.url, "GET", "/v1/about", headers={"Authorization": f"Bearer {key}"}).status


def give(page: Page, key: str) -> None:
    """Answer the page's question for a key."""
    dialog = page.get_by_role("dialog", name="API key")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Key (cgk_…)").fill(key)
    dialog.get_by_role("button", name="Use this key").click()
    expect(dialog).to_be_hidden()


def test_a_key_that_is_no_longer_good_is_asked_for_anew_and_the_work_goes_on(
    browser: Browser, server: Server, state: Path, tmp_path: Path
) -> None:  # fmt: skip
    first, second = (made(state, server, name, "decide", "read-log") for name in ("first", "second"))
    catalog = tmp_path / "few.csv"
    catalog.write_text("name,tpp\nA,100\nB,200\n", encoding="utf-8")
    with Opened(browser, server.url) as opened:
        page = opened.view("catalog")
        give(page, first)
        page.evaluate("window.stayed = true")
        page.get_by_label("Catalog file").set_input_files(catalog)
        keys(state, "revoke", first.split("_")[1])
        until(lambda: _status(server, first) == 401)
        page.get_by_role("button", name="Check the catalog").click()
        expect(page.get_by_role("dialog", name="API key").get_by_role("alert")).to_be_visible()
        give(page, second)
        checked(page, "2")  # by the check that was begun with the other key
        page.get_by_role("link", name="Log", exact=True).click()
        expect(page.get_by_role("cell", name="catalog")).to_be_visible()
        assert page.evaluate("window.stayed")
        assert all("401" in one for one in opened.said)
        opened.said.clear()


def test_what_a_key_may_not_do_is_said(browser: Browser, server: Server, state: Path, tmp_path: Path) -> None:
    with Opened(browser, server.url) as opened:
        page = opened.view("log")
        give(page, made(state, server, "asker", "decide"))
        expect(page.get_by_text("takes a key with the scope read-log; yours has it not.")).to_be_visible()
        opened.view("rules", part="audit")
        expect(page.get_by_text("An audit needs a key with the scope admin; yours has it not.")).to_be_visible()
        assert all("401" in one for one in opened.said)
        opened.said.clear()
        begin(opened.view("catalog"), _named(tmp_path))
        checked(page, "1")


def _named(folder: Path) -> Path:
    file = folder / "one.csv"
    file.write_text("name,tpp\nA,100\n", encoding="utf-8")
    return file
