"""The ledger of draw-downs: what is drawn stays drawn, changes show, and two processes cannot draw the last unit."""

from __future__ import annotations

import json
import multiprocessing
from decimal import Decimal
from fractions import Fraction
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest

from chipgate.errors import CapExceeded, InvalidLedger
from chipgate.files.ledger import START, Draw, Drawn, Ledger
from chipgate.model.license import License
from tests.licenses import license_with


def draw_of(license: License, units: int, tpp: Fraction | None = Fraction(3200)) -> Draw:
    return Draw(license, units, tpp, "2026-02-15T09:30:00-05:00", "Example Cloud LLC", "sha256:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.jsonl"
    path.touch()
    return path


def test_what_is_drawn_adds_up_and_is_there_for_the_next_reader(file: Path) -> None:
    license = license_with()
    assert Ledger(file).drawn("D1") == Drawn(0, Fraction(0))
    Ledger(file).draw([draw_of(license, 3), draw_of(license, 2, Fraction("0.1"))])
    Ledger(file).draw([draw_of(license_with(number="D2"), 1)])
    assert Ledger(file).all_drawn() == {"D1": Drawn(5, Fraction("9600.2")), "D2": Drawn(1, Fraction(3200))}
    held = Ledger(file).in_hand(license)
    assert (held.drawn_units, held.drawn_tpp) == (5, Decimal("9600.2"))


def test_each_line_says_what_was_drawn_and_follows_the_one_before(file: Path) -> None:
    Ledger(file).draw([draw_of(license_with(), 3)])
    Ledger(file).draw([draw_of(license_with(), 2, None)])
    first, second = map(json.loads, file.read_text().splitlines())
    assert (first["license"], first["units"], first["tpp_per_unit"]) == ("D1", 3, "3200")
    assert (first["consignee"], first["question"]) == ("Example Cloud LLC", "sha256:00")
    assert first["at"] == "2026-02-15T09:30:00-05:00"
    assert (first["previous"], second["previous"]) == (START, first["digest"])
    assert Ledger(file).drawn("D1") == Drawn(5, None)


def test_what_does_not_fit_is_not_drawn_nor_is_what_stands_beside_it(file: Path) -> None:
    Ledger(file).draw([draw_of(license_with(), 97)])
    before = file.read_bytes()
    with pytest.raises(CapExceeded, match="4 units asked, 3 of 100 left"):
        Ledger(file).draw([draw_of(license_with(number="D2"), 1), draw_of(license_with(), 4)])
    with pytest.raises(CapExceeded, match="2 units asked, 1 of 100 left"):
        Ledger(file).draw([draw_of(license_with(), 2), draw_of(license_with(), 2)])
    assert file.read_bytes() == before
    Ledger(file).draw([draw_of(license_with(), 3)])
    assert Ledger(file).drawn("D1").units == 100


def test_a_cap_on_tpp_counts_exactly(file: Path) -> None:
    license = license_with(cap={"tpp": 9600})
    Ledger(file).draw([draw_of(license, 2)])
    with pytest.raises(CapExceeded, match="TPP asked"):
        Ledger(file).draw([draw_of(license, 1, Fraction("3200.0000000000001"))])
    with pytest.raises(CapExceeded, match="TPP of the item is unknown"):
        Ledger(file).draw([draw_of(license, 1, None)])
    Ledger(file).draw([draw_of(license, 1)])


def test_a_ledger_that_was_changed_is_refused_and_not_written_to(file: Path) -> None:
    for units in (1, 2, 3):
        Ledger(file).draw([draw_of(license_with(), units)])
    good = file.read_bytes()
    lines = good.splitlines(keepends=True)
    edited = lines[1].replace(b'"units": 2', b'"units": 1')
    assert edited != lines[1]
    for number, text in {
        2: lines[0] + edited + lines[2],
        3: lines[0] + lines[1] + lines[2].replace(b'"units": 3', b'"units": 1'),
        1: lines[1] + lines[2],
        -2: lines[0] + lines[2],
        -3: good[:-20],
        -1: b"\n" + good,
    }.items():
        file.write_bytes(text)
        for use in (lambda: Ledger(file).all_drawn(), lambda: Ledger(file).draw([draw_of(license_with(), 1)])):
            with pytest.raises(InvalidLedger) as caught:
                use()
            assert caught.value.problems[0].line == abs(number)
            assert file.read_bytes() == text


def test_a_missing_ledger_is_not_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidLedger, match="there is no such ledger"):
        Ledger(tmp_path / "ledgr.jsonl").all_drawn()
    with pytest.raises(InvalidLedger, match="begin one with an empty file"):
        Ledger(tmp_path / "ledgr.jsonl").draw([draw_of(license_with(), 1)])
    assert not list(tmp_path.iterdir())


def _race(file: Path, start: Barrier, rounds: int, results: Any) -> None:
    """Draw one unit at a time, as fast as it goes, until the cap is reached."""
    start.wait()
    won = 0
    for _ in range(rounds):
        try:
            Ledger(file).draw([draw_of(license_with(cap={"units": 25}), 1)])
            won += 1
        except CapExceeded:
            break
    results.put(won)


def test_of_processes_that_race_for_the_last_units_exactly_as_many_win_as_there_are(file: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(3), spawn.Queue()
    racers = [spawn.Process(target=_race, args=(file, start, 25, results)) for _ in range(3)]
    for racer in racers:
        racer.start()
    won = [results.get(timeout=120) for _ in racers]
    for racer in racers:
        racer.join(timeout=120)
        assert racer.exitcode == 0
    assert sum(won) == 25
    assert Ledger(file).drawn("D1").units == 25


def test_of_two_processes_one_draws_the_last_unit(file: Path) -> None:
    Ledger(file).draw([draw_of(license_with(cap={"units": 25}), 24)])
    spawn = multiprocessing.get_context("spawn")
    start, results = spawn.Barrier(2), spawn.Queue()
    racers = [spawn.Process(target=_race, args=(file, start, 1, results)) for _ in range(2)]
    for racer in racers:
        racer.start()
    assert sorted(results.get(timeout=120) for _ in racers) == [0, 1]
    for racer in racers:
        racer.join(timeout=120)
    assert Ledger(file).drawn("D1").units == 25
