"""`chipgate log verify` and `chipgate log evidence`: is the log what was written, and proof of one record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import ChipgateError, InvalidSettings
from chipgate.surfaces.exit_codes import HAPPENED

from .log_options import DatabaseUrl, RecordId, opened, settings_with
from .output import output
from .progress import bar_when_slow
from .terminal import complain, note

if TYPE_CHECKING:
    from chipgate.store.evidence_check import Evidence

_STEPS = 1000


class VerifyFormat(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"


# fmt: off
Keys = Annotated[list[Path] | None, typer.Option(
    "--key", metavar="PUB.pem", help="A public key to trust; several may be given. Unstated, that of the service's own "
                                     "signing key where it can be read.", show_default=False)]


def verify(
    key: Keys = None,
    anchor: Annotated[list[Path] | None, typer.Option(
        "--anchor", metavar="FILE", help="A file that signed heads went to; several may be given. Unstated, the "
                                         "service's own (CHIPGATE_ANCHOR).", show_default=False)] = None,
    evidence: Annotated[Path | None, typer.Option(
        "--evidence", metavar="FILE", help="Verify this evidence instead, with no database.")] = None,
    format: Annotated[VerifyFormat, typer.Option("--format", "-f", help="text or JSON.")] = VerifyFormat.TEXT,
    database: DatabaseUrl = None,
) -> None:
    """Verify the decision log: find rows that were changed, taken out, put in or swapped, and say which.

    Every digest is worked out again, every signature checked, and every signed head looked for. Exit code 1 where
    anything is wrong. The newest rows that nobody has vouched for yet are named.

    Example: chipgate log verify --key chipgate.pub.pem --anchor /mnt/worm/anchors.jsonl
    """
    # fmt: on
    if evidence is not None:
        _verify_evidence(evidence, _given(key or []) or _own_key(), format)
        return
    from chipgate.store.verify import verify as verify_log
    from chipgate.surfaces.log_trust import this_release
    from chipgate.surfaces.render.log_findings import findings_data, findings_lines

    keys = _given(key or []) or ([] if database is not None else _own_key())
    anchors = anchor or ([] if database is not None else _own_anchor())
    with opened(database) as log, _bar() as progress:
        found = verify_log(log, keys, anchors, progress, this_release())
    with output(None) as sink:
        if format is VerifyFormat.JSON:
            sink.write(json.dumps(findings_data(found), indent=2).encode() + b"\n")
        else:
            sink.write("".join(f"{line}\n" for line in findings_lines(found, bool(anchors))).encode())
    if not found.whole:
        raise typer.Exit(HAPPENED)


def evidence(
    record_id: RecordId,
    out: Annotated[Path | None, typer.Option(
        "--output", "-o", metavar="FILE", help="Write to a file.")] = None,
    with_rules: Annotated[bool, typer.Option(
        "--with-rules", help="Put in the rules too, so that the answer can be worked out again offline.")] = False,
    database: DatabaseUrl = None,
) -> None:  # fmt: skip
    """Write one record with all that it takes to verify it offline: one JSON file.

    The headers of the rows between the record and the next signed one are in it, whoever asked: callers, items,
    destinations and references, but no question and no answer.

    Example: chipgate log evidence 019ca945-0a02-7c59-9a3d-54b1c9d3b9f7 -o line-17.json
    """
    from chipgate.store.evidence import evidence as evidence_of
    from chipgate.store.evidence_check import evidence_in

    with opened(database) as log:
        made = evidence_of(log, record_id, with_rules=with_rules)
    with output(out) as sink:
        sink.write(made)
    if out is not None:
        between = evidence_in(made).between
        rows = f"the headers of {between:,} other record{'' if between == 1 else 's'}"
        note(f"{out} has {len(made):,} bytes; {rows} are in it. Check it: chipgate log verify --evidence {out}")


def _verify_evidence(path: Path, keys: list[str], format: VerifyFormat) -> None:
    from chipgate.store.evidence_check import evidence_in
    from chipgate.surfaces.render.log_findings import evidence_lines

    found = _recomputed(evidence_in(path.read_bytes(), keys, str(path)))
    whole = not found.wrong
    if format is VerifyFormat.JSON:
        data = {
            "whole": whole, "log_id": found.log_id, "record_id": found.record.record_id, "at": found.record.at,
            "signed_at": found.checkpoint.at, "key": found.checkpoint.key_id, "wrong": found.wrong,
            "remarks": found.remarks,
        }  # fmt: skip
        print(json.dumps(data, indent=2))
    else:
        with output(None) as sink:
            sink.write("".join(f"{line}\n" for line in evidence_lines(found)).encode())
            sink.write(b"Nothing is wrong.\n" if whole else b"This is not what was logged.\n")
    if not whole:
        raise typer.Exit(HAPPENED)


def _recomputed(found: Evidence) -> Evidence:
    """The evidence, with whether its own rules give the same answer again, where they are in it."""
    record = found.record
    if found.rules is None or record.question is None or record.kind != "decision":
        return found
    from chipgate.engine.decide import decide
    from chipgate.files.compiled import unpacked
    from chipgate.files.question_json import shipment_in
    from chipgate.model.decision_text import decision_json

    try:
        rulebook = unpacked(found.rules.encode())
        if rulebook.digest != record.rulebook:
            wrong = f"the rules in it are others ({rulebook.digest}) than the record names."
            return replace(found, wrong=(*found.wrong, wrong))
        same = decision_json(decide(rulebook, shipment_in(record.question))) == record.answer
    except ChipgateError as error:
        return replace(found, wrong=(*found.wrong, f"the answer cannot be worked out again: {error.message}"))
    if same:
        return replace(found, remarks=(*found.remarks, "worked out again from the rules in it: the same bytes."))
    remark = f"worked out again with this release (the record says {record.engine}), the answer is another."
    return replace(found, remarks=(*found.remarks, remark))


def _given(paths: list[Path]) -> list[str]:
    if not paths:
        return []
    from chipgate.store.signing import public_key_in

    return [public_key_in(path) for path in paths]


def _own_key() -> list[str]:
    """The service's own public key, where this is its machine and its user."""
    from chipgate.surfaces.log_trust import own_keys

    try:
        return own_keys(settings_with(None))
    except InvalidSettings as error:
        complain(f"note: {error.problems[0]}")
        return []


def _own_anchor() -> list[Path]:
    from chipgate.surfaces.log_trust import own_anchors

    settings = settings_with(None)
    found = own_anchors(settings)
    if not found and settings.anchor != "-":
        note(f"there is no {settings.anchor}, where the service puts signed heads by its settings.")
    return found


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """A bar over however many records there turn out to be."""
    shown = 0
    with bar_when_slow(_STEPS, "Verifying") as step:

        def progress(done: int, of: int) -> None:
            nonlocal shown
            while shown < done * _STEPS // max(of, 1):
                shown += 1
                step()

        yield progress
