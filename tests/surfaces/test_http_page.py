"""The workbench's files as the service sends them: open, kept by browsers, under a policy that lets nothing else in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.service import HERE, asked, make_app

QUESTION = {"item": "H20 (HGX)", "destination": "CN", "date": "2025-04-09"}


def test_the_page_needs_no_key_and_what_it_asks_does(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, auth="required")) as client:
        page = client.get("/")
        assert page.status_code == 200
        named = re.findall(r'(?:href|src)="(/[^"]+)"', page.text)
        assert len(named) == 3
        for path in (*named, "/licenses.txt"):
            assert client.get(path).status_code == 200
        assert client.get("/v1/items").status_code == 401
        assert client.post("/v1/decisions", json=QUESTION).status_code == 401


def test_the_policy_lets_the_page_load_its_own_files_alone(tmp_path: Path) -> None:
    with asked(make_app(tmp_path)) as client:
        page = client.get("/")
        policy = page.headers.get_list("content-security-policy")
        assert len(policy) == 1
        assert "default-src 'none'" in policy[0]
        assert "unsafe" not in policy[0]
        assert re.search(r"<script(?![^>]* src=)|<style|style=|\son\w+=", page.text) is None
        assert client.get("/health/live").headers["content-security-policy"].startswith("default-src 'none'; frame")


def test_assets_are_kept_for_good_and_the_page_is_asked_again(tmp_path: Path) -> None:
    with asked(make_app(tmp_path)) as client:
        page = client.get("/")
        again = client.get("/", headers={"If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        assert "no-cache" in page.headers["cache-control"]
        found = re.search(r'src="(/assets/[^"]+\.js)"', page.text)
        assert found is not None
        script = client.get(found[1])
        assert "immutable" in script.headers["cache-control"]
        assert script.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/assets/none.js", "/assets/..%2findex.html", "/assets/%2e%2e/page.py", "/assets/"])
def test_nothing_else_is_sent(tmp_path: Path, path: str) -> None:
    with asked(make_app(tmp_path)) as client:
        assert client.get(path).status_code == 404


def test_the_page_itself_may_ask_without_a_key_and_other_pages_may_not(tmp_path: Path) -> None:
    with asked(make_app(tmp_path)) as client:
        for origin, status in (
            (f"http://{HERE}", 200), ("http://example.com", 401), (f"https://{HERE}", 401), ("null", 401),
        ):  # fmt: skip
            answer = client.post("/v1/decisions", json=QUESTION, headers={"Origin": origin})
            assert answer.status_code == status, origin
        rebound = {"Origin": "http://evil.example", "Host": "evil.example"}
        assert client.post("/v1/decisions", json=QUESTION, headers=rebound).status_code == 401
