"""Facts written as words: parties ("role=end-user,hq=CN"), readings, and fields of the item that have no option."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.validation import did_you_mean
from chipgate.model.item import ItemSpec
from chipgate.model.shipment import Party

_PARTY_WORDS = {
    "role": "role", "name": "name", "location": "location", "in": "location", "hq": "headquarters",
    "parent": "ultimate_parent", "parent-name": "ultimate_parent_name", "owner": "majority_owner",
    "government": "government_agency",
}  # fmt: skip
_PLACES = frozenset({"location", "headquarters", "ultimate_parent", "majority_owner"})
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}
_WITH_OPTIONS = frozenset({"tops", "sparse_tops", "review"})


def parties_of(words: Iterable[str]) -> list[dict[str, Any]]:
    """Each party as the question holds it.

    >>> parties_of(["role=end-user,name=Example Ltd,hq=CN"])
    [{'role': 'end-user', 'name': 'Example Ltd', 'headquarters': 'CN'}]
    """
    return [_party(word) for word in words]


def _party(word: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    known = {**_PARTY_WORDS, **{name: name for name in Party.model_fields if name != "candidates"}}
    for part in word.split(","):
        key, value = _pair("--party", part, "role=end-user,name=Example Ltd,hq=CN")
        field = known.get(key.lower())
        if field is None:
            hint = did_you_mean(key, list(known)) or f"Known: {', '.join(_PARTY_WORDS)}."
            raise InvalidQuestion([Problem("--party", message=f'"{key}" is not known of a party.', hint=hint)])
        found[field] = value.upper() if field in _PLACES else value
        if field == "government_agency":
            found[field] = truth("--party", value)
    return found


def readings_of(words: Iterable[str]) -> dict[str, bool]:
    """Readings of open questions: "us/questions/affiliates-rule=no"."""
    pairs = (_pair("--reading", word, "us/questions/affiliates-rule=no") for word in words)
    return {id: truth("--reading", value) for id, value in pairs}


def facts_of_item(words: Iterable[str]) -> dict[str, Any]:
    """Fields of the item without an option of their own: "made_in=TW"."""
    known = [name for name in ItemSpec.model_fields if name not in _WITH_OPTIONS]
    found: dict[str, Any] = {}
    for word in words:
        name, value = _pair("--fact", word, "made_in=TW")
        field = name.replace("-", "_").lower()
        if field not in known:
            hint = did_you_mean(field, known) or f"Known: {', '.join(known)}."
            raise InvalidQuestion([Problem("--fact", message=f'"{name}" is not a field of an item.', hint=hint)])
        annotation = str(ItemSpec.model_fields[field].annotation)
        if "bool" in annotation:
            found[field] = truth(f"--fact {name}", value)
        elif "int" in annotation and value.isdigit():
            found[field] = int(value)
        else:
            found[field] = value
    return found


def truth(option: str, word: str) -> bool:
    """Yes or no."""
    if word.lower() not in _TRUTHS:
        raise InvalidQuestion([Problem(option, message=f'"{word}" is neither yes nor no.', hint="Write yes or no.")])
    return _TRUTHS[word.lower()]


def _pair(option: str, word: str, example: str) -> tuple[str, str]:
    key, equals, value = word.partition("=")
    if not equals or not value.strip():
        raise InvalidQuestion([Problem(option, message=f'"{word.strip()}" has no "=".', hint=f"Write {example}.")])
    return key.strip(), value.strip()
