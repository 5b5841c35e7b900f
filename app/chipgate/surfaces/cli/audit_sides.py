"""From the words of `chipgate audit` to what it compares: two rulebooks, and the items and places to try on both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from chipgate import ItemSpec, Rulebook
from chipgate.audit.report import Side
from chipgate.errors import InvalidCatalog, InvalidQuestion, InvalidRulebook, Problem, RulesNotFound, UnknownRevision
from chipgate.files import git
from chipgate.files.catalog import MOST_PROBLEMS, Catalog
from chipgate.files.places import example_catalog
from chipgate.files.rule_files import NOT_VERSIONS, parse_rulebook
from chipgate.model.provision import Destinations

from .terminal import note

ON_DISK = "the files on disk"
_NO_LAW = NOT_VERSIONS - {"pack.yaml", "verdicts.yaml"}


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of rules in a repository, by its path from the top."""

    repository: Path
    folder: str


@dataclass(frozen=True, slots=True)
class Sides:
    """The two sides; the day on which the head was made; how many rule files differ in more than their line ends."""

    base: tuple[Side, Rulebook]
    head: tuple[Side, Rulebook]
    committed: dt.date
    changed_files: int


def located(rules: Path | None) -> Place:
    """Where the rules are: a folder as seen from here, or else as seen from the top of the repository that we are in.

    It need not be there on disk: a revision may have it.
    """
    given = rules if rules is not None else Path("rules")
    if given.is_dir():
        folder = given.resolve()
        repository = git.repository_of(folder)
        return Place(repository, folder.relative_to(repository.resolve()).as_posix())
    if given.is_absolute():
        repository = git.repository_of(given)
        return Place(repository, given.resolve().relative_to(repository.resolve()).as_posix())
    return Place(git.repository_of(Path()), given.as_posix())


def read_sides(place: Place, revisions: str, now: dt.date) -> Sides:
    """Read both sides.

    Raises:
        UnknownRevision: a revision is not there, or has no rules.
        InvalidRulebook: with every problem of both sides, each under the name of its revision.
    """
    base, head = _ends(place.repository, revisions)
    base_commit = git.resolve(place.repository, base)
    head_commit = git.resolve(place.repository, head) if head else None
    old = git.rule_files_at(place.repository, base_commit, place.folder)
    new = git.rule_files_at(place.repository, head_commit, place.folder) if head_commit else _on_disk(place)
    problems: list[Problem] = []
    before = _parsed(old, f"{base}:{place.folder}", f"base {base}", problems)
    after = _parsed(new, f"{head}:{place.folder}" if head else place.folder, f"head {head or ON_DISK}", problems)
    if before is None or after is None:
        raise InvalidRulebook(problems)
    return Sides(
        (Side(base, base_commit, before.digest), before), (Side(head or ON_DISK, head_commit, after.digest), after),
        git.commit_date(place.repository, head_commit) if head_commit else now, _changed(old, new),
    )  # fmt: skip


def _ends(repository: Path, revisions: str) -> tuple[str, str]:
    """The two revisions that are meant; an empty head is the files on disk."""
    base, dots, head = revisions.partition("..")
    if dots and not base:
        message = f'"{revisions}" names no base.'
        raise InvalidQuestion([Problem("REVISIONS", message=message, hint="Write BASE..HEAD, as in main..HEAD.")])
    if head.startswith("."):
        return git.merge_base(repository, base, head[1:] or "HEAD"), head[1:] or "HEAD"
    if dots:
        return base, head
    git.resolve(repository, revisions)
    try:
        git.resolve(repository, f"{revisions}^")
    except UnknownRevision:
        raise UnknownRevision(
            f'"{revisions}" has no parent in {repository}: it is the first commit, or the clone is shallow. Name the '
            f"base: BASE..{revisions}."
        ) from None
    return f"{revisions}^", revisions


def _on_disk(place: Place) -> dict[str, bytes]:
    folder = place.repository / place.folder
    if not folder.is_dir():
        raise RulesNotFound(f"{folder} is not a folder of rule files.")
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in {".yaml", ".yml"} and path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _parsed(files: Mapping[str, bytes], root: str, side: str, problems: list[Problem]) -> Rulebook | None:
    try:
        return parse_rulebook(files, root)
    except InvalidRulebook as error:
        count = len(error.problems)
        told = f"these rules cannot be read: {count} problem{'' if count == 1 else 's'}."
        problems += [Problem(side, message=told, hint="An audit needs both sides."), *error.problems]
        return None


def _changed(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> int:
    """How many files of law differ in bytes, line ends aside."""
    names = [name for name in {*old, *new} if name.rsplit("/", 1)[-1] not in _NO_LAW]
    sides = [{name: side[name].replace(b"\r\n", b"\n") for name in names if name in side} for side in (old, new)]
    return sum(sides[0].get(name) != sides[1].get(name) for name in names)


def items_of(catalog: Path | None) -> list[ItemSpec]:
    """The items of a catalog, or of the one that comes with chipgate.

    Raises:
        InvalidCatalog: with the problems of every row.
    """
    read = Catalog(catalog if catalog is not None else example_catalog())
    items: list[ItemSpec] = []
    problems: list[Problem] = []
    for _, found in read.rows():
        if isinstance(found, ItemSpec):
            items.append(found)
        elif len(problems) <= MOST_PROBLEMS:
            problems += found
    if problems:
        raise InvalidCatalog(problems[:MOST_PROBLEMS])
    if not items:
        note(f"{read.shown} has a header and no rows: no item can flip.")
    return items


def places_of(words: list[str], rulebook: Rulebook) -> list[str]:
    """The country codes of `--to`, each once."""
    codes = list(dict.fromkeys(code.strip().upper() for word in words for code in word.split(",") if code.strip()))
    names: dict[str, str] = {}
    for dated in rulebook:
        if isinstance(dated.version, Destinations):
            names |= dated.version.names
    problems = []
    for code in codes:
        if code not in names:
            close = get_close_matches(code, names, n=3, cutoff=0.5)
            hint = f"Did you mean {', '.join(f'{near} ({names[near]})' for near in close)}?" if close else ""
            problems.append(Problem("--to", message=f'"{code}" is not a country code of ISO 3166-1.', hint=hint))
    if problems or not codes:
        raise InvalidQuestion(problems or [Problem("--to", message="no country code given.", hint="Write --to CN.")])
    return codes
