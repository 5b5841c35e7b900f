"""Rules that are replaced while a service is under load, good ones and broken ones in turns: no request fails, and
every answer comes whole from one good set of rules."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from chipgate import Rulebook
from chipgate.files.places import rules_folder
from chipgate.surfaces.rules_at_hand import rules_at_hand
from tests.load import Load, ask, questions
from tests.repos import edit
from tests.running.kept import command, records_in, verify_whole
from tests.service import Server

BOUND = "us/items/3a090-a/2023-11-17.yaml"
DAY = dt.date(2026, 2, 15)
RELOADS = 20
TURNS = ("second", "broken", "first", "gone")
"""Which rules are read, in turns: of the last, there is no folder."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Folders of rules, and the one that is in use: a link, changed in one step."""

    folder: Path
    good: dict[str, Rulebook]

    @property
    def in_use(self) -> Path:
        """What the service is told."""
        return self.folder / "in-use"

    def use(self, name: str) -> None:
        """Have another folder in use."""
        made = self.folder / "next"
        made.symlink_to(self.folder / name)
        made.replace(self.in_use)


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    names = ("first", "second", "broken")
    for name in names:
        shutil.copytree(rules_folder(), tmp_path / name)
    edit(tmp_path, f"second/{BOUND}", "{measure: tpp, at_least: 4800,", "{measure: tpp, at_least: 4700,")
    edit(tmp_path, f"broken/{BOUND}", "{measure: tpp, at_least: 4800,", "{measure: tpp, at_most_likely: 4800,")
    return Sets(tmp_path, {name: rules_at_hand(tmp_path / name) for name in names[:2]})


@pytest.mark.slow
def test_reloads_under_load_fail_no_request_and_mix_no_rules(tmp_path: Path, sets: Sets) -> None:
    good = {rulebook.digest: rulebook.on(DAY).digest for rulebook in sets.good.values()}
    assert len(set(good.values())) == 2
    state = tmp_path / "state"
    sets.use("first")
    last = sets.good["first"].digest
    with (
        Server(state, CHIPGATE_RULES=str(sets.in_use)) as server,
        Load([server.url], questions(tmp_path, 10_000, grades=16), threads=4, rest=0.02) as load,
    ):
        for number in range(RELOADS):
            load.wait_for_more(20)
            name = TURNS[number % len(TURNS)]
            sets.use(name)
            told = ask(server.url, "POST", "/v1/admin/reload", b"").data
            ready = ask(server.url, "GET", "/health/ready")
            if name not in sets.good:
                assert (told["reloaded"], told["changed"]) == (False, False)
                assert (f"{BOUND}:" if name == "broken" else "is not a folder of rule files") in told["problems"][0]
                assert (ready.status, ready.data["status"]) == (200, "degraded")
                assert ready.data["broken"]["problems"] == len(told["problems"])
            else:
                assert (told["reloaded"], told["changed"], told["problems"]) == (True, True, [])
                assert (ready.status, ready.data["status"]) == (200, "ready")
                last = sets.good[name].digest
            assert told["rulebook"] == ready.data["rulebook"] == last
        load.wait_for_more(20)
    assert (load.statuses(), load.broken) == ({200}, 0)
    assert {one.ruleset for one in load.answers} == set(good.values())
    records = records_in(f"sqlite:///{state}/log.sqlite3")
    assert {record.rulebook for record in records} == set(good)
    assert all(record.ruleset == good[record.rulebook] for record in records)
    given = {one.record_id: (one.ruleset, one.digest) for one in load.answers}
    assert given.items() <= {record.record_id: (record.ruleset, record.answer_digest) for record in records}.items()
    verify_whole(state)
    code, replayed = command(state, "log", "replay")
    assert (code, replayed["same"], replayed["drift"]) == (0, len(records), [])
