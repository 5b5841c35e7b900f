"""The long run of the service at a twentieth of its size; `make soak` has the whole. Needs wrk."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.service_soak import soak

REQUESTS = 15_000


@pytest.mark.slow
def test_a_twentieth_of_the_long_run(tmp_path: Path) -> None:
    assert soak(tmp_path, REQUESTS) == []
