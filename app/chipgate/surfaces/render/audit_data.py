"""The report of an audit for machines: one JSON document."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from chipgate.audit.change import Change
from chipgate.audit.report import SCHEMA, Report

from .audit_text import summary

_INSIDE = ("days", "stands", "repeals")
"""What a change holds that its terms say better."""


def audit_json(report: Report) -> bytes:
    """The report as one JSON document, ending in a newline."""
    data = dataclasses.asdict(report)
    data["changes"] = [_change(change) for change in report.changes]
    turned = [flip.verdict_changed for flip in report.flips]
    listed = list(data.pop("flips"))
    data["flips"] = [flip for flip, verdict in zip(listed, turned, strict=True) if verdict]
    data["other_reasons"] = [flip for flip, verdict in zip(listed, turned, strict=True) if not verdict]
    data["by_provision"] = [
        {
            "provision": impact.provision, "items": impact.items, "other_reasons": impact.other_reasons,
            "moves": [{"before": before, "after": after, "items": items} for before, after, items in impact.moves],
        }
        for impact in report.by_provision
    ]  # fmt: skip
    whole = {"schema": SCHEMA, "summary": {"text": summary(report), **dataclasses.asdict(report.counts)}, **data}
    return json.dumps(whole, ensure_ascii=False, indent=2, default=str).encode() + b"\n"


def _change(change: Change) -> dict[str, Any]:
    data = dataclasses.asdict(change)
    for name in _INSIDE:
        data.pop(name)
    reads = change.past[0] if change.past else None
    return {**data, "terms": change.terms, "retroactive": change.retroactive, "reads_otherwise_from": reads}
