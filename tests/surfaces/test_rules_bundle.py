"""Bundles of rules: the same bytes for the same rules, and what is not to be trusted is refused by name."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import tarfile
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from chipgate import Rulebook, load_rulebook
from chipgate.errors import (
    ExpiredBundle,
    InputError,
    InvalidBundle,
    InvalidSettings,
    SupersededBundle,
    UntrustedBundle,
)
from chipgate.files import compiled
from chipgate.files.bundle import Bundle, Manifest, bundle_in, hashes_of, open_bundle, read_bundle
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import files_in, parse_rulebook
from chipgate.store.signing import Signer
from chipgate.surfaces.answer_again import rules_named
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.cli.rules_history import rules_of
from chipgate.surfaces.cli.serve_start import check
from chipgate.surfaces.http.reload import RulesHolder, fingerprint_of
from chipgate.surfaces.rules_at_hand import rules_at_hand
from chipgate.surfaces.settings_reading import read_settings
from chipgate.surfaces.trusted_rules import USED, UsedVersions, judge, signed, trusted_keys

HOUSE = rules_folder().parent / "examples/house"
DAY = dt.date(2026, 11, 25)


def run(*words: str, key: str = "") -> Result:
    return CliRunner(env={"COLUMNS": "100", "CHIPGATE_RULES": "", "CHIPGATE_RULES_KEY": key}).invoke(app, list(words))


class Keys:
    """A signing key and its public half, and another key that nobody trusts."""

    def __init__(self, folder: Path) -> None:
        self.private, self.public = folder / "key.pem", folder / "key.pub.pem"
        self.other, self.other_public = folder / "other.pem", folder / "other.pub.pem"
        for private, public in ((self.private, self.public), (self.other, self.other_public)):
            public.write_text(Signer.create(private).public_pem())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture(scope="module")
def law() -> dict[str, bytes]:
    return files_in(rules_folder())


def _bundle(law: dict[str, bytes], version: int, not_after: dt.date | None = None) -> Bundle:
    return Bundle(Manifest(name="us", version=version, not_after=not_after, files=hashes_of(law)), law)


def _put(folder: Path, bundle: Bundle) -> Path:
    file = folder / "rules.bundle"
    file.write_bytes(bundle.packed())
    return file


def test_the_same_rules_give_the_same_bytes_wherever_and_whenever(
    tmp_path: Path, rulebook: Rulebook, law: dict[str, bytes]
) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(rules_folder(), copy)
    for path in copy.rglob("*.yaml"):
        path.touch(0o600)
    one, other = tmp_path / "one.bundle", tmp_path / "other.bundle"
    assert run("rules", "bundle", "-o", str(one)).exit_code == 0
    assert run("rules", "bundle", "--rules", str(copy), "-o", str(other)).exit_code == 0
    assert one.read_bytes() == other.read_bytes()
    opened = open_bundle(one)
    assert (opened.files, opened.manifest.name, opened.manifest.version) == (law, "us", 0)
    assert opened.manifest.digest == rulebook.digest == load_rulebook(one).digest
    assert read_bundle(one) == law


def test_one_changed_byte_is_refused_wherever_it_stands(tmp_path: Path, keys: Keys, law: dict[str, bytes]) -> None:
    few = {name: law[name] for name in list(law)[:4]}
    whole = signed(_bundle(few, 7), keys.private).packed()
    file = tmp_path / "rules.bundle"
    seeded = random.Random(7)
    anywhere = (seeded.randrange(len(whole)) for _ in range(300))
    for place in [0, 150, 260, 520, len(whole) - 1, *range(1024, 2560), *anywhere]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << seeded.randrange(8)
        file.write_bytes(damaged)
        try:
            opened = open_bundle(file)
        except InvalidBundle:
            continue
        with pytest.raises(UntrustedBundle):  # the byte was in a page that is written as it should be
            judge("x", opened, trusted_keys([keys.public]), DAY)
    for cut in (b"", whole[:100], whole[: len(whole) // 2], whole[:-512], whole + b"\0", b"x" * 2000):
        file.write_bytes(cut)
        with pytest.raises(InvalidBundle):
            read_bundle(file)


def _sparse(size: int, extended: bool) -> bytes:
    """A header of GNU tar for a sparse file: it holds nothing and claims a size; `extended`: more follow."""
    entry = tarfile.TarInfo("rules/us/pack.yaml")
    entry.type = tarfile.GNUTYPE_SPARSE
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    header[386:410] = b"%011o\0%011o\0" % (0, 0)
    header[482] = extended
    header[483:495] = b"%011o\0" % size
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header)


def _pax_sparse(size: int) -> bytes:
    entry = tarfile.TarInfo("rules/us/pack.yaml")
    entry.pax_headers = {"GNU.sparse.size": str(size), "GNU.sparse.map": "0,0"}
    return entry.tobuf(tarfile.PAX_FORMAT)


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (_sparse(2**33 - 1, extended=False), "has no place in a bundle"),
        (_pax_sparse(2**40), "has no place in a bundle"),
        (_sparse(5, extended=True), "is damaged"),
        (tarfile.TarInfo("x" * 200).tobuf(tarfile.GNU_FORMAT)[:1024] * 5_000, "is damaged"),
    ],
    ids=["sparse", "sparse in PAX", "cut off", "names of names"],
)
def test_an_archive_that_claims_more_than_it_holds_is_refused(packed: bytes, said: str) -> None:
    with pytest.raises(InvalidBundle, match=said):
        bundle_in(packed + b"\0" * (0 if said == "is damaged" else 1024), "x")


def test_a_changed_a_missing_and_an_added_file_are_named(tmp_path: Path, law: dict[str, bytes]) -> None:
    names = sorted(law)[:4]
    few = {name: law[name] for name in names[:3]}
    manifest = Manifest(name="us", version=1, files=hashes_of(few))
    found = {names[0]: few[names[0]], names[1]: b"titel: x\n", names[3]: law[names[3]]}
    with pytest.raises(InvalidBundle) as refused:
        open_bundle(_put(tmp_path, Bundle(manifest, found)))
    said = [problem.message for problem in refused.value.problems]
    assert any(names[1] in one and "is not the file that was bundled" in one for one in said)
    assert any(names[2] in one and "is missing" in one for one in said)
    assert any(names[3] in one and "was put in later" in one for one in said)


def test_a_wrong_key_is_refused_by_name(tmp_path: Path, keys: Keys) -> None:
    file = tmp_path / "rules.bundle"
    made = run("rules", "bundle", "--rules", str(HOUSE), "--version", "7", "--sign", str(keys.private), "-o", str(file))
    assert made.exit_code == 0
    assert "example-distribution, version 7" in made.stderr
    well = run("rules", "verify", str(file), "--key", str(keys.other_public), "--key", str(keys.public))
    assert (well.exit_code, "trusted: key" in well.stdout) == (0, True)
    wrong = run("rules", "verify", str(file), "--key", str(keys.other_public))
    assert (wrong.exit_code, "signed by a key that is not trusted" in wrong.stderr) == (3, True)
    older = run("rules", "verify", str(file), "--key", str(keys.public), "--at-least", "8")
    assert (older.exit_code, "this is version 7, and version 8 is asked for" in older.stderr) == (3, True)
    unjudged = run("rules", "verify", str(file))
    assert (unjudged.exit_code, "whether its signature" in unjudged.stderr) == (0, True)


def test_a_signature_moved_to_another_manifest_is_refused(tmp_path: Path, keys: Keys, law: dict[str, bytes]) -> None:
    seven = signed(_bundle(law, 7), keys.private)
    eight = Bundle(Manifest(name="us", version=8, files=hashes_of(law)), law, seven.signature)
    opened = open_bundle(_put(tmp_path, eight))
    with pytest.raises(UntrustedBundle, match="not over this manifest"):
        judge("x", opened, trusted_keys([keys.public]), DAY)


def test_an_expired_key_and_an_expired_signature_are_refused_from_the_day_after(
    tmp_path: Path, keys: Keys, law: dict[str, bytes]
) -> None:
    last = dt.date(2026, 11, 24)
    dated = tmp_path / "dated.pub.pem"
    dated.write_text(f"Not-After: {last}\n{keys.public.read_text()}")
    forever = signed(_bundle(law, 7), keys.private)
    short = signed(_bundle(law, 7, last), keys.private)
    for bundle, key in ((forever, dated), (short, keys.public)):
        trusted = trusted_keys([key])
        assert judge("x", bundle, trusted, last).public_key == trusted[0].public_key
        with pytest.raises(ExpiredBundle, match=f"counted up to {last}; it is {DAY}"):
            judge("x", bundle, trusted, DAY)


@pytest.mark.parametrize(
    "line",
    [
        "Not-After: soon", "Not-After:", "Not-After 2026-11-24", "Not-After: 2026-11-24 (at noon)",
        "# Not-After: 2026-11-24", "Not After: 2026-11-24", "not_after = 2026-11-24", "NotAfter: 2026-11-24",
        "\ufeffNot-After: 2026-11-24", "Not-After: 2026-11-24\rSubject: rules",
        "Not-After: 2026-11-24\nNot-After: 2036-11-24",
    ],
)  # fmt: skip
def test_a_last_day_that_is_not_written_as_one_is_never_passed_over(tmp_path: Path, keys: Keys, line: str) -> None:
    dated = tmp_path / "dated.pub.pem"
    dated.write_text(f"{line}\n{keys.public.read_text()}", encoding="utf-8", newline="")
    with pytest.raises(InvalidSettings, match="is no last day"):
        trusted_keys([dated])


@pytest.mark.parametrize("line", ["Not-After: 2026-11-24", "  not-after:\t2026-11-24 \r", "NOT-AFTER:2026-11-24"])
def test_a_last_day_may_have_spaces_and_any_case(tmp_path: Path, keys: Keys, line: str) -> None:
    dated = tmp_path / "dated.pub.pem"
    dated.write_text(f"Rules of 2026\n{line}\n{keys.public.read_text()}", encoding="utf-8", newline="")
    assert trusted_keys([dated])[0].not_after == dt.date(2026, 11, 24)


def test_where_a_signature_is_required_nothing_else_answers(
    tmp_path: Path, keys: Keys, law: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _put(tmp_path, signed(_bundle(law, 1), keys.private))
    key = str(keys.public)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    asked = ("check", "H20 (HGX)", "--to", "CN", "--date", "2025-05-01")
    assert "these rules are not signed, and must be" in run(*asked, key=key).stderr
    assert run(*asked, "--rules", str(rules_folder()), key=key).exit_code == 3
    assert run(*asked, "--rules", str(file), "--rules", str(HOUSE), key=key).exit_code == 3
    assert run(*asked, "--rules", str(file), key=str(keys.other_public)).exit_code == 3
    signed_answer = run(*asked, "--rules", str(file), key=key)
    assert signed_answer.exit_code == 0
    assert signed_answer.stdout == run(*asked).stdout == run(*asked, "--rules", str(file)).stdout
    _put(tmp_path, _bundle(law, 1))
    assert "this bundle is not signed" in run(*asked, "--rules", str(file), key=key).stderr


def test_a_service_refuses_an_older_version_than_it_has_answered_from(
    tmp_path: Path, keys: Keys, law: dict[str, bytes]
) -> None:
    state = tmp_path / "state"
    file = _put(tmp_path, signed(_bundle(law, 7), keys.private))
    settings = read_settings(rules=(file,), rules_key=(keys.public,), state_folder=state, log="off")
    holder = RulesHolder(settings, lambda: DAY)
    holder.load_first()
    before = fingerprint_of(settings)

    _put(tmp_path, signed(_bundle(law, 6), keys.private))
    assert fingerprint_of(settings) != before
    outcome = holder.reload("x")
    assert not outcome.ok
    assert "this is version 6, and version 7 was used before" in outcome.problems[0].message
    with pytest.raises(SupersededBundle):  # nor after a restart
        RulesHolder(settings, lambda: DAY).load_first()

    damaged = bytearray(file.read_bytes())
    damaged[5000] ^= 1
    file.write_bytes(damaged)
    assert not holder.reload("x").ok
    assert fingerprint_of(settings)

    changed = {**law, "us/answers.yaml": law["us/answers.yaml"] + b"# again\n"}
    _put(tmp_path, signed(_bundle(changed, 7), keys.private))
    with pytest.raises(SupersededBundle, match="another bundle of version 7"):
        rules_at_hand([file], [keys.public], state)
    _put(tmp_path, signed(_bundle(changed, 8), keys.private))
    assert holder.reload("x").ok
    _put(tmp_path, signed(_bundle(law, 7), keys.private))
    with pytest.raises(SupersededBundle):
        rules_at_hand([file], [keys.public], state)
    assert rules_at_hand([file], [keys.public]).digest == holder.current.rulebook.digest  # without a memory


def test_signed_rules_are_never_read_from_the_cache(
    tmp_path: Path, keys: Keys, law: dict[str, bytes], rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    file = _put(tmp_path, signed(_bundle(law, 7), keys.private))
    path = "us/items/3a090-a/2023-11-17.yaml"
    looser = parse_rulebook({**law, path: law[path].replace(b"at_least: 4800", b"at_least: 48000")})
    compiled.write(tmp_path / "chipgate", compiled.content_key([law]), looser)
    assert rules_at_hand([file]).digest == looser.digest
    assert rules_at_hand([file], [keys.public]).digest == rulebook.digest
    assert rules_at_hand([file], [keys.public]) is rules_at_hand([file], [keys.public])


def test_where_a_signature_is_required_no_revision_answers_either(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHIPGATE_RULES_KEY", str(keys.public))
    for option, ask in (("--rules-rev", partial(rules_of, None, "HEAD")), ("--rules", partial(rules_named, "HEAD"))):
        with pytest.raises(UntrustedBundle, match=f"{option} HEAD: these rules are not signed"):
            ask()


def test_a_version_counts_as_used_only_once_the_rest_was_read(
    tmp_path: Path, keys: Keys, law: dict[str, bytes]
) -> None:
    state, broken = tmp_path / "state", tmp_path / "list.csv"
    file = _put(tmp_path, signed(_bundle(law, 7), keys.private))
    broken.write_text("no such list")
    settings = read_settings(
        rules=(file,), rules_key=(keys.public,), state_folder=state, log="off", screening_list=broken
    )
    with pytest.raises(InputError):
        RulesHolder(settings, lambda: DAY).load_first()
    with pytest.raises(InputError):
        check(settings, lambda _: None)
    assert not (state / USED).exists()
    sound = read_settings(rules=(file,), rules_key=(keys.public,), state_folder=state, log="off")
    check(sound, lambda _: None)
    assert (state / USED).exists()


def test_a_damaged_memory_of_versions_lets_nothing_through(tmp_path: Path, keys: Keys, law: dict[str, bytes]) -> None:
    bundle = signed(_bundle(law, 7), keys.private)
    UsedVersions(tmp_path).remember([("x", bundle)])
    UsedVersions(tmp_path).check("x", bundle)
    (tmp_path / USED).write_text('{"us": 5}')
    with pytest.raises(InvalidSettings, match="is damaged"):
        UsedVersions(tmp_path).check("x", bundle)


def test_broken_rules_and_words_that_do_not_go_together_make_no_bundle(tmp_path: Path, keys: Keys) -> None:
    out = tmp_path / "x.bundle"
    house = tmp_path / "house"
    shutil.copytree(HOUSE, house)
    (house / "pack.yaml").write_text("titel: x\n")
    assert run("rules", "bundle", "--rules", str(house), "-o", str(out)).exit_code == 3
    for words in (
        ["--sign", str(keys.private)], ["--not-after", "2030-01-01"],
        ["--sign", str(keys.private), "--version", "1", "--not-after", "2020-01-01"],
    ):  # fmt: skip
        assert run("rules", "bundle", *words, "-o", str(out)).exit_code == 2
    assert not out.exists()


def test_the_cases_of_a_bundle_are_tried(tmp_path: Path) -> None:
    out = tmp_path / "house.bundle"
    assert run("rules", "bundle", "--rules", str(HOUSE), "-o", str(out)).exit_code == 0
    assert run("rules", "cases", "--rules", str(out)).stdout == run("rules", "cases", "--rules", str(HOUSE)).stdout
