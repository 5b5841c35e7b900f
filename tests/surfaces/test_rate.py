"""A key may ask so often a minute, whichever worker it asks, and a tenth of a minute's requests at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipgate.surfaces.http.rate import Rates


@pytest.mark.parametrize("shared", [False, True])
def test_a_rate_holds_over_time(tmp_path: Path, shared: bool) -> None:
    workers = [Rates(tmp_path if shared else None) for _ in range(2 if shared else 1)]
    at, taken = 1_000.0, 0
    while at < 1_060.0:
        taken += not workers[int(at * 10) % len(workers)].wait("a key", 60, at)
        at += 0.1
    assert 60 <= taken <= 60 + 6
    for one in workers:
        one.close()


def test_a_tenth_of_a_minute_at_once_and_then_one_at_a_time() -> None:
    rates = Rates(None)
    assert [rates.wait("k", 60, 500.0) for _ in range(6)] == [0.0] * 6
    early = rates.wait("k", 60, 500.0)
    assert early == pytest.approx(1.0)
    assert rates.wait("k", 60, 500.0 + early + 1e-6) == 0.0
    assert rates.wait("k", 60, 500.0 + early + 1e-6) > 0.9
    rates.close()


def test_keys_do_not_share_and_a_slow_one_may_ask_once() -> None:
    rates = Rates(None)
    assert rates.wait("slow", 1, 500.0) == 0.0
    assert rates.wait("slow", 1, 500.0) == pytest.approx(60.0)
    assert rates.wait("another", 1, 500.0) == 0.0
    rates.close()
