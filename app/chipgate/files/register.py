"""Reading an item register: `<entry>/<first day>.yaml`, each version complete, each figure with its source."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from pydantic import ValidationError

from chipgate.errors import InvalidRegister, Problem
from chipgate.model.item import Format, ItemSpec
from chipgate.model.register import Entry, FigureSource, ItemRegister, ReviewedItem

from .strict_yaml import MAX_BYTES, Document, read
from .validation import did_you_mean, field_names, problems_of

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS = [*field_names(ReviewedItem, FigureSource, ItemSpec), *(form.value for form in Format)]
_SHAPE = "Entries stand at <entry>/<first day>.yaml, as in kestrel-k1/2026-01-15.yaml."


def read_register(folder: Path) -> ItemRegister:
    """Read every entry below a folder.

    Raises:
        InvalidRegister: there is no such folder, or nothing in it, or with every problem of every file.
    """
    if not folder.is_dir():
        hint = "Name the folder of the item register."
        raise InvalidRegister([Problem(str(folder), message="is not a folder.", hint=hint)])
    reader = _Reader(folder)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".yaml", ".yml"}:
            reader.entry(path)
    register = ItemRegister(reader.documents)
    reader.same_part_numbers(register)
    reader.clashes(register)
    if not reader.documents and not reader.problems:
        reader.problems.append(Problem(str(folder), message="holds no entry.", hint=_SHAPE))
    if reader.problems:
        raise InvalidRegister(reader.problems)
    return register


class _Reader:
    """The entries read so far, each with its document, and every problem."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.documents: dict[Entry, Document] = {}
        self.problems: list[Problem] = []

    def entry(self, path: Path) -> None:
        """Read one version of one entry."""
        parts = path.relative_to(self.folder).parts
        day = _day(path.stem)
        if len(parts) != 2 or not _SLUG.fullmatch(parts[0]) or day is None or path.suffix != ".yaml":
            self.problems.append(Problem(str(path), message="does not stand where an entry stands.", hint=_SHAPE))
            return
        with path.open("rb") as stream:
            document, found = read(stream.read(MAX_BYTES + 1), str(path))
        self.problems += found
        if document is None:
            return
        try:
            reviewed = ReviewedItem.model_validate(document.value)
        except ValidationError as error:
            self.problems += problems_of(error, document.value, document.path, document.position, _KEYS)
            return
        self._check(reviewed, document)
        self.documents[Entry(parts[0], day, reviewed)] = document

    def same_part_numbers(self, register: ItemRegister) -> None:
        """An entry is one part: its number does not change from version to version."""
        for first, *later in register.entries.values():
            for entry in later:
                if entry.reviewed.part_number != first.reviewed.part_number:
                    message = f"the part number was {first.reviewed.part_number} on {first.first_day}."
                    self._at(self.documents[entry], ("part_number",), message, "Give another part an entry of its own.")

    def clashes(self, register: ItemRegister) -> None:
        """A name that stands for two entries on one day says neither."""
        told: set[tuple[str, Entry]] = set()
        for day in register.boundaries:
            for one, other, name in register.on(day).clashes:
                if (one.slug, other) in told:
                    continue
                told.add((one.slug, other))
                aliases = other.reviewed.aliases
                loc = ("aliases", aliases.index(name)) if name in aliases else ("part_number",)
                both = f"{one.reviewed.part_number} ({one.slug}) and {other.reviewed.part_number} ({other.slug})"
                message = f'"{name}" names two entries on {day}: {both}.'
                self._at(self.documents[other], loc, message, "Take it from one of them, or write it out in full.")

    def _check(self, reviewed: ReviewedItem, document: Document) -> None:
        """What the shapes of the fields do not say: every figure has its source, and the register alone reviews."""
        item = reviewed.item
        if item.review is not None:
            hint = "Leave it out: this entry is the review."
            self._at(document, ("item", "review"), "is not for a file to say.", hint)
        if item.manufacturer not in {None, reviewed.manufacturer}:
            message = f"the entry says {reviewed.manufacturer}, the item {item.manufacturer}."
            self._at(document, ("item", "manufacturer"), message, "Say it once: leave it out here.")
        stated, sourced = reviewed.stated, set(reviewed.figures)
        for key in stated:
            if not {key, key.partition(".")[0]} & sourced:
                hint = f"Write under figures: {key}: {{title: …, url: …, confidence: …}}."
                self._at(document, ("item", *key.split(".")), f"{key} has no source.", hint)
        known = {*stated, *(key.partition(".")[0] for key in stated)}
        for key in sourced - known:
            hint = did_you_mean(key, sorted(known)) or "Remove it, or state the figure under item."
            self._at(document, ("figures", key), f'the item does not state "{key}".', hint)

    def _at(self, document: Document, loc: tuple[str | int, ...], message: str, hint: str) -> None:
        place = document.place(loc)
        self.problems.append(Problem(document.path, place.line, place.column, message, hint))


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text else None
