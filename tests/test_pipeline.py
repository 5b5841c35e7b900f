"""In the pipeline: the action's script, the pre-commit hooks and the GitLab job, each run on a scratch repository by
real git and the installed chipgate; and the project's own rules, held to what we ask of others."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ruamel.yaml import YAML

from tests.repos import PERSON, commit, edit, git, make_repo

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / ".github/audit-pull-request.sh"
ITEM = "rules/us/items/3a090-a/2023-11-17.yaml"
BIN = Path(sys.executable).parent


def _yaml(path: str) -> Any:
    return YAML(typ="safe").load((ROOT / path).read_text(encoding="utf-8"))


def _environment(tmp_path: Path, **more: str) -> dict[str, str]:
    ours = ("CHIPGATE_", "GIT_", "GITHUB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return {**kept, **PERSON, "PATH": path, "RUNNER_TEMP": str(tmp_path), **more}


def _run(folder: Path, environment: dict[str, str], *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The rules of chipgate in a repository, on a branch beside main."""
    folder = make_repo(tmp_path / "repo")
    git(folder, "checkout", "-q", "-b", "side")
    return folder


def _pull_request(repository: Path, tmp_path: Path, **more: str) -> tuple[int, str, str]:
    """Run the action's script on main...side: its exit code, what it printed, and the report."""
    sides = {side: {"sha": git(repository, "rev-parse", name).strip()}
             for side, name in (("base", "main"), ("head", "side"))}  # fmt: skip
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 5, **sides}}))
    told = {name: str(tmp_path / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    environment = _environment(tmp_path, GITHUB_EVENT_PATH=str(event), **told, **more)
    done = _run(repository, environment, "bash", SCRIPT)
    output, summary = (Path(one).read_text() if Path(one).exists() else "" for one in told.values())
    report = Path(output.strip().removeprefix("report=")).read_text() if output else ""
    assert summary == report
    return done.returncode, done.stdout + done.stderr, report


@pytest.mark.slow
def test_the_action_reports_a_lowered_limit_and_fails_by_what_was_named(repository: Path, tmp_path: Path) -> None:
    edit(repository, ITEM, "at_least: 4800", "at_least: 4000")
    ours = "name,manufacturer,tpp,die_area_mm2,transistor\nOurs,Us,4500,5000,non-planar\n"
    (repository / "ours.csv").write_text(ours)
    commit(repository, "Lower the limit")
    told = {"FAIL_ON": "retroactive, any-flip", "COVERAGE": "100", "CATALOG": "ours.csv", "TO": "CN,AE"}
    code, said, report = _pull_request(repository, tmp_path, **told)
    assert code == 1
    first, second = report.splitlines()[:2]
    assert first == "<!-- chipgate-audit -->"
    assert second.startswith("### 1 item newly blocked")
    assert "Ours to CN" in report
    assert "us/items/3a090-a" in report
    assert "4800 → 4000" in report.replace(",", "")
    assert re.search(r"^\| lint \| ✓ \| \d+ findings", report, re.MULTILINE)
    assert re.search(r"^\| cases \| ✗ \| \d+ cases: \d+ came out otherwise \|$", report, re.MULTILINE)
    assert re.search(r"^\| coverage \| ✓ \| 100 % of the conditions", report, re.MULTILINE)
    assert "us/items/3a090-a::a hair under 4800" in said
    assert len(report) <= 65_536


@pytest.mark.slow
def test_the_action_says_where_rules_cannot_be_read(repository: Path, tmp_path: Path) -> None:
    edit(repository, ITEM, "title: ", "titel: ")
    commit(repository, "Break")
    code, said, report = _pull_request(repository, tmp_path)
    assert code == 3
    assert report.startswith("<!-- chipgate-audit -->\n### chipgate: these rules cannot be audited\n")
    assert "us/items/3a090-a/2023-11-17.yaml" in report
    assert "| lint | ✗ | the rules cannot be read |" in report
    assert f"::error file={ITEM}," in said


@pytest.mark.slow
def test_what_a_rule_file_says_is_no_markdown_and_no_command_to_the_runner(repository: Path, tmp_path: Path) -> None:
    """A key with line breaks in it, as a pull request from anywhere may have."""
    odd = r'"x\n~~~~\n\n# Approved\n::error::forged\n##[error]forged": 1'
    edit(repository, ITEM, "effective: ", f"{odd}\neffective: ")
    many = "".join(f"wrong-{number}-{'ä' * 500}: 1\n" for number in range(150))
    edit(repository, "rules/us/pack.yaml", "covered_from: ", f"{many}covered_from: ")
    commit(repository, "Break oddly")
    code, said, report = _pull_request(repository, tmp_path)
    assert code == 3
    body = report.partition("cannot be audited\n")[2].partition("| check |")[0]
    assert "Approved" in body
    assert [line for line in body.splitlines() if line and not line.startswith("    ")] == []
    assert len(body.splitlines()) < 130
    assert len(report) < 65_536
    heard, waiting = [], ""
    for line in said.splitlines():  # as the runner reads a log
        if waiting:
            waiting = "" if line == f"::{waiting}::" else waiting
        elif line.startswith("::stop-commands::"):
            waiting = line.removeprefix("::stop-commands::")
        elif line.lstrip().startswith("::"):
            heard.append(line)
        else:
            assert "##[" not in line
    assert waiting == ""
    assert f"::error file={ITEM}," in "\n".join(heard)
    assert not [line for line in heard if line.startswith("::error::forged")]
    assert len({line for line in said.splitlines() if line.startswith("::stop-commands::")}) == 2


@pytest.mark.parametrize("event", ['{"pull_request": {"base": {"sha": "$(id)"}, "head": {"sha": "-x"}}}', "{}"])
def test_the_action_takes_no_other_event(repository: Path, tmp_path: Path, event: str) -> None:
    file = tmp_path / "event.json"
    file.write_text(event)
    environment = _environment(tmp_path, GITHUB_EVENT_PATH=str(file))
    done = _run(repository, environment, "bash", SCRIPT)
    assert (done.returncode, "of no pull request" in done.stderr) == (2, True)


ANN = {"login": "ann", "type": "User"}
BOT = {"login": "github-actions[bot]", "type": "Bot"}


class Comments(BaseHTTPRequestHandler):
    """What it asks of GitHub, over real HTTP on this machine, as GitHub documents it."""

    kept: list[dict[str, Any]]
    asked: list[str]

    def _answer(self, status: int, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> str:
        self.asked.append(self.command)
        return str(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"])

    def do_GET(self) -> None:
        token = self.headers["Authorization"].removeprefix("Bearer ")
        assert token in {"t0ken", "ann's"}
        if self.path == "/user":  # which the token of a run may not ask
            if token == "ann's":
                self._answer(200, ANN)
            else:
                self._answer(403, {"message": "Resource not accessible by integration"})
            return
        query = parse_qs(urlsplit(self.path).query)
        size, page = int(query["per_page"][0]), int(query["page"][0])
        self._answer(200, self.kept[size * (page - 1) : size * page])

    def do_POST(self) -> None:
        assert self.path == "/repos/us/rules/issues/5/comments"
        self.kept.append({"id": 1000 + len(self.kept), "body": self._body(), "user": BOT})
        self._answer(201, self.kept[-1])

    def do_PATCH(self) -> None:
        body = self._body()
        (one,) = (one for one in self.kept if self.path == f"/repos/us/rules/issues/comments/{one['id']}")
        one["body"] = body
        self._answer(200, one)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def comments() -> Iterator[tuple[type[Comments], str]]:
    class Kept(Comments):
        kept = [  # noqa: RUF012
            *({"id": number, "body": f"comment {number}", "user": ANN} for number in range(148)),
            {"id": 148, "body": "<!-- chipgate-audit -->\nAnn's", "user": ANN},
            {"id": 149, "body": "<!-- chipgate-audit -->\nof an account that is gone", "user": None},
        ]
        asked: list[str] = []  # noqa: RUF012

    with ThreadingHTTPServer(("127.0.0.1", 0), Kept) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Kept, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_one_comment_is_kept_up_to_date(tmp_path: Path, comments: tuple[type[Comments], str]) -> None:
    kept, address = comments
    event, report = tmp_path / "event.json", tmp_path / "report.md"
    event.write_text('{"pull_request": {"number": 5}}')

    def write(text: str, token: str = "t0ken", url: str = address) -> subprocess.CompletedProcess[str]:
        report.write_text(f"<!-- chipgate-audit -->\n{text}\n", encoding="utf-8")
        environment = _environment(tmp_path, GITHUB_EVENT_PATH=str(event), GITHUB_REPOSITORY="us/rules",
                                   GITHUB_TOKEN=token, GITHUB_API_URL=url, no_proxy="127.0.0.1")  # fmt: skip
        return _run(tmp_path, environment, sys.executable, ROOT / ".github/pull-request-comment.py", report)

    for text in ("first → é", "second", "second"):
        assert write(text).returncode == 0
    assert kept.asked == ["POST", "PATCH"]
    assert len(kept.kept) == 151
    assert [one["body"].splitlines()[1] for one in kept.kept[148:]] == ["Ann's", "of an account that is gone", "second"]
    assert write("by her token", token="ann's").returncode == 0
    assert kept.kept[148]["body"].splitlines()[1] == "by her token"
    assert kept.kept[-1]["body"] == "<!-- chipgate-audit -->\nsecond\n"
    assert write("x" * 70_000).returncode == 0
    assert len(kept.kept[-1]["body"]) == 65_536
    refused = write("third", url=f"{address.rpartition(':')[0]}:1")
    assert (refused.returncode, "cannot be asked" in refused.stderr) == (1, True)


def test_the_action_hands_every_input_to_its_script() -> None:
    action = _yaml("action.yml")
    step = next(step for step in action["runs"]["steps"] if step.get("id") == "audit")
    used = {name for value in step["env"].values() for name in re.findall(r"inputs\.([a-z-]+)", value)}
    assert used | {"python-version"} == set(action["inputs"])
    text = SCRIPT.read_text(encoding="utf-8")
    for name in step["env"]:
        assert f"${{{name}" in text
    assert step["run"].endswith('/.github/audit-pull-request.sh"')
    assert os.access(SCRIPT, os.X_OK)
    assert all("run" not in step or "shell" in step for step in action["runs"]["steps"])


HOOK = """#!/bin/sh
# What pre-commit does, for the hooks of .pre-commit-hooks.yaml: a hook fails by its exit code, or by what it changes.
fail() { echo "hook $1 failed" >&2; exit 1; }
"""


def _install_hooks(repository: Path) -> list[str]:
    hooks = _yaml(".pre-commit-hooks.yaml")
    lines = []
    for hook in hooks:
        words = shlex.split(hook["entry"]) + hook.get("args", [])
        files = f"git diff --cached --name-only -z --diff-filter=d | grep -zE {shlex.quote(hook['files'])}"
        call = shlex.join(words)
        lines.append(f"{files} >/dev/null || exit 0")
        lines.append(f"{files} | xargs -0 {call} || fail {hook['id']}" if hook.get("pass_filenames", True)
                     else f"{call} || fail {hook['id']}")  # fmt: skip
        lines.append(f"git diff --quiet || fail {hook['id']}")
    path = repository / ".git/hooks/pre-commit"
    path.write_text(HOOK + "\n".join(lines) + "\n")
    path.chmod(0o755)
    return [hook["id"] for hook in hooks]


@pytest.mark.slow
def test_the_hooks_let_a_good_commit_through_and_stop_the_others(repository: Path, tmp_path: Path) -> None:
    names = _install_hooks(repository)
    assert names == ["chipgate-rules-fmt", "chipgate-rules-lint", "chipgate-rules-cases"]

    def attempt(old: str, new: str) -> str:
        edit(repository, ITEM, old, new)
        git(repository, "add", "-A")
        done = _run(repository, _environment(tmp_path), "git", "commit", "-q", "-m", "x")
        failed = re.findall(r"^hook (\S+) failed$", done.stderr, re.MULTILINE)
        assert bool(done.returncode) == bool(failed), done.stderr
        git(repository, "reset", "-q", "--hard")
        return failed[0] if failed else ""

    before = git(repository, "rev-parse", "HEAD")
    assert attempt("effective: ", "effective:   ") == "chipgate-rules-fmt"
    assert attempt("title: ", "titel: ") in names[:2]
    assert attempt("at_least: 4800", "at_least: 4801") == "chipgate-rules-cases"
    assert git(repository, "rev-parse", "HEAD") == before
    assert attempt("effective: ", "# read again\neffective: ") == ""
    assert git(repository, "rev-parse", "HEAD") != before


@pytest.mark.slow
def test_the_gitlab_job_writes_its_report(repository: Path, tmp_path: Path) -> None:
    page = _yaml("examples/gitlab-ci.yml")
    job = page["chipgate"]
    assert [word for line in job["script"] for word in re.findall(r"^chipgate (?:rules )?(\w+)", line)] == [
        "lint", "cases", "coverage", "audit",
    ]  # fmt: skip
    edit(repository, ITEM, "effective: ", "# read again\neffective: ")
    head = commit(repository, "Note")
    base = git(repository, "rev-parse", "main").strip()
    told = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_COMMIT_SHA": head, **page["variables"]}
    script = [line for line in job["script"] if not re.match("chipgate rules (cases|coverage)", line)]  # tried above
    done = _run(repository, _environment(tmp_path, **told), "bash", "-c", "\n".join(["set -e", *script]))
    assert done.returncode == 0, done.stderr
    assert (repository / "audit.md").read_text().startswith("<!-- chipgate-audit -->\n")
    assert set(job["artifacts"]["paths"]) == {"audit.md", "coverage.txt"}


def test_the_projects_own_rules_pass_what_its_ci_asks() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    target = makefile.partition("\nrules: ")[2].partition("\n\n")[0]
    assert re.findall(r"chipgate rules (\w+)", target) == ["lint", "fmt", "cases", "coverage", "prove"]
    jobs = _yaml(".github/workflows/ci.yml")["jobs"]
    assert jobs["test"]["steps"][-1]["run"].endswith(".ci/run")
    assert re.search(r"^make -j2 -O types rules #", (ROOT / ".ci/run").read_text(encoding="utf-8"), re.MULTILINE)
    audit = jobs["audit"]
    assert audit["steps"][-1]["uses"] == "./"
    assert audit["permissions"]["pull-requests"] == "write"
    assert audit["steps"][0]["with"]["fetch-depth"] == 0
    assert set(audit["steps"][-1]["with"]) <= set(_yaml("action.yml")["inputs"])
