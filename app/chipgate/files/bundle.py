"""A bundle: the rule files of one folder in one file, byte for byte the same whoever makes it, with what it says of
itself (the manifest) and, where it is signed, a signature over that.

It is a plain tar archive: manifest.json, signature.json where signed, then rules/… in order, with fixed times, owners
and modes. It is not compressed, since compressors differ. Whether a signature is to be trusted is not judged here.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from chipgate.errors import InvalidBundle, Problem

SUFFIX = ".bundle"
MOST_BYTES = 64 * 1024 * 1024
MANIFEST, SIGNATURE, FOLDER = "manifest.json", "signature.json", "rules/"
_AGAIN = "Get it again from whoever made it."

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    def written(self) -> bytes:
        """The one way to write it: JSON with sorted keys, no spaces, UTF-8."""
        content = self.model_dump(mode="json")
        return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Manifest(_Page):
    """What a bundle says of itself. A signature is over these bytes, and so over every file."""

    form: Literal["chipgate-rules-bundle/1"] = "chipgate-rules-bundle/1"
    version: int = Field(ge=0, le=2**53 - 1)
    """Counts up with every bundle that is published: a lower one is an older one."""
    name: str = Field(min_length=2, max_length=40)
    """What is bundled: us for a whole set of rules, else the short name of a house. Versions count for each name."""
    digest: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")] | None = None
    """The digest of the rulebook, as whoever bundled read it; None for a house pack, which is none alone."""
    not_after: dt.date | None = None
    """The last day on which the signature counts."""
    files: dict[str, Sha256]
    """The SHA-256 of each file, by its path below the folder of rules."""


class Signature(_Page):
    """Who signed the manifest: an Ed25519 key (base64), its id, and the signature (base64)."""

    key_id: str
    public_key: str
    signature: str

    @model_validator(mode="after")
    def _in_one_way(self) -> Signature:
        """Base64 has several spellings of the same bytes; only one is written."""
        key, signature = (base64.b64decode(text, validate=True) for text in (self.public_key, self.signature))
        if [base64.b64encode(one).decode("ascii") for one in (key, signature)] != [self.public_key, self.signature]:
            raise ValueError("base64 that is not written in the one way")
        if hashlib.sha256(key).hexdigest()[:16] != self.key_id:
            raise ValueError("the key has another id")
        return self


_Kind = TypeVar("_Kind", bound=_Page)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose bytes are whole. Its signature, if any, has not been judged."""

    manifest: Manifest
    files: Mapping[str, bytes]
    signature: Signature | None = None

    def packed(self) -> bytes:
        """The archive: the same bytes for the same content, everywhere."""
        pages = {MANIFEST: self.manifest.written()}
        if self.signature is not None:
            pages[SIGNATURE] = self.signature.written()
        pages |= {FOLDER + path: self.files[path] for path in sorted(self.files)}
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT, encoding="utf-8") as archive:
            for name, content in pages.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                entry.mode = 0o644
                archive.addfile(entry, io.BytesIO(content))
        return packed.getvalue()


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """The SHA-256 of each file, in the order of their paths."""
    return {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}


def read_bundle(path: Path) -> dict[str, bytes]:
    """The rule files of a bundle, by their path below the folder of rules. Its signature is not judged.

    Raises:
        InvalidBundle: it cannot be read, is no bundle, or is not what was bundled, to the byte.
    """
    return dict(open_bundle(path).files)


def open_bundle(path: Path) -> Bundle:
    """All that a bundle holds. Its signature is not judged.

    Raises:
        InvalidBundle: it cannot be read, is no bundle, or is not what was bundled, to the byte.
    """
    shown = str(path)
    try:
        with path.open("rb") as file:
            packed = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(shown, f"this bundle cannot be read: {error.strerror}.") from None
    return bundle_in(packed, shown)


def bundle_in(packed: bytes, shown: str) -> Bundle:
    """The same from its bytes; `shown` names it in problems.

    Raises:
        InvalidBundle: as `open_bundle`.
    """
    if len(packed) > MOST_BYTES:
        raise _refused(shown, f"this is larger than a bundle may be ({MOST_BYTES // 2**20} MiB).")
    pages = _unpacked(packed, shown)
    if MANIFEST not in pages:
        raise _refused(shown, f"this is no bundle of rules: it has no {MANIFEST}.", "chipgate rules bundle makes one.")
    manifest = _page(Manifest, pages.pop(MANIFEST), shown, MANIFEST)
    signature = _page(Signature, pages.pop(SIGNATURE), shown, SIGNATURE) if SIGNATURE in pages else None
    files = {name.removeprefix(FOLDER): content for name, content in pages.items()}
    found = hashes_of(files)
    problems = [
        _changed(shown, f"{FOLDER}{name}", name in found, name in manifest.files)
        for name in sorted({*found, *manifest.files})
        if found.get(name) != manifest.files.get(name)
    ]
    if problems:
        raise InvalidBundle(problems)
    bundle = Bundle(manifest, files, signature)
    if bundle.packed() != packed:
        raise _refused(shown, "bytes between its files are not as they were bundled.", _AGAIN)
    return bundle


def _unpacked(packed: bytes, shown: str) -> dict[str, bytes]:
    pages: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(packed), mode="r:", encoding="utf-8") as archive:
            for entry in archive:
                plain = entry.type == tarfile.REGTYPE and not entry.issparse()  # a sparse one may claim any size
                content = archive.extractfile(entry) if plain else None
                if content is None or entry.name in pages:
                    raise _refused(shown, f"{entry.name!r} has no place in a bundle.", _AGAIN)
                pages[entry.name] = content.read()
    except (tarfile.TarError, ValueError, LookupError, OverflowError, EOFError, OSError, RecursionError):
        raise _refused(shown, "this is no bundle of rules, or is damaged.", _AGAIN) from None
    return pages


def _page(kind: type[_Kind], text: bytes, shown: str, name: str) -> _Kind:
    try:
        page = kind.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise _refused(shown, f"its {name} is not of this form{f' ({place})' if place else ''}: {first['msg']}.", _AGAIN
                       ) from None  # fmt: skip
    if page.written() != text:
        raise _refused(shown, f"its {name} is not written as chipgate writes it.", _AGAIN)
    return page


def _changed(shown: str, name: str, there: bool, named: bool) -> Problem:
    what = "is not the file that was bundled" if there and named else "is missing" if named else "was put in later"
    return Problem(shown, message=f"{name} {what}: its SHA-256 is not in the manifest."
                   if there else f"{name} {what}.", hint=_AGAIN)  # fmt: skip


def _refused(shown: str, message: str, hint: str = "") -> InvalidBundle:
    return InvalidBundle([Problem(shown, message=message, hint=hint)])
