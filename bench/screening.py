"""How well names are screened, and how fast: recall on names of the invented list written in five ways, false positives
on well-known companies that are on no list, and time per name.

    python bench/screening.py

Times stand beside two baselines in plain Python timed in the same run: looking the name up in a dict as it is written,
which finds nothing that is written otherwise, and difflib over every name. The queries are the same in every run.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from chipgate.files.screening_list import read_screening_list
from chipgate.model.screening import ListedParty, ScreeningList, ScreeningSource, Strength
from chipgate.screening.match import SHORT, Screener
from chipgate.screening.names import is_latin

LIST = Path(__file__).resolve().parent.parent / "examples" / "screening-list.json"
EACH = 80
"""Queries of each kind."""
ENTRIES = 26_000
"""Of the synthetic list: about as many as the Consolidated Screening List has."""
SEED = 20250409

COMPANIES = (
    "Intel Corporation", "NVIDIA Corporation", "Advanced Micro Devices, Inc.", "Qualcomm Incorporated",
    "Broadcom Inc.", "Texas Instruments Incorporated", "Micron Technology, Inc.", "Apple Inc.",
    "Microsoft Corporation", "Alphabet Inc.", "Amazon.com, Inc.", "Meta Platforms, Inc.", "Tesla, Inc.",
    "International Business Machines Corporation", "Oracle Corporation", "Cisco Systems, Inc.",
    "Dell Technologies Inc.", "HP Inc.", "Hewlett Packard Enterprise Company", "Applied Materials, Inc.",
    "Lam Research Corporation", "KLA Corporation", "Analog Devices, Inc.", "Marvell Technology, Inc.",
    "ASML Holding N.V.", "NXP Semiconductors N.V.", "STMicroelectronics N.V.", "Infineon Technologies AG",
    "Siemens AG", "SAP SE", "Robert Bosch GmbH", "Volkswagen AG", "BASF SE", "Airbus SE", "Nokia Oyj",
    "Telefonaktiebolaget LM Ericsson", "Arm Holdings plc", "Vodafone Group plc", "Nestlé S.A.", "Novartis AG",
    "Samsung Electronics Co., Ltd.", "SK hynix Inc.", "LG Electronics Inc.", "Hyundai Motor Company",
    "Taiwan Semiconductor Manufacturing Company Limited", "MediaTek Inc.", "Foxconn Technology Group", "Acer Inc.",
    "Toyota Motor Corporation", "Sony Group Corporation", "Renesas Electronics Corporation", "Tokyo Electron Limited",
    "Kioxia Holdings Corporation", "Fujitsu Limited", "Tata Consultancy Services Limited", "Infosys Limited",
    "Reliance Industries Limited", "Petróleo Brasileiro S.A.", "The Coca-Cola Company", "The Boeing Company",
)  # fmt: skip
"""Well-known companies. None is on the invented list, and none was on a real one when this was written."""

FORMS = re.compile(
    r"(?:,?\s+(?:Co\., Ltd\.|Pte\. Ltd\.|Sdn\. Bhd\.|GmbH & Co\. KG|Sanayi ve Ticaret A\.Ş\.|Limited Şirketi|"
    r"Limited|Ltda\.|Inc\.|LLC|FZE|FZCO|OOO|JSC|PJSC|PAO|AO|AB|ApS|S\.A\.L\.|S\.A\.|W\.L\.L\.|Corporation))$|^OAO\s+"
)
"""The legal forms of the invented list, as they are written there: not those of chipgate, which are under test."""


@dataclass(frozen=True, slots=True)
class Query:
    """A name as somebody may write it, and the entry that it should find."""

    kind: str
    text: str
    entry_id: str


def _exact(name: str, _rng: random.Random) -> str:
    return name


def _case(name: str, rng: random.Random) -> str:
    return rng.choice((name.upper(), name.lower(), name.swapcase(), name.title()))


def _no_form(name: str, rng: random.Random) -> str:
    return _case(FORMS.sub("", name), rng)


def _word_order(name: str, rng: random.Random) -> str:
    words = name.replace(",", "").split()
    if len(set(words)) < 2:
        return name
    moved = list(words)
    while moved == words:
        rng.shuffle(moved)
    return " ".join(moved)


def _typo(name: str, rng: random.Random) -> str:
    """One letter left out, put in or replaced, or two neighbors exchanged; anywhere, the legal form not spared."""
    place = rng.choice([at for at, letter in enumerate(name) if letter.isalpha()])
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    before, here, after = name[:place], name[place], name[place + 1 :]
    mistyped = rng.choice((before + after, before + letter + name[place:], before + letter + after,
                           before + after[:1] + here + after[1:]))  # fmt: skip
    return _typo(name, rng) if mistyped.casefold() == name.casefold() else mistyped


_Writer = Callable[[str, random.Random], str]
KINDS: tuple[tuple[str, _Writer], ...] = (
    ("exact", _exact), ("case", _case), ("legal form", _no_form), ("word order", _word_order), ("one typo", _typo),
)  # fmt: skip


def queries(listed: ScreeningList) -> list[Query]:
    """400 names: 80 listed ones, names and aliases alike, written in each of five ways.

    Names that a way cannot change are not drawn for it, and names of so few letters that they are never matched by
    typing errors are not mistyped.
    """
    rng = random.Random(SEED)
    names = [(party.id, name) for party in listed.parties for name in party.names]
    found = []
    for kind, write in KINDS:
        fit = [
            (id, name) for id, name in names
            if not (kind == "legal form" and not FORMS.search(name))
            and not (kind == "word order" and len(set(name.split())) < 2)
            and not (kind == "one typo" and sum(map(str.isalpha, FORMS.sub("", name))) <= SHORT)
        ]  # fmt: skip
        drawn = (rng.sample(fit, len(fit)) * (EACH // len(fit) + 1))[:EACH]
        found += [Query(kind, write(name, rng), id) for id, name in drawn]
    return found


def missed(screener: Screener, asked: Sequence[Query]) -> list[Query]:
    """The queries whose entry is not among the exact and strong candidates."""
    return [
        one for one in asked
        if one.entry_id not in {near.entry_id for near in screener.screen(one.text) if near.strength != Strength.WEAK}
    ]  # fmt: skip


def false_positives(screener: Screener) -> dict[Strength, list[str]]:
    """The companies that have a candidate, by the strength of the nearest."""
    found: dict[Strength, list[str]] = {strength: [] for strength in Strength}
    for name in COMPANIES:
        for near in screener.screen(name)[:1]:
            found[near.strength].append(f"{name} ~ {near.matched_name} ({near.score})")
    return found


_STARTS = (
    "ba", "be", "bra", "chi", "da", "de", "dra", "fa", "fe", "ga", "gor", "hai", "ho", "in", "ja", "jin", "ka",
    "ke", "kra", "la", "li", "lu", "ma", "me", "mo", "na", "ni", "no", "pa", "pe", "po", "qi", "ra", "ri", "ro",
    "sa", "shen", "si", "so", "ta", "te", "tra", "va", "vi", "wu", "xi", "ya", "yu", "za", "zhe", "zo",
)  # fmt: skip
_ENDS = (
    "bek", "chen", "dar", "don", "fang", "gin", "hai", "jun", "kan", "lek", "lin", "mar", "min", "nov", "ran",
    "ros", "shan", "sk", "tan", "tek", "tov", "van", "vin", "yan", "zen",
)  # fmt: skip
_TRADES = (
    "technology", "electronics", "trading", "industrial", "research", "institute", "international", "systems",
    "aviation", "optical", "engineering", "shipping", "development", "instruments", "precision", "semiconductor",
    "energy", "chemical", "import", "export",
)  # fmt: skip
_FORMS = ("Co., Ltd.", "LLC", "JSC", "FZE", "GmbH", "Limited", "S.A.", "Inc.", "OOO", "Group", "")


def synthetic(entries: int = ENTRIES) -> ScreeningList:
    """A list of made-up names, three to a party, of the usual make: two or three words of trade and a legal form."""
    rng = random.Random(SEED)

    def word() -> str:
        middle = rng.choice(_STARTS) if rng.random() < 0.7 else ""
        return (rng.choice(_STARTS) + middle + rng.choice(_ENDS)).title()

    def name() -> str:
        own = " ".join(word() for _ in range(rng.choice((1, 1, 2))))
        trade = " ".join(rng.sample(_TRADES, rng.choice((1, 2, 2, 3)))).title()
        return f"{own} {trade} {rng.choice(_FORMS)}".strip()

    sources = list(ScreeningSource)
    parties = tuple(
        ListedParty(id=f"synthetic-{n}", source=rng.choice(sources), name=name(), alt_names=(name(), name()))
        for n in range(entries)
    )
    return ScreeningList(parties, None, "synthetic")


def _time(work: Callable[[str], object], names: Sequence[str]) -> float:
    """Microseconds of processor time for one name, over at least a tenth of a second."""
    runs, start = 0, time.process_time()
    while (spent := time.process_time() - start) < 0.1 or not runs:
        for name in names:
            work(name)
        runs += 1
    return spent / (runs * len(names)) * 1e6


def _difflib(names: Sequence[str], asked: str) -> list[str]:
    found = []
    matcher = SequenceMatcher(b=asked.casefold())
    for name in names:
        matcher.set_seq1(name.casefold())
        if matcher.real_quick_ratio() >= 0.8 and matcher.quick_ratio() >= 0.8 and matcher.ratio() >= 0.8:
            found.append(name)
    return found


def _speed(title: str, listed: ScreeningList, asked: Sequence[str]) -> Screener:
    start = time.process_time()
    screener = Screener(listed)
    index = time.process_time() - start
    names = [name for party in listed.parties for name in party.names]
    table = {name: party for party in listed.parties for name in party.names}
    ours = _time(screener.screen, asked)
    plain = _time(table.get, asked)
    slow = _time(lambda name: _difflib(names, name), asked[:: max(1, len(asked) // 12)])
    print(f"{title}: {len(listed.parties):,} entries, {len(names):,} names, index built in {index:.2f} s")
    print(f"  screen {ours:12,.0f} µs a name")
    print(f"  difflib{slow:12,.0f} µs a name, {slow / ours:10,.1f} × screen")
    print(f"  dict   {plain:12,.2f} µs a name, {plain / ours:10.6f} × screen")
    return screener


def main() -> None:
    listed = read_screening_list(LIST)
    screener = Screener(listed)
    asked = queries(listed)
    print(f"recall as exact or strong, {len(asked)} names of {LIST.name}")
    for kind, _ in KINDS:
        of_kind = [one for one in asked if one.kind == kind]
        lost = missed(screener, of_kind)
        print(f"  {kind:<12}{len(of_kind) - len(lost):3} of {len(of_kind)}", *(f"missed: {one.text}" for one in lost))
    large = synthetic()
    texts = [one.text for one in asked if is_latin(one.text)]
    _speed("example list", listed, texts)
    for title, one in (("example list", screener), ("synthetic list", _speed("synthetic list", large, texts[::4]))):
        found = false_positives(one)
        counts = ", ".join(f"{len(found[strength])} {strength.value}" for strength in Strength)
        print(f"false positives among {len(COMPANIES)} well-known companies, {title}: {counts}")
        for strength in Strength:
            for line in found[strength]:
                print(f"  {strength.value}: {line}")


if __name__ == "__main__":
    main()
