"""An audit over a catalog, many destinations and every boundary date, beside deciding as much once.

    python bench/audit.py [--items 2800] [--write]

The two revisions differ in one bound in every version since 2022, in a country of a group, or in the verdict table, so
that nearly every boundary date differs. *Impact* is what tries the catalog on both sides; the *whole command* is
`chipgate audit` on a git repository, which reads the rules of both commits and says what changed too. Deciding once is
what `chipgate check` does to tell verdict, certainty, classification and reasons, for every cell of one side alone.
Every one runs in a process of its own, from start to end. They are compared by processor time, as a neighbor's work
lengthens the clock's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.machine import machine, table, write
from bench.processes import Run, measured, run, script
from bench.question import bounds
from bench.synthetic import write_catalog
from chipgate import ItemSpec, Rulebook, Shipment, load_rulebook
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import load_rulebook as read_rules

TO = "CN,HK,MO,RU,SA,AE,SG,MY,IN,TW,JP,KR,DE,GB,FR,NL,IL,VN,BR,TR"
DAY = dt.date(2026, 10, 1)
MOST_SECONDS, MOST_RATIO = 20, 3
ONCE = "decided once"


def _bound(folder: Path) -> None:
    for file in (folder / "us/items/3a090-a").glob("2*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("4800", "4000"), encoding="utf-8")


def _group(folder: Path) -> None:
    """A group whose every version loses Saudi Arabia."""
    for file in (folder / "us/groups/d4").glob("2*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("SA, ", ""), encoding="utf-8")


def _table(folder: Path) -> None:
    file = folder / "verdicts.yaml"
    text = file.read_text(encoding="utf-8")
    before, state, after = text.partition("state: case-by-case")
    file.write_text(before + state + after.replace("license-required", "blocked", 1), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], None]] = {"a bound": _bound, "a country group": _group, "the verdict table": _table}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--items", type=int, default=2_800)
    asked.add_argument("--write", action="store_true", help="put the table into bench/README.md")
    asked.add_argument("--measure", nargs="+", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.measure:
        print(json.dumps(_once(*given.measure) if len(given.measure) == 1 else _impact(*given.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        text = measure(Path(folder), given.items)
    print(text, machine(), sep="\n\n")
    if given.write:
        write("audit", text)


def measure(folder: Path, items: int) -> str:
    """Run everything in turn, and give the table."""
    catalog = folder / "catalog.parquet"
    write_catalog(items, catalog, bounds())
    once, decided = measured(script("audit.py", "--measure", catalog))
    rows = [_row(ONCE, once, once)]
    for what, change in CHANGES.items():
        repository = _repository(folder / what, change)
        alone = script("audit.py", "--measure", catalog, repository / "old", repository / "rules")
        impact, tried = measured(alone)
        rows.append(_row(f"{what}: impact, {tried['flips']:,} flips", impact, once))
        command = ["audit", "HEAD", "--rules", str(repository / "rules"), "--catalog", str(catalog), "--to", TO]
        whole = run([sys.executable, "-m", "chipgate", *command, "-f", "json", "-o", str(folder / "report.json")])
        rows.append(_row(f"{what}: the whole command", whole, once))
    head = (f"{decided['cells']:,} cells", "time", "processor", "peak memory", "by processor")
    return f"{table(head, rows)}\n\nAt most {MOST_SECONDS} s, and {MOST_RATIO} ×."


def _row(what: str, one: Run, once: Run) -> tuple[str, ...]:
    return (what, f"{one.seconds:.1f} s", f"{one.processor:.1f} s", f"{one.peak_mb:,.0f} MB",
            f"{one.processor / once.processor:.2f} ×")  # fmt: skip


def _repository(folder: Path, change: Callable[[Path], None]) -> Path:
    """A repository with the rules in one commit and changed in the next; the old ones stand beside, uncommitted."""
    rules = folder / "rules"
    shutil.copytree(rules_folder(), rules)
    shutil.copytree(rules_folder(), folder / "old")
    person = ("-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "core.autocrlf=false")

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(folder), *person, *words], check=True, stdout=subprocess.DEVNULL)

    git("init", "-q")
    git("add", "rules")
    git("commit", "-qm", "Begin")
    change(rules)
    git("commit", "-qam", "Change")
    return folder


def _once(catalog: str) -> dict[str, int]:
    """In a process of its own: decide every cell of the shipped rules."""
    import polars as pl

    from chipgate.batch.check import check_frames

    rulebook = load_rulebook()
    frame = pl.read_parquet(catalog)
    days = _days(rulebook)
    columns = ("verdict", "certainty", "classification", "reasons")
    for day in days:
        for code in TO.split(","):
            base = Shipment(item=ItemSpec(), destination=code, date=day)
            for _ in check_frames([frame], base, rulebook, columns=columns):
                pass
    return {"cells": len(days) * len(TO.split(",")) * frame.height}


def _impact(catalog: str, old: str, new: str) -> dict[str, int]:
    """In a process of its own: try the catalog on both sides."""
    from chipgate.audit.impact import flips
    from chipgate.files.catalog import Catalog

    sides = [read_rules(Path(folder)) for folder in (old, new)]
    items = [found for _, found in Catalog(Path(catalog)).rows() if isinstance(found, ItemSpec)]
    return {"flips": len(flips(sides[0], sides[1], items, TO.split(","), DAY))}


def _days(rulebook: Rulebook) -> list[dt.date]:
    return [day for day in rulebook.boundaries if day >= rulebook.pack.covered_from]


if __name__ == "__main__":
    main()
