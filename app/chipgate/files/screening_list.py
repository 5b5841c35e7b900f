"""Reading a screening list: the Consolidated Screening List in the JSON form that its publisher offers, or entities of
FollowTheMoney, one JSON object per line. Either may be compressed with gzip.

What is not understood is refused, as a party that is passed over would be screened by nobody: a list that chipgate does
not know, an entry without a name, one page of a search. Keys that screening does not need are passed over.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from chipgate.errors import InvalidScreeningList, Problem
from chipgate.model.screening import TITLES, ListedParty, ScreeningList, ScreeningSource, source_titled

from .json_reader import InvalidJson, read_json
from .validation import field_names, problems_of

MAX_BYTES = 512 * 1024 * 1024
"""Of a list, once it is unpacked."""
GET_ONE = "docs/screening.md says where the list is to be had."
_GET_ANOTHER = "Nobody was screened. Get the file anew; if it is as published, this chipgate is too old for it."
_LONGEST_LINE = 1024 * 1024
_ODD_ESCAPE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")


def read_screening_list(path: Path) -> ScreeningList:
    """Read a screening list from a file.

    Raises:
        InvalidScreeningList: with every problem of the file. Then nothing of it is used.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InvalidScreeningList([Problem(str(path), message=f"{error.strerror or error}.", hint=GET_ONE)]) from None
    return parse_screening_list(data, str(path))


def parse_screening_list(data: bytes, path: str) -> ScreeningList:
    """Read a screening list from the bytes of a file. Its digest is that of the bytes as they are, packed or not."""
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    text = _unpacked(data, path)
    if _is_lines(text):
        from .screening_entities import parse_entities

        return ScreeningList(parse_entities(text, path), None, digest)
    document = _json(text, path)
    found = _document(document, path)
    return ScreeningList(tuple(_party(row) for row in found.results), found.search_performed_at, digest)


def _unpacked(data: bytes, path: str) -> bytes:
    problem = ""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            problem = "the gzip file is damaged or not whole."
    if len(data) > MAX_BYTES:
        problem = f"larger than {MAX_BYTES:,} bytes."
    if problem:
        raise InvalidScreeningList([Problem(path, message=problem, hint=_GET_ANOTHER)])
    return data


def _is_lines(text: bytes) -> bool:
    """Whether the first line is an entity of its own."""
    line = text.lstrip()[: _LONGEST_LINE + 1].partition(b"\n")[0]
    if len(line) > _LONGEST_LINE:
        return False
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "schema" in first and "properties" in first


class _Twice(ValueError):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _json(text: bytes, path: str) -> Any:
    """The document. A list has tens of thousands of entries: only one that is odd is read the slow and careful way,
    which says what is wrong with it."""
    if not _ODD_ESCAPE.search(text):
        try:
            return json.loads(text, object_pairs_hook=_object, parse_constant=int)
        except (ValueError, RecursionError):
            pass
    try:
        return read_json(text, path, MAX_BYTES)
    except InvalidJson as error:
        raise InvalidScreeningList(error.problems) from None


def _known_source(text: str) -> ScreeningSource:
    source = source_titled(text)
    if source is None:
        raise ValueError(f'"{text}" is not a list that chipgate knows')
    return source


def _no_blank(value: Any) -> Any:
    return (value.strip() or None) if isinstance(value, str) else value


def _no_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [one for one in value if _no_blank(one) is not None]
    return [] if value is None else value


def _day(value: Any) -> dt.date | None:
    """The day of a time in ISO 8601."""
    if value is None:
        return None
    try:
        return dt.datetime.fromisoformat(value).date()
    except (TypeError, ValueError):
        raise ValueError(f'"{str(value)[:40]}" is not a time such as 2026-09-25T04:15:00+00:00') from None


_Text = Annotated[str, StringConstraints(strict=True, strip_whitespace=True)]
_Maybe = Annotated[_Text | None, BeforeValidator(_no_blank)]
_Texts = Annotated[list[_Text], Field(strict=True), BeforeValidator(_no_nulls)]
_Named = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1)]


class _Address(BaseModel):
    model_config = ConfigDict(extra="ignore")

    country: _Maybe = None


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: _Named
    source: Annotated[_Named, AfterValidator(_known_source)]
    name: _Named
    alt_names: _Texts = []
    type: _Maybe = None
    addresses: Annotated[list[_Address], Field(strict=True), BeforeValidator(_no_nulls)] = []
    country: _Maybe = None
    programs: _Texts = []
    license_requirement: _Maybe = None
    license_policy: _Maybe = None
    federal_register_notice: _Maybe = None
    start_date: _Maybe = None
    end_date: _Maybe = None
    source_list_url: _Maybe = None
    remarks: _Maybe = None


class _Document(BaseModel):
    model_config = ConfigDict(extra="ignore")

    results: Annotated[list[_Row], Field(strict=True, min_length=1)]
    search_performed_at: Annotated[dt.date | None, BeforeValidator(_day)] = None
    total: Annotated[int | None, Field(strict=True)] = None


_KEYS = field_names(_Document, _Row, _Address)


def _document(document: Any, path: str) -> _Document:
    try:
        found = _Document.model_validate(document)
    except ValidationError as error:
        raise InvalidScreeningList(_hinted(problems_of(error, document, path, None, _KEYS))) from None
    if found.total is not None and found.total != len(found.results):
        message = f"this is a part of the list: {len(found.results):,} entries of {found.total:,}."
        raise InvalidScreeningList([Problem(path, message=message, hint=GET_ONE, pointer="/total")])
    return found


def _hinted(problems: Iterable[Problem]) -> Iterable[Problem]:
    known = f"It knows {', '.join(TITLES.values())}."
    for one in problems:
        if one.pointer.endswith("/source") and not one.hint:
            yield replace(one, hint=f"{known} {_GET_ANOTHER}")
        else:
            yield replace(one, hint=_GET_ANOTHER)


def _party(row: _Row) -> ListedParty:
    aliases = (part.strip() for alias in row.alt_names for part in alias.split(";"))
    countries = (*(address.country for address in row.addresses), row.country)
    return ListedParty(
        id=row.id, source=ScreeningSource(row.source), name=row.name,
        alt_names=tuple(dict.fromkeys(filter(None, aliases))), type=row.type,
        countries=tuple(dict.fromkeys(filter(None, countries))), programs=tuple(row.programs),
        license_requirement=row.license_requirement, license_policy=row.license_policy,
        federal_register_notice=row.federal_register_notice, start_date=row.start_date, end_date=row.end_date,
        source_list_url=row.source_list_url, remarks=row.remarks,
    )  # fmt: skip
