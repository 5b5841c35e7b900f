"""Whole catalogs over HTTP: the answers are the command line's to the byte, on record, and nothing else is read."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from chipgate.files.places import example_catalog
from chipgate.store.signing import Signer
from chipgate.surfaces.http.workbench import catalogs
from chipgate.surfaces.http.workbench.catalog_asked import FILES, Form
from tests.repos import edit, make_repo
from tests.service import CLEAN, TODAY, asked, make_app

DAY = "2024-06-01"
HOSTILE = ["=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202egnp.exe", "x" * 200, "+1", "@sum", "-2"]
CSV = "".join([
    "name,vendor,tpp,die_area_mm2,colour\n", *(f"{name},x,{9000 + n},800,red\n" for n, name in enumerate(HOSTILE)),
    "odd,x,1 979,800,red\n", f"{'y' * 10_000},x,1,800,red\n",
])  # fmt: skip


def post(client: TestClient, body: bytes = CSV.encode(), name: str = "chips.csv", **asked_for: str) -> Response:
    found: Response = client.post(
        "/v1/catalogs", params={"filename": name, "to": "CN", "date": DAY, **asked_for}, content=body,
        headers={"content-type": "application/octet-stream"},
    )  # fmt: skip
    return found


def by_name(client: TestClient, path: str, **asked_for: str) -> Response:
    found: Response = client.post("/v1/catalogs", params={"path": path, "to": "CN", "date": DAY, **asked_for})
    return found


def lines_of(answer: Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.split("\n") if line]


def rows_of(answer: Response) -> list[dict[str, str]]:
    """The rows of a streamed answer, by column."""
    found = lines_of(answer)
    (columns,) = (line["columns"] for line in found if line["kind"] == "columns")
    names = [column["name"] for column in columns]
    return [dict(zip(names, row, strict=True)) for line in found if line["kind"] == "rows" for row in line["rows"]]


def printed(folder: Path, form: str, *words: str, body: bytes = CSV.encode(), name: str = "chips.csv") -> bytes:
    """What the command line writes for the same file."""
    (folder / name).write_bytes(body)
    command = [sys.executable, "-m", "chipgate", "check", name, "--to", "CN", "--date", DAY, "--on-error", "skip",
               "-f", form, "-o", "out", *words]  # fmt: skip
    subprocess.run(command, cwd=folder, env=CLEAN, capture_output=True, check=True)
    return (folder / "out").read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of catalogs, with what must not be reached from it."""
    top = tmp_path_factory.mktemp("top")
    folder = top / "catalogs"
    (folder / "below").mkdir(parents=True)
    (top / "secret.csv").write_text("name,tpp\nsecret,1\n")
    (folder / "below/deep.csv").write_text("name,tpp\ndeep,1\n")
    (folder / "shipped.csv").write_bytes(example_catalog().read_bytes())
    (folder / ".hidden.csv").write_text("name,tpp\nhidden,1\n")
    (folder / "notes.txt").write_text("no catalog")
    (folder / "link.csv").symlink_to(top / "secret.csv")
    (folder / "own.csv").symlink_to(folder / "shipped.csv")
    os.mkfifo(folder / "pipe.csv")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = make_app(tmp_path_factory.mktemp("state"), catalog_folder=folder, max_catalog_bytes=1 << 20)
    with asked(app) as client:
        yield client


@pytest.mark.parametrize("form", FILES)
def test_a_file_is_the_command_lines_to_the_byte(client: TestClient, tmp_path: Path, form: Form) -> None:
    body = "\n".join(example_catalog().read_text(encoding="utf-8").splitlines()[:6]).encode()
    answer = post(client, body, format=form)
    assert answer.status_code == 200, answer.text
    assert answer.content == printed(tmp_path, form, body=body)
    ending, kind = FILES[form]
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f'attachment; filename="chips-CN-{DAY}{ending}"'
    record = client.get(answer.headers["location"]).json()
    assert record["record_id"] == answer.headers["chipgate-record-id"]
    assert record["answer"] == {
        "counts": record["answer"]["counts"], "rows": 5, "sha256": hashlib.sha256(answer.content).hexdigest(),
    }  # fmt: skip
    assert sum(record["answer"]["counts"].values()) == 5


def test_rows_are_streamed_exact_and_none_is_dropped(client: TestClient, tmp_path: Path) -> None:
    answer = post(client)
    found = lines_of(answer)
    kinds = list(dict.fromkeys(line["kind"] for line in found))
    assert kinds == ["progress", "notes", "columns", "rows", "done"]
    assert found[0]["total"] is None
    assert any("colour" in note for line in found if line["kind"] == "notes" for note in line["notes"])
    table = pq.read_table(io.BytesIO(printed(tmp_path, "parquet"))).to_pylist()
    rows = rows_of(answer)
    assert rows == [{name: str(row[name]) for name in rows[0]} for row in table]
    assert [row["item"] for row in rows] == [*HOSTILE, "line 9", "line 10"]
    assert [row["verdict"] for row in rows[-2:]] == ["error", "error"]
    assert '"1 979" is not a plain number' in rows[-2]["error"]
    assert found[-1]["rows"] == len(rows)
    assert found[-1]["counts"] == {"blocked": len(HOSTILE), "error": 2}
    assert found[-1]["ruleset"] == answer.headers["chipgate-ruleset-digest"]


def test_what_is_on_record_says_what_was_checked_and_what_came_out(client: TestClient) -> None:
    answer = post(client, to="CN,SG", mapping="colour: ignore\n", name="Größe (2).csv")
    *sent, done = [line for line in answer.text.split("\n") if line]
    record = client.get(f"/v1/decisions/{json.loads(done)['record_id']}").json()
    assert record["kind"] == "catalog"
    assert (record["date"], record["destination"]) == (DAY, None)
    sent_file = CSV.encode()
    assert record["question"] == {
        "catalog": {
            "bytes": len(sent_file), "name": "Größe (2).csv", "sha256": hashlib.sha256(sent_file).hexdigest(),
        },
        "date": DAY, "destinations": ["CN", "SG"], "format": "rows",
        "mapping_sha256": hashlib.sha256(b"colour: ignore\n").hexdigest(), "register": None,
    }  # fmt: skip
    told = "".join(f"{line}\n" for line in sent if json.loads(line)["kind"] in ("columns", "rows"))
    digest, counts = hashlib.sha256(told.encode()).hexdigest(), json.loads(done)["counts"]
    assert record["answer"] == {"counts": counts, "rows": len(HOSTILE) + 2, "sha256": digest}
    newest, *_ = client.get("/v1/decisions", params={"kind": "catalog"}).json()["records"]
    assert newest["record_id"] == record["record_id"]


def _workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Chips", 0)
    for row in (["name", "tpp"], ["a", 9000], ["b", 1]):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _parquet() -> bytes:
    kept = io.BytesIO()
    pq.write_table(pa.table({"name": ["a", "b"], "tpp": [9000, 1]}), kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.csv", b"name,tpp\na,9000\nb,1\n"), ("a.TSV", b"name\ttpp\na\t9000\nb\t1\n"),
        ("a.csv.gz", gzip.compress(b"name,tpp\na,9000\nb,1\n", mtime=0)),
        ("a.xlsx", _workbook()), ("a.parquet", _parquet()),
        ("a.jsonl", b'{"name": "a", "tpp": 9000}\n{"name": "b", "tpp": 1}\n'),
        ("../../-rf ;$(id).csv", b"name,tpp\na,9000\nb,1\n"), ("\u202e.csv", b"name,tpp\na,9000\nb,1\n"),
    ],
)  # fmt: skip
def test_every_form_of_catalog_is_known_by_its_name(client: TestClient, name: str, body: bytes) -> None:
    assert [row["item"] for row in rows_of(post(client, body, name))] == ["a", "b"]


def test_without_a_day_today_is_meant(client: TestClient) -> None:
    answer = client.post("/v1/catalogs", params={"filename": "a.csv"}, content=b"name,tpp\na,1\n",
                         headers={"content-type": "application/octet-stream"})  # fmt: skip
    assert rows_of(answer)[0]["date"] == TODAY.isoformat()


@pytest.mark.parametrize(
    ("asked_for", "body", "status", "pointer", "words"),
    [
        ({}, b"name,tpp\n", 422, "", "a header and no rows"), ({}, b"", 422, "", "the file is empty"),
        ({"name": "a.exe"}, b"x", 422, "/filename", "does not say what the file is written in"),
        ({"name": "a.xlsx"}, b"name,tpp\n", 422, "", "the first bytes are others"),
        ({"to": "ZZ"}, CSV.encode(), 422, "/to", "is not a country code"),
        ({"to": ""}, CSV.encode(), 422, "/to", "names 1 to 20 country codes"),
        ({"to": "CN --rules=/etc"}, CSV.encode(), 422, "/to", "names 1 to 20 country codes"),
        ({"mapping": "name: nothing"}, CSV.encode(), 422, "/mapping", "nothing"),
        ({"format": "exe"}, CSV.encode(), 422, "/format", ""), ({"date": "1.2.2024"}, CSV.encode(), 422, "/date", ""),
        ({"path": "shipped.csv"}, CSV.encode(), 422, "/filename", "say one of the two"),
        ({}, b"x" * (1 << 20) + b"x", 413, None, ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole_is_told_before_the_first_line(
    client: TestClient, asked_for: dict[str, str], body: bytes, status: int, pointer: str | None, words: str
) -> None:
    answer = post(client, body, **asked_for)
    assert answer.status_code == status, answer.text
    if pointer is not None:
        (told,) = answer.json()["problems"]
        assert told["pointer"] == pointer
        assert words in told["message"]


def test_a_body_must_be_called_what_it_is_and_a_name_needs_none(client: TestClient) -> None:
    page = {"content-type": "text/html"}
    answer = client.post("/v1/catalogs", params={"filename": "a.csv"}, content=b"x", headers=page)
    assert answer.status_code == 415
    answer = client.post("/v1/catalogs", params={"path": "shipped.csv"}, content=b"x")
    assert (answer.status_code, answer.json()["problems"][0]["pointer"]) == (422, "/path")
    assert post(client, name="a.csv").status_code == 200
    headers = {"content-type": "application/octet-stream", "idempotency-key": "one"}
    assert client.post("/v1/catalogs", params={"filename": "a.csv"}, content=b"x", headers=headers).status_code == 422


def test_the_folder_is_listed_and_its_catalogs_are_checked_by_name(client: TestClient, folder: Path) -> None:
    (told,) = client.get("/v1/catalogs").json()["files"]
    about = (folder / "shipped.csv").stat()
    assert (told["name"], told["bytes"]) == ("shipped.csv", about.st_size)
    assert dt.datetime.fromisoformat(told["modified"]).timestamp() == int(about.st_mtime)
    rows = rows_of(by_name(client, "shipped.csv"))
    assert len(rows) == 99
    assert rows == rows_of(post(client, example_catalog().read_bytes()))


@pytest.mark.parametrize(
    "path",
    [
        "../secret.csv", "link.csv", "own.csv", "below/deep.csv", "../catalogs/shipped.csv", "/etc/passwd.csv",
        "pipe.csv", ".hidden.csv", "none.csv", "./shipped.csv", "below/../shipped.csv", "..\\secret.csv",
        "shipped.csv/", "below",
    ],
)  # fmt: skip
def test_no_name_and_no_link_leads_out_of_the_folder(client: TestClient, path: str) -> None:
    answer = by_name(client, path)
    assert answer.status_code in (404, 422), answer.text
    assert "secret" not in answer.text.replace(json.dumps(path)[1:-1], "")


def test_without_a_folder_there_is_nothing_to_be_named(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off")) as client:
        assert client.get("/v1/catalogs").json() == {"files": []}
        assert by_name(client, "shipped.csv").status_code == 404
        assert lines_of(post(client))[-1]["record_id"] is None


def test_one_more_than_runs_at_a_time_is_told_to_come_again(client: TestClient) -> None:
    with catalogs.LANE.taken(), catalogs.LANE.taken():
        answer = post(client)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert post(client).status_code == 200


def test_a_check_that_takes_too_long_is_ended_and_says_so(tmp_path: Path) -> None:
    with asked(make_app(tmp_path, log="off", catalog_seconds=0.2)) as client:
        for form in ("rows", "csv"):
            answer = post(client, format=form)
            assert answer.status_code == 503
            assert "longer than 0.2 seconds" in answer.json()["detail"]


def test_no_answer_is_given_where_it_cannot_be_put_on_record(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    with asked(app) as client:
        app.state.serving.recorder.writer.stop(10)
        last = lines_of(post(client))[-1]
        assert (last["kind"], last["status"]) == ("problem", 503)
        assert post(client, format="csv").status_code == 503


def test_rules_that_changed_on_disk_answer_nothing_until_they_are_read_anew(tmp_path: Path) -> None:
    repository = make_repo(tmp_path / "repository")
    with asked(make_app(tmp_path / "state", rules=(repository / "rules",), log="off")) as client:
        body = b"name,vendor,tpp,die_area_mm2,marketed_for_datacenter\na,x,2368,5000,true\n"
        (before,) = rows_of(post(client, body))
        edit(repository, "rules/us/items/3a090-a/2023-11-17.yaml", "{measure: tpp, at_least: 4800, paragraph: a.1}",
             "{measure: tpp, at_least: 2300, paragraph: a.1}")  # fmt: skip
        answer = post(client, body)
        assert answer.status_code == 409
        assert "/v1/admin/reload" in answer.json()["detail"]
        assert client.post("/v1/admin/reload").json()["reloaded"]
        (after,) = rows_of(post(client, body))
        assert (before["classification"], after["classification"]) == ("3A991.p", "3A090.a")


def test_house_rules_register_and_required_signatures_reach_the_check(tmp_path: Path) -> None:
    top = example_catalog().parent
    body = b"part_number,name,vendor,kind,tpp,die_area_mm2\nEK-K1-64,Kestrel K1,Example Silicon GmbH,ic,3200,800\n"
    (tmp_path / "printed").mkdir()
    settings: dict[str, Any] = {"rules": (top / "house",), "register": top / "register", "log": "off"}
    with asked(make_app(tmp_path / "state", **settings)) as client:
        words = ("--rules", str(top / "house"), "--register", str(top / "register"))
        assert post(client, body, format="csv").content == printed(tmp_path / "printed", "csv", *words, body=body)
    private, public = tmp_path / "key.pem", tmp_path / "key.pub.pem"
    public.write_text(Signer.create(private).public_pem())
    bundle = tmp_path / "rules.bundle"
    command = [sys.executable, "-m", "chipgate", "rules", "bundle", "--sign", str(private), "--version", "1",
               "-o", str(bundle)]  # fmt: skip
    subprocess.run(command, env=CLEAN, check=True, capture_output=True)
    with asked(make_app(tmp_path / "signed", rules=(bundle,), rules_key=(public,), log="off")) as client:
        assert len(rows_of(post(client))) == len(HOSTILE) + 2
