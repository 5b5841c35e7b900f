"""What is asked of a catalog: the file by a safe name, where it goes, on which day, and in which form the answers come;
and the words by which the command line is asked the same."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.sources import COMPRESSED, ENDINGS, format_by_name
from chipgate.surfaces.render.flat import COLUMNS
from chipgate.surfaces.settings import Settings

MOST_PLACES = 20
MAPPING = "mapping.yaml"
_PLACE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_LONGEST_STEM = 80


class Form(StrEnum):
    """In which form the answers come: rows as JSON Lines while it goes on, or a file of the command line."""

    ROWS = "rows"
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"
    MARKDOWN = "markdown"
    HTML = "html"


FILES = {
    Form.CSV: (".csv", "text/csv; charset=utf-8"),
    Form.JSONL: (".jsonl", "application/jsonl"),
    Form.XLSX: (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Form.PARQUET: (".parquet", "application/vnd.apache.parquet"),
    Form.MARKDOWN: (".md", "text/markdown; charset=utf-8"),
    Form.HTML: (".html", "text/html; charset=utf-8"),
}
"""The ending and the type of each file."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One check of a catalog. `shown` is the file's name as it was given, `name` the one it is checked under."""

    shown: str
    name: str
    places: tuple[str, ...]
    date: dt.date
    form: Form
    mapping: str | None

    @property
    def result(self) -> str:
        """The name of the result's file, beside the catalog."""
        return f"answers{FILES[Form.PARQUET if self.form is Form.ROWS else self.form][0]}"

    @property
    def attached(self) -> str:
        """The name under which the result is saved: ASCII, without anything that a header or a shell would read."""
        stem = self.name.split(".")[0]
        return f"{stem}-{'-'.join(self.places[:3])}-{self.date}{FILES[self.form][0]}"

    def words(self, settings: Settings) -> list[str]:
        """What the command line is told, in the folder of the catalog: the rules and the register are the service's."""
        form = Form.PARQUET if self.form is Form.ROWS else self.form
        return [
            "check", self.name, f"--to={','.join(self.places)}", f"--date={self.date}", "--on-error=skip",
            "--progress=json", f"--format={form}", f"--output={self.result}",
            *((f"--columns={','.join(COLUMNS)}",) if self.form is Form.ROWS else ()),
            *((f"--mapping={MAPPING}",) if self.mapping is not None else ()),
            *(f"--rules={folder.absolute()}" for folder in settings.rules),
            *((f"--register={settings.register.absolute()}",) if settings.register is not None else ()),
        ]  # fmt: skip


def asked_of(
    name: str, at: str, to: str, date: dt.date, form: Form, mapping: str | None
) -> Asked:
    """What is asked; `at` is the parameter that names the file.

    Raises:
        InvalidQuestion: with everything that is wrong.
    """
    problems = []
    if format_by_name(Path(name)) is None:
        message = "does not say what the file is written in."
        problems.append(Problem("", message=message, hint=f"It ends in {', '.join(ENDINGS)}.", pointer=at))
    places = tuple(dict.fromkeys(code.strip().upper() for code in to.split(",") if code.strip()))
    if not 0 < len(places) <= MOST_PLACES or not all(map(_PLACE.fullmatch, places)):
        message = f"names 1 to {MOST_PLACES} country codes of ISO 3166-1, separated by commas."
        problems.append(Problem("", message=message, hint="As in to=CN,SG.", pointer="/to"))
    if problems:
        raise InvalidQuestion(problems)
    return Asked(name, safe_name(name), places, date, form, mapping)


def safe_name(name: str) -> str:
    """A file name that means nothing to a shell, a header or a file system, with the same endings.

    >>> safe_name("Preisliste März (2).csv"), safe_name("../../etc/-rf.csv.gz")
    ('Preisliste_Marz_2.csv', 'rf.csv.gz')
    """
    plain = unicodedata.normalize("NFKD", name.replace("\\", "/").rpartition("/")[2])
    path = Path(plain)
    endings = [path.suffix.lower()]
    if endings[0] in COMPRESSED:
        endings.insert(0, path.with_suffix("").suffix.lower())
    stem = plain[: len(plain) - len("".join(endings))]
    kept = re.sub(r"[^A-Za-z0-9_-]+", "_", "".join(one for one in stem if not unicodedata.combining(one)))
    return f"{kept.strip('_-')[:_LONGEST_STEM] or 'catalog'}{''.join(endings)}"
