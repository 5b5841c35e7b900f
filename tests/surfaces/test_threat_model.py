"""What the page on threats says of who may do what is what the door does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from chipgate.store import api_keys
from chipgate.surfaces.http.admission import OPEN, scopes_for
from tests.documents import ROOT
from tests.service import HERE, asked, make_app

PAGE = (ROOT / "docs/threat-model.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `([A-Z]+) (/\S+)` \| (.+?) \|$", re.MULTILINE)
TABLE = {(method, path): told.split(" | ") for method, path, told in _ROW.findall(PAGE)}
EVIL = "https://evil.example"
NOW = "2026-11-25T22:49:12.123456Z"


@pytest.mark.parametrize(("method", "path"), TABLE)
def test_the_page_says_which_scope_opens_what(method: str, path: str) -> None:
    needed = scopes_for(method, path)
    open_to_all = path in OPEN
    said = TABLE[method, path]
    assert [one != "–" for one in said] == [
        open_to_all, *(open_to_all or not needed or scope in needed for scope in api_keys.SCOPES)
    ]  # fmt: skip
    assert ("its own" in said) == (path == "/v1/decisions/{record_id}")


def test_the_page_has_every_endpoint(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off")) as client:
        paths = client.get("/openapi.json").json()["paths"]
    endpoints = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert set(TABLE) == endpoints | {("GET", "/openapi.json")}


def test_a_web_page_on_the_same_machine_needs_a_key_unless_its_origin_is_named(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off", cors_origins=("https://ours.example",))) as client:
        for headers, status in (
            ({}, 200), ({"origin": EVIL}, 401), ({"origin": "null"}, 401), ({"origin": "https://ours.example"}, 200),
            ({"host": "evil.example"}, 401), ({"host": "localhost:8000"}, 200), ({"x-forwarded-for": "10.0.0.1"}, 401),
        ):  # fmt: skip
            answer = client.post("/v1/admin/reload", headers=headers)
            assert answer.status_code == status, headers
        asking_first = {"origin": EVIL, "access-control-request-method": "POST"}
        assert "access-control-allow-origin" not in client.options("/v1/decisions", headers=asking_first).headers


def test_a_key_opens_no_more_where_the_service_stands_below_a_path(tmp_path: Path) -> None:
    app = make_app(tmp_path, auth="required")
    with asked(app) as client:
        database = app.state.serving.database
        _, secret = api_keys.create(database, "order system", ["decide"], None, NOW)
        app.state.serving.keyring.refresh()
        below = TestClient(app, f"http://{HERE}", client=(HERE, 50_000), root_path="/below")
        headers = {"Authorization": f"Bearer {secret}"}
        for one, under in ((client, ""), (below, "/below")):
            assert one.post(f"{under}/v1/admin/reload", headers=headers).status_code == 403
            assert one.get(f"{under}/v1/decisions", headers=headers).status_code == 403
            assert one.get(f"{under}/v1/items", headers=headers).status_code == 200
            assert one.get(f"{under}/health/live").status_code == 200
            assert one.get(f"{under}/v1/items").status_code == 401
