"""Rules at run time: good ones replace those that answer, broken ones do not, and all workers follow."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chipgate.errors import RulesNotFound
from chipgate.files.places import rules_folder
from chipgate.surfaces.http.health import ready
from chipgate.surfaces.http.reload import RulesHolder, fingerprint_of, watch
from chipgate.surfaces.settings import Settings
from chipgate.surfaces.settings_reading import read_settings

TODAY = dt.date(2026, 11, 25)
HOUSE = rules_folder().parent / "examples/house"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small set of rules that may be changed: a house pack, on top of the shipped rules."""
    folder = tmp_path / "house"
    shutil.copytree(HOUSE, folder)
    return folder


def _settings(house: Path, **others: Any) -> Settings:
    return read_settings(rules=(house,), log="off", **others)


def _edit(house: Path, change: Callable[[str], str]) -> None:
    page = house / "pack.yaml"
    page.write_text(change(page.read_text(encoding="utf-8")), encoding="utf-8")


def _break(house: Path) -> None:
    _edit(house, lambda text: f"titel: x\n{text}")


def _mend(house: Path) -> None:
    shutil.copyfile(HOUSE / "pack.yaml", house / "pack.yaml")


def _retitle(house: Path) -> None:
    _edit(house, lambda text: text.replace("title: ", "title: Another ", 1))


def test_before_anything_is_loaded_nothing_answers(house: Path) -> None:
    holder = RulesHolder(_settings(house), lambda: TODAY)
    assert not holder.loaded
    with pytest.raises(RulesNotFound):
        _ = holder.current
    status, body = ready(holder, None, _settings(house), TODAY)
    assert (status, body["status"]) == (503, "unavailable")


def test_rules_that_are_not_there_do_not_start(tmp_path: Path) -> None:
    with pytest.raises(RulesNotFound):
        RulesHolder(_settings(tmp_path / "none"), lambda: TODAY).load_first()


def test_good_rules_replace_and_broken_ones_are_kept_out(house: Path) -> None:
    settings = _settings(house)
    holder = RulesHolder(settings, lambda: TODAY)
    holder.load_first()
    first = holder.current
    assert (holder.reload("x").ok, holder.reload("x").changed) == (True, False)

    _break(house)
    outcome = holder.reload("x")
    assert not outcome.ok
    assert holder.current.rulebook.digest == first.rulebook.digest
    status, body = ready(holder, None, settings, TODAY)
    assert (status, body["status"], body["rulebook"]) == (200, "degraded", first.rulebook.digest)
    assert body["broken"]["problems"] == len(outcome.problems)
    assert any("pack.yaml:1:1" in place for place in body["broken"]["first"])
    assert not any("titel" in place for place in body["broken"]["first"])

    _mend(house)
    _retitle(house)
    outcome = holder.reload("x")
    assert (outcome.ok, outcome.changed, holder.broken) == (True, True, None)
    assert holder.current.rulebook.digest != first.rulebook.digest
    assert holder.current.bundle != first.bundle
    assert ready(holder, None, settings, TODAY)[1]["status"] == "ready"
    assert (holder.reloads, holder.failures) == (4, 1)


def test_a_register_or_list_that_breaks_is_kept_out_too_and_its_names_are_not_said(
    house: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = tmp_path / "list.json"
    shutil.copyfile(HOUSE.parent / "screening-list.json", names)
    holder = RulesHolder(_settings(house, screening_list=names), lambda: TODAY)
    holder.load_first()
    before = holder.current.screener
    names.write_text('[{"Ivan Petrov": 1}]')
    assert not holder.reload("x").ok
    assert holder.current.screener is before
    names.unlink()
    assert not holder.reload("x").ok
    assert "Petrov" not in "".join(capfd.readouterr())


def test_a_reload_asked_of_one_worker_is_asked_of_all_once(house: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    one, other = (RulesHolder(_settings(house, run_folder=run), lambda: TODAY) for _ in range(2))
    for holder in (one, other):
        holder.load_first()
        assert not holder.asked_by_others()
    one.tell_others()
    assert (one.asked_by_others(), other.asked_by_others()) == (False, True)
    assert (one.asked_by_others(), other.asked_by_others()) == (False, False)
    one.tell_others()
    other.tell_others()
    assert (one.asked_by_others(), other.asked_by_others()) == (True, True)
    late = RulesHolder(_settings(house, run_folder=run), lambda: TODAY)
    late.load_first()
    assert not late.asked_by_others()


def test_a_fingerprint_tells_of_every_change(house: Path) -> None:
    settings = _settings(house)
    seen = {fingerprint_of(settings)}
    page = house / "pack.yaml"
    found = page.stat()
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000_000))
    seen.add(fingerprint_of(settings))
    (house / "new.yaml").write_text("x")
    seen.add(fingerprint_of(settings))
    (house / "new.yaml").rename(house / "newer.yaml")
    seen.add(fingerprint_of(settings))
    (house / "newer.yaml").unlink()
    seen.add(fingerprint_of(settings))
    shutil.rmtree(house)
    seen.add(fingerprint_of(settings))
    assert len(seen) == 5  # taken away again, it is as before


def test_files_are_watched_and_other_workers_heard(tmp_path: Path) -> None:
    names, run = tmp_path / "list.json", tmp_path / "run"
    run.mkdir()
    shutil.copyfile(HOUSE.parent / "screening-list.json", names)
    settings = read_settings(screening_list=names, log="off", watch=True, poll_seconds=0.02, run_folder=run)
    holder, other = (RulesHolder(settings, lambda: TODAY) for _ in range(2))
    holder.load_first()
    first = holder.current.screener

    async def until(happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not happened():
                await asyncio.sleep(0.01)

    async def play() -> None:
        task = asyncio.create_task(watch(holder, settings))
        names.write_text("[")
        await until(lambda: holder.broken is not None)
        assert holder.current.screener is first
        shutil.copyfile(HOUSE.parent / "screening-list.json", names)
        await until(lambda: holder.broken is None)
        assert holder.current.screener is not first
        before = holder.reloads
        other.tell_others()
        await until(lambda: holder.reloads > before)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(play())
    holder.reload("x")  # waits for the one that was running
