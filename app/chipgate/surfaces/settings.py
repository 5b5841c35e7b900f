"""The settings of the service: each with its name, its default and what it means. How they are read stands in
`settings_reading`.

Every setting is an environment variable, CHIPGATE_ and its name in capitals, and a key of the settings file.
"""

from __future__ import annotations

import os
import sys
import warnings
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import BeforeValidator, Field, PrivateAttr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from chipgate.errors import InvalidSettings, Problem

from .rules_at_hand import folders_in

PREFIX = "CHIPGATE_"
MIB = 1024 * 1024


class LogMode(StrEnum):
    """When an answer is sent: after its record is on disk, at once, or without any record."""

    DURABLE = "durable"
    UNSAFE_ASYNC = "unsafe-async"
    OFF = "off"


class Drafts(StrEnum):
    """Whether questions may be tried out, with answers that are on no record."""

    ALLOW = "allow"
    REFUSE = "refuse"


class Auth(StrEnum):
    """Who needs an API key: whoever does not ask over loopback, or everybody."""

    LOOPBACK_FREE = "loopback-free"
    REQUIRED = "required"


class LogLevel(StrEnum):
    """What is said. From `warning` on, there is no line for each request."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How it is said: a JSON object on each line, or words for a person."""

    JSON = "json"
    CONSOLE = "console"


def _folders(value: Any) -> Any:
    return folders_in(value) if isinstance(value, str) else value


def _words(value: Any) -> Any:
    return [word.strip() for word in value.split(",") if word.strip()] if isinstance(value, str) else value


Folders = Annotated[tuple[Path, ...], NoDecode, BeforeValidator(_folders)]
Words = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words)]


def _state_folder() -> Path:
    named = os.environ.get("XDG_STATE_HOME")
    if named and Path(named).is_absolute():
        return Path(named) / "chipgate"
    try:
        return Path.home() / ".local/state/chipgate"
    except RuntimeError:
        hint = "Name a folder that outlives the process."
        message = "there is no home folder to keep the decision log in."
        raise InvalidSettings([Problem(f"{PREFIX}STATE_FOLDER", message=message, hint=hint)]) from None


def _log_format() -> LogFormat:
    return LogFormat.CONSOLE if sys.stderr is not None and sys.stderr.isatty() else LogFormat.JSON


with warnings.catch_warnings():
    # Pydantic warns of `register`, since every abstract class has a method of that name; none is called here.
    warnings.filterwarnings("ignore", 'Field name "register"', UserWarning)

    class Settings(BaseSettings):
        """What the service was told. Times are seconds, sizes bytes. Nothing shown of it has a password in it."""

        model_config = SettingsConfigDict(
            env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
        )

        rules: Folders = Field(
            (), description="Rule folders or bundles: a set of rules in place of the shipped one, and house packs, "
                            "separated as in PATH.")  # fmt: skip
        rules_key: Folders = Field(
            (), description="Public keys (PEM), separated as in PATH: every rule folder is then a bundle that one of "
                            "them signed.")  # fmt: skip
        register: Path | None = Field(None, description="A register of reviewed items.")
        screening_list: Path | None = Field(None, description="A list of restricted parties, for names in questions.")
        watch: bool = Field(False, description="Read rules, register and list again when their files change.")
        poll_seconds: float = Field(
            0.5, gt=0, le=60, description="How often a worker looks whether a reload was asked for.")  # fmt: skip

        state_folder: Path = Field(
            default_factory=_state_folder, description="Where log, key and anchors are, unless they are named.")
        log: LogMode = Field(
            LogMode.DURABLE, description="durable: an answer is sent after its record is on disk. unsafe-async: at "
                                         "once, and a crash loses records. off: no record.")  # fmt: skip
        database_password_file: Path | None = Field(
            None, description="A file with the password of the database, where its URL has none.")
        database_url: str = Field(
            default_factory=lambda told: f"sqlite:///{told['state_folder'] / 'log.sqlite3'}", repr=False,
            description="The decision log: sqlite:///file or postgresql://user@host/name.")  # fmt: skip
        signing_key: Path = Field(
            default_factory=lambda told: told["state_folder"] / "signing-key.pem",
            description="The Ed25519 key that signs checkpoints; made at the first start.")
        anchor: str = Field(
            default_factory=lambda told: str(told["state_folder"] / "anchors.jsonl"),
            description="The second place for signed heads: a file, or - for standard output.")
        checkpoint_records: int = Field(1000, ge=1, description="A checkpoint after so many records at most.")
        checkpoint_seconds: float = Field(60, gt=0, description="A checkpoint after so long at most.")
        drafts: Drafts = Field(
            Drafts.ALLOW, description="allow: questions may be tried out under /v1/drafts, with answers that are on no "
                                      "record and say so. refuse: 403.")  # fmt: skip

        auth: Auth = Field(
            Auth.LOOPBACK_FREE, description="loopback-free: no API key is needed for a request to a loopback address. "
                                            "required: always; so behind a proxy on the same machine.")  # fmt: skip
        per_minute: int = Field(6000, ge=1, description="Requests a minute that a key may make, unless it says.")
        cors_origins: Words = Field((), description="Web origins whose pages may ask, separated by commas.")
        trusted_hosts: Words = Field(
            (), description="More Host names under which this machine needs no key; localhost is one anyway.")

        max_body_bytes: int = Field(MIB, ge=1024, description="The largest body of one question.")
        max_batch_bytes: int = Field(64 * MIB, ge=1024, description="The largest body of a batch.")
        max_batch_lines: int = Field(100_000, ge=1, description="The most questions of a batch.")
        request_seconds: float = Field(30, gt=0, description="How long a body may take to arrive, and then an answer.")

        catalog_folder: Path | None = Field(None, description="A folder whose catalogs may be checked by name.")
        max_catalog_bytes: int = Field(64 * MIB, ge=1024, description="The largest catalog that may be sent.")
        catalog_seconds: float = Field(600, gt=0, description="How long the check of a catalog may take.")

        host: str = Field("127.0.0.1", min_length=1, description="The address to listen on.")
        port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 takes a free one.")
        workers: int = Field(1, ge=1, le=256, description="Processes that answer.")
        run_folder: Path | None = Field(
            None, description="What workers share while they run; a temporary folder, unless named.")
        startup_seconds: float = Field(60, gt=0, description="Longer than this, and it gives up starting.")
        shutdown_seconds: float = Field(30, gt=0, description="How long running requests may take when it stops.")

        metrics: bool = Field(True, description="Give metrics at /metrics.")
        log_level: LogLevel = Field(
            LogLevel.INFO, description="info: a line for each request; warning: only what is wrong.")
        log_format: LogFormat = Field(
            default_factory=_log_format,
            description="Lines on standard error: json, or console, the default at a terminal.")
        redact: Words = Field((), description="More fields to leave out of these lines, separated by commas.")

        _passed_over: tuple[Problem, ...] = PrivateAttr(())

        @field_validator("*", mode="before")
        @classmethod
        def _no_truth_for_numbers(cls, value: Any, told: ValidationInfo) -> Any:
            if isinstance(value, bool) and cls.model_fields[str(told.field_name)].annotation is not bool:
                raise ValueError("must not be true or false")
            return value

        @field_validator("database_url")
        @classmethod
        def _database(cls, url: str, told: ValidationInfo) -> str:
            kind, _, rest = url.partition("://")
            if kind not in ("sqlite", "postgresql") or not rest.strip("/"):
                raise ValueError("is no database URL that is known. Write sqlite:///file or postgresql://user@host/name")
            file = told.data.get("database_password_file")
            return _with_password(url, file) if file is not None and kind == "postgresql" else url

        @property
        def passed_over(self) -> tuple[Problem, ...]:
            """Variables of the environment that look like settings, and are none."""
            return self._passed_over

        @property
        def host_is_local(self) -> bool:
            """Whether only this machine can reach the service."""
            try:
                return ip_address(self.host).is_loopback
            except ValueError:
                return self.host == "localhost"

        @property
        def needs_database(self) -> bool:
            """Whether there is anything to keep: a log, or keys that somebody may have to show."""
            return self.log is not LogMode.OFF or self.auth is Auth.REQUIRED or not self.host_is_local

        @property
        def database_shown(self) -> str:
            """Where the log is, without a password."""
            kind, _, rest = self.database_url.partition("://")
            before, found, place = rest.partition("?")[0].rpartition("@")
            return f"{kind}://{before.partition(':')[0]}{found}{place}"


def _with_password(url: str, file: Path) -> str:
    try:
        password = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ValueError(f"its password cannot be read from {file}: {reason}") from None
    parts = urlsplit(url)
    if parts.password is not None or "@" not in parts.netloc:
        raise ValueError("a password file goes with a URL that names a user, and no password")
    user, _, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{place}"))


GROUPS: dict[str, tuple[str, ...]] = {
    "Rules": ("rules", "rules_key", "register", "screening_list", "watch", "poll_seconds"),
    "Decision log": ("state_folder", "log", "database_url", "database_password_file", "signing_key", "anchor",
                     "checkpoint_records", "checkpoint_seconds", "drafts"),
    "Who may ask": ("auth", "per_minute", "cors_origins", "trusted_hosts"),
    "Limits": ("max_body_bytes", "max_batch_bytes", "max_batch_lines", "request_seconds"),
    "Catalogs": ("catalog_folder", "max_catalog_bytes", "catalog_seconds"),
    "Running": ("host", "port", "workers", "run_folder", "startup_seconds", "shutdown_seconds"),
    "What it says": ("metrics", "log_level", "log_format", "redact"),
}  # fmt: skip
"""Every setting, in the order of its listing."""
