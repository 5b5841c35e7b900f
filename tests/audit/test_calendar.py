"""The calendar: what happens on which day, whom it turns, and its forms, each read by the rules of that form."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

import pytest
from typer.testing import CliRunner, Result

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.audit.calendar import Calendar, Event, Happening, calendar
from chipgate.model.provision import Citation
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.calendar_atom import calendar_atom
from chipgate.surfaces.render.calendar_ics import calendar_ics, uid_of
from chipgate.surfaces.render.calendar_text import calendar_text

TODAY = dt.date(2026, 10, 1)
ATOM = "{http://www.w3.org/2005/Atom}"


def _whole(rulebook: Rulebook) -> Calendar:
    return calendar(rulebook, dt.date(2022, 1, 1), dt.date(2030, 1, 1), TODAY, TODAY)


def _at(found: Calendar, provision: str) -> list[tuple[str, str]]:
    return [(str(event.day), event.what.value) for event in found.events if event.provision == provision]


def test_each_provision_begins_changes_and_ends_as_its_versions_say(rulebook: Rulebook) -> None:
    found = _whole(rulebook)
    assert _at(found, "us/items/3a090-a")[:2] == [("2022-10-21", "begins"), ("2023-11-17", "changes")]
    assert _at(found, "us/letters/nvidia-2023-10") == [("2023-10-23", "begins"), ("2023-11-17", "expires")]
    assert _at(found, "us/policies/case-by-case")[-1] == ("2026-01-15", "is repealed")
    assert _at(found, "us/lists/supp-8-until-2027-04-06") == [("2026-07-10", "begins"), ("2027-04-06", "expires")]


def test_every_boundary_is_in_the_calendar_and_every_event_changes_what_is_in_force(rulebook: Rulebook) -> None:
    found = _whole(rulebook)
    older = {dated.effective for dated in rulebook if dated.version.already_in_force}
    assert {event.day for event in found.events} | older >= set(rulebook.boundaries)
    for event in found.events:
        the_day_before = rulebook.version_on(event.provision, event.day - dt.timedelta(days=1))
        that_day = rulebook.version_on(event.provision, event.day)
        assert the_day_before is not that_day
        assert (that_day is None) == (event.what in {Happening.EXPIRES, Happening.REPEALED})
        assert (the_day_before.name if the_day_before else None) == event.before


def test_the_window_is_closed_at_both_ends(rulebook: Rulebook) -> None:
    day = dt.date(2025, 4, 9)
    alone = calendar(rulebook, day, day, TODAY, TODAY)
    assert {event.provision for event in alone.events} == {"us/letters/intel-2025-04", "us/letters/nvidia-h20"}
    assert not calendar(rulebook, dt.date(2025, 4, 10), dt.date(2025, 4, 14), TODAY, TODAY).events


def test_items_turn_on_the_day_that_turns_them_and_with_them_their_answers(
    rulebook: Rulebook, catalog: dict[str, ItemSpec]
) -> None:
    items = [catalog[name] for name in ("H20 (HGX)", "H200 SXM", "Tesla T4")]
    before, last = dt.date(2025, 4, 8), dt.date(2026, 1, 20)
    found = calendar(rulebook, before, last, TODAY, before, items, ["CN", "HK", "US"])
    turned = [turn for turn in found.turns if turn.verdict_changed]
    said = {(str(turn.day), turn.item): (turn.before, turn.after) for turn in turned}
    assert said[("2025-04-09", "H20 (HGX)")] == ("allowed", "license-required")
    assert said[("2026-01-15", "H200 SXM")] == ("blocked", "license-required")
    for turn in turned:
        for code in turn.destinations:
            for day, verdict in ((turn.day - dt.timedelta(days=1), turn.before), (turn.day, turn.after)):
                asked = Shipment(item=catalog[turn.item], destination=code, date=day)
                assert decide(rulebook, asked).answer.verdict == verdict
        assert any(one.endswith(f"@{turn.day}") for one in turn.because)
    assert all("US" not in turn.destinations for turn in found.turns)
    assert found.turns[0].destinations == ("CN", "HK")


def _events(found: Calendar, text: bytes) -> Iterator[dict[str, str]]:
    """The entries of an iCalendar stream, read as RFC 5545 says."""
    assert text.endswith(b"\r\n")
    assert text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    for octets in text[:-2].split(b"\r\n"):
        assert 0 < len(octets) <= 75
        octets.decode()  # no character is cut in two
    unfolded = text.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    assert unfolded[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//chipgate//rules calendar 1//EN"]
    assert unfolded[-1] == "END:VCALENDAR"
    entry: dict[str, str] | None = None
    for line in unfolded[4:-1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;[A-Z]+=[A-Z-]+)?", name)
        if line == "BEGIN:VEVENT":
            assert entry is None
            entry = {}
        elif line == "END:VEVENT":
            assert entry is not None
            assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= entry.keys()
            yield entry
            entry = None
        else:
            assert entry is not None
            assert name not in entry
            entry[name] = value
    assert entry is None


def _plain(text: str) -> str:
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def test_icalendar_has_each_event_once_on_its_day_with_an_id_that_stays(rulebook: Rulebook) -> None:
    found = _whole(rulebook)
    text = calendar_ics(found)
    entries = list(_events(found, text))
    assert [entry["DTSTART;VALUE=DATE"] for entry in entries] == [f"{event.day:%Y%m%d}" for event in found.events]
    assert len({entry["UID"] for entry in entries}) == len(entries)
    for entry, event in zip(entries, found.events, strict=True):
        assert event.title in _plain(entry["SUMMARY"])
        assert event.citation.text in _plain(entry["DESCRIPTION"])
        assert entry["DTSTAMP"] == f"{rulebook.pack.verified_through:%Y%m%d}T000000Z"
    smaller = calendar(rulebook, dt.date(2025, 1, 1), dt.date(2026, 1, 1), dt.date(2029, 1, 1), dt.date(2029, 1, 1))
    assert {entry["UID"] for entry in _events(smaller, calendar_ics(smaller))} < {entry["UID"] for entry in entries}
    assert text == calendar_ics(_whole(rulebook))


@pytest.mark.parametrize("width", [1, 40, 70, 76, 200, 1000])
def test_icalendar_folds_and_escapes_whatever_a_title_says(rulebook: Rulebook, width: int) -> None:
    source = next(iter(rulebook)).version.citation
    title = ("é, ㎟; \\ nächste Zeile\n\x07𝛑" * width)[:width]
    event = Event(TODAY, Happening.BEGINS, "us/items/x", "2026-10-01", None, title, source)
    found = Calendar(TODAY, TODAY, TODAY, TODAY, TODAY, "", (event,))
    (entry,) = _events(found, calendar_ics(found))
    assert _plain(entry["SUMMARY"]) == f"us/items/x begins: {title}".replace("\x07", "")


def test_atom_has_what_a_feed_must_have(rulebook: Rulebook) -> None:
    found = _whole(rulebook)
    feed = Xml.fromstring(calendar_atom(found))
    assert feed.tag == f"{ATOM}feed"
    assert [feed.findtext(f"{ATOM}{name}") for name in ("title", "id")] != [None, None]
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(found.events)
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id) for id in ids)
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert all(dt.datetime.fromisoformat(one).tzinfo for one in updated)
    assert feed.findtext(f"{ATOM}updated") == max(updated) == f"{rulebook.pack.verified_through}T00:00:00Z"
    days = [(entry.findtext(f"{ATOM}title") or "")[:10] for entry in entries]
    assert days == sorted(days, reverse=True)
    for entry in entries:
        rels = [link.get("rel") for link in entry.findall(f"{ATOM}link")]
        assert rels.count("alternate") == 1
        assert entry.findtext(f"{ATOM}content")


def test_atom_takes_any_title_and_keeps_its_ids(rulebook: Rulebook) -> None:
    first, second = (
        calendar(rulebook, dt.date(2025, 1, 1), dt.date(2026, 1, 1), day, day) for day in (TODAY, dt.date(2027, 1, 1))
    )
    assert calendar_atom(first) == calendar_atom(second)
    citation = Citation.model_validate(
        {"basis": "letter", "text": "x", "published": False, "confidence": "low",
         "sources": [{"title": 'a "b" <c>\x07', "url": "https://x.example/?a=1&b=<2>"}]} | {"basis": "announcement"}
    )  # fmt: skip
    event = Event(TODAY, Happening.BEGINS, "us/items/x", "2026-10-01", None, "<b> & \x00 ]]>", citation)
    feed = Xml.fromstring(calendar_atom(Calendar(TODAY, TODAY, TODAY, TODAY, TODAY, "", (event,))))
    assert "<b> &  ]]>" in (feed.findtext(f"{ATOM}entry/{ATOM}title") or "")
    empty = Xml.fromstring(calendar_atom(Calendar(TODAY, TODAY, TODAY, TODAY, TODAY, "", ())))
    assert empty.findtext(f"{ATOM}updated") == "2026-10-01T00:00:00Z"
    assert uid_of(event) == "us.items.x.2026-10-01.begins@rules.chipgate"


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": ""}).invoke(app, ["rules", "calendar", *words])


def test_the_command_tells_what_turns_in_every_form(rulebook: Rulebook) -> None:
    window = ("--from", "2025-04-09", "--days", "6")
    said = run(*window).stdout
    assert "  2025-04-09  us/letters/intel-2025-04 begins: " in said
    assert "  2025-04-15  us/letters/amd-mi308 begins: " in said
    assert "in the 7 days after 2025-04-08, with nobody editing anything, " in said
    assert "2025-04-09  allowed → license-required, to CN, by us/letters/nvidia-h20@2025-04-09" in said
    data = json.loads(run(*window, "-f", "json").stdout)
    assert (data["schema"], data["rulebook"]) == ("chipgate-calendar/1", rulebook.digest)
    turned = [turn for turn in data["turns"] if turn["item"] == "H20 (HGX)"]
    assert turned[0] == {
        "day": "2025-04-09", "item": "H20 (HGX)", "destinations": ["CN"], "before": "allowed",
        "after": "license-required", "because": ["us/letters/nvidia-h20@2025-04-09"], "verdict_changed": True,
    }  # fmt: skip
    assert "UID:turns.2025-04-09@rules.chipgate\r\n" in run(*window, "-f", "ics").stdout_bytes.decode()
    assert b"with nobody editing anything</title>" in run(*window, "-f", "atom").stdout_bytes


def test_a_name_from_a_catalog_moves_no_cursor(rulebook: Rulebook, catalog: dict[str, ItemSpec]) -> None:
    day = dt.date(2025, 4, 8)
    item = catalog["H20 (HGX)"].model_copy(update={"name": "H20\x1b[2J\nH21"})
    said = calendar_text(calendar(rulebook, day, day + dt.timedelta(days=7), TODAY, day, [item], ["CN"]))
    assert "\x1b" not in said
    assert "\nH21" not in said
    assert "H20\\x1b[2J\\nH21\n" in said


def test_a_window_in_which_nothing_happens_says_so(rulebook: Rulebook) -> None:
    day = dt.date(2029, 1, 1)
    said = calendar_text(calendar(rulebook, day, day + dt.timedelta(days=9), TODAY, TODAY))
    assert "coming\n  nothing is known to these rules\n" in said
    assert "past" not in said


@pytest.mark.parametrize("words", ["--from 2025-13-01", "--days 36525 --from 9990-01-01", "--to QQ"])
def test_words_that_mean_nothing_are_refused(words: str) -> None:
    assert run(*words.split()).exit_code == 2
