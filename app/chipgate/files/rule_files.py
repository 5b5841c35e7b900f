"""From a folder of rule files (or the same files in a git revision) to a rulebook, or to every problem at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chipgate.errors import InvalidRulebook, Problem, RulesNotFound
from chipgate.model import condition, pack, provision
from chipgate.model.pack import Pack, VerdictTable
from chipgate.model.provision import KINDS, Version
from chipgate.model.rulebook import Dated, Rulebook

from . import compiled
from .references import check_references
from .strict_yaml import Document, read
from .validation import did_you_mean, field_names, problems_of

JURISDICTION = "us"
VERDICTS = "verdicts.yaml"
NOT_VERSIONS = frozenset({"cases.yaml", "answers.yaml", "pack.yaml", VERDICTS})

_MODELS = [
    value
    for module in (condition, provision, pack)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, BaseModel)
]
KEYS = field_names(*_MODELS)

Model = TypeVar("Model", bound=BaseModel)


def load_rulebook(folder: Path, cache: Path | None = None) -> Rulebook:
    """Read every rule file below a folder, or its compiled form from a cache folder where the same files were read.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: with every problem of every file, each with file, line and column.
    """
    if not folder.is_dir():
        raise RulesNotFound(f"{folder} is not a folder of rule files.")
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".yaml", ".yml"}
    }
    if cache is None:
        return parse_rulebook(files, root=folder.name)
    key = compiled.content_key(files)
    known = compiled.read(cache, key)
    if known is not None:
        return known
    rulebook = parse_rulebook(files, root=folder.name)
    compiled.write(cache, key, rulebook)
    return rulebook


def parse_rulebook(files: Mapping[str, bytes], root: str = "rules") -> Rulebook:
    """Build a rulebook from rule files given by their path below the rule folder.

    Raises:
        InvalidRulebook: with every problem of every file.
    """
    problems: list[Problem] = []
    documents: dict[str, Document] = {}
    versions: list[Dated] = []
    places: dict[tuple[str, dt.date], Document] = {}
    title = _single(files, f"{JURISDICTION}/pack.yaml", Pack, root, problems)
    verdicts = _single(files, VERDICTS, VerdictTable, root, problems)
    for path, text in sorted(files.items()):
        if path.rsplit("/", 1)[-1] in NOT_VERSIONS:
            continue
        kind, day = _identity(path, files, root, problems)
        if kind is None or day is None:
            continue
        document = _read(path, text, root, problems)
        if document is None:
            continue
        version = _validate(document, kind, problems)
        if version is None:
            continue
        if version.effective != day:
            place = document.place(("effective",))
            problems.append(Problem(document.path, place.line, place.column,
                f"effective is {version.effective}, but the file is named {day}.",
                "The file name is the first day in force: make the two agree."))  # fmt: skip
        id = path.rsplit("/", 1)[0]
        documents[path] = document
        versions.append(Dated(id, version))
        places[id, version.effective] = document
    if title is None or verdicts is None:
        raise InvalidRulebook(problems)
    rulebook = Rulebook(title, verdicts, versions)
    problems += check_references(rulebook, places)
    if problems:
        raise InvalidRulebook(problems)
    return rulebook


def _single(
    files: Mapping[str, bytes], path: str, model: type[Model], root: str, problems: list[Problem]
) -> Model | None:
    if path not in files:
        problems.append(Problem(f"{root}/{path}", message="is missing.", hint="A rule folder needs it."))
        return None
    document = _read(path, files[path], root, problems)
    return _validate(document, model, problems) if document else None


def _read(path: str, text: bytes, root: str, problems: list[Problem]) -> Document | None:
    document, found = read(text, f"{root}/{path}")
    problems += found
    return document


def _validate(document: Document, model: type[Model], problems: list[Problem]) -> Model | None:
    try:
        return model.model_validate(document.value)
    except ValidationError as error:

        problems += problems_of(error, document.value, document.path, document.position, KEYS)
        return None


def _identity(
    path: str, files: Mapping[str, bytes], root: str, problems: list[Problem]
) -> tuple[type[Version] | None, dt.date | None]:
    """The kind and the first day of a version, from its place in the folder."""
    shown, parts = f"{root}/{path}", path.split("/")
    if len(parts) != 4:
        hint = "Versions stand at <jurisdiction>/<kind>/<provision>/<first day in force>.yaml."
        problems.append(Problem(shown, message="does not stand where a rule file stands.", hint=hint))
        return None, None
    kind = KINDS.get(parts[1])
    if kind is None:
        hint = did_you_mean(parts[1], list(KINDS)) or f"Kinds: {', '.join(KINDS)}."
        problems.append(Problem(shown, message=f'"{parts[1]}" is not a kind of provision.', hint=hint))
    stem, _, suffix = parts[3].rpartition(".")
    if suffix != "yaml":
        twin = path[: -len(suffix)] + "yaml" in files
        message = f"two versions on one day: {stem}.yaml stands beside it." if twin else "ends in .yml."
        problems.append(Problem(shown, message=message, hint="Keep one file per day, ending in .yaml."))
        return kind, None
    try:
        day = dt.date.fromisoformat(stem)
    except ValueError:
        day = None
    if day is None or day.isoformat() != stem:
        hint = "Name the file after the first day in force: 2023-11-17.yaml."
        problems.append(Problem(shown, message=f'"{stem}" is not a date.', hint=hint))
        return kind, None
    return kind, day
