"""A service that is gone for a while: said at once, and mended by the page itself as soon as it is back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.opened import Opened
from tests.service import Server
from tests.workbench.catalogs import begin, checked, large

pytestmark = pytest.mark.slow
GONE = "The service does not answer. This page asks again by itself as soon as it is back."


def test_the_page_outlives_its_service(browser: Browser, tmp_path: Path) -> None:
    with Server(tmp_path / "state") as server, Opened(browser, server.url) as opened:
        page = opened.view("catalog")
        page.evaluate("window.stayed = true")
        begin(page, large(tmp_path))
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
        server.kill()
        expect(page.get_by_text(GONE)).to_be_visible()
        expect(page.get_by_role("group", name="Download:")).to_have_count(0)  # half a catalog is none
        page.get_by_role("link", name="Rules", exact=True).click()
        expect(page.get_by_role("alert")).to_have_text("The service does not answer.")
        server.start()
        expect(page.get_by_text("145 of 145 provisions")).to_be_visible()
        expect(page.get_by_text(GONE)).to_be_hidden()
        expect(page.get_by_role("alert")).to_have_count(0)
        page.get_by_role("link", name="Catalog", exact=True).click()
        page.get_by_role("button", name="Check the catalog").click()
        checked(page, "10,000")
        assert page.evaluate("window.stayed")
        assert all("Failed to load resource" in one for one in opened.said)
        opened.said.clear()
