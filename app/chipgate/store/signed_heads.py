"""Signed heads held against the records: each names a row, and the digest that this row had when it was signed."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select, tuple_

from .chain_walk import Walked
from .chains import Head
from .checkpoints import Checkpoint
from .findings import Finding, What, counted
from .record import FIRST
from .tables import records

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Wrong:
    """A head that is not in the log; `there` says whether its row is, with another digest."""

    chain: int
    seq: int
    there: bool
    signed: str


class SignedHeads:
    """Takes in the heads of good signatures, as many as there are, and tells of each chain what does not agree."""

    def __init__(self, connection: Connection, walked: Walked) -> None:
        self._connection = connection
        self._walked = walked
        self._seen: dict[int, tuple[int, str]] = {}
        self._waiting: dict[tuple[int, int], list[tuple[str, str]]] = {}
        self._agree: dict[int, int] = {}
        self._wrong: dict[int, list[Wrong]] = {}
        self._count: dict[int, int] = {}
        self.covered: dict[int, int] = {}
        """How far good signatures cover each chain."""

    def take(self, checkpoint: Checkpoint, where: str) -> None:
        """Take in the heads of a checkpoint that was signed by a trusted key; `where` says which one it is."""
        for chain, seq, digest in checkpoint.heads:
            if self._seen.get(chain) == (seq, digest):
                continue
            self._seen[chain] = seq, digest
            self.covered[chain] = max(seq, self.covered.get(chain, seq))
            self._waiting.setdefault((chain, seq), []).append((digest, where))
        if len(self._waiting) >= _AT_ONCE:
            self._look_up()

    def _look_up(self) -> None:
        places = list(self._waiting)
        for start in range(0, len(places), _AT_ONCE):
            some = places[start : start + _AT_ONCE]
            c = records.c
            query = select(c.chain, c.seq, c.digest).where(tuple_(c.chain, c.seq).in_(some))
            there = {(row.chain, row.seq): row.digest for row in self._connection.execute(query)}
            for place in some:
                for digest, where in self._waiting[place]:
                    self._held(Head(*place, digest), there.get(place), where)
        self._waiting.clear()

    def _held(self, head: Head, digest: str | None, where: str) -> None:
        chain, seq, signed = head
        if digest == signed:
            self._agree[chain] = max(seq, self._agree.get(chain, seq))
            return
        self._count[chain] = self._count.get(chain, 0) + 1
        wrong = self._wrong.setdefault(chain, [])
        wrong.append(Wrong(chain, seq, digest is not None, where))
        if len(wrong) > 2 * _AT_ONCE:  # the lowest of those that are there, and the highest of those that are not
            wrong.sort(key=lambda one: (not one.there, one.seq))
            del wrong[_AT_ONCE:-_AT_ONCE]

    def findings(self) -> list[Finding]:
        """What does not agree, after all were taken in: a finding or two for each chain."""
        self._look_up()
        found = []
        for chain in sorted(self._wrong):
            wrong = sorted(self._wrong[chain], key=lambda one: one.seq)
            told = (
                self._rewritten(chain, [one for one in wrong if one.there]),
                self._cut_off(chain, [one for one in wrong if not one.there]),
            )
            found += [finding for finding in told if finding]
        return found

    def _rewritten(self, chain: int, wrong: list[Wrong]) -> Finding | None:
        unsaid = [one for one in wrong if not self._walked.suspected(chain, one.seq)]
        if not unsaid:
            return None
        first = unsaid[0]
        agree = self._agree.get(chain, 0)
        since = agree + 1 if agree < first.seq else FIRST
        message = (
            f"row {first.seq:,} had another digest when {first.signed} was signed: one of these rows was changed, "
            "and the chain after it worked out anew."
        )
        return Finding(What.REWRITTEN, message, chain, since, first.seq)

    def _cut_off(self, chain: int, wrong: list[Wrong]) -> Finding | None:
        first, last = self._walked.spans.get(chain, (FIRST, FIRST - 1))
        beyond = [one for one in wrong if one.seq > last]
        if not beyond:
            return None  # in a gap, told as such
        furthest = beyond[-1]
        whole = "the whole chain is" if last < first else f"{counted(furthest.seq - last, 'row')} at its end"
        verb = "" if last < first else " is" if furthest.seq - last == 1 else " are"
        message = f"{whole}{verb} missing: {furthest.signed} was signed when row {furthest.seq:,} was there."
        return Finding(What.MISSING, message, chain, last + 1, furthest.seq)
