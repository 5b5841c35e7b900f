"""Rules out of git revisions, on real repositories."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from chipgate.errors import UnknownRevision
from chipgate.files.git import commit_date, merge_base, repository_of, resolve, rule_files_at
from tests.repos import commit, git, make_repo, write


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    files = {"rules/us/pack.yaml": "a: 1\n", "rules/us/old.yml": "b: 2\n", "rules/notes.txt": "no", "other.yaml": "no"}
    return make_repo(tmp_path / "work", files)


def test_the_rule_files_of_a_revision_come_by_their_path_below_the_folder(repository: Path) -> None:
    write(repository, {"rules/us/pack.yaml": "a: 2\n"})
    commit(repository, "Change")
    assert rule_files_at(repository, "HEAD~1") == {"us/pack.yaml": b"a: 1\n", "us/old.yml": b"b: 2\n"}
    assert rule_files_at(repository, "HEAD", "rules/us") == {"pack.yaml": b"a: 2\n", "old.yml": b"b: 2\n"}
    assert rule_files_at(repository, "HEAD", "rules/") == rule_files_at(repository, "main", "rules")
    assert rule_files_at(repository, "HEAD", ".")["other.yaml"] == b"no"


def test_bytes_and_names_come_as_they_are(repository: Path) -> None:
    files = {
        "rules/us/gruppe-ä/日本.yaml": b"x: \xc3\xa4\r\n\0", "rules/us/with space\tand\nline.yaml": b"",
        "rules/u.yaml": b"n",
    }  # fmt: skip
    write(repository, files)
    commit(repository, "Odd names")
    found = rule_files_at(repository, "HEAD")
    assert found.items() >= {path.removeprefix("rules/"): text for path, text in files.items()}.items()


def test_a_folder_whose_name_goes_on_is_another_folder(repository: Path) -> None:
    write(repository, {"rules-old/us/pack.yaml": "no"})
    commit(repository, "Keep the old ones")
    assert set(rule_files_at(repository, "HEAD")) == {"us/pack.yaml", "us/old.yml"}


def test_a_file_deleted_or_moved_is_still_in_the_earlier_revision(repository: Path) -> None:
    git(repository, "mv", "rules/us", "rules/usa")
    commit(repository, "Move")
    assert set(rule_files_at(repository, "HEAD")) == {"usa/pack.yaml", "usa/old.yml"}
    assert set(rule_files_at(repository, "HEAD^")) == {"us/pack.yaml", "us/old.yml"}


def test_uncommitted_work_and_the_index_are_neither_read_nor_touched(repository: Path) -> None:
    write(repository, {"rules/us/pack.yaml": "a: 3\n", "rules/us/new.yaml": "c: 1\n"})
    git(repository, "add", "rules/us/new.yaml")
    before = git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()
    assert rule_files_at(repository, "HEAD")["us/pack.yaml"] == b"a: 1\n"
    assert (git(repository, "status", "--porcelain"), (repository / ".git/index").read_bytes()) == before


@pytest.mark.parametrize("revision", ["nowhere", "", "-h", "--help", "HEAD~5", "HEAD^{tree}", "a b", "x\0y"])
def test_a_revision_that_is_no_commit_is_named(repository: Path, revision: str) -> None:
    with pytest.raises(UnknownRevision, match="there is no commit"):
        resolve(repository, revision)


def test_tags_branches_and_short_ids_name_commits(repository: Path) -> None:
    head = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "tag", "-a", "v1", "-m", "one")
    git(repository, "checkout", "-q", "--detach")
    assert [resolve(repository, name) for name in ("HEAD", "main", "v1", head[:8], "@")] == [head] * 5


def test_a_folder_that_is_not_there_is_named(repository: Path) -> None:
    for folder in ("law", "rules/notes.txt", "../rules"):
        with pytest.raises(UnknownRevision):
            rule_files_at(repository, "HEAD", folder)


def test_a_submodule_is_named_as_such(repository: Path, tmp_path: Path) -> None:
    other = make_repo(tmp_path / "other", {"us/pack.yaml": "a: 1\n"})
    git(repository, "rm", "-rq", "rules")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "rules")
    commit(repository, "Rules from elsewhere")
    with pytest.raises(UnknownRevision, match="is a submodule"):
        rule_files_at(repository, "HEAD")
    assert set(rule_files_at(repository_of(repository / "rules"), "HEAD", ".")) == {"us/pack.yaml"}


def test_the_day_of_a_commit_is_that_of_new_york(repository: Path) -> None:
    commit(repository, "Past midnight in Greenwich", at="2025-04-09T03:59:00Z")
    assert commit_date(repository, "HEAD") == dt.date(2025, 4, 8)
    commit(repository, "A minute later", at="2025-04-09T04:00:00Z")
    assert commit_date(repository, "HEAD") == dt.date(2025, 4, 9)


def test_the_repository_is_found_from_below_and_from_folders_long_gone(repository: Path) -> None:
    for path in (repository, repository / "rules" / "us", repository / "gone" / "long ago"):
        assert repository_of(path).resolve() == repository.resolve()


def test_outside_a_repository_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UnknownRevision, match=r"not in a git repository.*--rules"):
        repository_of(tmp_path)


def test_a_repository_without_a_commit_says_so(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    with pytest.raises(UnknownRevision, match="no commit yet"):
        rule_files_at(tmp_path, "HEAD")


def test_bare_repositories_and_linked_work_trees_are_read(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    git(repository, "worktree", "add", "-q", str(tmp_path / "linked"))
    for folder in (tmp_path / "bare.git", tmp_path / "linked"):
        assert len(rule_files_at(repository_of(folder), "HEAD")) == 2


def test_a_shallow_clone_says_that_it_is(repository: Path, tmp_path: Path) -> None:
    commit(repository, "Second")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(UnknownRevision, match="shallow"):
        resolve(tmp_path / "shallow", "HEAD~1")


def test_where_two_branches_parted(repository: Path) -> None:
    start = resolve(repository, "HEAD")
    git(repository, "checkout", "-q", "-b", "side")
    commit(repository, "On the side")
    git(repository, "checkout", "-q", "main")
    commit(repository, "On main")
    assert merge_base(repository, "main", "side") == start
    git(repository, "checkout", "-q", "--orphan", "alone")
    commit(repository, "Alone")
    with pytest.raises(UnknownRevision, match="no commit in common"):
        merge_base(repository, "main", "alone")


def test_inside_a_hook_the_folder_decides_and_not_the_variables(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_repo(tmp_path / "other", {"rules/us/pack.yaml": "z: 9\n"})
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path / "nothing"))
    assert repository_of(repository).resolve() == repository.resolve()
    assert rule_files_at(repository, "HEAD")["us/pack.yaml"] == b"a: 1\n"


def test_a_hook_that_judges_a_push_sees_the_commits_not_yet_taken_in(repository: Path, tmp_path: Path) -> None:
    """Until a pre-receive hook agrees, what is pushed stands in a quarantine that only variables lead to."""
    import sys

    git(tmp_path, "clone", "-q", "--bare", str(repository), "bare.git")
    hook = tmp_path / "bare.git" / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\n"
        "from chipgate.files.git import repository_of, rule_files_at\n"
        "old, new, _ = sys.stdin.readline().split()\n"
        f"Path({str(tmp_path / 'seen')!r}).write_bytes(rule_files_at(repository_of(Path()), new)['us/pack.yaml'])\n"
    )
    hook.chmod(0o755)
    write(repository, {"rules/us/pack.yaml": "a: 7\n"})
    commit(repository, "Push me")
    git(repository, "push", "-q", str(tmp_path / "bare.git"), "main")
    assert (tmp_path / "seen").read_bytes() == b"a: 7\n"
