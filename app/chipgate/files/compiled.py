"""The compiled rulebook: the same rules as JSON, read ten times faster, kept in a cache folder under a content key.

The key is a hash of every byte of the rule files and of this package's models, so that a changed file or a new release
is never answered from an old cache; the content is checked against its own digest. A cache that cannot be read or
written is no error: the rule files are the law.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from chipgate.errors import InvalidRulebook, Problem
from chipgate.model.pack import HousePack, Pack, VerdictTable
from chipgate.model.provision import KINDS
from chipgate.model.rulebook import Dated, OtherPacks, Rulebook

_MODELS = Path(__file__).resolve().parent.parent / "model"


def content_key(folders: Sequence[Mapping[str, bytes]]) -> str:
    """A hash of the files of each rule folder and of the models that read them."""
    digest = hashlib.sha256()
    for path in sorted(_MODELS.glob("*.py")):
        digest.update(path.read_bytes())
    for number, files in enumerate(folders):
        for name, text in sorted(files.items()):
            digest.update(f"{number}\0{name}\0{len(text)}\0".encode())
            digest.update(text)
    return digest.hexdigest()


def packed(rulebook: Rulebook) -> bytes:
    """The compiled form of a rulebook: JSON on one line, UTF-8. The same rules always give the same bytes.

    Keys stay in the order of the rule files, so that what is unpacked answers as what was read, in every byte.
    """
    data: dict[str, Any] = {
        "digest": rulebook.digest,
        "pack": rulebook.pack.model_dump(mode="json"),
        "packs": {name: page.model_dump(mode="json") for name, page in rulebook.others.jurisdictions.items()},
        "houses": {name: page.model_dump(mode="json") for name, page in rulebook.houses.items()},
        "verdicts": rulebook.verdicts.model_dump(mode="json"),
        "versions": [[dated.id, dated.version.model_dump(mode="json", by_alias=True)] for dated in rulebook],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(content: bytes) -> Rulebook:
    """The rulebook of a compiled form, checked against its digest.

    Raises:
        InvalidRulebook: it is damaged, or this release reads these rules otherwise than the one that packed them.
    """
    try:
        data = json.loads(content)
        versions = [
            Dated(id, KINDS[id.split("/")[1]].model_validate_json(json.dumps(version)))
            for id, version in data["versions"]
        ]
        pack = Pack.model_validate_json(json.dumps(data["pack"]))
        verdicts = VerdictTable.model_validate_json(json.dumps(data["verdicts"]))
        others = OtherPacks(
            {name: Pack.model_validate_json(json.dumps(page)) for name, page in data["packs"].items()},
            {name: HousePack.model_validate_json(json.dumps(page)) for name, page in data["houses"].items()},
        )
        stated = data["digest"]
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise _unreadable(f"they are damaged, or of another release ({type(error).__name__}).") from None
    rulebook = Rulebook(pack, verdicts, versions, others)
    if rulebook.digest != stated:
        raise _unreadable(f"they say {stated}, and are {rulebook.digest} as this release reads them.")
    return rulebook


def read(cache: Path, key: str) -> Rulebook | None:
    """The compiled rulebook of a key; None where there is none or it is damaged."""
    try:
        return unpacked((cache / f"{key}.json").read_bytes())
    except (OSError, InvalidRulebook):
        return None


def write(cache: Path, key: str, rulebook: Rulebook) -> None:
    """Keep the compiled form of a rulebook, whole or not at all."""
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=cache, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(packed(rulebook))
            os.replace(name, cache / f"{key}.json")
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise


def _unreadable(why: str) -> InvalidRulebook:
    hint = "Ask with the release that packed them."
    return InvalidRulebook([Problem("compiled rules", message=f"these rules cannot be read: {why}", hint=hint)])
