"""A small signed log in a real database, and ways to tamper with it as whoever can write the database might."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from chipgate.store.anchors import Anchor
from chipgate.store.checkpoints import Checkpointer
from chipgate.store.database import Database, open_database
from chipgate.store.findings import Findings
from chipgate.store.record import START, Entry, Kind, Record, chained, new_id
from chipgate.store.signing import Signer
from chipgate.store.tables import bundles, checkpoints, records, signing_keys
from chipgate.store.texts import compressed, decompressed
from chipgate.store.transactions import change, snapshot
from chipgate.store.verify import verify

RULES = "sha256:" + "5" * 64
_BEGIN = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@dataclass
class SignedLog:
    """A log with its signing key and its anchor."""

    database: Database
    folder: Path
    signer: Signer
    told: list[str] = field(default_factory=list)
    made: int = 0

    @property
    def anchor(self) -> Path:
        return self.folder / "anchors.jsonl"

    def at(self) -> str:
        return f"{_BEGIN + dt.timedelta(seconds=self.made):%Y-%m-%dT%H:%M:%S.%f}Z"

    def write(self, count: int, chain: int = 0, **given: Any) -> None:
        """Write records into a chain, as a writer does."""
        with change(self.database) as connection:
            query = text("SELECT seq, digest FROM records WHERE chain = :chain ORDER BY seq DESC LIMIT 1")
            last = connection.execute(query, {"chain": chain}).first()
            seq, digest = (last.seq, last.digest) if last else (0, START)
            rows = []
            for _ in range(count):
                self.made += 1
                record = chained(self.database.log_id, chain, seq + 1, digest, self.entry(**given))
                seq, digest = record.seq, record.digest
                rows.append(row_of(record))
            connection.execute(insert(records), rows)
            if self.made == count:
                kept = {"rulebook": RULES, "at": self.at(), "content": compressed(b"rules")}
                connection.execute(insert(bundles), kept)

    def entry(self, **given: Any) -> Entry:
        number = self.made
        verdict = ("allowed", "license-required")[number % 2]
        answer = {"verdict": verdict, "certainty": "definite", "note": f"answer {number}"}
        content = {
            "record_id": new_id(int(_BEGIN.timestamp() * 1000) + number), "kind": Kind.DECISION, "at": self.at(),
            "caller": "local", "request_id": f"request-{number}", "engine": "0.1.0", "rulebook": RULES,
            "question": json.dumps({"item": f"Chip {number}", "to": "CN"}).encode(),
            "answer": json.dumps(answer).encode() + b"\n", "verdict": verdict, "certainty": "definite",
            "item": f"Chip {number}", "destination": "CN", "date": "2026-03-01",
        }  # fmt: skip
        return Entry(**(content | given))

    def checkpoint(self, chain: int = 0, signer: Signer | None = None, *, publish: bool = True) -> None:
        """Sign where all chains stand."""
        anchor = Anchor(str(self.anchor), self.told.append)
        checkpointer = Checkpointer(signer or self.signer, anchor, every_records=100, every_seconds=60)
        with change(self.database) as connection:
            checkpointer.begin(connection, self.at())
            made = checkpointer.write(connection, self.database.log_id, chain, self.at())
        if publish:
            checkpointer.published(made)

    def run(self, sql: str, **values: Any) -> None:
        """Whatever a tamperer may run."""
        with change(self.database) as connection:
            connection.execute(text(sql), values)

    def row(self, seq: int, chain: int = 0) -> Record:
        with snapshot(self.database) as connection:
            query = records.select().where(records.c.chain == chain, records.c.seq == seq)
            return Record(*connection.execute(query).one())

    def put(self, record: Record, seq: int, chain: int = 0) -> None:
        """Write a whole row over another."""
        with change(self.database) as connection:
            table = records.update().where(records.c.chain == chain, records.c.seq == seq)
            connection.execute(table.values(**{each.name: getattr(record, each.name) for each in fields(record)}))

    def verify(self, *, key: bool = True, anchor: bool = True) -> Findings:
        return verify(self.database, [self.signer.public_key] if key else [], [self.anchor] if anchor else [])


def emptied(url: str) -> Database:
    """The log at a URL with nothing in it: cheaper than a new database for each test."""
    database = open_database(url, "2026-03-01T00:00:00.000000Z")
    with change(database) as connection:
        for table in (records, checkpoints, signing_keys, bundles):
            connection.execute(table.delete())
    return database


def row_of(record: Record) -> dict[str, Any]:
    """A record as a row, its texts compressed."""
    row = {each.name: getattr(record, each.name) for each in fields(record)}
    return row | {name: compressed(row[name]) for name in ("question", "answer") if row[name] is not None}


def text_of(frame: bytes | None) -> bytes:
    """The text of a compressed column."""
    assert frame is not None
    return decompressed(frame, "a text")


def said(findings: Findings) -> list[tuple[str, int | None, int | None, int | None]]:
    """What was found, in short: what, chain, first and last row."""
    return [(str(one.what), one.chain, one.seq, one.until) for one in findings.wrong]
