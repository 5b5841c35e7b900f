"""Many judgements: in a row, from four threads at once, and without the memory growing."""

from __future__ import annotations

import datetime as dt
import random
import threading
from decimal import Decimal

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.engine.judge import try_case
from chipgate.model.pack import Verdict
from tests.sizes import size

DAYS = [dt.date(2024, 6, 1), dt.date(2025, 4, 9), dt.date(2026, 2, 15)]


def _shipments(count: int, seed: int) -> list[Shipment]:
    rng = random.Random(seed)
    found = []
    for number in range(count):
        item = ItemSpec(
            name=f"chip {number}", manufacturer=rng.choice(("NVIDIA", "AMD", "Example")),
            designed_or_marketed_for_datacenter=rng.choice((True, False, None)),
            tpp=Decimal(rng.randrange(0, 30_000)), die_area_mm2=Decimal(rng.choice((100, 400, 800, 1500))),
            dram_bandwidth_gb_s=rng.choice((None, Decimal(rng.randrange(0, 8000)))),
            link_bandwidth_gb_s=Decimal(rng.randrange(0, 2000)), host_bandwidth_gb_s=Decimal(63),
        )  # fmt: skip
        found.append(Shipment(item=item, destination=rng.choice(("CN", "SA", "DE", "MO")), date=rng.choice(DAYS)))
    return found


def _judge(rulebook: Rulebook, shipments: list[Shipment]) -> list[Verdict]:
    return [try_case(rulebook, shipment, shipment.date).conclusion.worst for shipment in shipments]


@pytest.mark.slow
def test_many_decisions_in_a_row(rulebook: Rulebook) -> None:
    verdicts = {decide(rulebook, shipment).answer.verdict for shipment in _shipments(size(150, 1_100), 1)}
    assert verdicts == set(Verdict)


@pytest.mark.slow
def test_four_threads_get_their_own_answers_and_all_of_them(rulebook: Rulebook) -> None:
    work = [_shipments(size(1_000, 2_000), seed) for seed in range(10, 14)]
    found: dict[int, list[Verdict]] = {}

    def judge(place: int) -> None:
        found[place] = _judge(rulebook, work[place])

    threads = [threading.Thread(target=judge, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = Rulebook(rulebook.pack, rulebook.verdicts, list(rulebook), rulebook.others)
    assert found == {place: _judge(alone, shipments) for place, shipments in enumerate(work)}


@pytest.mark.slow
def test_memory_does_not_grow_after_a_thousand(rulebook: Rulebook) -> None:
    _judge(rulebook, _shipments(1_000, 20))
    before = _resident_kib()
    for batch in range(size(8, 99)):
        _judge(rulebook, _shipments(1_000, 21 + batch))
    assert _resident_kib() - before < 20 * 1024


def _resident_kib() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
