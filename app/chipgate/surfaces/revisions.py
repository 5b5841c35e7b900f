"""Rules in a git repository: where they stand there, and those of a revision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chipgate import Rulebook
from chipgate.files import git
from chipgate.files.rule_files import load_files

from .rules_at_hand import cache_folder, refuse_unsigned


@dataclass(frozen=True)
class Place:
    """Where the rules are: a folder as seen from here, or else as seen from the top of the repository that we are in.
    It need not be there on disk, since a revision may have it."""

    given: Path

    @cached_property
    def repository(self) -> Path:
        """The top of the repository.

        Raises:
            UnknownRevision: there is none.
        """
        return git.repository_of(self.given if self.given.is_dir() or self.given.is_absolute() else Path())

    @cached_property
    def folder(self) -> str:
        """The folder of rules, from the top of the repository."""
        if not self.given.is_dir() and not self.given.is_absolute():
            return self.given.as_posix()
        return self.given.resolve().relative_to(self.repository.resolve()).as_posix()


def rules_of_revision(place: Place, revision: str, option: str) -> Rulebook:
    """The rules that stood at a place in a git revision; `option` is what named it.

    Raises:
        UnknownRevision: there is no such commit, or it has no rules there.
        InvalidRulebook: with every problem of every file.
        UntrustedBundle: rules have to be signed, which those of a revision are not.
    """
    refuse_unsigned(f"{option} {revision}")
    commit = git.resolve(place.repository, revision)
    files = git.rule_files_at(place.repository, commit, place.folder)
    return load_files(files, f"{revision}:{place.folder}", [], cache_folder())
