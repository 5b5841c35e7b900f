"""Reading a house pack: a company's own rules, in a folder of its own beside the law.

    pack.yaml                                     its title page: title, house, owner, contact
    <kind>/<provision>/<first day in force>.yaml  a version, as in the law; its id is <house>/<kind>/<provision>
    <kind>/<provision>/cases.yaml, answers.yaml   cases

A house pack may only tighten. What could loosen is refused here by its place, and in `pack_limits` by its content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chipgate.model.pack import HousePack
from chipgate.model.provision import KINDS

from .rule_reader import RuleReader

_REFUSED = {
    "exceptions": "An exception frees. Say in the requirement itself when it does not apply.",
    "exemptions": "An exemption frees. Say in the requirement itself when it does not apply.",
    "destinations": "How a place is treated is the law's to say. Name places, or a group of your own.",
    "subjection": "What is subject to the regulation is the law's to say. Write a requirement.",
    "reported": "Write an announcement, or a requirement.",
    "questions": "Decide it: write a requirement for the stricter reading.",
}
"""Kinds of provision that a house pack must not have, and what to do instead."""
_SHAPE = "A house pack's versions stand at <kind>/<provision>/<first day in force>.yaml."


@dataclass(frozen=True, slots=True)
class HouseFiles:
    """The files of a house pack by their path below its folder, and the name by which problems show the folder."""

    shown: str
    files: Mapping[str, bytes]


def read_house(
    house: HouseFiles, unnamed: str, others: Mapping[str, HousePack], reader: RuleReader
) -> HousePack | None:
    """Read a house pack's versions, and its title page, or note what is wrong with it.

    `unnamed` stands for the house's name where its title page does not say it, so that every file is still read.
    """
    title = _title(house, others, reader)
    name = title.house if title else unnamed
    for path, text in sorted(house.files.items()):
        _version(path, text, house, name, reader)
    return title


def _title(house: HouseFiles, others: Mapping[str, HousePack], reader: RuleReader) -> HousePack | None:
    shown = f"{house.shown}/pack.yaml"
    if "pack.yaml" not in house.files:
        reader.problem(shown, "is missing.", "A house pack needs it, with title, house, owner and contact.")
        return None
    page = reader.page(house.files["pack.yaml"], shown, HousePack)
    if page is None:
        return None
    title, document = page
    if title.house in others:
        hint = "Give each house pack a name of its own, or put the rules into one folder."
        reader.problem_at(document, ("house",), f'another house pack is named "{title.house}" too.', hint)
        return None
    return title


def _version(path: str, text: bytes, house: HouseFiles, name: str, reader: RuleReader) -> None:
    shown, parts = f"{house.shown}/{path}", path.split("/")
    if path in {"pack.yaml", "answers.yaml"} or (len(parts) == 3 and parts[2] == "cases.yaml"):
        return
    if path == "verdicts.yaml":
        hint = "Remove it: which verdict a legal state is given is not a house's to say. Write a prohibition to block."
        reader.problem(shown, "would change what the law's answers mean.", hint)
    elif len(parts) == 4 and parts[1] in KINDS:
        hint = f"A house pack adds provisions of its own: {parts[1]}/<provision>/<day>.yaml. It changes no others."
        reader.problem(shown, f'would stand in the pack "{parts[0]}".', hint)
    elif len(parts) != 3:
        reader.problem(shown, "does not stand where a rule file stands.", _SHAPE)
    elif parts[0] in _REFUSED:
        reader.problem(shown, f"a house pack may only tighten, and has no {parts[0]}.", _REFUSED[parts[0]])
    else:
        kind = reader.kind_of(parts[0], shown)
        day = reader.day_of(shown, twin=path.removesuffix(".yml") + ".yaml" in house.files)
        if kind is not None and day is not None:
            reader.version(text, shown, f"{name}/{parts[0]}/{parts[1]}", kind, day)
