"""A version of a provision for a person: when it is in force, what it asks for, what it says, and what says so."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from rich.console import Console
from rich.text import Text

from chipgate.engine.sentences import fact_sentence
from chipgate.engine.truth import bounds
from chipgate.engine.words import SHORT, SIGNS
from chipgate.model.condition import All, AnyOf, Condition, Limit, Not
from chipgate.model.exact import shown
from chipgate.model.measures import MEASURES
from chipgate.model.provision import (
    Applying,
    Company,
    Group,
    Item,
    Letter,
    LicenseException,
    Policy,
    Requirement,
    Version,
)
from chipgate.model.rulebook import Dated

from .looks import policy_of
from .paragraphs import Hanging
from .plain_text import visible


def print_version(console: Console, dated: Dated, until: str | None) -> None:
    """One version, with the day before its successor where it has one."""
    version = dated.version
    console.print(Text(f"{dated.id}@{dated.name}", "bold"))
    console.print(Text(visible(version.title)))
    since = f"{'before' if version.already_in_force else 'from'} {version.effective}"
    in_force = f"in force {since} until {until}" if until else f"in force {since} on"
    _pair(console, "", f"repealed from {version.effective} on" if version.repealed else in_force)
    if isinstance(version, Applying):
        if version.enforcement != "enforced":
            _pair(console, "enforcement", f"{version.enforcement.value.replace('-', ' ')}: shown, and not counted")
        _pair(console, "says", version.says)
    for label, text in _particulars(version):
        _pair(console, label, text)
    if isinstance(version, Applying):
        console.print(Text("  applies when", "bold"))
        for line in condition_lines(version.applies):
            console.print(Hanging(Text(line), 4, len(line) - len(line.lstrip()) + 2))
    cited = version.citation
    status = "published" if cited.published else "unpublished"
    _pair(console, "citation", f"{cited.text} ({cited.basis.value}, {status}, confidence {cited.confidence.value})")
    for source in cited.sources:
        _pair(console, "", f"{source.title}")
        console.print(Text(" " * 16 + source.url, "cyan"), soft_wrap=True)
    if cited.note:
        _pair(console, "note", cited.note)


def _particulars(version: Version) -> Iterator[tuple[str, str]]:
    match version:
        case Item():
            yield "classifies", version.classification
            if version.replaces:
                yield "replaces", ", ".join(version.replaces)
        case Requirement():
            yield "control", ", ".join(version.reasons_for_control)
        case Letter():
            yield "addressees", ", ".join(version.addressees)
            yield "policy", policy_of(version.policy.value)
        case Policy():
            yield "covers", ", ".join(version.covers)
            yield "policy", policy_of(version.policy.value)
        case LicenseException():
            yield "covers", ", ".join(version.covers)
        case Group():
            yield "countries", " ".join(version.countries)
        case Company():
            yield "names", ", ".join(version.names)
    for act in getattr(version, "conditions", ()):
        yield act.id, act.text


def condition_lines(node: Condition, depth: int = 0) -> Iterator[str]:
    """A condition as an indented outline, each limb with its label."""
    label = f"  [{node.paragraph}]" if node.paragraph else ""
    indent = "  " * depth
    match node:
        case Not():
            if isinstance(node.not_, All | AnyOf | Not):
                yield f"{indent}not:{label}"
                yield from condition_lines(node.not_, depth + 1)
            else:
                yield f"{indent}{_leaf(node.not_, True)}{label}"
        case All() | AnyOf():
            limbs = node.all if isinstance(node, All) else node.any
            yield f"{indent}{'all of' if isinstance(node, All) else 'any of'}{label}"
            for limb in limbs:
                yield from condition_lines(limb, depth + 1)
        case _:
            yield f"{indent}{_leaf(node, False)}{label}"


def _leaf(node: Condition, negated: bool) -> str:
    if isinstance(node, Limit):
        unit = MEASURES[node.measure].unit
        unit = "" if unit == "TPP" else f" {unit}"
        found = " and ".join(
            f"{SHORT[node.measure]} {SIGNS[sign]} {shown(Fraction(bound))}{unit}" for sign, bound in bounds(node)
        )
        return f"not ({found})" if negated else found
    return fact_sentence(node, negated)  # type: ignore[arg-type]


def _pair(console: Console, label: str, text: str) -> None:
    for number, line in enumerate(Text(visible(text)).wrap(console, max(20, console.width - 16))):
        head = Text(f"  {label if number == 0 else '':<14}", "bold")
        if len(head) > 16:
            head.append("\n" + " " * 16)
        line.rstrip()
        console.print(head.append_text(line))
