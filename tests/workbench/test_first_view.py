"""What a browser that was never there transfers until the first view stands; how soon, bench/workbench.py says."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.opened import Opened

pytestmark = pytest.mark.slow
MOST_BYTES = 300_000


def test_the_first_view_takes_less_than_300_kilobytes_and_leaves_the_rest_for_later(opened: Opened) -> None:
    session = opened.context.new_cdp_session(opened.page)
    session.send("Network.enable")
    told: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: told.append(event["encodedDataLength"]))
    opened.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    opened.page.goto(opened.url)
    expect(opened.page.locator(".answer[data-question]")).to_be_visible()
    opened.page.wait_for_load_state("networkidle")
    assert len(told) == len(asked)
    assert 30_000 < sum(told) <= MOST_BYTES
    assert not [
        name for name in asked if name.startswith(("world", "map", "picture", "catalog", "rules", "log", "time"))
    ]
