"""What the decision log keeps of a catalog's check: which file by its digest, where it went, and what came out. Neither
the file nor its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from chipgate import __version__
from chipgate.store.record import Entry, Kind, new_id
from chipgate.store.signing import canonical
from chipgate.surfaces.clock import stamped

from ..answering import Asking
from .catalog_asked import Asked

if TYPE_CHECKING:
    from ..reload import InForce


@dataclass(frozen=True, slots=True)
class Result:
    """What came out: rows of the catalog, answers of each kind, and the SHA-256 of what was sent."""

    rows: int
    counts: Mapping[str, int]
    sha256: str


def ruleset_of(rules: InForce, asked: Asked) -> str | None:
    """The digest of the rules of the day; None before the days that they cover."""
    if asked.date < rules.rulebook.pack.covered_from:
        return None
    return rules.rulebook.on(asked.date).digest


def entry_of(asking: Asking, rules: InForce, asked: Asked, size: int, digest: str, result: Result) -> Entry:
    """The record. Of rows, the digest is over the lines with columns and rows, as they were sent."""
    now = dt.datetime.now(dt.UTC)
    question = {
        "catalog": {"name": asked.shown, "bytes": size, "sha256": digest}, "destinations": list(asked.places),
        "date": asked.date.isoformat(), "format": asked.form,
        "mapping_sha256": sha256(asked.mapping.encode()).hexdigest() if asked.mapping is not None else None,
        "register": rules.register.digest if rules.register is not None else None,
    }  # fmt: skip
    answer = {"rows": result.rows, "counts": dict(result.counts), "sha256": result.sha256}
    return Entry(
        record_id=new_id(int(now.timestamp() * 1000)), kind=Kind.CATALOG, at=stamped(now), caller=asking.caller.id,
        request_id=asking.request_id, engine=__version__, rulebook=rules.rulebook.digest,
        question=canonical(question), answer=canonical(answer) + b"\n", ruleset=ruleset_of(rules, asked),
        destination=asked.places[0] if len(asked.places) == 1 else None, date=asked.date.isoformat(),
    )  # fmt: skip
