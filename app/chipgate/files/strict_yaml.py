"""YAML 1.2 read so that a value means what it looks like: plain data, and a line and column for every node.

What a rule or a catalog is, which keys it has and what they mean is not in this room. Only this room knows ruamel.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from chipgate.errors import Problem

from .plain_scalars import Plain, plain_scalar

Loc: TypeAlias = tuple[str | int, ...]

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 64

# Control characters, lone surrogates, breaks that editors do not count, and characters that hide or reorder text.
_UNWANTED = re.compile(
    "[\0-\t\v\f\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]|\r(?!\n)"
)
_NAMES = {"\0": "NUL", "\t": "tab", "\ufeff": "byte order mark"}
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")  # what an escape can write and a text must not hold

_SYNTAX_HINTS = {
    "mapping values are not allowed": 'Quote text that contains ": ", and check the indentation.',
    "cannot start any token": "Quote text that begins with this character.",
    "found unexpected end of stream": "Close the quotation mark.",
    "expected ',' or": "Close the bracket, or add the missing comma.",
    "nested deeper": "Flatten the document.",
    "a second document": "Put it in a file of its own.",
    "the file is empty": "Write the document, or delete the file.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A line and a column, in characters, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document as plain data, with the place of every value and key by its path; () is the whole."""

    path: str
    value: Plain
    places: Mapping[Loc, Place]
    key_places: Mapping[Loc, Place]

    def place(self, loc: Sequence[str | int]) -> Place:
        """Say where a value stands, or the nearest that holds it.

        Parts that name no node are passed over, because pydantic puts the names of union branches between keys.

        >>> document, _ = read("limit:\\n  above: 5", "x.yaml")
        >>> document.place(("limit", "Limit", "above")), document.place(("limit", "below"))
        (Place(line=2, column=10), Place(line=2, column=3))
        """
        known: Loc = ()
        for part in loc:
            known = (*known, part) if (*known, part) in self.places else known
        return self.places[known]

    def position(self, loc: Sequence[str | int], key: bool = False) -> tuple[int, int]:
        """Line and column of the nearest known node, or of the key before it."""
        found = self.key_places.get(tuple(loc)) if key else None
        place = found or self.place(loc)
        return place.line, place.column


def read(text: bytes | str, path: str) -> tuple[Document | None, list[Problem]]:
    """Read one YAML document, or say everything that is wrong with it.

    Whatever YAML readers disagree about is refused, not guessed: a rule must not change its meaning with its reader.
    A file with any problem yields no document.

    >>> read("density: 5.92\\nfrom: 2025-04-09", "x.yaml")[0].value
    {'density': Decimal('5.92'), 'from': datetime.date(2025, 4, 9)}
    >>> print(*read("to: [CN, NO]\\ncode: 010", "x.yaml")[1], sep="\\n")
    x.yaml:1:10: NO reads as a boolean in older YAML. Quote it if it is text: "NO".
    x.yaml:2:7: 010 has a leading zero. Leave it out. Quote it if it is text: "010".
    """
    reader = _Reader(path)
    clean = reader.clean(text)
    value = None if clean is None else reader.document(clean)
    if reader.problems:
        return None, sorted(reader.problems, key=Problem.order)
    return Document(path, value, reader.places, reader.key_places), []


class _Reader:
    """One pass over one file. A refused node reads as None and reading goes on, to find the other problems."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.places: dict[Loc, Place] = {}
        self.key_places: dict[Loc, Place] = {}
        self.events: Iterator[events.Event] = iter(())

    def refuse(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(self.path, place.line, place.column, message, hint))

    def clean(self, source: bytes | str) -> str | None:
        """Refuse what is not ordinary text; give back the text with spaces for it, so that reading can go on."""
        raw = source if isinstance(source, bytes) else source.encode(errors="surrogatepass")
        if len(raw) > MAX_BYTES:
            self.refuse(Place(1, 1), f"the file has {len(raw)} bytes, more than {MAX_BYTES}.", "Split it.")
            return None
        try:
            text = raw.decode() if isinstance(source, bytes) else source
        except UnicodeDecodeError as error:
            before = raw[: error.start].decode()
            place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
            self.refuse(place, f"byte 0x{raw[error.start]:02X} is not UTF-8.", "Save the file as UTF-8.")
            return None
        if not _UNWANTED.search(text):
            return text
        for number, line in enumerate(text.split("\n"), 1):
            if found := _UNWANTED.search(line.removesuffix("\r")):
                what = _NAMES.get(found[0], f"character U+{ord(found[0]):04X}")
                hint = "Use spaces." if what == "tab" else "Remove it, or write it as an escape in double quotes."
                self.refuse(Place(number, found.start() + 1), f"{what} in the file.", hint)
        return _UNWANTED.sub(" ", text.removeprefix("\ufeff"))

    def document(self, text: str) -> Plain:
        """Read the one document. A fault of syntax is a problem like any other, and the last."""
        unclean = bool(self.problems)
        self.events = YAML(typ="safe", pure=True).parse(text)
        try:
            next(self.events)  # the start of the stream
            if not isinstance(start := next(self.events), events.DocumentStartEvent):
                raise MarkedYAMLError(problem="the file is empty")
            for number, line in enumerate(text.split("\n")[: start.start_mark.line], 1):
                if line.startswith("%"):
                    self.refuse(Place(number, 1), f"directive {line.split()[0]}.", "Remove it; files are YAML 1.2.")
            value = self.node(next(self.events), ())
            next(self.events)  # the end of the document
            if isinstance(second := next(self.events), events.DocumentStartEvent):
                raise MarkedYAMLError(problem="a second document begins", problem_mark=second.start_mark)
            return value
        except (YAMLError, ValueError, OverflowError) as error:  # the last two: escapes like "\UFFFFFFFF"
            if not unclean or type(error) is MarkedYAMLError:  # else most likely a consequence of what was refused
                self.syntax(error)
            return None

    def syntax(self, error: Exception) -> None:
        mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        message = getattr(error, "problem", None) or str(error).partition("\n")[0]
        if begun and begun.line + 1 != place.line:
            message += f" ({getattr(error, 'context', '')} from line {begun.line + 1})"
        hint = next((hint for part, hint in _SYNTAX_HINTS.items() if part in message), "Check the lines up to here.")
        self.refuse(place, f"{message}.", hint)

    def node(self, event: events.Event, loc: Loc, key: Place | None = None) -> Plain:
        """Read the node that begins with this event. An empty value is said to be missing at its key."""
        place = self.places[loc] = _start_of(event)
        if isinstance(event, events.AliasEvent):
            self.refuse(place, f"alias *{event.anchor}.", "Write the value out again.")
            return None
        untagged = self.unadorned(event, place)
        if isinstance(event, events.ScalarEvent):
            return self.scalar(event, place if event.value or not key else key) if untagged else None
        if len(loc) >= MAX_DEPTH:
            problem = f"nested deeper than {MAX_DEPTH} levels"
            raise MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        return self.sequence(loc) if isinstance(event, events.SequenceStartEvent) else self.mapping(loc)

    def unadorned(self, event: events.Event, place: Place) -> bool:
        """Refuse an anchor and a tag; say whether the value may be read without its tag."""
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self.refuse(place, f"anchor &{anchor}.", "Remove it, and write the value out where it is needed.")
        if tag is not None:
            self.refuse(place, f"tag {tag}.", "Remove it; quote a value to make it text.")
        return tag is None

    def sequence(self, loc: Loc) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := next(self.events), events.SequenceEndEvent):
            items.append(self.node(event, (*loc, len(items))))
        return items

    def mapping(self, loc: Loc) -> dict[str, Plain]:
        entries: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), events.MappingEndEvent):
            place = _start_of(event)
            name = self.key(event, place, loc)
            inner = (*loc, name)
            if name in entries:
                first = self.key_places[inner].line
                self.refuse(place, f'key "{name}" again, first on line {first}.', "Keep one of the two.")
            self.key_places.setdefault(inner, place)
            entries[name] = self.node(next(self.events), inner, place)
        return entries

    def key(self, event: events.Event, place: Place, loc: Loc) -> str:
        """Read a key. A refused key keeps its text or its place for a name, so that its value is still read."""
        if not isinstance(event, events.ScalarEvent):
            self.node(event, (*loc, str(place)))
            if not isinstance(event, events.AliasEvent):
                self.refuse(place, "a list or a mapping as a key.", "Name the key with text.")
            return str(place)
        name = str(event.value)
        untagged = self.unadorned(event, place)
        if event.style:
            self.scalar(event, place)
        elif untagged:
            if name == "<<":
                self.refuse(place, "merge key <<.", "Write the keys out.")
            elif not isinstance(plain_scalar(name), str):
                message = f"key {name} is not text to every reader of YAML." if name else "no key."
                self.refuse(place, message, f'Rename it, or quote it: "{name}".')
        return name

    def scalar(self, event: events.ScalarEvent, place: Place) -> Plain:
        text = str(event.value)
        if event.style:
            if found := _NOT_TEXT.search(text):
                hint = "Write a character beyond U+FFFF as it is, or as one \\U escape."
                self.refuse(place, f"the escape U+{ord(found[0]):04X} is not a character.", hint)
            return text
        value = plain_scalar(text)
        if isinstance(value, Problem):
            self.refuse(place, value.message, value.hint)
            return None
        return value


def _start_of(event: events.Event) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
