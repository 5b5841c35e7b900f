"""The rules as they stood at a git revision of the repository that the service reads its rules from.

For trying questions out: what was answered by earlier rules, and why another answer comes now. The register and the
screening list are those of today.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chipgate import Rulebook
from chipgate.errors import InvalidQuestion, InvalidRulebook, Problem, UnknownRevision
from chipgate.files import git
from chipgate.files.house_files import HouseFiles
from chipgate.files.rule_files import load_files
from chipgate.surfaces.rules_at_hand import cache_folder, rule_folders
from chipgate.surfaces.settings import Settings

KEPT = 4
"""Revisions whose rules stay in memory, some tens of megabytes each."""


class EarlierRules:
    """Rules of revisions, read in a thread of their own, since reading some for the first time takes seconds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._kept: dict[str, Rulebook] = {}
        self._thread = ThreadPoolExecutor(1, "chipgate-revisions")

    async def at(self, revision: str) -> Rulebook:
        """The rules of a revision, with its house packs.

        Raises:
            InvalidQuestion: there is no such revision, or this release cannot read its rules; or the rules are in no
                git repository, or must be signed.
        """
        found = self._kept.get(revision)  # by its full id, which alone always names the same
        if found is not None:
            return found
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._read, revision)

    def close(self) -> None:
        """Finish what is being read, and take nothing more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, revision: str) -> Rulebook:
        if self._settings.rules_key:
            raise _refused("the rules of this service must be signed, and those of a revision are not.")
        folders = rule_folders(self._settings.rules)
        repository = _repository_of(folders.base)
        if repository is None:
            raise _refused("the rules of this service are in no git repository.")
        commit = _commit(repository, revision)
        if commit in self._kept:
            return self._kept[commit]
        base, *houses = (_files_at(repository, commit, folder) for folder in (folders.base, *folders.houses))
        packs = [HouseFiles(folder.resolve().name, files) for folder, files in zip(folders.houses, houses, strict=True)]
        try:
            rulebook = load_files(base, folders.base.name, packs, cache_folder())
        except InvalidRulebook as error:
            many = f" It has {len(error.problems)} problems in all." if len(error.problems) > 1 else ""
            raise _refused(f"this release cannot read the rules of that revision. {error.problems[0]}{many}") from None
        if len(self._kept) >= KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[commit] = rulebook
        return rulebook


def _repository_of(folder: Path) -> Path | None:
    try:
        return git.repository_of(folder).resolve()
    except UnknownRevision:
        return None


def _commit(repository: Path, revision: str) -> str:
    try:
        return git.resolve(repository, revision)
    except UnknownRevision:  # whose words name folders of this machine
        hint = "GET /v1/revisions lists those that changed the rules."
        raise _refused(f'there is no revision "{revision}" in the repository of the rules.', hint) from None


def _files_at(repository: Path, commit: str, folder: Path) -> dict[str, bytes]:
    """The files of a folder of rules; without one of them the rules would be others, and perhaps looser."""
    if _repository_of(folder) != repository:
        raise _refused(f"the house pack {folder.name} is not in the repository of the rules.")
    try:
        return git.rule_files_at(repository, commit, folder.resolve().relative_to(repository).as_posix())
    except UnknownRevision:
        raise _refused(f'at that revision there were no rules in "{folder.name}".') from None


def _refused(message: str, hint: str = "") -> InvalidQuestion:
    return InvalidQuestion([Problem("", message=message, hint=hint, pointer="/revision")])
