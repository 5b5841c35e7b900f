"""The long run at a twentieth of its size; `make soak` has the whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.soak import soak

ROWS = 500_000


@pytest.mark.slow
def test_a_twentieth_of_the_long_run(tmp_path: Path) -> None:
    assert soak(tmp_path, ROWS) == []
