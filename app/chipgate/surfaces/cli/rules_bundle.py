"""`chipgate rules bundle` and `chipgate rules verify`: rules as one signed file, and whether to trust it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chipgate.errors import InvalidQuestion, Problem
from chipgate.files.places import rules_folder
from chipgate.surfaces.clock import today
from chipgate.surfaces.rules_at_hand import KEYS

from .output import output
from .question import day_of, usage
from .terminal import is_terminal, note

if TYPE_CHECKING:
    from chipgate.files.bundle import Bundle


def rules_bundle(
    rules: Annotated[Path | None, typer.Option(
        "--rules", metavar="DIR", help="A folder of rule files, or a house pack.",
        show_default="the rules of chipgate")] = None,
    version: Annotated[int | None, typer.Option(
        "--version", metavar="N", min=0, help="Its number. Count up with every bundle you publish: whoever used one "
                                              "refuses a lower one.", show_default="0, where it is not signed")] = None,
    sign: Annotated[Path | None, typer.Option(
        "--sign", metavar="KEY.pem", help="Sign it with this Ed25519 key (PKCS #8 PEM, mode 600).")] = None,
    not_after: Annotated[str | None, typer.Option(
        "--not-after", metavar="YYYY-MM-DD", help="The last day on which the signature counts.")] = None,
    out: Annotated[Path | None, typer.Option(
        "--output", "-o", metavar="FILE", help="Write there; whole or not at all.",
        show_default="standard output")] = None,
) -> None:  # fmt: skip
    """Put the rule files of a folder into one file, with a manifest, and sign it.

    The same files and options give the same bytes on every machine. Broken rules are not bundled. The file stands
    wherever a folder of rules may: --rules FILE.bundle.

    Example: chipgate rules bundle --rules rules --version 7 --sign key.pem -o rules.bundle
    """
    import sys

    from chipgate.files.bundle import Bundle, Manifest, hashes_of
    from chipgate.files.rule_files import files_in

    if sign is not None and version is None:
        raise usage("a signed bundle needs a number: --version N, one more than the last one you published.")
    if not_after is not None and sign is None:
        raise usage("--not-after is the last day of a signature: give --sign KEY.pem too.")
    if out is None and is_terminal(sys.stdout):
        raise usage("a bundle is no text: say where it goes with -o FILE.")
    folder = rules if rules is not None else rules_folder()
    files = files_in(folder)
    last = day_of(not_after, "--not-after") if not_after is not None else None
    name, digest = _read(folder, files)
    manifest = Manifest(name=name, version=version or 0, digest=digest, not_after=last, files=hashes_of(files))
    bundle = Bundle(manifest, files)
    if sign is not None:
        from chipgate.surfaces.trusted_rules import signed

        if last is not None and last < today():
            message = f"{last} is over."
            raise InvalidQuestion([Problem("--not-after", message=message, hint="Name a day to come.")])
        bundle = signed(bundle, sign)
    with output(out) as sink:
        sink.write(bundle.packed())
    note(f"{out if out is not None else 'bundle'}: {_told(bundle)}")


def rules_verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.bundle", help="A bundle of rules.", show_default=False)],
    key: Annotated[list[Path] | None, typer.Option(
        "--key", metavar="PUB.pem", envvar=KEYS, help="A public key that is trusted. Repeatable. A line Not-After: "
                                                      "YYYY-MM-DD above it says its last day.")] = None,
    at_least: Annotated[int | None, typer.Option(
        "--at-least", metavar="N", min=0, help="Refuse a version below this.")] = None,
    date: Annotated[str | None, typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The day on which key and signature must count.",
        show_default="today in New York")] = None,
) -> None:  # fmt: skip
    """Check a bundle of rules: its bytes, its signature, its number, and that its rules can be read.

    Each refusal says what is wrong, and exits with 3: one changed byte, no signature or a key that is not trusted, a
    key or signature whose last day is over, an older version.

    Example: chipgate rules verify rules.bundle --key rules.pub.pem --at-least 7
    """
    from chipgate.files.bundle import open_bundle
    from chipgate.surfaces import trusted_rules

    bundle = open_bundle(file)
    day = day_of(date, "--date") if date is not None else today()
    if at_least is not None:
        trusted_rules.at_least(str(file), bundle, at_least)
    trusted = trusted_rules.judge(str(file), bundle, trusted_rules.trusted_keys(key), day) if key else None
    _, digest = _read(file, bundle.files)
    print(f"{file}: {_told(bundle)}")
    if digest != bundle.manifest.digest:
        note(f"this release of chipgate reads these rules as {digest}: other fields, the same files.")
    if trusted is not None:
        print(f"trusted: key {trusted.key_id} of {trusted.shown}{_until(trusted.not_after, 'which counts through')}")
    elif bundle.signature is None:
        note("no --key was given: whose rules these are is not known.")
    else:
        note("no --key was given: whether its signature is anybody's you trust is not known.")


def _read(folder: Path, files: Mapping[str, bytes]) -> tuple[str, str | None]:
    """What is bundled, us or the name of a house, and the digest of a whole set of rules."""
    from chipgate.files.house_files import HouseFiles
    from chipgate.files.rule_files import PACK, VERDICTS, files_in, load_files
    from chipgate.model.rulebook import MAIN_PACK

    if PACK not in files or VERDICTS in files:
        return MAIN_PACK, load_files(files, folder.name, []).digest
    shipped = rules_folder()
    house = HouseFiles(folder.resolve().name, files)
    (name,) = load_files(files_in(shipped), shipped.name, [house]).houses
    return name, None


def _told(bundle: Bundle) -> str:
    """One line: what it is, and who says so."""
    manifest = bundle.manifest
    count = f"{len(manifest.files)} file{'' if len(manifest.files) == 1 else 's'}"
    by = f"signed by key {bundle.signature.key_id}" if bundle.signature is not None else "not signed"
    digest = f", {manifest.digest}" if manifest.digest else ""
    return f"{manifest.name}, version {manifest.version}, {count}{digest}, {by}{_until(manifest.not_after, 'through')}"


def _until(day: dt.date | None, word: str) -> str:
    return f", {word} {day}" if day is not None else ""
