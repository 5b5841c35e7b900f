"""The rules that a log keeps are looked into when it is verified: what was answered by them can be worked out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from chipgate import ItemSpec, Rulebook
from chipgate.files.compiled import packed
from chipgate.store.database import Database, open_database
from chipgate.store.tables import bundles
from chipgate.store.texts import compressed
from chipgate.store.transactions import change
from chipgate.store.verify import verify
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.clock import stamped
from chipgate.surfaces.log_trust import this_release
from tests.logged import NOON, answered, asked, log_all


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = open_database(f"sqlite:///{tmp_path}/log.sqlite3", stamped(NOON))
    yield found
    found.close()


def _replace(database: Database, content: bytes) -> None:
    with change(database) as connection:
        connection.execute(update(bundles).values(content=content))


def test_rules_that_were_replaced_are_named(database: Database, rulebook: Rulebook, h20: ItemSpec) -> None:
    log_all(database, [answered(rulebook, asked(h20))], rulebook)
    assert verify(database, [], [], reader=this_release()).whole
    good = packed(rulebook)
    lowered = good.replace(b'"4800"', b'"4900"')
    assert lowered != good
    fewer = packed(Rulebook(rulebook.pack, rulebook.verdicts, list(rulebook)[1:], rulebook.others))
    for content in (compressed(lowered), compressed(fewer), compressed(b"{}"), b"no frame", compressed(good)[:-9]):
        _replace(database, content)
        (one,) = verify(database, [], [], reader=this_release()).wrong
        assert one.what == "rules-changed"
        assert str(one) == f"the rules {rulebook.digest} are not what was kept: 1 answer cannot be recomputed."
    result = CliRunner().invoke(app, ["log", "verify", "--database", database.url])
    assert (result.exit_code, "are not what was kept" in result.stdout) == (1, True)


def test_rules_that_only_another_release_can_read_are_a_remark(
    database: Database, rulebook: Rulebook, h20: ItemSpec
) -> None:
    log_all(database, [answered(rulebook, asked(h20), engine="0.0.9")], rulebook)
    _replace(database, compressed(packed(rulebook).replace(b'"kind":', b'"sort":')))
    found = verify(database, [], [], reader=this_release())
    assert found.whole
    assert f"the rules {rulebook.digest} cannot be read by this release" in str(found.remarks)
    assert "verify with one that answered by them (0.0.9)." in str(found.remarks)
    _replace(database, compressed(b'{"digest": "sha256:0"}'))
    assert [one.what for one in verify(database, [], [], reader=this_release()).wrong] == ["rules-changed"]
    _replace(database, b"no frame")
    assert [one.what for one in verify(database, [], []).wrong] == ["rules-changed"]
