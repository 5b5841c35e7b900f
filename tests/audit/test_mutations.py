"""Random edits of the rules: how far each reaches is shown by the engine or proved, none missed, none made up.

A test run tries the first of them; `make soak` tries five hundred (CHIPGATE_SOAK=1)."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from chipgate import ItemSpec, Rulebook
from chipgate.audit.answered import outcome, told
from chipgate.audit.change import Depth
from chipgate.audit.changes import changes
from chipgate.audit.edits import MembersEdit
from chipgate.audit.meaning import starts
from chipgate.audit.witness import Comparison, Difference, Proof, Witness
from chipgate.engine.afresh import decide_afresh
from chipgate.engine.judge import matching_on
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import files_in
from chipgate.model.measures import MEASURES
from chipgate.model.shipment import Party, Shipment
from chipgate.model.terms import Role
from tests.audit.mutations import KINDS_OF_EDIT, Edits
from tests.sizes import size

EDITS = size(25, 500)
SEED = 20250409
HAIR = "0.000001"
PARTIES: tuple[tuple[Party, ...], ...] = (
    (), (Party(headquarters="CN"),), (Party(name="Microsoft"),), (Party(ultimate_parent_name="Oracle"),),
    (Party(government_agency=True), Party(role=Role.END_USER, name="G42")),
)  # fmt: skip


@pytest.mark.slow
def test_each_edit_is_shown_or_proved_to_reach_as_far_as_it_does(
    rulebook: Rulebook, catalog: dict[str, ItemSpec], record_property: Callable[[str, object], None]
) -> None:
    edits = Edits(files_in(rules_folder()), rulebook, SEED)
    comparison, chance = Comparison(), random.Random(SEED)
    items = list(catalog.values())
    came: Counter[tuple[str, str]] = Counter()
    for _ in range(EDITS):
        edit, new = edits.next()
        found = comparison.compare(rulebook, new)
        came[edit.kind, found.difference.value] += 1
        _check(rulebook, new, found, str(edit))
        _named(rulebook, new, str(edit))
        for shipment in _tried(rulebook, new, items, chance):
            sides = [outcome(side, shipment) for side in (rulebook, new)]
            if found.difference is not Difference.VERDICT:
                assert sides[0] == sides[1], f"{edit}: missed {shipment}"
            if found.difference is Difference.NOTHING:
                assert told(rulebook, shipment) == told(new, shipment), f"{edit}: missed {shipment}"
    assert {kind for kind, _ in came} == set(KINDS_OF_EDIT)
    assert {difference for _, difference in came} == {one.value for one in Difference}
    assert all(difference == "nothing" for kind, difference in came if kind == "comment")
    assert all(difference != "verdict" for kind, difference in came if kind == "citation")
    listed = ", ".join(f"{kind}: {difference} {count}" for (kind, difference), count in sorted(came.items()))
    record_property("summary", f"{EDITS} edits of the rules: {listed}")


def _check(old: Rulebook, new: Rulebook, found: Witness | Proof, edit: str) -> None:
    """The engine, asked in full and with the matcher, says of the witness what the witness says."""
    if isinstance(found, Proof):
        assert found.complete, f"{edit}: neither shown nor proved"
        return
    answers = [decide_afresh(side, found.shipment).answer for side in (old, new)]
    said = [answer.verdict.value if answer.verdict else answer.outcome.value for answer in answers]
    assert said == [found.before, found.after], edit
    if found.difference is Difference.VERDICT:
        assert said[0] != said[1], edit
    else:
        assert said[0] == said[1], edit
        assert found.parts, edit
        assert any(getattr(answers[0], name) != getattr(answers[1], name) for name in found.parts), edit


def _named(old: Rulebook, new: Rulebook, edit: str) -> None:
    """Whatever means something else now is told in the terms of the law."""
    for change in changes(old, new, dt.date(2026, 10, 1)):
        assert change.edits or change.depth is not Depth.MEANING or change.beside is None, edit
        assert all(one.added or one.removed for one in change.edits if isinstance(one, MembersEdit)), edit


def _tried(old: Rulebook, new: Rulebook, items: list[ItemSpec], chance: random.Random) -> Iterator[Shipment]:
    """Chips of the catalog and chips at the bounds of the rules, on days on which the two rulebooks differ."""
    days = [day for day in starts(old, new) if old.on(day).digest != new.on(day).digest]
    for day in chance.sample(days, min(2, len(days))):
        for _ in range(3):
            yield _shipment(chance.choice(items), day, chance)
        for _ in range(5):
            yield _shipment(_at_bounds(new, day, chance), day, chance)


def _shipment(item: ItemSpec, day: dt.date, chance: random.Random) -> Shipment:
    to = chance.choice(("CN", "AE", "SG", "MO", "DE", "RU", "VN", "KZ"))
    return Shipment(item=item, destination=to, date=day, parties=chance.choice(PARTIES))


def _at_bounds(rulebook: Rulebook, day: dt.date, chance: random.Random) -> ItemSpec:
    """An item at bounds of the rules or a hair beside, with some figures unknown."""
    bounds = matching_on(rulebook, day).ruleset.bounds
    figures: dict[str, object] = {"die_area_mm2": Decimal(chance.choice((100, 400, 814, 2000)))}
    for name, found in bounds.items():
        parts = MEASURES[name].parts
        if len(parts) == 1 and parts[0].value in ItemSpec.model_fields and parts[0].value != "completion_year":
            at = chance.choice(found)
            beside = chance.choice(("-" + HAIR, "0", HAIR))
            figures[parts[0].value] = max(Decimal(at.numerator) / Decimal(at.denominator) + Decimal(beside), Decimal(0))
    if "us_content_percent" in figures:
        figures["us_content_percent"] = Decimal(30)
    kept = {name: value for name, value in figures.items() if chance.random() < 0.8}
    kept["designed_or_marketed_for_datacenter"] = chance.choice((True, False, None))
    return ItemSpec.model_validate(kept)
