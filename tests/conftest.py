"""What every test runs under."""

import os

import pytest
from hypothesis import settings

# Workers share cores, so how long one example took says nothing. In CI the same examples come every time.
settings.register_profile("chipgate", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("chipgate")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """In CI a skipped test is a test that failed to run, and fails the run."""
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
