"""One change without the others: the new rulebook with every change of meaning undone, and with one of them done.

What a commit changes in words alone is in both, so that what differs between them is the meaning of that one change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from chipgate.model.pack import Pack, VerdictTable
from chipgate.model.rulebook import Dated, Rulebook

from .change import Change, Depth, Kind

_WORDS = ("title", "says", "citation", "already_in_force")
_ID = re.compile(r"[a-z][a-z0-9-]*/[a-z]+/[a-z0-9]+(?:-[a-z0-9]+)*")


class Apart:
    """Two rulebooks and the changes between them, to be looked at one by one."""

    def __init__(self, old: Rulebook, new: Rulebook, found: Iterable[Change]) -> None:
        self._old, self._new = old, new
        self.deep = [change for change in found if change.depth is Depth.MEANING]
        self.before = self._without(self.deep)
        """The new rulebook, meaning what the old one means."""

    def alone(self, change: Change) -> Rulebook | None:
        """The rules before, with one change done; None where it speaks of what only another change brings."""
        found = self._without([other for other in self.deep if other is not change])
        missing = self._known() - set(found.versions)
        if not missing:
            return found
        asked = found.versions.get(change.provision) or found  # Taken away as a whole: some other may still name it.
        return None if any(_named(dated) & missing for dated in asked) else found

    def without(self, changes: Sequence[Change]) -> tuple[Rulebook, list[Change]]:
        """The new rulebook with these changes undone, and which of them are: not those that cannot be without what
        stays. (What stays was then looked at with all of them.)"""
        undone = list(changes)
        while True:
            found = self._without(undone)
            missing = self._known() - set(found.versions)
            named = ((dated.id, _named(dated) & missing) for dated in found) if missing else ()
            tied = {id for by, ids in named if ids for id in (by, *ids)}
            if not any(change.provision in tied for change in undone):
                return found, undone
            undone = [change for change in undone if change.provision not in tied]

    def _known(self) -> set[str]:
        return {*self._old.versions, *self._new.versions}

    def _without(self, undone: Sequence[Change]) -> Rulebook:
        versions = {(dated.id, dated.name): dated for dated in self._new}
        table: VerdictTable = self._new.verdicts
        pack: Pack = self._new.pack
        for change in undone:
            if change.version is None:
                if change.provision == "verdicts":
                    table = self._old.verdicts
                else:
                    pack = pack.model_copy(update={"covered_from": self._old.pack.covered_from})
                continue
            self._undo(change, change.version, versions)
            if change.kind is Kind.MOVED and change.beside is not None:
                self._undo(change, change.beside, versions)
        return Rulebook(pack, table, versions.values(), self._new.others)

    def _undo(self, change: Change, name: str, versions: dict[tuple[str, str], Dated]) -> None:
        was = next((dated for dated in self._old.versions.get(change.provision, ()) if dated.name == name), None)
        now = versions.pop((change.provision, name), None)
        if was is not None:
            versions[change.provision, name] = was if now is None else _reworded(was, now)


def _reworded(was: Dated, now: Dated) -> Dated:
    """What a version meant, in the words that it has now."""
    words = {name: getattr(now.version, name) for name in _WORDS if hasattr(now.version, name)}
    return Dated(was.id, was.version.model_copy(update=words))


def _named(dated: Dated) -> set[str]:
    """The provisions that a version names."""
    text = dated.version.model_dump_json(by_alias=True, exclude={"title", "says", "citation"})
    return set(_ID.findall(text))
