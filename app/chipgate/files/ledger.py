"""The ledger of draw-downs: what was shipped under each license, one JSON line per draw, appended and never changed.

Each line carries the SHA-256 of the one before it and its own, so that a line changed, removed or put in between shows;
cutting off whole lines at the end does not. A lock on the file makes check and draw one step: two processes cannot both
draw the last of a cap. What time it is, the caller says.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import IO, Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chipgate.errors import CapExceeded, InvalidLedger, Problem
from chipgate.model.exact import exact_text
from chipgate.model.item import Figure
from chipgate.model.license import License, LicenseInHand
from chipgate.model.license_state import over_cap

START = "0" * 64
"""What the first line has for the line before it."""
_HINT = "Nothing is drawn or answered from it. Put back the last good copy, and find out who changed it."


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    license: str
    units: Annotated[int, Field(strict=True, ge=1)]
    tpp_per_unit: Figure | None
    consignee: str | None
    question: str
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn from one license so far: pieces, and their TPP in all (None where some draw did not know it)."""

    units: int = 0
    tpp: Fraction | None = Fraction(0)


@dataclass(frozen=True, slots=True)
class Draw:
    """One shipment under one license. `at` is the time in ISO 8601, `question` the SHA-256 of what was asked."""

    license: License
    units: int
    tpp_per_unit: Fraction | None
    at: str
    consignee: str | None
    question: str


class Ledger:
    """A ledger file. An empty file is a ledger in which nothing was drawn; a missing one is refused."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all_drawn(self) -> dict[str, Drawn]:
        """What was drawn from each license that the ledger names.

        Raises:
            InvalidLedger: there is no such file, or its chain is broken.
        """
        with self._open(fcntl.LOCK_SH) as stream:
            return _sums(self._lines(stream))

    def drawn(self, number: str) -> Drawn:
        """What was drawn from one license."""
        return self.all_drawn().get(number, Drawn())

    def in_hand(self, license: License) -> LicenseInHand:
        """A license with what was drawn from it so far."""
        return _in_hand(license, self.drawn(license.number))

    def draw(self, draws: Sequence[Draw]) -> None:
        """Record draws, all or none, if each still fits its cap. When this returns, they are on the disk.

        Raises:
            CapExceeded: a draw does not fit what is left by now. Nothing was drawn.
            InvalidLedger: there is no such file, or its chain is broken. Nothing was drawn.
        """
        with self._open(fcntl.LOCK_EX) as stream:
            lines = list(self._lines(stream))
            sums, previous, text = _sums(lines), lines[-1].digest if lines else START, b""
            for draw in draws:
                number = draw.license.number
                held = _in_hand(draw.license, sums.get(number, Drawn()))
                failed = over_cap(held, draw.units, draw.tpp_per_unit)
                if failed:
                    said = " ".join(term.sentence for term in failed)
                    raise CapExceeded(f"{said} Nothing was drawn: do not ship, and ask anew.")
                line = _line(draw, previous)
                sums[number], previous = _plus(sums.get(number, Drawn()), line), line.digest
                text += json.dumps(line.model_dump(mode="json"), ensure_ascii=False).encode() + b"\n"
            _append(stream.fileno(), text)

    @contextmanager
    def _open(self, lock: int) -> Iterator[IO[bytes]]:
        try:
            stream = self._path.open("r+b" if lock == fcntl.LOCK_EX else "rb")
        except FileNotFoundError:
            hint = "Where nothing was drawn yet, begin one with an empty file."
            raise InvalidLedger([Problem(str(self._path), message="there is no such ledger.", hint=hint)]) from None
        with stream:
            fcntl.flock(stream, lock)  # given back when the file is closed, also by the end of the process
            yield stream

    def _lines(self, stream: IO[bytes]) -> Iterator[_Line]:
        previous = START
        for number, text in enumerate(stream, 1):
            line = self._line(text, number)
            if line.previous != previous:
                raise self._broken(number, "does not follow the line before it: one was changed, taken out or put in.")
            if line.digest != _digest(line):
                raise self._broken(number, "is not what was written: its digest is another.")
            previous = line.digest
            yield line

    def _line(self, text: bytes, number: int) -> _Line:
        if not text.endswith(b"\n"):
            raise self._broken(number, "is not whole.")
        try:
            return _Line.model_validate_json(text)
        except ValidationError:
            raise self._broken(number, "is not a line of a ledger.") from None

    def _broken(self, number: int, what: str) -> InvalidLedger:
        return InvalidLedger([Problem(str(self._path), number, 1, f"this line {what}", _HINT)])


def _append(file: int, text: bytes) -> None:
    """Write at the end, whole or not at all."""
    end = os.lseek(file, 0, os.SEEK_END)
    try:
        while text:
            text = text[os.write(file, text) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise


def _line(draw: Draw, previous: str) -> _Line:
    each = None if draw.tpp_per_unit is None else Decimal(exact_text(draw.tpp_per_unit))
    line = _Line(
        at=draw.at, license=draw.license.number, units=draw.units, tpp_per_unit=each, consignee=draw.consignee,
        question=draw.question, previous=previous, digest="",
    )  # fmt: skip
    return line.model_copy(update={"digest": _digest(line)})


def _digest(line: _Line) -> str:
    """SHA-256 of what a line says, the digest of the line before it included."""
    said = {name: value for name, value in line.model_dump(mode="json").items() if name != "digest"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _sums(lines: Iterator[_Line] | list[_Line]) -> dict[str, Drawn]:
    found: dict[str, Drawn] = {}
    for line in lines:
        found[line.license] = _plus(found.get(line.license, Drawn()), line)
    return found


def _plus(drawn: Drawn, line: _Line) -> Drawn:
    each = line.tpp_per_unit
    tpp = None if drawn.tpp is None or each is None else drawn.tpp + line.units * Fraction(each)
    return replace(drawn, units=drawn.units + line.units, tpp=tpp)


def _in_hand(license: License, drawn: Drawn) -> LicenseInHand:
    tpp = None if drawn.tpp is None else Decimal(exact_text(drawn.tpp))
    return LicenseInHand.model_construct(license=license, drawn_units=drawn.units, drawn_tpp=tpp)
