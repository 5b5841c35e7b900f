"""Which bundles of rules are answered from: those that a trusted key has signed, in time, and none older than one that
was used before.

A trusted key is a public key in PEM. A line `Not-After: 2027-01-31` above it says the last day on which it counts.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chipgate.errors import ExpiredBundle, InvalidSettings, Problem, SupersededBundle, UntrustedBundle
from chipgate.files.bundle import Bundle, Signature

USED = "rules-used.json"
"""In the state folder: the newest version of each set of rules that was answered from."""
_MENTION = re.compile(rb"^.*not[-_ \t]*after.*$", re.MULTILINE | re.IGNORECASE)
"""What may be meant as a last day. Unless it is written as one, the key is refused: it must not count for ever."""
_LAST_DAY = re.compile(rb"[ \t]*Not-After:[ \t]*(\S+)[ \t\r]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A public key that may sign rules, and its last day (None: it has none)."""

    shown: str
    public_key: str
    key_id: str
    not_after: dt.date | None


def trusted_keys(paths: Sequence[Path]) -> tuple[TrustedKey, ...]:
    """The keys of PEM files.

    Raises:
        InvalidSettings: one is not there, holds no Ed25519 public key, or a last day that is none.
    """
    from chipgate.store.signing import key_id_of, public_key_in

    found = []
    for path in paths:
        public = public_key_in(path)
        found.append(TrustedKey(str(path), public, key_id_of(public), _last_day(path)))
    return tuple(found)


def signed(bundle: Bundle, key: Path) -> Bundle:
    """The same bundle, signed by the private key of a file.

    Raises:
        InvalidSettings: there is no such key.
    """
    from chipgate.store.signing import Signer

    signer = Signer.from_file(key)
    signature = Signature(
        key_id=signer.key_id, public_key=signer.public_key, signature=signer.sign(bundle.manifest.written())
    )
    return Bundle(bundle.manifest, bundle.files, signature)


def judge(shown: str, bundle: Bundle, keys: Sequence[TrustedKey], day: dt.date) -> TrustedKey:
    """The trusted key that signed a bundle.

    Raises:
        UntrustedBundle: none did.
        ExpiredBundle: one did, whose last day, or that of the signature, is before the day.
    """
    from chipgate.store.signing import signed_by

    ids = ", ".join(key.key_id for key in keys)
    if bundle.signature is None:
        message = f"this bundle is not signed, and rules must be signed by a trusted key ({ids})."
        raise UntrustedBundle([Problem(shown, message=message, hint="chipgate rules bundle --sign KEY.pem signs one.")])
    written, signature = bundle.manifest.written(), bundle.signature.signature
    found = next((key for key in keys if signed_by(key.public_key, signature, written)), None)
    if found is None or found.public_key != bundle.signature.public_key:
        if signed_by(bundle.signature.public_key, signature, written):
            message = f"this bundle is signed by a key that is not trusted. Trusted: {ids}."
        else:
            message = "its signature is not over this manifest: one of the two was changed."
        raise UntrustedBundle([Problem(shown, message=message, hint="Get it again from whoever you trust.")])
    last = bundle.manifest.not_after
    if last is not None and last < day:
        hint = "Get a newer one, or have this one signed anew."
        raise ExpiredBundle([Problem(shown, message=f"its signature counted up to {last}; it is {day}.", hint=hint)])
    if found.not_after is not None and found.not_after < day:
        hint = "Get one that is signed by a newer key, and trust that key."
        message = f"it is signed by key {found.key_id}, which counted up to {found.not_after}; it is {day}."
        raise ExpiredBundle([Problem(shown, message=message, hint=hint)])
    return found


def at_least(shown: str, bundle: Bundle, version: int, why: str = "is asked for") -> None:
    """Refuse an older version than this.

    Raises:
        SupersededBundle: it is one.
    """
    if bundle.manifest.version < version:
        message = f"this is version {bundle.manifest.version}, and version {version} {why}."
        raise SupersededBundle([Problem(shown, message=message, hint="Get the newest one: an older is never used.")])


class UsedVersions:
    """What a service remembers, in its state folder, of the bundles that it answered from."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / USED

    def check(self, shown: str, bundle: Bundle) -> None:
        """Refuse what is older than what was used.

        Raises:
            SupersededBundle: it is; or it is another bundle under the number of the one that was used.
            InvalidSettings: what was remembered cannot be read.
        """
        before = self._read().get(bundle.manifest.name)
        if before is None:
            return
        at_least(shown, bundle, before["version"], "was used before")
        if bundle.manifest.version == before["version"] and _print_of(bundle) != before["manifest"]:
            message = f"another bundle of version {bundle.manifest.version} was used before."
            hint = "Each bundle that is published has a higher version: chipgate rules bundle --version N."
            raise SupersededBundle([Problem(shown, message=message, hint=hint)])

    def remember(self, bundles: Sequence[tuple[str, Bundle]]) -> None:
        """Note that these are answered from now.

        Raises:
            SupersededBundle: another process has meanwhile gone on to a newer one.
            InvalidSettings: the state folder cannot be read or written.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._alone():
                for shown, bundle in bundles:
                    self.check(shown, bundle)
                found = self._read()
                named = {one.manifest.name: {"version": one.manifest.version, "manifest": _print_of(one)}
                         for _, one in bundles}  # fmt: skip
                if found | named != found:
                    self._write(found | named)
        except OSError as error:
            raise InvalidSettings([Problem(str(self._file), message=f"cannot be written: {error.strerror}.")]) from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self._folder / f".{USED}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_bytes())
            return {str(name): {"version": int(one["version"]), "manifest": str(one["manifest"])}
                    for name, one in found.items()}  # fmt: skip
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InvalidSettings([Problem(str(self._file), message=f"cannot be read: {error.strerror}.")]) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            hint = "Remove it only where you know that the rules you name are the newest."
            message = "is damaged: which version of the rules was used last is not known."
            raise InvalidSettings([Problem(str(self._file), message=message, hint=hint)]) from None

    def _write(self, content: dict[str, Any]) -> None:
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=f".{USED}.")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(content, file, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, self._file)


def _print_of(bundle: Bundle) -> str:
    return hashlib.sha256(bundle.manifest.written()).hexdigest()


def _last_day(path: Path) -> dt.date | None:
    mentions = _MENTION.findall(path.read_bytes())
    if not mentions:
        return None
    found = _LAST_DAY.fullmatch(mentions[0]) if len(mentions) == 1 else None
    try:
        return dt.date.fromisoformat(found[1].decode("ascii", "replace") if found is not None else "")
    except ValueError:
        hint = "Write one line, Not-After: 2027-01-31, above the key."
        said = " / ".join(one.decode("utf-8", "replace").strip() for one in mentions)
        raise InvalidSettings([Problem(str(path), message=f'"{said}" is no last day.', hint=hint)]) from None
