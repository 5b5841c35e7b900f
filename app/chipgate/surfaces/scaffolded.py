"""A new version of a provision, and the cases that it wants, as files to be written; here they are only checked.

Cases are taken from those of the other versions, put on the new days, as far as each closes a gap; what the engine says
to them is their expectation, until a person has looked: their titles say TODO.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipgate import Rulebook
from chipgate.audit.cases import try_provision_cases
from chipgate.audit.coverage_gaps import DAY, Gap, case_gaps
from chipgate.errors import InvalidQuestion, InvalidRulebook, Problem
from chipgate.files.house_files import HouseFiles
from chipgate.files.rule_files import files_in, parse_rulebook
from chipgate.files.scaffold import TODO, cases_text, copied, template
from chipgate.files.strict_yaml import read
from chipgate.model.case import Expected, ProvisionCase
from chipgate.model.provision import KINDS
from chipgate.model.rulebook import Dated

from .rules_at_hand import RuleFolders


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What is to be written; `came_from` is the version that was copied, `gaps` the cases that are still wanted."""

    version: tuple[Path, bytes]
    cases: tuple[Path, bytes]
    came_from: Dated | None
    added: int
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """The folder of a pack, and where in it a provision stands."""

    folder: Path
    inside: str
    house: bool

    def path(self, name: str) -> str:
        return f"{self.inside}/{name}"


def scaffold(folders: RuleFolders, rulebook: Rulebook, id: str, day: dt.date, source: dt.date | None) -> Scaffold:
    """The files of a version that begins on a day; `source` names the version to copy, else the one in force.

    Raises:
        InvalidQuestion: the id or a day does not fit, or there is such a version already.
        InvalidRulebook: the rules would not hold together with it.
    """
    place = _place(folders, rulebook, id)
    if place.folder.is_file():
        raise _refused("--rules", f"{place.folder} is a bundle.", "Name the folder that it was made from.")
    files = files_in(place.folder)
    name = place.path(f"{day}.yaml")
    if name in files:
        raise _refused("--effective", f"{id} has a version of {day}.", "Edit it, or name another day.")
    came_from = _source(rulebook, id, day, source)
    kind = id.split("/")[1]
    if came_from is None:
        text = template(id, day, _ids(rulebook, id.split("/")[0]), place.house)
    else:
        text = copied(files[place.path(f"{came_from.name}.yaml")].decode().replace("\r\n", "\n"), day, kind)
    new = _with(folders, place, {name: text})
    written_before = files.get(place.path("cases.yaml"), b"").decode().replace("\r\n", "\n")
    listed = _listed(written_before)
    seeds = sorted(listed, key=lambda case: rulebook.version_on(id, case["date"]) is not came_from)
    added, gaps = _cases(new, id, day, listed, (*seeds, *_begun(id)))
    cases = cases_text(written_before, added, kind) if added else written_before.encode()
    return Scaffold(
        (place.folder / name, text), (place.folder / place.path("cases.yaml"), cases), came_from, len(added), gaps
    )


def _place(folders: RuleFolders, rulebook: Rulebook, id: str) -> _Place:
    pack, kind, name = id.split("/")
    if kind not in KINDS:
        raise _refused("", f'"{kind}" is not a kind of provision.', f"Kinds: {', '.join(KINDS)}.")
    houses = folders.by_house(rulebook)
    if pack in houses:
        return _Place(houses[pack], f"{kind}/{name}", house=True)
    if pack in rulebook.packs:
        if not folders.law_named:
            hint = "Name the folder of law too: --rules FOLDER."
            raise _refused("--rules", f"{id} would be written into the rules that come with chipgate.", hint)
        return _Place(folders.base, id, house=False)
    hint = f"Packs: {', '.join([*rulebook.packs, *rulebook.houses])}. A new pack begins with its pack.yaml."
    raise _refused("", f'"{pack}" is not a pack of these rules.', hint)


def _source(rulebook: Rulebook, id: str, day: dt.date, source: dt.date | None) -> Dated | None:
    versions = rulebook.versions.get(id, ())
    if source is not None:
        found = next((dated for dated in versions if dated.effective == source), None)
        if found is None:
            days = ", ".join(dated.name for dated in versions) or "none"
            raise _refused("--from", f"{id} has no version of {source}.", f"Its versions: {days}.")
        return found
    if not versions:
        return None
    found = rulebook.version_on(id, day)
    if found is None:
        days = ", ".join(dated.name for dated in versions)
        raise _refused("--from", f"{id} is not in force on {day}.", f"Say which version to copy: {days}.")
    return found


def _ids(rulebook: Rulebook, pack: str) -> dict[str, str]:
    """One provision of each kind to refer to, of the same pack where it has one."""
    found: dict[str, str] = {}
    for id in sorted(rulebook.versions, key=lambda one: one.split("/")[0] != pack):
        found.setdefault(id.split("/")[1], id)
    return found


def _with(folders: RuleFolders, place: _Place, added: Mapping[str, bytes]) -> Rulebook:
    """The rules with a file added."""
    base = files_in(folders.base)
    houses = {folder: files_in(folder) for folder in folders.houses}
    (houses[place.folder] if place.house else base).update(added)
    shown = [HouseFiles(folder.resolve().name, files) for folder, files in houses.items()]
    return parse_rulebook(base, root=folders.base.name, houses=shown)


def _listed(text: str) -> list[dict[str, Any]]:
    """Cases as the data that their file holds."""
    if not text:
        return []
    document, problems = read(text, "cases.yaml")
    if document is None:
        raise InvalidRulebook(problems)
    return [dict(case) for case in document.value if isinstance(case, dict)] if isinstance(document.value, list) else []


def _cases(
    rulebook: Rulebook, id: str, day: dt.date, listed: list[dict[str, Any]], seeds: Sequence[dict[str, Any]]
) -> tuple[list[Mapping[str, Any]], tuple[Gap, ...]]:
    """Cases that close gaps of the new version, and the gaps that stay open."""
    kept = [ProvisionCase.model_validate(case) for case in listed]
    added: list[Mapping[str, Any]] = []

    def gaps() -> tuple[Gap, ...]:
        found = case_gaps(rulebook, {id: kept})
        return tuple(gap for gap in found if gap.dated.id == id and gap.dated.effective == day)

    open_ = gaps()
    covered = rulebook.packs.get(id.split("/")[0], rulebook.pack).covered_from
    first = max(day, covered)
    days = [first - DAY] if first > covered else []
    for when in (*days, first):
        for raw in seeds:
            if not open_:
                break
            case, data = _expecting(rulebook, id, {**raw, "date": when})
            kept.append(case)
            left = gaps()
            if len(left) < len(open_):
                closed = next(gap for gap in open_ if gap not in left)
                added.append({**data, "case": f"{TODO}: {closed.wanted.removeprefix('a case ')}"})
                open_ = left
            else:
                kept.pop()
    return added, open_


def _expecting(rulebook: Rulebook, id: str, raw: dict[str, Any]) -> tuple[ProvisionCase, dict[str, Any]]:
    """A case with the outcome that the engine gives it."""
    data = {"case": TODO, "date": raw["date"], **raw}
    data.pop("because", None)
    data.pop("expect", None)
    for outcome in Expected:
        case = ProvisionCase.model_validate({**data, "expect": outcome})
        (tried,) = try_provision_cases(rulebook, {id: [case]})
        if not tried.complaints:
            return case, {**data, "expect": outcome.value}
    raise AssertionError("a case comes out one way or another")  # Expected names all of them


def _begun(id: str) -> Iterator[dict[str, Any]]:
    """Cases of a provision that has none: of what the template names, of something else, and of nothing stated."""
    for title, place, name, reading in (("what it is about", "US", TODO, True), ("another", "DE", "Example", False)):
        facts: dict[str, dict[str, Any]] = {
            "companies": {"exporter": name}, "lists": {"parties": [{"name": name}]}, "groups": {"to": place},
            "questions": {"readings": {id: reading}},
        }  # fmt: skip
        yield {"case": title, **facts.get(id.split("/")[1], {"to": "CN", "item": {"name": name}})}
    yield {"case": "nothing is stated", "to": "CN"}


def _refused(path: str, message: str, hint: str) -> InvalidQuestion:
    return InvalidQuestion([Problem(path, message=message, hint=hint)])
