"""API keys of a service with two workers: who is let in, how often, for how long; and that no key is written down."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest

from chipgate.store import api_keys
from chipgate.store.database import Database
from tests.load import Reply, ask, ask_over, questions, until
from tests.running.kept import NOW, command, opened
from tests.running.workers import Workers, serve

pytestmark = pytest.mark.slow
KEYS: dict[str, tuple[tuple[str, ...], int | None]] = {
    "asker": (("decide",), None), "reader": (("read-log",), None), "slow": (("decide",), 60),
    "stranger": (("decide",), None), "leaver": (("decide",), None), "keeper": (("decide", "read-log", "admin"), None),
}  # fmt: skip
WRONG = "cgk_aaaaaaaa_wrong-but-secret-all-the-same"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A service that asks everybody for a key; its keys by their names."""

    folder: Path
    workers: Workers
    database: Database
    question: bytes
    ids: dict[str, str]
    secrets: dict[str, str]

    def with_key(self, name: str) -> dict[str, str]:
        """The header that shows a key."""
        return {"Authorization": f"Bearer {self.secrets[name]}"}

    def decide(self, headers: Mapping[str, str]) -> Reply:
        """Ask over a new connection."""
        return ask(self.workers.url, "POST", "/v1/decisions", self.question, headers)

    def statuses(self, connections: list[HTTPConnection], name: str) -> set[int]:
        """What a key is answered over each of these connections."""
        return {ask_over(one, "GET", "/v1/items", headers=self.with_key(name)).status for one in connections}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    with (
        serve(folder, "--workers", "2", "--auth", "required", "--log-level", "debug") as workers,
        opened(f"sqlite:///{folder}/log.sqlite3") as database,
    ):
        made = {name: api_keys.create(database, name, *told, NOW) for name, told in KEYS.items()}
        ids = {name: key.key_id for name, (key, _) in made.items()}
        secrets = {name: secret for name, (_, secret) in made.items()}
        found = Guarded(folder, workers, database, questions(folder, 1, grades=1)[0], ids, secrets)
        with workers.connections() as connections:
            until(lambda: found.statuses(connections, "keeper") == {200})
        yield found


def test_without_a_key_that_may_do_it_nobody_is_answered(guarded: Guarded) -> None:
    asker = guarded.secrets["asker"]
    for stated in ("Bearer cgk_nobody_knows", f"Basic {asker}", "Bearer", f"Bearer {asker[:-1]}", None):
        refused = guarded.decide({} if stated is None else {"Authorization": stated})
        assert (refused.status, refused.data["status"]) == (401, 401)
        assert refused.headers["WWW-Authenticate"].startswith('Bearer realm="chipgate"')
        assert refused.headers["Content-Type"] == "application/problem+json"
    answer = guarded.decide(guarded.with_key("asker"))
    assert answer.status == 200
    url, place = guarded.workers.url, answer.headers["Location"]
    for name, method, path, status in (
        ("asker", "GET", "/v1/decisions", 403), ("reader", "GET", "/v1/decisions", 200), ("asker", "GET", place, 200),
        ("asker", "POST", "/v1/admin/reload", 403), ("reader", "POST", "/v1/admin/reload", 403),
        ("reader", "POST", "/v1/decisions", 403), ("reader", "POST", "/v1/decisions/batch", 403),
        ("reader", "GET", "/v1/items", 200), ("stranger", "GET", place, 403),
        ("keeper", "POST", "/v1/admin/reload", 200),
    ):  # fmt: skip
        body = guarded.question if method == "POST" else None
        found = ask(url, method, path, body, guarded.with_key(name))
        assert found.status == status, f"{method} {path}: {found.body!r}"
        if status == 403:
            assert "insufficient_scope" in found.headers["WWW-Authenticate"]


def test_a_rate_holds_over_all_workers_together(guarded: Guarded) -> None:
    headers = guarded.with_key("slow")
    began = time.monotonic()
    with guarded.workers.connections() as connections:
        found = [
            [ask_over(connection, "GET", "/v1/destinations", headers=headers) for connection in connections]
            for _ in range(12)
        ]
        at_once, later = 6, time.monotonic() - began
        passed = sum(reply.status == 200 for replies in found for reply in replies)
        assert at_once <= passed <= at_once + later
        for connection, replies in zip(connections, zip(*found, strict=True), strict=True):
            assert {reply.status for reply in replies} <= {200, 429}
            early = [reply for reply in replies if reply.status == 429]
            assert early, "a worker let everything pass"
            assert all(reply.headers["Retry-After"] == "1" for reply in early)
            time.sleep(1)
            assert ask_over(connection, "GET", "/v1/destinations", headers=headers).status == 200


def test_a_key_that_is_revoked_is_refused_within_a_second_by_all_workers(guarded: Guarded) -> None:
    with guarded.workers.connections() as connections:
        assert guarded.statuses(connections, "leaver") == {200}
        api_keys.revoke(guarded.database, guarded.ids["leaver"], NOW)
        time.sleep(1)
        assert guarded.statuses(connections, "leaver") == {401}
    assert {guarded.decide(guarded.with_key("leaver")).status for _ in range(40)} == {401}


def test_no_key_is_written_down(guarded: Guarded) -> None:
    url, allowed = guarded.workers.url, guarded.with_key("keeper")
    secret = guarded.secrets["keeper"]
    for stated in (f"Bearer {secret}", f"Bearer {WRONG}", f"Basic {WRONG}", WRONG, f"Bearer {secret} {WRONG}"):
        guarded.decide({"Authorization": stated})
    for path in (
        f"/v1/items?key={WRONG}", f"/v1/items?key={secret}", f"/v1/decisions?caller={WRONG}", f"/v1/{WRONG}",
        f"/v1/decisions/{secret}", f"/v1/provisions/{WRONG}?date={WRONG}", f"/v1/rulesets/{WRONG}",
        f"/health/ready?key={WRONG}",
    ):  # fmt: skip
        ask(url, "GET", path)
        ask(url, "GET", path, headers=allowed)
    for name in ("Cookie", "X-Api-Key", "X-Request-Id", "Traceparent", "Referer", "User-Agent"):
        ask(url, "GET", "/v1/items", headers={name: WRONG, **allowed})
        guarded.decide({name: secret, **allowed})
    ask(url, "POST", "/v1/decisions", WRONG.encode(), allowed)
    ask(url, "POST", "/v1/decisions", json.dumps({"item": {"name": WRONG}, "key": secret}).encode(), allowed)
    told = ask(url, "GET", "/metrics", headers=allowed)
    assert told.status == 200
    code, listed = command(guarded.folder, "keys", "list")
    assert code == 0
    assert {key["key_id"] for key in listed} == set(guarded.ids.values())
    files = {path: path.read_bytes() for path in guarded.folder.rglob("*") if path.is_file()}
    assert {"said.jsonl", "log.sqlite3", "log.sqlite3-wal"} <= {path.name for path in files}
    assert b'"route":"/v1/items"' in files[guarded.workers.said]
    for one in (*guarded.secrets.values(), WRONG):
        for part in (one, one.split("_", 2)[2]):
            assert not [path for path, content in files.items() if part.encode() in content]
            assert part.encode() not in told.body
