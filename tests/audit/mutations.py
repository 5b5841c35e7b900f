"""Random edits of the rule files, as a hand might make them: one bound, operator, date, member, entry of a list of
parties, verdict, citation or comment at a time."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from chipgate import Rulebook
from chipgate.errors import InvalidRulebook
from chipgate.files.rule_files import NOT_VERSIONS, VERDICTS, parse_rulebook
from chipgate.files.rule_reader import Known, RuleReader
from chipgate.model.pack import VerdictTable
from chipgate.model.provision import KINDS
from chipgate.model.rulebook import Dated

KINDS_OF_EDIT = ("bound", "operator", "date", "member", "entry", "verdict", "citation", "comment")
_BOUND = re.compile(r"(at_least|above|below|at_most): ([0-9.]+(?:e\+?[0-9]+)?)")
_OTHER = {"at_least": ("above", "below"), "above": ("at_least", "at_most"), "below": ("at_most", "at_least"),
          "at_most": ("below", "above")}  # fmt: skip
_VERDICTS = ("allowed", "license-required", "blocked")
_MEMBERS = re.compile(r"(countries|destination|in): \[([^\]]+)\]")
_ENTRY = re.compile(r"(name|subsidiaries|government_of): (\S[^,}\n]*)(?=[,}])")
_WRITTEN = {"bound": _BOUND, "operator": _BOUND, "member": _MEMBERS, "citation": re.compile("(  text: )(.*)"),
            "entry": _ENTRY}  # fmt: skip
_JOINING = ("TW", "VN", "IN", "MO", "DE", "KZ")


@dataclass(frozen=True)
class Edit:
    """One edit: what kind, where, the file as it is then, and under which name (another one, where a date moves)."""

    kind: str
    path: str
    text: bytes
    name: str

    def __str__(self) -> str:
        return f"{self.kind} of {self.path}" + (f" to {self.name}" if self.name != self.path else "")


class Edits:
    """A stream of edits by a seed; each leaves rules that can be read."""

    def __init__(self, files: Mapping[str, bytes], rulebook: Rulebook, seed: int) -> None:
        self._files = {path: text for path, text in sorted(files.items()) if "/" in path}
        self._versions = [path for path in self._files if path.rsplit("/", 1)[1] not in NOT_VERSIONS]
        self._lists = [path for path in self._versions if "/lists/" in path]
        self._table = files[VERDICTS]
        self._all = dict(files)
        self._rulebook = rulebook
        self._known = Known()
        self._chance = random.Random(seed)

    def next(self) -> tuple[Edit, Rulebook]:
        """The next edit, with the rulebook that it leaves."""
        while True:
            kind = self._chance.choice(KINDS_OF_EDIT)
            while (made := self._made(kind)) is None:
                continue
            rulebook = self._read(made)
            if rulebook is not None:
                return made, rulebook

    def _made(self, kind: str) -> Edit | None:
        if kind == "verdict":
            row = self._chance.choice(re.findall(r"verdict: ([a-z-]+)\}", self._table.decode()))
            other = self._chance.choice([one for one in _VERDICTS if one != row])
            places = [match.span(1) for match in re.finditer(r"verdict: ([a-z-]+)\}", self._table.decode())]
            return Edit(kind, VERDICTS, _at(self._table, self._chance.choice(places), other), VERDICTS)
        path = self._chance.choice(self._lists if kind == "entry" else self._versions)
        text = self._files[path]
        if kind == "comment":
            return Edit(kind, path, text + f"# seen {self._chance.randint(1, 99)}\n".encode(), path)
        if kind == "date":
            return self._moved(path, text)
        matches = list(_WRITTEN[kind].finditer(text.decode()))
        if not matches:
            return None
        match = self._chance.choice(matches)
        if kind == "operator":
            return Edit(kind, path, _at(text, match.span(1), self._chance.choice(_OTHER[match[1]])), path)
        written = {"bound": self._unit, "member": self._members, "entry": self._entry}
        new = written[kind](match[2]) if kind in written else match[2] + " x"
        return Edit(kind, path, _at(text, match.span(2), new), path)

    def _unit(self, written: str) -> str:
        """The figure, one unit in its last place up or down."""
        figure = Decimal(written)
        exponent = figure.as_tuple().exponent
        assert isinstance(exponent, int)
        moved = figure + self._chance.choice((1, -1)) * Decimal(1).scaleb(exponent)
        return format(moved, "f") if "e" not in written else str(moved).lower()

    def _members(self, written: str) -> str:
        listed = [one.strip() for one in written.split(",")]
        if len(listed) > 1 and self._chance.random() < 0.6:
            listed.remove(self._chance.choice(listed))
        else:
            listed.append(self._chance.choice([code for code in _JOINING if code not in listed]))
        return ", ".join(listed)

    def _entry(self, written: str) -> str:
        """An entry with its subsidiaries or without them, of another government, or by another name."""
        if written in ("true", "false"):
            return "false" if written == "true" else "true"
        return self._chance.choice([one for one in _JOINING if one != written]) if written == "AE" else f"{written} One"

    def _moved(self, path: str, text: bytes) -> Edit | None:
        folder, name = path.rsplit("/", 1)
        by = dt.timedelta(days=self._chance.choice((-30, -1, 1, 30)))
        day = dt.date.fromisoformat(name.removesuffix(".yaml")) + by
        moved = f"{folder}/{day}.yaml"
        if moved in self._files:
            return None
        return Edit("date", path, text.replace(f"effective: {name[:-5]}".encode(), f"effective: {day}".encode()), moved)

    def _read(self, edit: Edit) -> Rulebook | None:
        """The rulebook with the one file read anew; None where it cannot be read."""
        before, reader = self._rulebook, RuleReader()
        if edit.path == VERDICTS:
            found = reader.page(edit.text, VERDICTS, VerdictTable)
            return None if found is None else Rulebook(before.pack, found[0], list(before), before.others)
        pack, kind, id, name = edit.name.split("/")
        day = dt.date.fromisoformat(name.removesuffix(".yaml"))
        reader.version(edit.text, edit.name, f"{pack}/{kind}/{id}", KINDS[kind], day)
        if reader.problems or (edit.kind == "date" and not self._whole(edit)):
            return None
        old = dt.date.fromisoformat(edit.path.rsplit("/", 1)[1].removesuffix(".yaml"))
        kept: list[Dated] = [one for one in before if (one.id, one.effective) != (f"{pack}/{kind}/{id}", old)]
        return Rulebook(before.pack, before.verdicts, [*kept, *reader.versions], before.others)


    def _whole(self, edit: Edit) -> bool:
        """Whether the rules hang together after a date has moved: what is referred to must be in force."""
        try:
            rest = {path: text for path, text in self._all.items() if path != edit.path}
            parse_rulebook({**rest, edit.name: edit.text}, known=self._known)
        except InvalidRulebook:
            return False
        return True


def _at(text: bytes, span: tuple[int, int], new: str) -> bytes:
    decoded = text.decode()
    return (decoded[: span[0]] + new + decoded[span[1] :]).encode()
