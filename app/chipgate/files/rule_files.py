"""From a folder of rule files (or the same files in a git revision) to a rulebook, or to every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from chipgate.errors import InvalidRulebook, RulesNotFound
from chipgate.model.known_findings import FINDINGS
from chipgate.model.pack import HousePack, Pack, VerdictTable
from chipgate.model.rulebook import MAIN_PACK, OtherPacks, Rulebook

from . import compiled
from .house_files import HouseFiles, read_house
from .pack_limits import check_limits
from .references import check_references
from .rule_reader import Known, RuleReader

VERDICTS = "verdicts.yaml"
PACK = "pack.yaml"
NOT_VERSIONS = frozenset({"cases.yaml", "answers.yaml", FINDINGS, PACK, VERDICTS})
_JURISDICTION = re.compile("[a-z]{2}")
RULEBOOKS_KEPT = 4
_read: dict[tuple[Path | None, str], Rulebook] = {}
"""What this process has read, by the content of its files, and by the cache that may have stood in for them: asked
again, nothing is read twice."""


def load_rulebook(folder: Path, cache: Path | None = None, *, house: Sequence[Path] = ()) -> Rulebook:
    """Read every rule file below a folder, and below those of house packs, which may only tighten it.

    Each may be a bundle instead, whose signature is not judged. With a cache folder the compiled form is used where the
    same files were read before.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidBundle: a bundle is not what was bundled.
        InvalidRulebook: with every problem of every file, each with file, line and column.
    """
    houses = [HouseFiles(one.resolve().name, files_in(one, "a house pack")) for one in house]
    return load_files(files_in(folder, "rule files"), folder.name, houses, cache)


def load_files(
    files: Mapping[str, bytes], root: str, houses: Sequence[HouseFiles], cache: Path | None = None
) -> Rulebook:
    """The rulebook of rule files by their path below the rule folder, and of those of house packs.

    Raises:
        InvalidRulebook: with every problem of every file, each with file, line and column.
    """
    key = compiled.content_key([files, *(one.files for one in houses)])
    if (cache, key) in _read:
        return _read[cache, key]
    rulebook = compiled.read(cache, key) if cache is not None else None
    if rulebook is None:
        rulebook = parse_rulebook(files, root, houses=houses)
        if cache is not None:
            compiled.write(cache, key, rulebook)
    if len(_read) >= RULEBOOKS_KEPT:
        _read.clear()
    _read[cache, key] = rulebook
    return rulebook


def files_in(folder: Path, of: str = "rule files") -> dict[str, bytes]:
    """The rule files below a folder, or in a bundle, by their path.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidBundle: the bundle is not what was bundled.
    """
    if folder.is_file():
        from .bundle import read_bundle

        return read_bundle(folder)
    if not folder.is_dir():
        raise RulesNotFound(f"{folder} is not a folder of {of}.")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".yaml", ".yml"}
    }


def parse_rulebook(
    files: Mapping[str, bytes], root: str = "rules", *, houses: Sequence[HouseFiles] = (), known: Known | None = None
) -> Rulebook:
    """Build a rulebook from rule files given by their path below the rule folder. What is `known` is not read again.

    Raises:
        InvalidRulebook: with every problem of every file.
    """
    reader = RuleReader(known)
    verdicts = _verdicts(files, root, reader)
    pages = _packs(files, root, reader)
    for path, text in sorted(files.items()):
        if path.rsplit("/", 1)[-1] not in NOT_VERSIONS:
            _version(path, text, files, root, reader)
    titles: dict[str, HousePack] = {}
    for number, one in enumerate(houses):
        title = read_house(one, f"house-{number}", titles, reader)
        if title is not None:
            titles[title.house] = title
    pack = pages.pop(MAIN_PACK, None)
    if pack is None or verdicts is None or len(titles) < len(houses):
        raise InvalidRulebook(reader.problems)
    rulebook = Rulebook(pack, verdicts, reader.versions, OtherPacks(pages, titles))
    reader.problems += check_limits(rulebook, reader.documents)
    reader.problems += check_references(rulebook, reader.documents)
    if reader.problems:
        raise InvalidRulebook(reader.problems)
    return rulebook


def _verdicts(files: Mapping[str, bytes], root: str, reader: RuleReader) -> VerdictTable | None:
    if VERDICTS not in files:
        hint = "A rule folder needs it; a house pack has a pack.yaml instead."
        reader.problem(f"{root}/{VERDICTS}", "is missing.", hint)
        return None
    found = reader.page(files[VERDICTS], f"{root}/{VERDICTS}", VerdictTable)
    return found[0] if found else None


def _packs(files: Mapping[str, bytes], root: str, reader: RuleReader) -> dict[str, Pack]:
    """The title page of every folder with provisions, and of the main pack in any case."""
    found: dict[str, Pack] = {}
    for folder in sorted({MAIN_PACK, *(path.split("/")[0] for path in files if "/" in path)}):
        shown = f"{root}/{folder}/{PACK}"
        if not _JURISDICTION.fullmatch(folder):
            hint = "Two letters name a jurisdiction; a company's own rules are a folder of their own: --rules FOLDER."
            reader.problem(f"{root}/{folder}", "is not the folder of a jurisdiction.", hint)
            continue
        if f"{folder}/{PACK}" not in files:
            hint = "Every folder of provisions needs one, with title, jurisdiction, covered_from and the rest."
            reader.problem(shown, "is missing.", "A rule folder needs it." if folder == MAIN_PACK else hint)
            continue
        page = reader.page(files[f"{folder}/{PACK}"], shown, Pack)
        if page is None:
            continue
        pack, document = page
        if pack.jurisdiction.lower() != folder:
            message = f"jurisdiction is {pack.jurisdiction}, but the folder is named {folder}."
            reader.problem_at(document, ("jurisdiction",), message, "Make the two agree.")
        found[folder] = pack
    return found


def _version(path: str, text: bytes, files: Mapping[str, bytes], root: str, reader: RuleReader) -> None:
    """Read a version, whose kind, provision and first day its place in the folder says."""
    shown, parts = f"{root}/{path}", path.split("/")
    if len(parts) != 4:
        hint = "Versions stand at <jurisdiction>/<kind>/<provision>/<first day in force>.yaml."
        reader.problem(shown, "does not stand where a rule file stands.", hint)
        return
    kind = reader.kind_of(parts[1], shown)
    day = reader.day_of(shown, twin=path.removesuffix(".yml") + ".yaml" in files)
    if kind is not None and day is not None:
        reader.version(text, shown, path.rsplit("/", 1)[0], kind, day)
