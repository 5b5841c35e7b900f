"""The rules that a surface answers from: folders that were named, or those that come with chipgate, read once.

A named folder with verdicts.yaml is a whole set of rules and takes the place of the shipped one; one with a pack.yaml
of its own is a house pack, which tightens it. What was read is kept in compiled form in the user's cache folder
(XDG_CACHE_HOME, or ~/.cache), under a key of its content; without one, the rule files are read every time.

A bundle (files.bundle) may stand for any folder. Where CHIPGATE_RULES_KEY names public keys, nothing is answered from
but bundles that one of them signed (surfaces.trusted_rules).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from chipgate import Rulebook
from chipgate.errors import Problem, UntrustedBundle
from chipgate.files.house_files import HouseFiles
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import PACK, VERDICTS, files_in, load_files, load_rulebook

from .clock import today

FOLDERS = "CHIPGATE_RULES"
"""Names rule folders where no option does, separated as in PATH."""
KEYS = "CHIPGATE_RULES_KEY"
"""Names the public keys that must have signed the rules, separated as in PATH."""


@dataclass(frozen=True, slots=True)
class RuleFolders:
    """A folder of law, and the house packs beside it. `law_named`: whether the law was named too, or is the shipped
    one."""

    base: Path
    houses: tuple[Path, ...]
    law_named: bool

    def by_house(self, rulebook: Rulebook) -> dict[str, Path]:
        """The folder of each house, by the short name that the ids of its provisions begin with."""
        return dict(zip(rulebook.houses, self.houses, strict=True))


def rule_folders(named: Path | Sequence[Path] | None) -> RuleFolders:
    """Sort the folders that were named: the first with verdicts.yaml is the law, else the shipped one is."""
    folders = [named] if isinstance(named, Path) else list(named or ())
    pages = {folder: _pages(folder) for folder in folders}
    if len(folders) == 1 and PACK not in pages[folders[0]]:
        return RuleFolders(folders[0], (), True)  # What it lacks is said of it as a folder of law.
    # A house pack with a verdict table is no whole set of rules: it will be refused as what it is.
    base = next((folder for folder in folders if pages[folder] == {VERDICTS}), None)
    houses = list(folders)
    if base is None:
        return RuleFolders(rules_folder(), tuple(houses), False)
    houses.remove(base)
    return RuleFolders(base, tuple(houses), True)


def _pages(folder: Path) -> set[str]:
    """Which of verdicts.yaml and pack.yaml a folder or a bundle has at its top."""
    pages = {VERDICTS, PACK}
    return pages & set(files_in(folder)) if folder.is_file() else {one for one in pages if (folder / one).is_file()}


def rules_at_hand(
    named: Path | Sequence[Path] | None, keys: Sequence[Path] | None = None, state: Path | None = None
) -> Rulebook:
    """The rulebook of the folders that were named, or the shipped one.

    `keys` are the public keys that must have signed it (None: those that the environment names); `state` the folder
    that remembers which versions were used, where there is one.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: with every problem of every file.
        InvalidBundle, UntrustedBundle, ExpiredBundle, SupersededBundle: a bundle is not to be used.
        InvalidSettings: a key cannot be read.
    """
    folders = rule_folders(named)
    required = keys_required() if keys is None else keys
    if required:
        return _signed_rules(folders, required, state)
    return load_rulebook(folders.base, cache_folder(), house=folders.houses)


def keys_required() -> list[Path]:
    """The public keys of which the environment says that one must have signed the rules."""
    return folders_in(os.environ.get(KEYS))


def refuse_unsigned(shown: str) -> None:
    """Refuse rules that cannot be signed where a signature is required.

    Raises:
        UntrustedBundle: the environment requires one.
    """
    if keys_required():
        raise _not_signed(shown)


def _signed_rules(folders: RuleFolders, keys: Sequence[Path], state: Path | None) -> Rulebook:
    from chipgate.files.bundle import open_bundle

    from .trusted_rules import UsedVersions, judge, trusted_keys

    trusted, used = trusted_keys(keys), UsedVersions(state) if state is not None else None
    opened = []
    for path in (folders.base, *folders.houses):
        if path.is_dir():
            raise _not_signed(str(path))
        bundle = open_bundle(path)
        judge(str(path), bundle, trusted, today())
        if used is not None:
            used.check(str(path), bundle)
        opened.append((str(path), bundle))
    houses = [HouseFiles(path.name, one.files) for path, (_, one) in zip(folders.houses, opened[1:], strict=True)]
    # From the signed files alone: nobody has signed what is in the cache folder.
    rulebook = load_files(opened[0][1].files, folders.base.name, houses)
    if used is not None:
        used.remember(opened)
    return rulebook


def _not_signed(shown: str) -> UntrustedBundle:
    hint = f"Name a signed bundle with --rules (chipgate rules bundle --sign), or unset {KEYS}."
    return UntrustedBundle([Problem(shown, message="these rules are not signed, and must be.", hint=hint)])


def folders_in(text: str | None) -> list[Path]:
    """The folders that the environment names."""
    return [Path(word) for word in (text or "").split(os.pathsep) if word]


def cache_folder() -> Path | None:
    """The folder of compiled rules; None where the user has none."""
    named = os.environ.get("XDG_CACHE_HOME")
    if named and Path(named).is_absolute():
        return Path(named) / "chipgate"
    with suppress(RuntimeError):  # no home folder, as in some containers
        return Path.home() / ".cache" / "chipgate"
    return None
