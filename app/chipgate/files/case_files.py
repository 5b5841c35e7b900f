"""From `cases.yaml` and `answers.yaml` to cases."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from chipgate.errors import InvalidRulebook, Problem
from chipgate.model.case import AnswerCase, ExpectedAnswer, ProvisionCase
from chipgate.model.item import ItemSpec

from .bundle import read_bundle
from .strict_yaml import read
from .validation import field_names, problems_of

Model = TypeVar("Model", bound=BaseModel)
_KEYS = field_names(ProvisionCase, AnswerCase, ExpectedAnswer, ItemSpec)


def provision_cases(folder: Path, house: str | None = None) -> dict[str, list[ProvisionCase]]:
    """The cases of every provision below a rule folder, or that of a house pack, by the provision's id.

    Raises:
        InvalidRulebook: with every problem of every case file.
    """
    found: dict[str, list[ProvisionCase]] = {}
    problems: list[Problem] = []
    for path, text in _found(folder, "*/*/cases.yaml" if house else "*/*/*/cases.yaml"):
        id = "/".join((*([house] if house else []), *path.split("/")[:-1]))
        found[id] = list(_cases(text, f"{folder.name}/{path}", ProvisionCase, problems))
    if problems:
        raise InvalidRulebook(problems)
    return found


def answer_cases(folder: Path, house: str | None = None) -> list[AnswerCase]:
    """The cases of whole answers of every pack below a rule folder, or of a house pack.

    Raises:
        InvalidRulebook: with every problem of every case file.
    """
    found: list[AnswerCase] = []
    problems: list[Problem] = []
    for path, text in _found(folder, "answers.yaml" if house else "*/answers.yaml"):
        found += _cases(text, f"{folder.name}/{path}", AnswerCase, problems)
    if problems:
        raise InvalidRulebook(problems)
    return found


def _found(folder: Path, pattern: str) -> Iterator[tuple[str, bytes]]:
    """The files of a pattern below a rule folder, or in a bundle of one, in the order of their paths."""
    if folder.is_file():
        named = read_bundle(folder).items()
        depth = pattern.count("/")
        yield from ((name, text) for name, text in named if name.count("/") == depth and fnmatchcase(name, pattern))
        return
    for path in sorted(folder.glob(pattern)):
        yield path.relative_to(folder).as_posix(), path.read_bytes()


def _cases(text: bytes, shown: str, model: type[Model], problems: list[Problem]) -> Iterator[Model]:
    document, wrong = read(text, shown)
    problems += wrong
    if document is None:
        return
    try:
        yield from TypeAdapter(list[model]).validate_python(document.value)  # type: ignore[valid-type]
    except ValidationError as error:
        problems += problems_of(error, document.value, shown, document.position, _KEYS)
