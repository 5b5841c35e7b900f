"""Which questions are alike: the same in all but the figures of the item, as far as any rule of the rulebook can tell.

Names are told apart only where a rule does: an item by the models that letters name, a company by those that the rules
know. All else that a question states is compared as it stands.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import lru_cache
from operator import itemgetter

from chipgate.model.condition import Named, leaves
from chipgate.model.figures import Reading
from chipgate.model.item import ItemSpec
from chipgate.model.provision import Applying, Company, PartyList
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Shipment

from .ruleset import fold, words_of

_FIGURES = frozenset(
    {
        "tops", "sparse_tops", "tpp", "die_area_mm2", "dram_bandwidth_gb_s", "link_bandwidth_gb_s",
        "host_bandwidth_gb_s", "hbm_bandwidth_gb_s", "hbm_area_mm2", "training_operations", "process_node_nm",
        "transistor_count_bn", "completion_year", "us_content_percent",
    }
)  # fmt: skip
_APART = frozenset({"name", "manufacturer", "designer", "review"})
_of_item = itemgetter(*(name for name in ItemSpec.model_fields if name not in _FIGURES | _APART))
_of_shipment = itemgetter(*(name for name in Shipment.model_fields if name not in {"item", "readings", "licenses"}))
_WORDS_KEPT = 4_096


class Alike:
    """The names that some version of some rule knows."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._models: dict[str, list[tuple[list[str], str]]] = {}
        for model in sorted(set(_models(rulebook))):
            words = words_of(model)
            self._models.setdefault(words[0] if words else "", []).append((words, model))
        self._firsts = frozenset(self._models)
        self._companies = frozenset(_companies(rulebook))
        self._entries = frozenset(_entries(rulebook))
        self.company = lru_cache(maxsize=_WORDS_KEPT)(self._company)

    def key(self, shipment: Shipment, read: Reading) -> Hashable:
        """Equal for two questions that differ in nothing but figures and names that no rule tells apart."""
        stated, item = shipment.__dict__, shipment.item.__dict__
        readings = stated["readings"]
        return (
            _of_shipment(stated), tuple(sorted(readings.items())) if readings else None, _of_item(item),
            self._named(item["name"]), self.company(item["manufacturer"]), self.company(item["designer"]),
            item["review"] is None, item["die_area_mm2"] is None, bool(item["tops"]), bool(item["sparse_tops"]),
            item["tpp"] is None, read.shape, read.tpp_basis, read.tpp_format is None,
        )  # fmt: skip

    def _named(self, name: str | None) -> Hashable:
        """The models that a name contains."""
        if name is None:
            return None
        words = words_of(name)
        if self._firsts.isdisjoint(words):
            return ()
        return tuple(
            model
            for place, word in enumerate(words)
            for known, model in self._models.get(word, ())
            if words[place : place + len(known)] == known
        )

    def _company(self, name: str | None) -> Hashable:
        """The known companies whose name it begins with, and itself where the rules know it as a whole."""
        if name is None:
            return None
        words, whole = words_of(name), fold(name)
        begins = frozenset(known for known in self._companies if words[: len(known.split())] == known.split())
        return begins, whole if whole in self._companies or whole in self._entries else None


def _models(rulebook: Rulebook) -> Iterator[str]:
    for dated in rulebook:
        if isinstance(dated.version, Applying):
            for leaf in leaves(dated.version.applies):
                if isinstance(leaf, Named):
                    yield from leaf.named


def _companies(rulebook: Rulebook) -> Iterator[str]:
    for dated in rulebook:
        if isinstance(dated.version, Company):
            yield from (fold(name) for name in dated.version.names)


def _entries(rulebook: Rulebook) -> Iterator[str]:
    for dated in rulebook:
        if isinstance(dated.version, PartyList):
            yield from (fold(name) for entry in dated.version.entries for name in (entry.name, *entry.aliases))


