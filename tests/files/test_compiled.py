"""The compiled rulebook is the same rulebook; a changed file, a damaged or an unwritable cache never answers."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from chipgate import ItemSpec, Rulebook, Shipment, decide
from chipgate.errors import InvalidRulebook
from chipgate.files import compiled, rule_files
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook


class Forgetful(dict[str, Rulebook]):
    """Keeps nothing, as a process that has just begun."""

    def __setitem__(self, key: str, rulebook: Rulebook) -> None:
        pass


@pytest.fixture(autouse=True)
def _forgetful(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "process" not in request.node.name:
        monkeypatch.setattr(rule_files, "_read", Forgetful())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(rules_folder(), tmp_path / "rules"))


def test_the_compiled_form_is_the_same_rulebook(rulebook: Rulebook, folder: Path, tmp_path: Path) -> None:
    first = load_rulebook(folder, tmp_path / "cache")
    (cached,) = (tmp_path / "cache").iterdir()
    again = load_rulebook(folder, tmp_path / "cache")
    assert cached.stat().st_size > 10_000
    assert first.digest == again.digest == rulebook.digest
    assert [dated.version for dated in first] == [dated.version for dated in again]


def test_a_changed_file_is_read_anew(folder: Path, tmp_path: Path) -> None:
    load_rulebook(folder, tmp_path / "cache")
    path = folder / "us/items/3a090-a/2023-11-17.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at_least: 4800", "at_least: 4801"), encoding="utf-8")
    changed = load_rulebook(folder, tmp_path / "cache")
    assert changed.digest == load_rulebook(folder).digest
    assert len(list((tmp_path / "cache").iterdir())) == 2


@pytest.mark.parametrize("damage", ["", "{}", "[]", "not json", "digest", "bound"])
def test_a_damaged_cache_is_not_used(rulebook: Rulebook, folder: Path, tmp_path: Path, damage: str) -> None:
    cache = tmp_path / "cache"
    load_rulebook(folder, cache)
    (cached,) = cache.iterdir()
    data = json.loads(cached.read_text(encoding="utf-8"))
    if damage == "digest":
        damage = json.dumps({**data, "digest": "sha256:0"})
    elif damage == "bound":
        damage = json.dumps(data).replace('"4800"', '"4799"')
    cached.write_text(damage, encoding="utf-8")
    assert compiled.read(cache, cached.stem) is None
    assert load_rulebook(folder, cache).digest == rulebook.digest


def test_a_cache_that_cannot_be_written_is_no_error(rulebook: Rulebook, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    assert load_rulebook(folder, tmp_path / "file" / "cache").digest == rulebook.digest


def test_a_process_reads_the_same_files_once_and_changed_ones_anew(folder: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = load_rulebook(folder, cache)
    assert load_rulebook(folder, cache) is first
    path = folder / "us/items/3a090-a/2023-11-17.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("at_least: 4800", "at_least: 4801"), encoding="utf-8")
    assert load_rulebook(folder, cache).digest != first.digest


def test_packed_rules_are_the_same_rules_and_the_same_bytes_again(rulebook: Rulebook, h20: ItemSpec) -> None:
    content = compiled.packed(rulebook)
    again = compiled.unpacked(content)
    assert (again.digest, compiled.packed(again)) == (rulebook.digest, content)
    shipment = Shipment(item=h20, destination="CN", date=dt.date(2025, 4, 9))
    assert decide(again, shipment) == decide(rulebook, shipment)


@pytest.mark.parametrize("damage", [b"", b"{}", b"[1]", b"\xff", b"digest", b"bound"])
def test_damaged_packed_rules_are_named(rulebook: Rulebook, damage: bytes) -> None:
    content = compiled.packed(rulebook)
    if damage == b"digest":
        damage = content.replace(b'"digest":"sha256:', b'"digest":"sha256:0')
    elif damage == b"bound":
        damage = content.replace(b'"4800"', b'"4799"')
    with pytest.raises(InvalidRulebook, match=r"these rules cannot be read"):
        compiled.unpacked(damage)
