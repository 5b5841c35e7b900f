"""From `cases.yaml` and `answers.yaml` to cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from chipgate.errors import InvalidRulebook, Problem
from chipgate.model.case import AnswerCase, ExpectedAnswer, ProvisionCase
from chipgate.model.item import ItemSpec

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
    for path in sorted(folder.glob("*/*/cases.yaml" if house else "*/*/*/cases.yaml")):
        id = "/".join((*([house] if house else []), *path.parent.relative_to(folder).parts))
        found[id] = list(_cases(path, folder, ProvisionCase, problems))
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
    for path in sorted(folder.glob("answers.yaml" if house else "*/answers.yaml")):
        found += _cases(path, folder, AnswerCase, problems)
    if problems:
        raise InvalidRulebook(problems)
    return found


def _cases(path: Path, folder: Path, model: type[Model], problems: list[Problem]) -> Iterator[Model]:
    shown = f"{folder.name}/{path.relative_to(folder).as_posix()}"
    document, wrong = read(path.read_bytes(), shown)
    problems += wrong
    if document is None:
        return
    try:
        yield from TypeAdapter(list[model]).validate_python(document.value)  # type: ignore[valid-type]
    except ValidationError as error:
        problems += problems_of(error, document.value, shown, document.position, _KEYS)
