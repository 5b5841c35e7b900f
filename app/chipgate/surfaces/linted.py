"""Lint over rule folders: what was found, each with its file, line and column, less what a comment lets pass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipgate import Rulebook
from chipgate.audit.lint import lint
from chipgate.audit.lint_rules import BAD_RULES, BY_THE_DAY, OF_NOTHING, RULES, WITHOUT_REASON
from chipgate.audit.lint_seen import STALE_AFTER, WITHIN, Found, Seen
from chipgate.errors import Problem
from chipgate.files.lint_ignores import Ignore, ignores
from chipgate.files.rule_files import PACK, files_in
from chipgate.files.strict_yaml import Document, Loc, read
from chipgate.files.validation import did_you_mean
from chipgate.model.finding import Finding

from .cases import Cases
from .rules_at_hand import rule_folders

_NEVER = frozenset({BAD_RULES, WITHOUT_REASON, OF_NOTHING})
"""Rules that no comment lets pass."""


def linted(
    named: Sequence[Path] | None, rulebook: Rulebook, today: dt.date, stale_after: int = STALE_AFTER,
    within: int = WITHIN,
) -> tuple[Finding, ...]:  # fmt: skip
    """Every finding in the folders that were named, or in the shipped rules, by place. With house packs alone, theirs.

    Raises:
        InvalidRulebook: with every problem of every case file.
    """
    cases = Cases.read(named, rulebook)
    seen = Seen(rulebook, cases.beside, today, cases.packs, stale_after, within)
    folders = _Folders.of(named, rulebook)
    located = [_located(found, folders) for found in lint(seen)]
    return tuple(sorted(_after_ignores(located, folders, cases.packs), key=Finding.order))


def problem_findings(problems: Sequence[Problem], named: Sequence[Path] | None) -> tuple[Finding, ...]:
    """What is wrong with rule files, as findings of the rule bad-rules."""
    folders = rule_folders(named)
    found = []
    for problem in problems:
        path = problem.path
        for folder in (folders.base, *folders.houses):
            if path.startswith(f"{folder.name}/"):
                path = f"{_shown(folder)}{path.removeprefix(folder.name)}"
                break
        level = RULES[BAD_RULES].level
        found.append(Finding(BAD_RULES, level, problem.message, path, problem.line, problem.column, problem.hint))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _File:
    """A rule file: the folder (or bundle) that it is in, and its path below that."""

    folder: Path
    path: str

    @property
    def shown(self) -> str:
        return f"{_shown(self.folder)}/{self.path}"


@dataclass(frozen=True, slots=True)
class _Folders:
    """The files of each pack: the law's folder has a folder per pack, a house pack is one."""

    base: Path
    houses: dict[str, Path]
    content: dict[Path, dict[str, bytes]]

    @classmethod
    def of(cls, named: Sequence[Path] | None, rulebook: Rulebook) -> _Folders:
        folders = rule_folders(named)
        content = {one: files_in(one) for one in (folders.base, *folders.houses)}
        return cls(folders.base, folders.by_house(rulebook), content)

    def file(self, found: Found) -> _File:
        if isinstance(found.where, str):
            pack, *rest = found.where.split("/")
            name = "cases.yaml" if rest else PACK
        else:
            pack, *rest = found.where.id.split("/")
            name = f"{found.where.name}.yaml"
        inside = [] if pack in self.houses else [pack]
        return _File(self.houses.get(pack, self.base), "/".join((*inside, *rest, name)))

    def files(self, pack: str) -> Iterator[tuple[_File, bytes]]:
        folder = self.houses.get(pack, self.base)
        for path, text in sorted(self.content[folder].items()):
            if pack in self.houses or path.startswith(f"{pack}/"):
                yield _File(folder, path), text


def _located(found: Found, folders: _Folders) -> tuple[_File, Finding]:
    file = folders.file(found)
    document, _ = read(folders.content[file.folder][file.path], "")
    line, column = _place(document, found.loc) if document else (0, 0)
    level = found.level or RULES[found.rule].level
    return file, Finding(found.rule, level, found.message, file.shown, line, column, found.hint)


def _place(document: Document, loc: Loc) -> tuple[int, int]:
    """Where a value stands; of one with parts, its key, which is on the line that a reader looks for."""
    value = document.value
    for part in loc:
        value = value[part] if isinstance(value, (dict, list)) else value  # type: ignore[index]
    return document.position(loc, key=isinstance(value, (dict, list)))


def _after_ignores(located: list[tuple[_File, Finding]], folders: _Folders, packs: frozenset[str]) -> Iterator[Finding]:
    passed: set[int] = set()
    for pack in sorted(packs):
        for file, text in folders.files(pack):
            for ignore in ignores(text):
                there = {number: finding.rule for number, (where, finding) in enumerate(located)
                         if where == file and finding.line == ignore.covers}  # fmt: skip
                matched = {number for number, rule in there.items() if rule in ignore.names and ignore.reason}
                passed |= matched
                yield from _complaints(ignore, file.shown, {there[number] for number in matched})
    yield from (finding for number, (_, finding) in enumerate(located) if number not in passed)


def _complaints(ignore: Ignore, path: str, matched: set[str]) -> Iterator[Finding]:
    def finding(rule: str, message: str, hint: str) -> Finding:
        return Finding(rule, RULES[rule].level, message, path, ignore.line, ignore.column, hint)

    known = [name for name in RULES if name not in _NEVER]
    if not ignore.names:
        yield finding(OF_NOTHING, "this ignore names no rule of lint.", f"Rules: {', '.join(known)}.")
        return
    for name in ignore.names:
        if name not in known:
            hint = did_you_mean(name, known) or "Remove it."
            yield finding(OF_NOTHING, f'"{name}" is not a rule that can be ignored.', hint)
    named = ", ".join(name for name in ignore.names if name in known)
    if named and not ignore.reason:
        hint = f"Write: # lint: ignore {named} because …"
        yield finding(WITHOUT_REASON, f"nothing says why {named} is ignored here, so it is not.", hint)
    elif ignore.reason:
        for name in ignore.names:
            if name in known and name not in matched and name not in BY_THE_DAY:
                yield finding(OF_NOTHING, f"there is no {name} here to ignore.", "Remove it.")


def _shown(file: Path) -> str:
    """A path as whoever runs this can open it, and as a code host knows it where this runs in a checkout."""
    whole, here = file.resolve(), Path.cwd()
    return (whole.relative_to(here) if whole.is_relative_to(here) else whole).as_posix()
