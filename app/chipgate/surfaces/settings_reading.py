"""Settings from the command line, the environment and a file, in this order; every problem with its place."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chipgate.errors import InvalidSettings, Problem
from chipgate.files.validation import did_you_mean

from .exit_codes import BAD_INPUT
from .rules_at_hand import folders_in
from .settings import PREFIX, Settings

FILE = f"{PREFIX}SETTINGS"
"""Names the settings file where no option does."""
OTHERS = frozenset({"DEBUG", "SETTINGS", "URL", "API_KEY"})
"""Variables that are no settings of the service: of the command line, and of the client."""
_PATHS = frozenset(
    {"register", "screening_list", "state_folder", "database_password_file", "signing_key", "run_folder",
     "catalog_folder"}
)  # fmt: skip
_LISTS_OF_PATHS = frozenset({"rules", "rules_key"})
_OF_KUBERNETES = re.compile(r"(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)")
"""What Kubernetes tells every container of a service that is named chipgate; so it does with CHIPGATE_PORT."""
_AT = re.compile(r"^(.*) \(at line (\d+), column (\d+)\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _File:
    """A settings file: its values, relative paths taken from its folder, and where each stands."""

    name: str
    text: str
    values: Mapping[str, Any]

    def place(self, key: str) -> tuple[int, int]:
        found = re.search(rf'^([ \t]*)\[*["\']?{re.escape(key)}["\']?[ \t]*[=.\]]', self.text, re.MULTILINE)
        return (self.text.count("\n", 0, found.start()) + 1, len(found[1]) + 1) if found else (0, 0)


def read_settings(file: Path | None = None, **given: Any) -> Settings:
    """The settings: those given, else those of the environment, else those of the file, else the defaults.

    Without a file, CHIPGATE_SETTINGS may name one. A key of the file that is no setting is refused; a variable
    CHIPGATE_… that is none is told in `passed_over`.

    Raises:
        InvalidSettings: with every problem, each at its option, its variable or its line of the file.
    """
    environment = _environment()
    named = file or (Path(environment["SETTINGS"]) if environment.get("SETTINGS") else None)
    page = _read(named) if named is not None else _File("", "", {})
    problems = list(_unknown_keys(page))
    known = {key: value for key, value in page.values.items() if key in Settings.model_fields}
    told = {key.lower() for key, value in environment.items() if value}
    if _is_link(environment):  # the port of another thing: as if it were not set
        told.discard("port")
        known.setdefault("port", Settings.model_fields["port"].default)
    values = {key: value for key, value in known.items() if key not in told} | given
    try:
        settings = Settings(**values)
    except ValidationError as error:
        problems += _problems(error, given, told, page)
    if problems:
        raise InvalidSettings(problems)
    settings._passed_over = tuple(_passed_over(environment))
    return settings


def settings_or_exit() -> Settings:
    """The settings of a process that is nothing without them: wrong ones end it, in words and with exit code 2."""
    try:
        return read_settings()
    except InvalidSettings as error:
        sys.stderr.write(f"{error.message}\n")
        raise SystemExit(BAD_INPUT) from None


def as_environment(given: Mapping[str, Any]) -> dict[str, str]:
    """Values of settings as variables of the environment, for processes that read them there."""
    return {f"{PREFIX}{name.upper()}": _as_text(name, value) for name, value in given.items()}


def _as_text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return (os.pathsep if name in _LISTS_OF_PATHS else ",").join(map(str, value))
    return str(value)


def _environment() -> dict[str, str]:
    """The variables that begin with CHIPGATE_, by the rest of their name."""
    return {
        name.upper().removeprefix(PREFIX): value for name, value in os.environ.items()
        if name.upper().startswith(PREFIX)
    }  # fmt: skip


def _is_link(environment: Mapping[str, str]) -> bool:
    return "://" in environment.get("PORT", "")


def _passed_over(environment: Mapping[str, str]) -> Iterator[Problem]:
    fields = [name.upper() for name in Settings.model_fields]
    for name in sorted(environment.keys() - {*fields, *OTHERS}):
        if not _OF_KUBERNETES.fullmatch(name):
            hint = did_you_mean(PREFIX + name, [PREFIX + one for one in fields]) or "chipgate serve --help lists all."
            yield Problem(PREFIX + name, message="is no setting, and is passed over.", hint=hint)
    if _is_link(environment):
        message = "is no number but an address, as Kubernetes sets it, and is passed over."
        yield Problem(f"{PREFIX}PORT", message=message, hint="Give the port with --port or in the settings file.")


def _read(file: Path) -> _File:
    try:
        text = file.read_text(encoding="utf-8")
        values = tomllib.loads(text)
    except OSError as error:
        raise InvalidSettings([Problem(str(file), message=f"cannot be read: {error.strerror}.")]) from None
    except UnicodeDecodeError:
        raise InvalidSettings([Problem(str(file), message="is not UTF-8.")]) from None
    except tomllib.TOMLDecodeError as error:
        words, line, column = found.groups() if (found := _AT.match(str(error))) else (str(error), "0", "0")
        message = f"is not TOML: {words[:1].lower()}{words[1:]}."
        raise InvalidSettings([Problem(str(file), int(line), int(column), message)]) from None
    return _File(str(file), text, {key: _from(file.parent, key, value) for key, value in values.items()})


def _from(folder: Path, key: str, value: Any) -> Any:
    """A value whose relative paths are taken from the folder of the settings file."""
    if key in _LISTS_OF_PATHS:
        value = folders_in(value) if isinstance(value, str) else value
        if isinstance(value, list):
            return [folder / one if isinstance(one, str | Path) else one for one in value]
    if (key in _PATHS or (key == "anchor" and value != "-")) and isinstance(value, str) and value:
        return str(folder / value)
    return value


def _unknown_keys(page: _File) -> Iterator[Problem]:
    known = list(Settings.model_fields)
    for key in page.values.keys() - set(known):
        hint = did_you_mean(key, known) or "chipgate serve --help lists every setting."
        yield Problem(page.name, *page.place(key), f'unknown setting "{key}".', hint)


def _problems(error: ValidationError, given: Mapping[str, Any], told: set[str], page: _File) -> Iterator[Problem]:
    seen = set()
    for found in error.errors(include_url=False, include_input=False):
        name = str(found["loc"][0]) if found["loc"] else ""
        if name in seen or found["type"] == "default_factory_not_called":  # it hangs on one that is wrong
            continue
        seen.add(name)
        message, hint = _words(found)
        if name in given:
            yield Problem(f"--{name.replace('_', '-')}", message=message, hint=hint)
        elif name in told or name not in page.values:
            yield Problem(f"{PREFIX}{name.upper()}", message=message, hint=hint)
        else:
            yield Problem(page.name, *page.place(name), f"{name}: {message}", hint)


def _words(found: Any) -> tuple[str, str]:
    """What is wrong, never showing the value: it may be a secret."""
    context = found.get("ctx", {})
    match found["type"]:
        case "enum" | "literal_error":
            return f"must be {context['expected']}.", ""
        case "value_error":
            message, _, hint = str(context["error"]).partition(". ")
            return f"{message}.", f"{hint}." if hint else ""
        case _:
            message = str(found["msg"])
            return f"{message[:1].lower()}{message[1:]}.".replace("input should be", "must be"), ""
