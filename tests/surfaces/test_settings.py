"""Settings: where they come from, which wins, and how every mistake is told at its place."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from chipgate.errors import InvalidSettings
from chipgate.files.places import rules_folder
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.settings import GROUPS, PREFIX, Auth, LogMode, Settings
from chipgate.surfaces.settings_reading import OTHERS, as_environment, read_settings

EXAMPLE = rules_folder().parent / "examples/chipgate.toml"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def _file(folder: Path, text: str) -> Path:
    file = folder / "chipgate.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _problems(file: Path | None = None, **given: object) -> list[str]:
    with pytest.raises(InvalidSettings) as caught:
        read_settings(file, **given)
    return [str(problem) for problem in caught.value.problems]


def test_without_any_the_log_is_durable_and_in_the_state_folder(tmp_path: Path) -> None:
    settings = read_settings()
    assert (settings.log, settings.auth) == (LogMode.DURABLE, Auth.LOOPBACK_FREE)
    assert settings.database_url == f"sqlite:///{tmp_path}/chipgate/log.sqlite3"
    assert settings.signing_key == tmp_path / "chipgate/signing-key.pem"
    assert settings.anchor == str(tmp_path / "chipgate/anchors.jsonl")


def test_what_was_given_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, "port = 1\nworkers = 1\nper_minute = 1\n")
    monkeypatch.setenv("CHIPGATE_PORT", "2")
    monkeypatch.setenv("CHIPGATE_WORKERS", "2")
    settings = read_settings(file, port=3)
    assert (settings.port, settings.workers, settings.per_minute) == (3, 2, 1)


def test_the_environment_may_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGATE_SETTINGS", str(_file(tmp_path, "port = 4\n")))
    assert read_settings().port == 4


def test_lists_are_words_and_folders_are_separated_as_in_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGATE_RULES", f"/law{os.pathsep}/house")
    monkeypatch.setenv("CHIPGATE_CORS_ORIGINS", "https://a.example, https://b.example")
    settings = read_settings()
    assert settings.rules == (Path("/law"), Path("/house"))
    assert settings.cors_origins == ("https://a.example", "https://b.example")


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGATE_RULES", "")
    monkeypatch.setenv("CHIPGATE_PORT", "")
    assert (read_settings().rules, read_settings().port) == ((), 8000)


def test_paths_in_a_file_are_taken_from_its_folder(tmp_path: Path) -> None:
    text = 'rules = ["law", "/house"]\nregister = "items"\nanchor = "heads.jsonl"\nstate_folder = "state"\n'
    settings = read_settings(_file(tmp_path, text))
    assert settings.rules == (tmp_path / "law", Path("/house"))
    assert settings.register == tmp_path / "items"
    assert settings.anchor == str(tmp_path / "heads.jsonl")
    assert settings.signing_key == tmp_path / "state/signing-key.pem"
    assert read_settings(_file(tmp_path, 'anchor = "-"\n')).anchor == "-"


def test_every_mistake_is_told_at_once_each_at_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path, '# ours\nprot = 1\n  log = "of"\n')
    monkeypatch.setenv("CHIPGATE_WORKERS", "0")
    assert _problems(file, auth="none") == [
        "--auth: must be 'loopback-free' or 'required'.",
        f'{file}:2:1: unknown setting "prot". Did you mean "port"?',
        f"{file}:3:3: log: must be 'durable', 'unsafe-async' or 'off'.",
        "CHIPGATE_WORKERS: must be greater than or equal to 1.",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = \n", ":1:8: is not TOML: invalid value."),
        ("[serve]\nport = 1\n", ':1:1: unknown setting "serve".'),
        ("port = true\n", ":1:1: port: must not be true or false."),
            ('rules = ["a", 5]\n', ":1:1: rules: "),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    (told,) = _problems(_file(tmp_path, text))
    assert words in told


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "none.toml"
    assert _problems(file) == [f"{file}: cannot be read: No such file or directory."]


def test_variables_that_are_no_settings_are_passed_over_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGATE_WORKER", "2")
    monkeypatch.setenv("CHIPGATE_DEBUG", "1")
    told = [str(problem) for problem in read_settings().passed_over]
    assert told == ['CHIPGATE_WORKER: is no setting, and is passed over. Did you mean "CHIPGATE_WORKERS"?']


def test_what_kubernetes_sets_for_a_service_of_our_name_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "CHIPGATE_PORT": "tcp://10.0.0.1:80", "CHIPGATE_SERVICE_HOST": "10.0.0.1", "CHIPGATE_SERVICE_PORT": "80",
        "CHIPGATE_SERVICE_PORT_HTTP": "80", "CHIPGATE_PORT_80_TCP": "tcp://10.0.0.1:80",
        "CHIPGATE_PORT_80_TCP_ADDR": "10.0.0.1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.port == 8000
    assert [problem.path for problem in settings.passed_over] == ["CHIPGATE_PORT"]
    assert read_settings(_file(tmp_path, "port = 9\n")).port == 9


SECRET = "hunter2"


def test_a_password_is_never_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHIPGATE_DATABASE_URL", f"postgresql://audit:{SECRET}@db.example/chipgate?sslmode=require")
    settings = read_settings()
    assert SECRET in settings.database_url
    assert SECRET not in f"{settings!r} {settings}"
    assert settings.database_shown == "postgresql://audit@db.example/chipgate"
    monkeypatch.setenv("CHIPGATE_DATABASE_URL", f"mysql://audit:{SECRET}@db.example/chipgate")
    (told,) = _problems()
    assert told.startswith("CHIPGATE_DATABASE_URL: is no database URL")
    assert SECRET not in told
    assert SECRET not in CliRunner().invoke(app, ["serve", "--help"]).output


def test_a_password_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/word\n")
    url = "postgresql://audit@db.example/chipgate"
    settings = read_settings(database_url=url, database_password_file=file)
    assert settings.database_url == "postgresql://audit:p%40ss%2Fword@db.example/chipgate"
    assert settings.database_shown == url
    assert _problems(database_url=url, database_password_file=tmp_path / "none") == [
        f"--database-url: its password cannot be read from {tmp_path / 'none'}: No such file or directory."
    ]


def test_where_nobody_can_ask_from_elsewhere_no_database_is_needed_without_a_log() -> None:
    assert not read_settings(log="off").needs_database
    assert read_settings(log="off", host="0.0.0.0").needs_database
    assert read_settings(log="off", auth="required").needs_database
    assert read_settings().needs_database


def test_settings_pass_through_the_environment_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    given: dict[str, Any] = {
        "rules": [Path("/law"), Path("/house")], "port": 5, "watch": True, "redact": ("a", "b"), "log": "off",
    }  # fmt: skip
    direct = read_settings(**given)
    for name, value in as_environment(given).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == direct


def test_the_help_lists_every_setting() -> None:
    listed = CliRunner().invoke(app, ["serve", "--help"], terminal_width=200).output
    assert [name for names in GROUPS.values() for name in names] == list(dict.fromkeys(sum(GROUPS.values(), ())))
    assert {name for names in GROUPS.values() for name in names} == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"{PREFIX}{name.upper()} " in listed


def test_the_example_file_has_every_setting_and_its_default(tmp_path: Path) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert tomllib.loads(text) == {}
    lines = [line.removeprefix("#") for line in text.splitlines() if line.startswith("#") and " = " in line]
    told = tomllib.loads("\n".join(line for line in lines if not line.startswith(" ")))
    assert set(told) == set(Settings.model_fields)
    for name, value in told.items():
        default = Settings.model_fields[name].default
        if isinstance(default, bool | int | float | str):
            assert value == default, name
    read_settings(_file(tmp_path, "\n".join(f"{line}" for line in lines if "_file" not in line)))


@pytest.mark.parametrize("file", ["Dockerfile", "examples/compose.yaml", "docs/operations.md"])
def test_every_variable_that_is_named_elsewhere_is_a_setting(file: str) -> None:
    text = (rules_folder().parent / file).read_text(encoding="utf-8")
    named = set(re.findall(rf"\b{PREFIX}([A-Z_]+)", text))
    assert named
    assert named <= {name.upper() for name in Settings.model_fields} | OTHERS


def test_the_composed_service_reads_its_settings_and_waits_for_its_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = YAML(typ="safe").load((rules_folder().parent / "examples/compose.yaml").read_text(encoding="utf-8"))
    service = page["services"]["chipgate"]
    (secret,) = service["secrets"]
    (tmp_path / secret).write_text("p@ss\n")
    for name, value in service["environment"].items():
        monkeypatch.setenv(name, value.replace("/run/secrets", str(tmp_path)))
    settings = read_settings()
    assert settings.database_url == "postgresql://chipgate:p%40ss@database/chipgate"
    assert service["depends_on"]["database"] == {"condition": "service_healthy"}
    assert set(page["volumes"]) == {
        mount.split(":")[0] for one in page["services"].values() for mount in one["volumes"]
    }  # fmt: skip
    assert float(service["stop_grace_period"].removesuffix("s")) > settings.shutdown_seconds + 5
