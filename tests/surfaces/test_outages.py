"""What is said of a decision log that fails: to callers, and to whoever runs the service."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from chipgate.errors import LogDamaged, LogUnavailable, StoreError
from chipgate.surfaces.http.outages import SAME_AGAIN, TOLD, Outages

IN_POSTGRESQL = "The decision log postgresql://chipgate@db.internal/log cannot be used: the connection is lost."


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (LogUnavailable(IN_POSTGRESQL), TOLD),
        (LogUnavailable("The decision log sqlite:////var/lib/log.sqlite3 cannot be used: database is locked."), TOLD),
        (LogUnavailable('connection to server on socket "/run/postgresql/.s.PGSQL.5432" failed'), TOLD),
        (LogUnavailable("There is no decision log /var/lib/chipgate/log.sqlite3."), TOLD),
        (LogUnavailable("There was no answer within 30 seconds."), "There was no answer within 30 seconds."),
        (LogDamaged("what the log keeps as an answer is none."), "what the log keeps as an answer is none."),
    ],
)
def test_callers_are_not_told_where_the_log_is(error: StoreError, told: str) -> None:
    with capture_logs() as said:
        assert Outages(lambda: 1.0).told(error) == told
    assert [(line["log_level"], line["reason"]) for line in said] == [("error", error.message)]


def test_the_same_reason_is_written_once_in_a_while() -> None:
    now = [5.0]
    outages = Outages(lambda: now[0])

    def reasons() -> list[str]:
        with capture_logs() as said:
            for number in range(50):
                outages.told(LogUnavailable(IN_POSTGRESQL))
                outages.told(LogUnavailable(f"{4_050 + number:,} answers wait to be logged."))
        return [line["reason"] for line in said]

    assert reasons() == [IN_POSTGRESQL, "4,050 answers wait to be logged."]
    assert reasons() == []
    now[0] += SAME_AGAIN
    assert len(reasons()) == 2
