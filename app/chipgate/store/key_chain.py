"""Which keys to trust: those given, and those tied to them by endorsements. How a key follows another.

An endorsement is a statement that names the old key and the new one, signed by both: whoever trusts the old one may
trust the new, and the other way round. After it, the old private key may be destroyed. It is kept beside the new
private key, with all endorsements before it, until a service starts with that key and puts them into the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select, text

from chipgate.errors import InvalidSettings, Problem

from .signing import Signer, canonical, key_id_of, put_new, signed_by
from .tables import signing_keys

FORM = "chipgate-key-1"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key as the database and evidence name it. `endorsement` is two signatures with a space between: that of
    the key `endorsed_by`, and its own."""

    key_id: str
    public_key: str
    since: str
    endorsed_by: str | None = None
    endorsement: str | None = None

    def statement(self) -> bytes:
        """What an endorsement signs."""
        return canonical(
            {
                "form": FORM, "key": self.key_id, "public_key": self.public_key, "since": self.since,
                "endorsed_by": self.endorsed_by,
            }
        )  # fmt: skip

    @property
    def is_itself(self) -> bool:
        """Whether it is a key as one is written, and the id that of the public key. A database, or evidence, that
        somebody else wrote may hold anything in its place."""
        stated = [self.key_id, self.public_key, self.since]
        stated += [each for each in (self.endorsed_by, self.endorsement) if each is not None]
        if not all(isinstance(each, str) for each in stated):
            return False
        try:
            "".join(stated).encode()
            return key_id_of(self.public_key) == self.key_id
        except ValueError:
            return False


def trusted(given: Iterable[str], rows: Iterable[Key]) -> dict[str, str]:
    """The public keys to trust, by key id: those given, and all tied to one of them by endorsements, at any remove."""
    found = {key_id_of(public_key): public_key for public_key in given}
    named = {row.key_id: row for row in rows if row.is_itself}
    ties = [pair for row in named.values() if (elder := named.get(row.endorsed_by or "")) for pair in _ties(row, elder)]
    grown = True
    while grown:
        before = len(found)
        found |= {other.key_id: other.public_key for one, other in ties if one.public_key == found.get(one.key_id)}
        grown = len(found) > before
    return found


def _ties(row: Key, elder: Key) -> Iterator[tuple[Key, Key]]:
    """Which of the two vouches for which other."""
    by_elder, _, by_itself = (row.endorsement or "").partition(" ")
    if signed_by(elder.public_key, by_elder, row.statement()):
        yield elder, row
    if signed_by(row.public_key, by_itself, row.statement()):
        yield row, elder


def first_of(rows: Iterable[Key]) -> str | None:
    """The public key that a database named first and no other endorsed: what is trusted where no key is given."""
    roots = [row for row in rows if row.endorsed_by is None and row.is_itself]
    return min(roots, key=lambda row: (row.since, row.key_id)).public_key if roots else None


def rotate(old: Path, new: Path, at: str) -> Key:
    """Make a new private key, and the old key's endorsement of it beside it (`endorsement_path`).

    Raises:
        InvalidSettings: the old key cannot be used, or there is a file already where one would be made. Nothing that
            was there is changed.
    """
    elder = Signer.from_file(old)
    before = endorsements(old)
    if endorsement_path(new).exists():
        raise InvalidSettings([Problem(str(endorsement_path(new)), message="there is such a file already.")])
    younger = Signer.create(new)
    row = Key(younger.key_id, younger.public_key, at, elder.key_id)
    row = replace(row, endorsement=f"{elder.sign(row.statement())} {younger.sign(row.statement())}")
    elders = before or [Key(elder.key_id, elder.public_key, at)]
    content = json.dumps([asdict(each) for each in (*elders, row)], indent=2) + "\n"
    try:
        put_new(endorsement_path(new), content.encode(), 0o644)
    except OSError as error:
        new.unlink()
        message = f"the endorsement cannot be written: {error.strerror}. No key was made."
        raise InvalidSettings([Problem(str(endorsement_path(new)), message=message)]) from None
    return row


def endorsement_path(key: Path) -> Path:
    """Where the endorsements of a private key's file lie."""
    return key.with_name(f"{key.name}.endorsement.json")


def endorsements(key: Path) -> list[Key]:
    """The keys that led to a private key's, oldest first, and itself; none where it follows no other.

    Raises:
        InvalidSettings: the file is damaged.
    """
    path = endorsement_path(key)
    try:
        rows = [Key(**row) for row in json.loads(path.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        message = f"these endorsements cannot be read ({type(error).__name__})."
        raise InvalidSettings([Problem(str(path), message=message, hint="Put back a good copy of the file.")]) from None
    if not all(row.is_itself for row in rows):
        raise InvalidSettings([Problem(str(path), message="a key in it does not have the id it says.")])
    return rows


def known(connection: Connection) -> list[Key]:
    """The keys that the database names, oldest first."""
    query = select(signing_keys).order_by(signing_keys.c.since, signing_keys.c.key_id)
    return [Key(*row) for row in connection.execute(query)]


def make_known(connection: Connection, signer: Signer, at: str) -> None:
    """Have the database name a service's public key, and the keys that led to it, where it does not yet. A key that was
    named without its endorsement, which lay elsewhere then, gets it.

    Raises:
        InvalidSettings: the endorsements beside the private key are damaged.
    """
    rows = endorsements(signer.path)
    if not any(row.key_id == signer.key_id for row in rows):
        rows.append(Key(signer.key_id, signer.public_key, at))
    connection.execute(_NAME, [asdict(row) for row in rows])


_NAME = text("""
    INSERT INTO signing_keys (key_id, public_key, since, endorsed_by, endorsement)
    VALUES (:key_id, :public_key, :since, :endorsed_by, :endorsement)
    ON CONFLICT (key_id) DO UPDATE
    SET since = excluded.since, endorsed_by = excluded.endorsed_by, endorsement = excluded.endorsement
    WHERE signing_keys.endorsement IS NULL AND excluded.endorsement IS NOT NULL
""")
