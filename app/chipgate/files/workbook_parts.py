"""One more sheet in a workbook that is somebody's own: every other part is copied byte for byte.

A workbook is a zip of parts. Three of them name the sheets and are extended (the list of sheets, its relations, the
content types), and the styles get new entries at the end, so that no number that an existing cell refers to changes.
Reading a workbook into a library and saving it anew would lose what that library does not know.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from chipgate.errors import InvalidCatalog, Problem

from .still_archive import StillArchive

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STYLES, _TYPES = "xl/styles.xml", "[Content_Types].xml"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767


class NewSheet:
    """The sheet being written, row by row."""

    def __init__(self, part: BinaryIO, styles: Mapping[str, int], path: str) -> None:
        self._part, self._styles, self._path = part, styles, path
        self._rows = 0

    def row(self, cells: Sequence[str], looks: Sequence[str] = ()) -> None:
        """Append a row of texts; `looks` name the styles of its first cells.

        Raises:
            InvalidCatalog: the sheet is full.
        """
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise InvalidCatalog([Problem(self._path, message=f"a sheet has {MOST_ROWS:,} rows at most.",
                                          hint="Write CSV or Parquet.")])  # fmt: skip
        found = []
        for number, text in enumerate(cells):
            style = self._styles.get(looks[number] if number < len(looks) else "", 0)
            said = escape(_NO_XML.sub("�", text[:LONGEST_CELL]))
            look = f' s="{style}"' if style else ""
            if text:
                found.append(f'<c r="{_letters(number)}{self._rows}"{look} t="inlineStr">'
                             f'<is><t xml:space="preserve">{said}</t></is></c>')  # fmt: skip
        self._part.write(f'<row r="{self._rows}">{"".join(found)}</row>'.encode())


@contextmanager
def appended_sheet(
    workbook: Path, name: str, out: BinaryIO, fills: Mapping[str, str], widths: Sequence[int]
) -> Iterator[NewSheet]:
    """Write a copy of a workbook with a new last sheet to a stream; the sheet is filled inside the `with`.

    `fills` are looks by name, each a colour (RRGGBB); "head" is bold.

    Raises:
        InvalidCatalog: not a workbook, a name that a sheet cannot have or that one has already.
    """
    shown = str(workbook)
    _check_name(name, shown)
    try:
        source = zipfile.ZipFile(workbook)
    except zipfile.BadZipFile:
        raise _refused(shown, "not an .xlsx workbook.", "Save it as .xlsx, without a password.") from None
    with source, StillArchive(out, "w", zipfile.ZIP_DEFLATED) as target:
        parts = set(source.namelist())
        if not {_BOOK, _RELATIONS, _TYPES} <= parts:
            raise _refused(shown, "not an .xlsx workbook.", "Save it as .xlsx in a spreadsheet program.")
        if any(part.startswith("_xmlsignatures") for part in parts):
            raise _refused(shown, "the workbook is signed; a new sheet would break the signature.", "Use a copy.")
        try:
            changed, part, styles = _extended(source, parts, name, shown, fills)
            for info in source.infolist():
                if info.filename in changed:
                    target.writestr(info.filename, changed[info.filename])
                elif not info.is_dir():
                    with source.open(info) as old, target.open(info.filename, "w", force_zip64=True) as new:
                        while chunk := old.read(1 << 20):
                            new.write(chunk)
        except (zipfile.BadZipFile, UnicodeDecodeError) as error:
            raise _refused(shown, f"damaged: {error}.", "Open it in a spreadsheet program and save it anew.") from None
        with target.open(part, "w", force_zip64=True) as stream:
            columns = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
                              for n, width in enumerate(widths, start=1))  # fmt: skip
            stream.write(f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{_MAIN}">'
                         f'<sheetViews><sheetView workbookViewId="0"><pane xSplit="2" ySplit="1" topLeftCell="C2" '
                         f'activePane="bottomRight" state="frozen"/></sheetView></sheetViews>'
                         f"<cols>{columns}</cols><sheetData>".encode())  # fmt: skip
            yield NewSheet(stream, styles, shown)  # type: ignore[arg-type]
            stream.write(b"</sheetData></worksheet>")


def _extended(
    source: zipfile.ZipFile, parts: set[str], name: str, shown: str, fills: Mapping[str, str]
) -> tuple[dict[str, bytes], str, dict[str, int]]:
    """The parts that name the sheets, extended; the new sheet's part; the number of each look."""
    book, relations, types = (source.read(part).decode("utf-8-sig") for part in (_BOOK, _RELATIONS, _TYPES))
    sheets = _SHEET.findall(book)
    names = [found[1] for sheet in sheets if (found := re.search(r'\sname="([^"]*)"', sheet))]
    if escape(name, {'"': "&quot;"}).casefold() in {one.replace("&apos;", "'").casefold() for one in names}:
        raise _refused(shown, f'there is a sheet "{name}" already.', "Give the new one another name with --sheet.")
    if _MAIN not in book or not sheets:
        raise _refused(shown, "a workbook of another form (strict Open XML).", "Save it as a plain .xlsx workbook.")
    number = 1 + max(int(found[1]) for sheet in sheets if (found := re.search(r'\ssheetId="(\d+)"', sheet)))
    free = next(n for n in range(1, len(parts) + 2) if f"xl/worksheets/sheet{n}.xml" not in parts)
    id = next(f"rIdChipgate{n}" for n in range(1, len(parts) + 2) if f'"rIdChipgate{n}"' not in relations)
    prefix = _prefix(book, "sheets")
    part = f"xl/worksheets/sheet{free}.xml"
    entry = f'<{prefix}sheet xmlns:r="{_RELATED}" name={quoteattr(name)} sheetId="{number}" r:id="{id}"/>'
    changed = {
        _BOOK: _before(book, "sheets", entry),
        _RELATIONS: _before(relations, "Relationships", f'<{_prefix(relations, "Relationships")}Relationship Id="{id}" '
                            f'Type="{_RELATED}/worksheet" Target="worksheets/sheet{free}.xml"/>'),
        _TYPES: _before(types, "Types", f'<{_prefix(types, "Types")}Override PartName="/{part}" '
                        f'ContentType="{_TYPE}"/>'),
    }  # fmt: skip
    styles: dict[str, int] = {}
    if _STYLES in parts:
        text = source.read(_STYLES).decode("utf-8-sig")
        changed[_STYLES], styles = _with_looks(text, fills)
    return {name: text.encode() for name, text in changed.items()}, part, styles


def _with_looks(text: str, fills: Mapping[str, str]) -> tuple[str, dict[str, int]]:
    """The styles with a look for each fill at the end; as they were, and no looks, where they have no such lists."""
    if not all(re.search(rf"</(?:\w+:)?{name}>", text) for name in ("fonts", "fills", "cellXfs")):
        return text, {}
    p = _prefix(text, "cellXfs")
    numbers: dict[str, int] = {}
    lists = (("fonts", "font"), ("fills", "fill"), ("cellXfs", "xf"))
    fonts, painted, looks = (_entries(text, *names) for names in lists)
    text = _before(text, "fonts", f"<{p}font><{p}b/></{p}font>", 1)
    text = _before(text, "cellXfs", f'<{p}xf numFmtId="0" fontId="{fonts}" fillId="0" borderId="0" applyFont="1"/>', 1)
    numbers["head"] = looks
    for place, (name, colour) in enumerate(fills.items()):
        fill = (f'<{p}fill><{p}patternFill patternType="solid"><{p}fgColor rgb="FF{colour}"/>'
                f'<{p}bgColor indexed="64"/></{p}patternFill></{p}fill>')  # fmt: skip
        text = _before(text, "fills", fill, 1)
        look = f'<{p}xf numFmtId="0" fontId="0" fillId="{painted + place}" borderId="0" applyFill="1"/>'
        text = _before(text, "cellXfs", look, 1)
        numbers[name] = looks + 1 + place
    return text, numbers


def _entries(text: str, group: str, entry: str) -> int:
    """How many entries a list of the styles has."""
    found = re.search(rf"<(?:\w+:)?{group}[\s>].*?</(?:\w+:)?{group}>", text, re.DOTALL)
    return len(re.findall(rf"<(?:\w+:)?{entry}[\s/>]", found[0])) if found else 0


def _before(text: str, group: str, entry: str, counted: int = 0) -> str:
    """The text with an entry at the end of a group, whose count is raised where it has one."""
    if counted:
        text = re.sub(rf'(<(?:\w+:)?{group}\s[^>]*?count=")(\d+)(")',
                      lambda found: f"{found[1]}{int(found[2]) + counted}{found[3]}", text, count=1)  # fmt: skip
    return re.sub(rf"(?=</(?:\w+:)?{group}>)", lambda _: entry, text, count=1)


def _prefix(text: str, group: str) -> str:
    found = re.search(rf"<(\w+:)?{group}[\s>]", text)
    return (found[1] or "") if found else ""


def _check_name(name: str, shown: str) -> None:
    if not 0 < len(name) <= 31 or _FORBIDDEN.search(name) or name[0] == "'" or name[-1] == "'":
        raise _refused(shown, f'"{name}" cannot be the name of a sheet.',
                       "Up to 31 characters, none of []:*?/\\, no apostrophe at either end.")  # fmt: skip


def _refused(shown: str, message: str, hint: str) -> InvalidCatalog:
    return InvalidCatalog([Problem(shown, message=message, hint=hint)])


def _letters(number: int) -> str:
    """The letters of a column from 0.

    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
