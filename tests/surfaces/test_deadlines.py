"""What takes too long is interrupted, and nothing else is."""

from __future__ import annotations

import asyncio

import pytest

from chipgate.surfaces.http.deadlines import Deadlines


async def _watched(deadlines: Deadlines, seconds: float, takes: float) -> str:
    watching = asyncio.create_task(deadlines.watch())
    try:
        with deadlines.within(seconds):
            await asyncio.sleep(takes)
        return "done"
    finally:
        watching.cancel()


def test_what_is_late_is_interrupted() -> None:
    with pytest.raises(TimeoutError):
        asyncio.run(_watched(Deadlines(), 0.01, 60))


def test_what_is_in_time_goes_on() -> None:
    assert asyncio.run(_watched(Deadlines(), 60, 0)) == "done"


def test_a_task_may_go_on_after_it_was_late_once() -> None:
    async def twice() -> str:
        deadlines = Deadlines()
        with pytest.raises(TimeoutError):
            await _watched(deadlines, 0.01, 60)
        return await _watched(deadlines, 60, 0.3)

    assert asyncio.run(twice()) == "done"


def test_who_is_cancelled_by_others_is_not_late() -> None:
    async def cancelled() -> bool:
        task = asyncio.create_task(_watched(Deadlines(), 60, 60))
        await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return True
        return False

    assert asyncio.run(cancelled())
