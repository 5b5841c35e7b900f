"""Several jurisdictions in one rulebook, each with a title page of its own; one alone leaves digests as they were."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chipgate.errors import InvalidRulebook
from chipgate.files import compiled
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import parse_rulebook
from chipgate.model.rulebook import OtherPacks, Rulebook

MINE = b"""title: Malaysia, as far as it is known
jurisdiction: MY
covered_from: 2025-07-14
verified_through: 2026-09-24
authorities: [{name: MITI, url: "https://www.miti.gov.my/"}]
coverage: {modelled: [], partial: [that a permit is asked for], not_modelled: [its figures]}
"""
ANNOUNCEMENT = b"""title: A permit is asked for
effective: 2025-07-14
applies: {destination: [MY]}
says: Malaysia asks for a permit.
citation:
  basis: foreign-measure
  text: Strategic Trade Act 2010, section 12
  published: true
  confidence: medium
  sources: [{title: The ministry, url: "https://www.miti.gov.my/"}]
"""
FIRST = "my/announcements/permit/2025-07-14.yaml"


@pytest.fixture(scope="module")
def mainland() -> dict[str, bytes]:
    """The shipped places, groups and companies of the United States' pack."""
    folder = rules_folder()
    kinds = ("destinations", "groups", "companies")
    wanted = [folder / "verdicts.yaml", folder / "us/pack.yaml"]
    wanted += [path for kind in kinds for path in (folder / "us" / kind).rglob("*.yaml")]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in wanted}


def _problems(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(InvalidRulebook) as error:
        parse_rulebook(files)
    return [str(problem) for problem in error.value.problems]


def test_each_jurisdiction_has_its_page_and_the_main_one_stays_the_main_one(mainland: dict[str, bytes]) -> None:
    found = parse_rulebook({**mainland, "my/pack.yaml": MINE, FIRST: ANNOUNCEMENT})
    assert {name: pack.jurisdiction for name, pack in found.packs.items()} == {"us": "US", "my": "MY"}
    assert found.pack is found.packs["us"]
    assert "my/announcements/permit" in found.on(dt.date(2026, 1, 1)).versions
    assert found.on(dt.date(2026, 1, 1)).packs == found.packs


def test_another_pack_moves_the_digest_and_none_leaves_it(mainland: dict[str, bytes], tmp_path: Path) -> None:
    alone, both = parse_rulebook(mainland), parse_rulebook({**mainland, "my/pack.yaml": MINE, FIRST: ANNOUNCEMENT})
    bare = Rulebook(alone.pack, alone.verdicts, alone)
    assert alone.digest == bare.digest != both.digest
    day = dt.date(2026, 1, 1)
    paged = Rulebook(alone.pack, alone.verdicts, alone, OtherPacks({"my": both.packs["my"]}))
    assert alone.on(day).digest == bare.on(day).digest != paged.on(day).digest
    compiled.write(tmp_path, "key", both)
    again = compiled.read(tmp_path, "key")
    assert again is not None
    assert (again.digest, again.packs) == (both.digest, both.packs)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({FIRST: ANNOUNCEMENT}, "rules/my/pack.yaml: is missing. Every folder of provisions needs one, with"),
        ({"my/pack.yaml": MINE.replace(b"MY", b"CN")}, "rules/my/pack.yaml:2:15: jurisdiction is CN, but the folder"),
        ({"acme/pack.yaml": MINE}, "rules/acme: is not the folder of a jurisdiction. Two letters name a jurisdiction"),
        ({"my/pack.yaml": MINE, FIRST: ANNOUNCEMENT.replace(b"foreign-measure", b"house-rule")},
         f"rules/{FIRST}:6:10: only a house pack"),
        ({"my/pack.yaml": MINE, "my/requirements/permit/2025-07-14.yaml":
          ANNOUNCEMENT.replace(b"applies:", b"reasons_for_control: [STA]\napplies:")
          .replace(b"[MY]", b"[us/groups/d99]")}, '"us/groups/d99" is not one of the groups'),
    ],
)  # fmt: skip
def test_a_pack_without_its_page_or_in_the_wrong_folder_is_refused(
    mainland: dict[str, bytes], files: dict[str, bytes], said: str
) -> None:
    assert any(problem.startswith(said) or said in problem for problem in _problems({**mainland, **files}))


def test_places_are_said_once(mainland: dict[str, bytes]) -> None:
    path = next(path for path in mainland if "/destinations/" in path and path.endswith("01.yaml"))
    twin = path.replace("us/", "my/", 1)
    problems = _problems({**mainland, "my/pack.yaml": MINE, twin: mainland[path]})
    assert any(twin in problem and 'how places are treated is said once, in "us"' in problem for problem in problems)


def test_a_pack_governs_its_own_provisions_alone(mainland: dict[str, bytes]) -> None:
    covers = b"policy: presumption-of-approval\ncovers: [us/requirements/headquarters]\n"
    text = ANNOUNCEMENT.replace(b"says:", covers + b"says:")
    path = "my/policies/approval/2025-07-14.yaml"
    problems = _problems({**mainland, "my/pack.yaml": MINE, path: text})
    assert any(f'{path}:5:10: "us/requirements/headquarters" is of another pack' in problem for problem in problems)
