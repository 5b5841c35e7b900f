"""The front door: what it exports, and that it is typed."""

from __future__ import annotations

from pathlib import Path

import chipgate


def test_the_front_door_exports_these_names_and_no_others() -> None:
    assert sorted(chipgate.__all__) == [
        "Decision", "ItemSpec", "Party", "Rulebook", "Shipment", "Verdict", "__version__", "decide", "decide_many",
        "load_rulebook",
    ]  # fmt: skip
    assert all(hasattr(chipgate, name) for name in chipgate.__all__)


def test_the_package_says_that_it_is_typed() -> None:
    assert (Path(chipgate.__file__).parent / "py.typed").is_file()


def test_many_are_decided_in_order(rulebook: chipgate.Rulebook, h20: chipgate.ItemSpec) -> None:
    days = ["2025-04-08", "2025-04-09"]
    asked = [
        chipgate.Shipment.model_validate({"item": h20, "destination": "CN", "date": day}) for day in days
    ]
    verdicts = [decision.answer.verdict for decision in chipgate.decide_many(rulebook, asked)]
    assert verdicts == [chipgate.Verdict.ALLOWED, chipgate.Verdict.LICENSE_REQUIRED]
