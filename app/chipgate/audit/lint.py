"""Lint: what is worth a look in rules that can be read and answered from. Found here, placed by `files.lint_places`.

History is append-only, so what is a matter of form is said of the law as it stands from a day on, not of what is past.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from chipgate.model.case import Expected
from chipgate.model.finding import Level
from chipgate.model.provision import Confidence

from .lint_repeats import limbs, places
from .lint_rules import RULES
from .lint_seen import Found, Loc, Seen, words_of

_SURE = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}
_ONLY_SHOWN = frozenset({"announcements", "reported", "questions"})
"""Kinds that never move a verdict by themselves: an uncertain one is what they are for."""
_LONGEST = {"title": 110, "says": 450, "note": 800}
_LONGEST_OTHER = 300


def lint(seen: Seen) -> tuple[Found, ...]:
    """Everything worth a look, by rule; each once for every place."""
    return tuple(found for rule in _RULES for found in rule(seen))


def _to_do(seen: Seen) -> Iterator[Found]:
    for dated in seen.versions:
        for loc, text in words_of(dated):
            if "TODO" in text:
                yield Found("to-do", dated, loc, f'{loc[-1]} says "{_cut(text)}".', "Write what a person decided.")
    for versions in seen.provisions:
        for number, case in enumerate(seen.beside.get(versions[0].id, ())):
            if "TODO" in case.case:
                hint = "Check what it expects, and give it a title of its own."
                yield Found("to-do", versions[0].id, (number, "case"), f'a case is titled "{_cut(case.case)}".', hint)


def _sources(seen: Seen) -> Iterator[Found]:
    for dated in seen.versions:
        for number, source in enumerate(dated.version.citation.sources):
            parts = urlsplit(source.url)
            if not parts.path.strip("/") and not parts.query and "TODO" not in source.url:
                loc = ("citation", "sources", number, "url")
                message = f"{source.url} is a site, not the page that says so."
                yield Found("source-without-page", dated, loc, message, "Link to the document itself.")


def _confidence(seen: Seen) -> Iterator[Found]:
    """Of each provision the newest version that is less sure than asked: what is mended there is the law of today."""
    for versions in seen.provisions:
        pack = seen.rulebook.packs.get(versions[0].pack)
        stated = pack.least_confidence if pack else None
        least = stated or Confidence.MEDIUM
        level: Level = RULES["confidence-low"].level if stated is None else "warning"
        weak = [dated for dated in versions if not dated.version.repealed and dated.kind not in _ONLY_SHOWN
                and _SURE[dated.version.citation.confidence] < _SURE[least]]  # fmt: skip
        if weak:
            asked = "that of the pack's policy" if stated else least.value
            message = f"confidence is {weak[-1].version.citation.confidence.value}, below {asked}."
            if len(weak) > 1:
                message = f"{message} So it is in {_earlier(len(weak) - 1)}."
            hint = "Find the primary text, or ignore this with the reason for which the version stands."
            yield Found("confidence-low", weak[-1], ("citation", "confidence"), message, hint, level)


def _verified(seen: Seen) -> Iterator[Found]:
    for name, pack in seen.rulebook.packs.items():
        if name not in seen.packs:
            continue
        checks: list[tuple[Loc, dt.date, str]] = [
            (("sources", number, "verified_through"), one.verified_through, one.title)
            for number, one in enumerate(pack.sources)
        ]
        if not any(day <= pack.verified_through for _, day, _ in checks):
            checks = [(("verified_through",), pack.verified_through, "the sources of the pack")]
        for loc, day, title in checks:
            age = (seen.day - day).days
            if age > seen.stale_after:
                message = f"last read {age} days ago: {title}."
                yield Found("verified-long-ago", name, loc, message, "Read them again, and move the date.")


def _expires(seen: Seen) -> Iterator[Found]:
    last = seen.day + dt.timedelta(days=seen.within)
    for versions in seen.provisions:
        for dated, following in zip(versions, [*versions[1:], None], strict=True):
            end = dated.version.expires
            followed = following is not None and end is not None and following.effective <= end
            if end is not None and seen.day < end <= last and not followed and not dated.version.repealed:
                message = f"ends on {end}, in {(end - seen.day).days} days, and nothing follows it."
                hint = "Add the next version if it was extended; else ignore this, saying that the end was confirmed."
                yield Found("expires-soon", dated, ("expires",), message, hint)


def _never_met(seen: Seen) -> Iterator[Found]:
    for versions in seen.provisions:
        cases = seen.beside.get(versions[0].id, ())
        met = {seen.rulebook.version_on(versions[0].id, case.date) for case in cases if case.expect is Expected.MET}
        for dated in versions:
            if dated not in met and not dated.version.repealed:
                message = "no case expects this version to be met."
                yield Found("never-met", dated, ("effective",), message,
                            "Add one to cases.yaml, dated while it is in force.")  # fmt: skip


def _texts(seen: Seen) -> Iterator[Found]:
    for dated in seen.versions:
        for loc, text in words_of(dated):
            most = _LONGEST.get(str(loc[-1]), _LONGEST_OTHER)
            if loc[-1] != "url" and len(text) > most:
                message = f"{loc[-1]} has {len(text)} characters, more than {most}."
                yield Found("text-too-long", dated, loc, message, "Shorten it, or move part of it to the note.")


def _earlier(count: int) -> str:
    return "1 earlier version" if count == 1 else f"{count} earlier versions"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


_RULES: tuple[Callable[[Seen], Iterator[Found]], ...] = (
    _to_do, _sources, _confidence, _verified, _expires, _never_met, limbs, places, _texts,
)  # fmt: skip
