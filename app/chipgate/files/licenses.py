"""From a folder of license files to the register of licenses in hand, or to every problem at once.

One file is one license. Whether the provisions it names exist is checked against a rulebook by whoever has one
(`engine.licenses`); `Register.place` says where in the files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from chipgate.errors import InvalidLicenses, Problem
from chipgate.model.license import Cap, License, LicensedItem
from chipgate.model.measures import MEASURES

from .strict_yaml import MAX_BYTES, Document, read
from .validation import Loc, field_names, problems_of

SUFFIX = ".yaml"
_KEYS = [*field_names(License, LicensedItem, Cap), *MEASURES]


@dataclass(frozen=True, slots=True)
class Register:
    """The licenses of a folder, by number, with the files they were read from."""

    licenses: dict[str, License]
    documents: dict[str, Document]

    def place(self, number: str, loc: Loc, message: str, hint: str) -> Problem:
        """A problem with a value of a license, at its line and column."""
        document = self.documents[number]
        line, column = document.position(loc)
        return Problem(document.path, line, column, message, hint)


def read_licenses(folder: Path) -> Register:
    """Read every license file of a folder (`*.yaml`), in the order of their names.

    Raises:
        InvalidLicenses: there is no such folder or nothing in it, or with every problem of every file.
    """
    if not folder.is_dir():
        hint = "Name the folder that holds one .yaml file per license."
        raise InvalidLicenses([Problem(str(folder), message="is not a folder of licenses.", hint=hint)])
    problems: list[Problem] = []
    register = Register({}, {})
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.suffix == ".yml":
            problems.append(Problem(str(path), message="ends in .yml.", hint="Name it .yaml, so that it is read."))
        if path.suffix != SUFFIX:
            continue
        for document, license in _read(path, problems):
            _add(register, document, license, problems)
    if problems:
        raise InvalidLicenses(problems)
    if not register.licenses:
        hint = "Write one license per file, as examples/licenses shows."
        raise InvalidLicenses([Problem(str(folder), message="holds no license.", hint=hint)])
    return register


def _read(path: Path, problems: list[Problem]) -> Iterator[tuple[Document, License]]:
    with path.open("rb") as stream:
        document, found = read(stream.read(MAX_BYTES + 1), str(path))
    problems += found
    if document is None:
        return
    try:
        yield document, License.model_validate(document.value)
    except ValidationError as error:
        problems += problems_of(error, document.value, document.path, document.position, _KEYS)


def _add(register: Register, document: Document, license: License, problems: list[Problem]) -> None:
    """One license per number, whatever the case: two files would be two caps."""
    twin = next((known for known in register.licenses if known.casefold() == license.number.casefold()), None)
    if twin is None:
        register.licenses[license.number] = license
        register.documents[license.number] = document
        return
    line, column = document.position(("number",))
    message = f"license {license.number} stands in {register.documents[twin].path} too."
    problems.append(Problem(document.path, line, column, message, "Keep one file per license."))
