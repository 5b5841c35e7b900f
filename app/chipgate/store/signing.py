"""Ed25519: the private key of a service, in a file of its own and nowhere else, and what is signed with it.

Public keys are written as the base64 of their 32 bytes. A key's id is the first 16 hexadecimal digits of the SHA-256
of those bytes. What is signed is always JSON in the one form of `canonical`.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from chipgate.errors import InvalidSettings, Problem

from .record import sha256


def canonical(content: Mapping[str, Any]) -> bytes:
    """JSON as it is signed: keys sorted, no spaces, characters as they are, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def key_id_of(public_key: str) -> str:
    """The id of a public key.

    Raises:
        ValueError: it is not base64.
    """
    return sha256(base64.b64decode(public_key, validate=True))[:16]


def signed_by(public_key: str, signature: str, data: bytes) -> bool:
    """Whether a signature over the data is that key's; a key or signature that is none has signed nothing."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
        key.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


class Signer:
    """A private key at work. It is never written anywhere but into its file."""

    def __init__(self, private: Ed25519PrivateKey, path: Path) -> None:
        self._private = private
        self.path = path
        self.public_key = base64.b64encode(private.public_key().public_bytes_raw()).decode("ascii")
        self.key_id = key_id_of(self.public_key)

    @classmethod
    def from_file(cls, path: Path) -> Signer:
        """The key of a PKCS #8 PEM file.

        Raises:
            InvalidSettings: there is no such file, others than its owner may read it, or it holds no Ed25519 key.
        """
        try:
            with path.open("rb") as file:
                mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
                content = file.read(65536)
        except OSError as error:
            raise _refused(path, f"this signing key cannot be read: {error.strerror}.") from None
        if mode & 0o077:
            message = f"others than its owner may use this signing key (mode {mode:04o})."
            raise _refused(path, message, f"Run: chmod 600 {path}")
        try:
            private = load_pem_private_key(content, password=None)
        except TypeError:
            raise _refused(path, "this signing key is encrypted.", "Give it without a passphrase, mode 600.") from None
        except Exception:  # also of kinds that the library does not name
            private = None
        if not isinstance(private, Ed25519PrivateKey):
            hint = "Give another path to have one made there, or run: openssl genpkey -algorithm ed25519"
            raise _refused(path, "this is no Ed25519 private key in PEM.", hint)
        return cls(private, path)

    @classmethod
    def create(cls, path: Path) -> Signer:
        """A new key in a new file that only its owner may read. The file is whole or not there, and is on the disk.

        Raises:
            InvalidSettings: there is such a file already, which is never overwritten, or it cannot be written.
        """
        private = Ed25519PrivateKey.generate()
        content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            put_new(path, content, 0o600)
        except FileExistsError:
            raise _refused(path, "there is such a file already, and no key is overwritten.") from None
        except OSError as error:
            raise _refused(path, f"the signing key cannot be written: {error.strerror}.") from None
        return cls(private, path)

    @classmethod
    def kept_in(cls, path: Path) -> Signer:
        """The key of a file; where there is no such file, a new one is made, once, whoever else starts at that moment.

        Raises:
            InvalidSettings: as `from_file` and `create`.
        """
        if not path.exists():
            try:
                return cls.create(path)
            except InvalidSettings:
                if not path.exists():
                    raise
        return cls.from_file(path)

    def sign(self, data: bytes) -> str:
        """The signature over the data, base64."""
        return base64.b64encode(self._private.sign(data)).decode("ascii")

    def public_pem(self) -> str:
        """The public key in PEM, to be given to whoever verifies."""
        key = self._private.public_key()
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def public_key_in(path: Path) -> str:
    """The public key of a PEM file.

    Raises:
        InvalidSettings: there is no such file, or it holds no Ed25519 public key.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _refused(path, f"this public key cannot be read: {error.strerror}.") from None
    try:
        found = load_pem_public_key(content)
    except Exception:  # also of kinds that the library does not name
        found = None
    if isinstance(found, Ed25519PublicKey):
        return base64.b64encode(found.public_bytes_raw()).decode("ascii")
    what = "a private key" if b"PRIVATE KEY" in content else "no Ed25519 public key in PEM"
    raise _refused(path, f"this is {what}.", "The public key of a signing key: chipgate log public-key FILE")


def put_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file that is not there yet: whole or not at all, and on the disk when this returns.

    Raises:
        OSError: FileExistsError where there is one; any other where it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)  # a rename would overwrite
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refused(path: Path, message: str, hint: str = "") -> InvalidSettings:
    return InvalidSettings([Problem(str(path), message=message, hint=hint)])
