"""The cases of rule folders, read once: those beside the provisions, and the whole answers of the packs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipgate import ItemSpec, Rulebook
from chipgate.audit.cases import Tried, try_answer_cases, try_provision_cases
from chipgate.audit.coverage_gaps import Gap
from chipgate.files.case_files import answer_cases, provision_cases
from chipgate.model.case import AnswerCase, ProvisionCase

from .rules_at_hand import rule_folders


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as they stand in rule folders: `beside` the provisions, by id, and of `whole` answers.

    `packs` are those whose cases were read.
    """

    beside: dict[str, list[ProvisionCase]]
    whole: list[AnswerCase]
    packs: frozenset[str]

    @classmethod
    def read(cls, named: Sequence[Path] | None, rulebook: Rulebook) -> Cases:
        """Every case below the folders that were named, or below the shipped rules.

        With house packs alone, theirs. The law's whole answers are left out beside a house pack, with which they may
        rightly be stricter.

        Raises:
            InvalidRulebook: with every problem of every case file.
        """
        folders = rule_folders(named)
        beside: dict[str, list[ProvisionCase]] = {}
        whole: list[AnswerCase] = []
        packs = set(rulebook.houses)
        if not folders.houses or folders.law_named:
            beside |= provision_cases(folders.base)
            packs |= set(rulebook.packs)
        if not folders.houses:
            whole += answer_cases(folders.base)
        for house, folder in folders.by_house(rulebook).items():
            beside |= provision_cases(folder, house)
            whole += answer_cases(folder, house)
        return cls(beside, whole, frozenset(packs))

    def __len__(self) -> int:
        return sum(map(len, self.beside.values())) + len(self.whole)


def tried_cases(cases: Cases, rulebook: Rulebook, item_named: Callable[[str], ItemSpec]) -> Iterator[Tried]:
    """Every case, tried on the rules."""
    yield from try_provision_cases(rulebook, cases.beside)
    yield from try_answer_cases(rulebook, cases.whole, item_named)


def tally(tried: list[Tried]) -> str:
    """One line: how many cases, and how many came out otherwise."""
    wrong = sum(1 for one in tried if one.complaints)
    came = "all as expected" if not wrong else f"{wrong} came out otherwise"
    return f"{len(tried)} cases: {came}"


def gap_lines(gaps: tuple[Gap, ...]) -> list[str]:
    """What the cases leave out, one line each; or one line that says that they leave nothing out."""
    if not gaps:
        return ["every version has cases for the day before, the first day, each bound and one unknown"]
    heading = "1 case is still wanted:" if len(gaps) == 1 else f"{len(gaps)} cases are still wanted:"
    return [heading, *(f"  {gap}" for gap in gaps)]
