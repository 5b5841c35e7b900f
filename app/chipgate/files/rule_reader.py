"""One pass over rule files: each is read, held against the model of its kind, and kept with its place or its problems.

Which files there are and what their places mean is `rule_files` (the law) and `house_files` (a company's own rules).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from chipgate.errors import Problem
from chipgate.model import condition, leaves, pack, provision
from chipgate.model.provision import KINDS, Version
from chipgate.model.rulebook import Dated

from .strict_yaml import Document, read
from .validation import did_you_mean, field_names, problems_of

_MODELS = [
    value
    for module in (condition, leaves, provision, pack)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, BaseModel)
]
KEYS = field_names(*_MODELS)

Model = TypeVar("Model", bound=BaseModel)

Known = dict[tuple[type[BaseModel], bytes], tuple[BaseModel, Document]]
"""Sound files that were read, by their content: two revisions of the rules have most in common."""


class RuleReader:
    """What was read so far: the versions, each with its document, and every problem.

    A file that is among those `known` is not read again; one that is read is put there.
    """

    def __init__(self, known: Known | None = None) -> None:
        self._known = known if known is not None else Known()
        self.problems: list[Problem] = []
        self.versions: list[Dated] = []
        self.documents: dict[tuple[str, dt.date], Document] = {}

    def problem(self, path: str, message: str, hint: str) -> None:
        """Note what is wrong with a file as a whole."""
        self.problems.append(Problem(path, message=message, hint=hint))

    def problem_at(self, document: Document, loc: tuple[str | int, ...], message: str, hint: str) -> None:
        """Note what is wrong with one value of a file."""
        place = document.place(loc)
        self.problems.append(Problem(document.path, place.line, place.column, message, hint))

    def page(self, text: bytes, shown: str, model: type[Model]) -> tuple[Model, Document] | None:
        """One file that is a whole by itself, such as a title page."""
        before = self._known.get((model, text))
        if before is not None and isinstance(before[0], model):
            return before[0], replace(before[1], path=shown)
        document, found = read(text, shown)
        self.problems += found
        if document is None:
            return None
        try:
            page = model.model_validate(document.value)
        except ValidationError as error:
            self.problems += problems_of(error, document.value, document.path, document.position, KEYS)
            return None
        self._known[model, text] = page, document
        return page, document

    def version(self, text: bytes, shown: str, id: str, kind: type[Version], day: dt.date) -> None:
        """One version of a provision, which its place says is of this kind and begins on this day."""
        found = self.page(text, shown, kind)
        if found is None:
            return
        version, document = found
        if version.effective != day:
            message = f"effective is {version.effective}, but the file is named {day}."
            self.problem_at(document, ("effective",), message,
                            "The file name is the first day in force: make the two agree.")  # fmt: skip
        self.versions.append(Dated(id, version))
        self.documents[id, version.effective] = document

    def kind_of(self, word: str, shown: str) -> type[Version] | None:
        """The kind of provision that a folder holds."""
        kind = KINDS.get(word)
        if kind is None:
            hint = did_you_mean(word, list(KINDS)) or f"Kinds: {', '.join(KINDS)}."
            self.problem(shown, f'"{word}" is not a kind of provision.', hint)
        return kind

    def day_of(self, shown: str, twin: bool) -> dt.date | None:
        """The day that a file is named after; `twin`: whether the same name with .yaml stands beside it."""
        stem, _, suffix = shown.rpartition("/")[2].rpartition(".")
        if suffix != "yaml":
            message = f"two versions on one day: {stem}.yaml stands beside it." if twin else "ends in .yml."
            self.problem(shown, message, "Keep one file per day, ending in .yaml.")
            return None
        try:
            day = dt.date.fromisoformat(stem)
        except ValueError:
            day = None
        if day is None or day.isoformat() != stem:
            hint = "Name the file after the first day in force: 2023-11-17.yaml."
            self.problem(shown, f'"{stem}" is not a date.', hint)
            return None
        return day
