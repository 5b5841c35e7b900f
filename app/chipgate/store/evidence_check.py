"""Evidence checked offline, with nothing but its file and the public keys that whoever checks it trusts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chipgate.errors import InvalidQuestion, Problem

from .anchors import checkpoint_in
from .checkpoints import Checkpoint
from .key_chain import Key, first_of, trusted
from .record import CHAINED, Record, digest_of
from .signing import signed_by

FORM = "chipgate-evidence-1"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an evidence file says, and what is wrong with it: nothing, or sentences. `between` is how many rows stand
    between the record and the one that the checkpoint names; `rules` the compiled rules, where they are in it."""

    log_id: str
    record: Record
    between: int
    checkpoint: Checkpoint
    wrong: tuple[str, ...]
    remarks: tuple[str, ...]
    rules: str | None = None


def evidence_in(content: bytes, given: Sequence[str] = (), path: str = "") -> Evidence:
    """The evidence of a file, checked. `given` are the public keys to trust (base64); without one, the signature is
    held against the key that the file itself names, and a remark says so.

    Raises:
        InvalidQuestion: the file is no evidence.
    """
    try:
        said = json.loads(content)
        if said["form"] != FORM:
            raise ValueError
        header = said["record"]
        fields = {name: header[name] for name in (*CHAINED, "digest")}
        record = Record(**fields, question=_bytes(said["question"]), answer=_bytes(said["answer"]))
        checkpoint = checkpoint_in({"checkpoint": said["checkpoint"], "signature": said["signature"]})
        keys = [Key(**key) for key in said["keys"]]
        rows = [dict(zip(CHAINED, row, strict=True)) for row in said["following"]]
        log_id, rules = str(said["log"]), said.get("rules")
        if not all(key.is_itself for key in keys):
            raise ValueError
        if not str(record.seq).isdecimal() or not (rules is None or isinstance(rules, str)):
            raise ValueError
        wrong = [*_record(log_id, record), *_chain(log_id, record, rows, checkpoint)]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        hint = "chipgate log evidence ID -o FILE makes one."
        raise InvalidQuestion([Problem(path, message="this is no evidence of a decision log.", hint=hint)]) from None
    named = first_of(keys)
    good = trusted(given or ([named] if named else []), keys)
    wrong += _signature(checkpoint, good)
    remarks = () if given else (
        f"no key was given: the signature was held against key {checkpoint.key_id}, which the file itself names. Give "
        "the public key of the service, from a place you trust, with --key.",
    )  # fmt: skip
    return Evidence(log_id, record, len(rows), checkpoint, tuple(wrong), remarks, rules)


def _bytes(text: Any) -> bytes | None:
    return None if text is None else str(text).encode("utf-8")


def _record(log_id: str, record: Record) -> Iterator[str]:
    for name in record.changed_texts():
        yield f"the {name} is not the one that was logged: its SHA-256 is another."
    if digest_of(log_id, record) != record.digest:
        yield "the record is not the one that was logged: its fields give another digest."


def _chain(log_id: str, record: Record, rows: list[dict[str, Any]], checkpoint: Checkpoint) -> Iterator[str]:
    """From the record, row by row, to the one that is signed. Of a chain that breaks, the first place is told."""
    last = record
    for row in rows:
        header = replace(record, question=None, answer=None, digest="", **row)
        if (header.chain, header.seq, header.previous) != (last.chain, last.seq + 1, last.digest):
            yield f"row {header.seq} does not follow row {last.seq}: one was changed, or one between is missing."
            return
        last = replace(header, digest=digest_of(log_id, header))
    if checkpoint.log_id != log_id:
        yield f"the checkpoint is of another log ({checkpoint.log_id})."
    elif (last.chain, last.seq, last.digest) not in checkpoint.heads:
        yield f"the checkpoint does not name row {last.seq} of chain {last.chain} with this digest."


def _signature(checkpoint: Checkpoint, good: dict[str, str]) -> Iterator[str]:
    public_key = good.get(checkpoint.key_id)
    if public_key is None:
        yield f"the checkpoint is signed by key {checkpoint.key_id}, which no trusted key vouches for."
    elif not signed_by(public_key, checkpoint.signature, checkpoint.statement()):
        yield f"the checkpoint was not signed by key {checkpoint.key_id}, as it says: it was changed or forged."
