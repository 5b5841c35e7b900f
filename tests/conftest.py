"""What every test runs under."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from chipgate import ItemSpec, Rulebook, load_rulebook
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from tests.postgres import Postgres

# Workers share cores, so how long one example took says nothing. In CI the same examples come every time.
settings.register_profile("chipgate", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("chipgate")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled rules go to a folder of the test run, not to the home of whoever runs it."""
    before = os.environ.get("XDG_CACHE_HOME")
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XDG_CACHE_HOME"]
    else:
        os.environ["XDG_CACHE_HOME"] = before


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    """The rules that come with chipgate."""
    return load_rulebook()


@pytest.fixture(scope="session")
def h20() -> ItemSpec:
    """The chip that started it, by its data sheet."""
    return ItemSpec.model_validate(
        {
            "name": "H20 (HGX)", "manufacturer": "NVIDIA", "designed_or_marketed_for_datacenter": True,
            "tops": {"fp16": 148, "fp8": 296, "int8": 296}, "die_area_mm2": 814, "transistor": "non-planar",
            "dram_bandwidth_gb_s": 4000, "link_bandwidth_gb_s": 900, "host_bandwidth_gb_s": "126.1",
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def catalog() -> dict[str, ItemSpec]:
    """The chips of the shipped catalog, by name."""
    rows = [found for _, found in Catalog(example_catalog()).rows()]
    return {found.name: found for found in rows if isinstance(found, ItemSpec) and found.name}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test run's own, started for the first test that asks for it."""
    with Postgres() as server:
        yield server


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded as `summary`. In CI a skipped test is one that failed to run, and fails the run."""
    for report in [*terminalreporter.stats.get("passed", []), *terminalreporter.stats.get("failed", [])]:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "summary":
                terminalreporter.write_line(str(value))
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI"):
        terminalreporter.section("skipped, which CI does not allow", red=True)
        for report in skipped:
            terminalreporter.write_line(report.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and os.environ.get("CI"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
