"""Make a git repository that replays the rules of chipgate as they came into force, one commit for each change of law.

    python examples/history/make.py FOLDER [--rules rules]

Every day on which some rule file takes effect is a commit of that day, with the files of that day and the titles of
what changed as its message. The first commit has what was law on the first day covered, with the title pages and the
verdict table. Files are copied byte for byte, and nothing is taken from the clock or from git's settings, so that the
same rules give the same commit ids everywhere. Each is named by a tag: `2023-11-17`.

The files are those of today: what was corrected since is replayed corrected, and a day that is still to come has its
commit too, dated that day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from chipgate import Rulebook, load_rulebook
from chipgate.model.rulebook import Dated

RULES = Path(__file__).resolve().parents[2] / "rules"
PERSON = "Rules Owner <rules@example.org>"
PAGES = ("pack.yaml", "verdicts.yaml")
LONGEST = 90
KINDS = (
    "items", "requirements", "letters", "prohibitions", "reported", "policies", "exceptions", "exemptions",
    "subjection", "questions", "announcements", "groups", "lists", "companies", "destinations",
)  # fmt: skip
"""What a commit is named after: the first of these kinds that changes on its day."""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("folder", type=Path, help="where to make the repository: a folder that is not there yet")
    asked.add_argument("--rules", type=Path, default=RULES, help="the rules to replay; unstated, those of chipgate")
    given = asked.parse_args()
    if given.folder.exists():
        raise SystemExit(f"{given.folder} exists already: name a folder that does not.")
    made = make(given.rules, given.folder)
    print(f"{made} commits in {given.folder}, one for each change of law: git -C {given.folder} log --oneline")


def make(rules: Path, folder: Path) -> int:
    """Make the repository, and say how many commits it has."""
    rulebook = load_rulebook(rules)
    first = rulebook.pack.covered_from
    days: dict[dt.date, list[Dated]] = {}
    for dated in rulebook:
        days.setdefault(max(first, dated.effective), []).append(dated)
    folder.mkdir(parents=True)
    _git(folder, "-c", "init.defaultBranch=main", "init", "-q")
    _git(folder, "fast-import", "--quiet", feed=b"".join(_stream(rules, rulebook, sorted(days.items()))))
    _git(folder, "-c", "core.autocrlf=false", "reset", "-q", "--hard", "main")
    return len(days)


def _stream(rules: Path, rulebook: Rulebook, days: Sequence[tuple[dt.date, list[Dated]]]) -> Iterator[bytes]:
    """The commits, as `git fast-import` reads them."""
    for number, (day, changed) in enumerate(days):
        files = {_path(dated): rules / _path(dated) for dated in changed}
        if number == 0:
            files |= {path.relative_to(rules).as_posix(): path for name in PAGES for path in rules.rglob(name)}
        message = _message(day, changed, first=number == 0).encode()
        noon = int(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC).timestamp())
        yield f"commit refs/heads/main\nmark :{number + 1}\n".encode()
        yield f"author {PERSON} {noon} +0000\ncommitter {PERSON} {noon} +0000\n".encode()
        yield _data(message)
        yield from _contents(files)
        yield f"reset refs/tags/{day}\nfrom :{number + 1}\n\n".encode()


def _path(dated: Dated) -> str:
    return f"{dated.id}/{dated.name}.yaml"


def _contents(files: Mapping[str, Path]) -> Iterator[bytes]:
    for name, path in sorted(files.items()):
        yield f"M 100644 inline rules/{name}\n".encode()
        yield _data(path.read_bytes())


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _message(day: dt.date, changed: Sequence[Dated], *, first: bool) -> str:
    """The title of what changed, and every version by its name."""
    listed = sorted(changed, key=_rank)
    lines = "\n".join(f"{dated.id}@{dated.name}  {_title(dated)}" for dated in listed)
    title = f"The law on {day}, the first day covered" if first else _title(listed[0])
    more = f" and {len(listed) - 1} more" if len(listed) > 1 and not first else ""
    if len(title) + len(more) > LONGEST:
        title = f"{title[: LONGEST - len(more) - 1].rstrip()}…"
    return f"{title}{more}\n\n{lines}\n"


def _rank(dated: Dated) -> tuple[bool, int, bool, str]:
    """What comes first names the commit: what begins rather than ends, and of the items 3A090 itself."""
    return bool(dated.version.repealed), KINDS.index(dated.kind), "3a090" not in dated.id, dated.id


def _title(dated: Dated) -> str:
    return f"Repealed: {dated.version.title}" if dated.version.repealed else dated.version.title


def _git(folder: Path, *words: str, feed: bytes = b"") -> None:
    """Run git with nobody's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", "-C", os.fspath(folder), *words], input=feed, env={**clean, **alone}, capture_output=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"git {words[0]} failed: {done.stderr.decode('utf-8', 'replace').strip()}")


if __name__ == "__main__":
    main()
