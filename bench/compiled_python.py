"""The whole rules of a question compiled to one plain-Python function over dict rows, telling all that chipgate tells.

For each provision the function works out, on two rails, whether it surely applies and whether it may: one line of
Python each, from the conditions in force, with all that the question settles put in. What follows from that (verdict,
certainty, classification, reasons) it looks up: the table is filled beforehand, from one row of each kind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from bench.plain_python import figures
from bench.polars_verdict import BITS
from chipgate import Rulebook, Shipment
from chipgate.engine.answers import answer_to
from chipgate.engine.judge import matching_on
from chipgate.engine.ruleset import TEXT, FactKey, Ruleset, Target
from chipgate.engine.truth import Truth, bounds
from chipgate.model.condition import All, AnyOf, Condition, FlagIs, Limit, Not
from chipgate.model.item import ItemSpec
from chipgate.model.provision import Announcement, ReportedControl, Subjection

Row = Mapping[str, Any]
Rails = tuple[str, str]
"""Python for "surely" and for "may be"."""
_WORDS = ("manufacturer", "transistor", "designed_or_marketed_for_datacenter")
OF_THE_ITEM = ("flag", "addressee", "named", "listed:designer", "provenance:designer")
MEASURES = ("tpp", "performance_density", "dram_bandwidth_gb_s", "io_bandwidth_gb_s", "total_bandwidth_gb_s")
_SIGNS = {"at_least": (">=", "low", "high"), "above": (">", "low", "high"), "below": ("<", "high", "low"),
          "at_most": ("<=", "high", "low")}  # fmt: skip


class Compiled:
    """The rules that one question leaves open, as one function: `answer(row)`."""

    def __init__(self, rulebook: Rulebook, base: Shipment) -> None:
        self._ruleset, self._base = matching_on(rulebook, base.date).ruleset, base
        words = WordAnswers(self._ruleset, base)
        self._told: dict[int, tuple[str, ...]] = {}
        self.source = _Writer(self._ruleset, base, words.keys).source()
        found: dict[str, Callable[..., int]] = {}
        exec(self.source, {"figures": spans, "words": words, "nan": math.nan}, found)
        self.kind = found["kind"]

    def learn(self, rows: Iterable[Row], told: Callable[[Sequence[Row]], Sequence[tuple[str, ...]]]) -> int:
        """Fill the table with what is told of one row of each kind; say how many kinds there are."""
        first = {self.kind(row): row for row in reversed(list(rows))}
        self._told = dict(zip(first, told(list(first.values())), strict=True))
        return len(first)

    def answer(self, row: Row) -> tuple[str, ...]:
        """What is told of a row."""
        return self._told[self.kind(row)]


class WordAnswers:
    """What the words of a row answer, surely and possibly, question by question (`keys`); worked out once for each."""

    def __init__(self, ruleset: Ruleset, base: Shipment) -> None:
        self._ruleset, self._base = ruleset, base
        self.keys = [key for key in ruleset.facts if key.subject.startswith(OF_THE_ITEM)]
        models = {model for key in self.keys if key.subject == "named" for model in key.values}
        listed = "|".join(map(re.escape, sorted(models, key=lambda model: (-len(model), model))))
        self._models = re.compile(rf"(?ia)\b(?:{listed})\b").findall
        self._known: dict[tuple[Any, ...], tuple[bool, ...]] = {}

    def __call__(self, row: Row) -> tuple[bool, ...]:
        manufacturer, transistor, datacenter = (row[name] for name in _WORDS)
        known = (manufacturer, transistor, datacenter, *self._models(row["name"]))
        if known not in self._known:
            item = ItemSpec.model_validate({name: row[name] for name in ("name", *_WORDS)})
            shipment = self._base.model_copy(update={"item": item})
            answers = [answer_to(key, shipment, frozenset(), self._ruleset)[0] for key in self.keys]
            rails = (rail for one in answers for rail in (one is Truth.TRUE, one is not Truth.FALSE))
            self._known[known] = tuple(rails)
        return self._known[known]


def spans(row: Row) -> tuple[float, ...]:
    """The lowest and the highest that each of `MEASURES` may be, and the best rate."""
    found: list[float] = []
    none = row["transistor"] == "planar"
    tpp, density, dram, io, total = figures(row)
    host, link = row["host_bandwidth_gb_s"] or 0.0, row["link_bandwidth_gb_s"] or 0.0
    best = max((rate for form in BITS if (rate := row[f"tops.{form}"]) is not None), default=None)
    lowest = (0.0, 0.0, 0.0, link + host, link + host + (dram or 0.0), 0.0)
    for figure, least in zip((tpp, density, dram, io, total, best), lowest, strict=True):
        found += (least, math.inf) if figure is None else (figure, figure)
    if none:
        found[2:4] = math.nan, math.nan
    return tuple(found)


class _Writer:
    """Writes the function: conditions as Python, with everything known put in."""

    def __init__(self, ruleset: Ruleset, base: Shipment, keys: Sequence[FactKey]) -> None:
        self._ruleset, self._base = ruleset, base
        self._asked = {key: (f"s{place}", f"p{place}") for place, key in enumerate(keys)}
        self._targets: dict[str, Rails] = {}

    def source(self) -> str:
        """The text of `kind(row)`: a whole number, two bits for each condition that rows can differ on.

        Provisions that apply in the same cases share their bits; what never moves an answer has none.
        """
        measures = [f"{name}_{end}" for name in (*MEASURES, "best_tops") for end in ("low", "high")]
        lines = [
            f"({', '.join(measures)}) = figures(row)",
            f"({', '.join(rail for rails in self._asked.values() for rail in rails)},) = words(row)",
            "kind = 0",
        ]
        bit, written = 1, dict[Rails, Rails]()
        targets = (one for one in self._ruleset.targets.values() if not never_moves(one))
        for place, target in enumerate(sorted(targets, key=lambda target: target.level)):
            found = self._rails(target.condition)
            if found in written or _SETTLED.issuperset(found):
                self._targets[target.name] = written.get(found, found)
                continue
            rails = f"t{place}", f"m{place}"
            self._targets[target.name] = written[found] = written[rails] = rails
            for rail, text in zip(rails, found, strict=True):
                lines += [f"{rail} = {text}", f"if {rail}: kind |= {bit}"]
                bit *= 2
        return "\n    ".join(["def kind(row):", *lines, "return kind"])

    def _rails(self, node: Condition) -> Rails:
        match node:
            case All():
                return self._joined(node.all, "and")
            case AnyOf():
                return self._joined(node.any, "or")
            case Not():
                surely, maybe = self._rails(node.not_)
                return _not(maybe), _not(surely)
            case Limit():
                texts = [self._limit(node.measure, sign, float(bound)) for sign, bound in bounds(node)]
                return _join([one for one, _ in texts], "and"), _join([one for _, one in texts], "and")
        key = self._ruleset.key(node)
        if key.subject == "classified":
            found = [self._targets[id] for id in key.values if id in self._targets]
            return _join([one for one, _ in found], "or"), _join([one for _, one in found], "or")
        if key in self._asked:
            surely, maybe = self._asked[key]
        else:
            answer = answer_to(key, self._base, frozenset(), self._ruleset)[0]
            surely, maybe = str(answer is Truth.TRUE), str(answer is not Truth.FALSE)
        return (_not(maybe), _not(surely)) if isinstance(node, FlagIs) and not node.is_ else (surely, maybe)

    def _joined(self, limbs: Iterable[Condition], word: str) -> Rails:
        found = [self._rails(limb) for limb in limbs]
        return _join([one for one, _ in found], word), _join([one for _, one in found], word)

    def _limit(self, measure: str, sign: str, bound: float) -> Rails:
        if measure not in (*MEASURES, "best_tops"):
            # No column of the catalog states it: open, or not asked of a circuit at all.
            return "False", str(measure != "training_operations")
        comparison, sure, possible = _SIGNS[sign]
        return f"{measure}_{sure} {comparison} {bound!r}", f"{measure}_{possible} {comparison} {bound!r}"


_SETTLED = frozenset({"True", "False"})


def never_moves(target: Target) -> bool:
    """Whether a provision never moves what is told here: it is only shown, or says why an item that is in the United
    States anyway is subject to the regulation."""
    return isinstance(target.dated.version, Announcement | ReportedControl | Subjection) or target.name.endswith(TEXT)


def _not(text: str) -> str:
    return {"True": "False", "False": "True"}.get(text) or f"not ({text})"


def _join(texts: Sequence[str], word: str) -> str:
    """Limbs of "and" or "or" as one, with what is settled left out."""
    decides, neutral = ("False", "True") if word == "and" else ("True", "False")
    if decides in texts:
        return decides
    left = list(dict.fromkeys(text for text in texts if text != neutral))
    return neutral if not left else left[0] if len(left) == 1 else "(" + f" {word} ".join(left) + ")"
