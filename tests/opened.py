"""The workbench in a window of a real browser."""

from __future__ import annotations

import json
from typing import Any, Self
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, expect

PATIENCE = 30_000
"""Milliseconds to wait for what must come: machines that test are slow at times."""


class Opened:
    """A page in a window of its own. Closing it fails where its console complained or where it asked another host."""

    def __init__(self, browser: Browser, url: str, width: int = 1280, **context: Any) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **{"locale": "en-US", **context})
        self.context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self.page: Page = self.context.new_page()
        self.said: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("console", self._complained)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", self._asked)

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith(("blob:", "data:")) and urlsplit(request.url).netloc != urlsplit(self.url).netloc:
            self.elsewhere.append(request.url)

    def view(self, name: str, question: dict[str, Any] | None = None, **params: str) -> Page:
        """Go to a view, with a question or other parameters in its link."""
        given = {**({"q": json.dumps(question)} if question else {}), **params}
        query = "&".join(f"{key}={quote(value, safe='')}" for key, value in given.items())
        self.page.goto(f"{self.url}/#/{name}{f'?{query}' if query else ''}")
        return self.page

    def close(self) -> None:
        """Close the window, and hold what happened in it against the promise."""
        self.context.close()
        assert self.elsewhere == []
        assert self.said == []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.close()
        else:
            self.context.close()


def where(page: Page) -> str:
    """The page's link now. (`page.url` hears of a changed fragment a moment later.)"""
    found: str = page.evaluate("location.href")
    return found


def question_in(page: Page) -> dict[str, Any]:
    """The question in the page's link."""
    found: dict[str, Any] = json.loads(parse_qs(urlsplit(where(page)).fragment.partition("?")[2])["q"][0])
    return found
