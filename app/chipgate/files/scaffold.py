"""Texts to begin with: a new version of a provision, copied or from a template, and cases as plain data written out.

What only a person can say is written as TODO, which lint finds. Which cases are wanted is not known here.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chipgate.errors import InvalidQuestion, Problem
from chipgate.model.provision import KINDS, Company, Destinations, Group, OpenQuestion, PartyList

from .key_order import shape_of
from .plain_scalars import plain_scalar
from .rule_format import formatted
from .written_yaml import Collection, written

TODO = "TODO"
_SHOWN = "the new file"
_DROPPED = frozenset({"already_in_force", "expires", "repealed", "citation"})
_PLAIN = re.compile(r"[\w./@()+-][\w ./@()+'’&-]*", re.ASCII)
_PARAGRAPH = re.compile(r"[0-9][a-e][0-9]{3}(-[a-z0-9]+)*")
_CITATION = """\
citation:
  basis: {basis}
  text: "TODO: the paragraph as a lawyer cites it"
  published: true
  confidence: low
  sources:
    - title: "TODO: where it can be read"
      url: https://example.org/TODO
"""
_HEAD = "# What changes on {day}: to be written in one line.\n"
_TITLE = 'title: "TODO: what it is, in a few words"\neffective: {day}\n'
_APPLIES = "applies: {named: [TODO]}\n"
_SAYS = 'says: "TODO: the consequence, in one sentence"\n'


def copied(text: str, day: dt.date, kind: str) -> bytes:
    """A version as one that begins on another day, to be cited anew; its head comment, which spoke of it, is gone.

    Raises:
        InvalidRulebook: it cannot be read.
    """
    root = written(text)
    assert isinstance(root, Collection)  # a version that was read is a mapping
    lines = text.split("\n")
    starts = [entry.line for entry in root.entries] + [len(lines) + 1]
    found = [_HEAD.format(day=day)]
    basis = "regulation"
    for entry, end in zip(root.entries, starts[1:], strict=True):
        key = entry.key.text if entry.key else ""
        if key == "citation" and (stated := re.search(r"\bbasis: *([a-z-]+)", text)):
            basis = stated[1]
        if key == "effective":
            found.append(f"effective: {day}\n")
        elif key not in _DROPPED:
            found.append("\n".join(lines[entry.line - 1 : end - 1]).rstrip() + "\n")
    return _formed("".join(found) + _CITATION.format(basis=basis), kind, f"{day}.yaml")


def template(id: str, day: dt.date, ids: Mapping[str, str], house: bool) -> bytes:
    """The least that a version of a new provision says. `ids` has, by kind, the id of a provision to refer to.

    Raises:
        InvalidQuestion: no new provision of this kind can be begun, or not with this name.
    """
    _, kind, name = id.split("/")
    model = KINDS[kind]
    body = _own_fields(kind, name, ids, house)
    applies = _APPLIES if "applies" in model.model_fields else ""
    says = _SAYS if "says" in model.model_fields else ""
    basis = {"letters": "is-informed-letter", "announcements": "announcement", "reported": "foreign-measure",
             "questions": "interpretation"}.get(kind, "house-rule" if house else "regulation")  # fmt: skip
    text = _HEAD.format(day=day) + _TITLE.format(day=day) + applies + body + says + _CITATION.format(basis=basis)
    return _formed(text, kind, f"{day}.yaml")


def _own_fields(kind: str, name: str, ids: Mapping[str, str], house: bool) -> str:
    """What a version of a kind says beside what all say."""
    model = KINDS[kind]
    if model is Destinations:
        raise _cannot(kind, "Copy the version in force: a new version of destinations/places, with --effective.")
    if model is Group:
        return "countries: [US]  # to be replaced\n"
    if model is Company:
        return "names: [TODO]\n"
    if model is PartyList:
        return "entries:\n  - {name: TODO}\n"
    if model is OpenQuestion:
        return 'asks: "TODO: a question that yes or no answers?"\nif_yes: TODO\nif_no: TODO\n'
    if kind == "items":
        return f'classification: "{_classification(name, house)}"\n'
    if kind == "exceptions" and not re.fullmatch("[a-z]{2,4}", name):
        raise _cannot(kind, "Name an exception by its letters, as in us/exceptions/nac.")
    needs = {"policies": "requirements", "exceptions": "requirements", "exemptions": "requirements",
             "letters": "companies"}.get(kind, kind)  # fmt: skip
    if needs not in ids and needs != kind:
        raise _cannot(kind, f"It refers to {needs}, of which these rules have none: begin with one of those.")
    covers = f"covers: [{ids.get(needs, '')}]  # to be replaced\n"
    return {
        "requirements": "reasons_for_control: [TODO]\n",
        "letters": f"addressees: [{ids.get(needs, '')}]  # to be replaced\npolicy: unstated\n",
        "policies": f"{covers}policy: unstated\n",
        "exceptions": f"exception: {name.upper()}\n{covers}conditions:\n  - {{id: to-do, text: TODO}}\n",
        "exemptions": covers,
        "reported": "regime: TODO\n",
    }.get(kind, "")


def _classification(name: str, house: bool) -> str:
    if house:
        return f"house:{name}"
    if not _PARAGRAPH.fullmatch(name):
        raise _cannot("items", "Name it after its paragraph of the control list: us/items/3a090-d.")
    return name[:5].upper() + name[5:].replace("-", ".")


def _cannot(kind: str, hint: str) -> InvalidQuestion:
    return InvalidQuestion([Problem("", message=f"no new provision of {kind} can be begun like this.", hint=hint)])


def cases_text(before: str, cases: list[Mapping[str, Any]], kind: str) -> bytes:
    """A cases.yaml with cases added at its end.

    Raises:
        InvalidRulebook: it cannot be read.
    """
    added = "".join(
        "".join(f"{'- ' if number == 0 else '  '}{key}: {_flow(value)}\n" for number, (key, value) in enumerate(pairs))
        for pairs in (list(case.items()) for case in cases)
    )
    start = before if not before or before.endswith("\n") else f"{before}\n"
    return _formed(start + added, kind, "cases.yaml")


def _formed(text: str, kind: str, name: str) -> bytes:
    shape = shape_of((kind, "new", name))
    assert shape is not None
    return formatted(text.encode(), _SHOWN, shape)


def _flow(value: Any) -> str:
    """Plain data as YAML on one line, read back as the same."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_flow(key)}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, Decimal, dt.date)):
        return str(value)
    if isinstance(value, str) and _PLAIN.fullmatch(value) and plain_scalar(value) == value and value == value.strip():
        return value
    return json.dumps(value, ensure_ascii=False)
