"""A screening list is read whole or refused: a party that was passed over would be screened by nobody."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from chipgate.errors import InvalidScreeningList
from chipgate.files.screening_list import parse_screening_list, read_screening_list
from chipgate.model.screening import TITLES, ScreeningList, ScreeningSource, source_titled

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "screening-list.json"
ROW = {"id": "1", "source": "Entity List (EL) - Bureau of Industry and Security", "name": "Zorvik Optics"}


def document(*rows: Any, **rest: Any) -> bytes:
    return json.dumps({"results": list(rows), **rest}).encode()


def read(*rows: Any, **rest: Any) -> ScreeningList:
    return parse_screening_list(document(*rows, **rest), "list.json")


def refused(data: bytes) -> list[str]:
    with pytest.raises(InvalidScreeningList) as caught:
        parse_screening_list(data, "list.json")
    return [str(problem) for problem in caught.value.problems]


def test_the_example_is_read_whole_and_says_what_was_searched() -> None:
    found = read_screening_list(EXAMPLE)
    raw = json.loads(EXAMPLE.read_bytes())
    assert len(found.parties) == len(raw["results"]) == 42
    assert {party.source for party in found.parties} == set(ScreeningSource)
    assert found.date == dt.date(2026, 9, 25)
    assert found.digest == f"sha256:{hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()}"
    assert "invented" in raw["note"].casefold()


def test_every_field_is_taken_over() -> None:
    (party,) = read({
        **ROW, "alt_names": ["Zorvik", None, " ", "Z. Optics; Zorvik Lenses"], "type": "Entity",
        "addresses": [{"country": "CN"}, {"country": None}, {"country": "HK", "city": "x"}, {"country": "CN"}, None],
        "country": "MO", "programs": ["A", "B"], "license_requirement": "For all items", "license_policy": " Denial ",
        "federal_register_notice": "99 FR 1", "start_date": "2020-01-02", "end_date": "", "remarks": None,
        "source_list_url": "https://example.org", "vessel_flag": 7, "ids": [{"number": 1.5}],
    }).parties  # fmt: skip
    assert party.model_dump() == {
        "id": "1", "source": "EL", "name": "Zorvik Optics", "alt_names": ("Zorvik", "Z. Optics", "Zorvik Lenses"),
        "type": "Entity", "countries": ("CN", "HK", "MO"), "programs": ("A", "B"),
        "license_requirement": "For all items", "license_policy": "Denial", "federal_register_notice": "99 FR 1",
        "start_date": "2020-01-02", "end_date": None, "source_list_url": "https://example.org", "remarks": None,
    }  # fmt: skip


def test_null_says_nothing() -> None:
    nothing = dict.fromkeys(("alt_names", "type", "addresses", "programs", "country", "start_date"))
    assert read({**ROW, **nothing}, search_performed_at=None).parties == read(ROW).parties
    assert read(ROW).date is None


def test_gzip_is_read_and_its_digest_is_that_of_the_file() -> None:
    packed = gzip.compress(document(ROW), mtime=0)
    found = parse_screening_list(packed, "list.json.gz")
    assert found.parties == read(ROW).parties
    assert found.digest == f"sha256:{hashlib.sha256(packed).hexdigest()}"
    assert "damaged" in refused(packed[:-9])[0]
    assert "damaged" in refused(b"\x1f\x8bnonsense")[0]


@pytest.mark.parametrize("source", list(ScreeningSource))
def test_every_list_is_known_by_the_name_its_publisher_gives_it(source: ScreeningSource) -> None:
    assert source_titled(TITLES[source]) is source
    assert source_titled(f"{TITLES[source]} - Any Agency") is source
    assert source.value in TITLES[source]


@pytest.mark.parametrize("source", ["Entity List", "EL", "Entity List (EL) of us", "AECA Debarred List", "x - y"])
def test_an_unknown_list_fails_loudly(source: str) -> None:
    (said,) = refused(document(ROW, {**ROW, "source": source}))
    assert said.startswith(f'list.json /results/1/source: "{source}" is not a list that chipgate knows. It knows')
    assert "Nobody was screened." in said


def test_every_problem_is_told_with_its_place() -> None:
    problems = refused(document(
        {"id": "1", "source": "New List (NL) - Somebody"},
        {"id": "2", "name": "Zorvik", "alt_names": "Zorvik"},
        {**ROW, "name": " ", "programs": [1]},
        {**ROW, "id": 7, "addresses": {"country": "CN"}},
        {**ROW, "addresses": ["CN"], "license_policy": ["Denial"]},
        "Zorvik",
        search_performed_at="yesterday",
    ))  # fmt: skip
    assert [line.split(": ")[0].removeprefix("list.json ") for line in problems] == [
        "/results/0", "/results/0/source", "/results/1", "/results/1/alt_names", "/results/2/name",
        "/results/2/programs/0", "/results/3/addresses", "/results/3/id", "/results/4/addresses/0",
        "/results/4/license_policy", "/results/5", "/search_performed_at",
    ]  # fmt: skip
    assert '"name" is missing.' in problems[0]
    assert '"source" is missing.' in problems[2]


def test_one_page_of_a_search_is_not_the_list() -> None:
    assert len(read(ROW, total=1).parties) == 1
    (said,) = refused(document(ROW, total=2))
    assert said.startswith("list.json /total: this is a part of the list: 1 entries of 2.")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"[]", "valid dictionary"),
        (b"{}", '"results" is missing'),
        (b'{"results": []}', "at least 1 item"),
        (b'{"results": null}', "valid list"),
        (b'{"results": [,]}', "not JSON"),
        (b"id,source,name\n", "not JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"results": [], "results": []}', "stands twice"),
        (b'{"results": [{"name": "\\ud800"}]}', "is not a character"),
        (b'{"results": NaN}', "is not a number"),
        (b"[" * 100_000, "nested deeper"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, said: str) -> None:
    assert said in refused(data)[0]


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidScreeningList, match="No such file"):
        read_screening_list(tmp_path / "none.json")
    with pytest.raises(InvalidScreeningList, match="directory"):
        read_screening_list(tmp_path)


def entity(id: str, schema: str, datasets: list[str], **properties: list[Any]) -> str:
    return json.dumps({"id": id, "schema": schema, "datasets": datasets, "caption": "", "properties": properties})


def sanction(of: str, authority: str, **properties: list[Any]) -> str:
    return entity(f"s-{of}", "Sanction", ["us_trade_csl"], entity=[of], authority=[authority], **properties)


def lines(*text: str) -> bytes:
    return "\n".join(text).encode()


def test_entities_are_read_from_lines() -> None:
    el, sdn = (f"{TITLES[source]} - Any Agency" for source in (ScreeningSource.EL, ScreeningSource.SDN))
    found = parse_screening_list(lines(
        entity("z", "Organization", ["us_trade_csl"], name=["Zorvik Optics"], alias=["Zorvik"], country=["cn", "hk"]),
        sanction("z", el, provisions=["Denial"], reason=["All items"], authorityId=["99 FR 1"], startDate=["2020"]),
        sanction("z", sdn, program=["X"]),
        entity("a", "Address", [], full=["Somewhere"]),
        "",
        entity("p", "Person", ["us_bis_denied"], name=["Quenby"], topics=["export.control"]),
        entity("v", "Vessel", ["us_ofac_sdn"], name=["Pellucid"], weakAlias=["Pel"]),
    ), "entities.ftm.json")  # fmt: skip
    assert [(party.id, party.source.value, party.name, party.alt_names) for party in found.parties] == [
        ("z", "EL", "Zorvik Optics", ("Zorvik",)),
        ("z", "SDN", "Zorvik Optics", ("Zorvik",)),
        ("p", "DPL", "Quenby", ()),
        ("v", "SDN", "Pellucid", ("Pel",)),
    ]
    first = found.parties[0]
    assert (first.countries, first.license_policy, first.license_requirement) == (("CN", "HK"), "Denial", "All items")
    assert (first.federal_register_notice, first.start_date) == ("99 FR 1", "2020")


def test_entities_of_which_nobody_says_the_list_fail_loudly() -> None:
    problems = refused(lines(
        entity("z", "Organization", ["us_trade_csl"], name=["Zorvik"]),
        entity("y", "Company", ["eu_fsf"], name=["Ypsil"]),
        sanction("y", "Council of Somewhere"),
        entity("n", "LegalEntity", ["us_bis_denied"]),
        entity("q", "Spaceship", ["us_bis_denied"], name=["Q"]),
        '{"id": "x", "schema": "Person"}',
        "{",
    ))  # fmt: skip
    assert [line.split(": ")[0].removeprefix("list.json:") for line in problems] == [
        "1:1 /datasets", "2:1", "4:1 /properties/name", "5:1 /schema", "6:1", "7:2",
    ]  # fmt: skip
    assert '"Zorvik" is on' in problems[0]
    assert '"Council of Somewhere" is not a list that chipgate knows' in problems[1]


def test_entities_without_a_party_are_no_list() -> None:
    assert "holds no party" in refused(lines(entity("a", "Address", [], full=["Somewhere"])))[0]
