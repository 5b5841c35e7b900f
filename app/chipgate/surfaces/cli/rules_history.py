"""`chipgate rules history`: both times of a provision, and the rules of a revision for `--rules-rev`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chipgate import Rulebook
from chipgate.errors import InvalidQuestion, RulesNotFound
from chipgate.surfaces.rules_at_hand import rule_folders, rules_at_hand

from .options import Out, Rules
from .output import output
from .provision_named import provision_named
from .question import usage


class HistoryFormat(StrEnum):
    """How the history is written."""

    TABLE = "table"
    JSON = "json"


def rules_history(
    provision: Annotated[str, typer.Argument(help="Its id, or the end of it: us/items/3a090-a, or 3a090-a.")],
    format: Annotated[HistoryFormat, typer.Option(
        "--format", "-f", help="table, or one JSON object.")] = HistoryFormat.TABLE,
    out: Out = None,
    rules: Rules = None,
) -> None:  # fmt: skip
    """Show both times of a provision side by side: when the law changed, and when our files did.

    On the left the days on which each version is in force; on the right the commits that entered or edited its file.
    An edit that changes what the version means is CORRECTED: answers given in between may have been wrong. What the
    rules of an earlier commit said of a day: chipgate check … --rules-rev COMMIT --date DAY.

    Example: chipgate rules history us/items/3a090-a
    """
    from chipgate.surfaces.render.history_text import history_json, history_text
    from chipgate.surfaces.rule_history import history_of

    rulebook, folders = rules_at_hand(rules), rule_folders(rules)
    unknown: InvalidQuestion | None = None
    try:
        id = provision_named(rulebook, provision)
    except InvalidQuestion as error:
        id, unknown = provision.strip(), error
        if not _may_be_gone(id, rulebook):
            raise
    folder, below = folders.base, id
    pack, _, rest = id.partition("/")
    if pack in rulebook.houses:
        folder, below = folders.by_house(rulebook)[pack], rest
    if not folder.is_dir():
        raise RulesNotFound(f"{folder} is not a folder: only rule files in a git repository have a history.")
    found = history_of(id, rulebook.versions.get(id, ()), folder, folder / below)
    if unknown is not None and not found.versions:
        raise unknown
    with output(out) as sink:
        sink.write(history_json(found) if format is HistoryFormat.JSON else history_text(found).encode())


def _may_be_gone(id: str, rulebook: Rulebook) -> bool:
    """Whether a word is the whole id of a provision, which a commit may have removed."""
    from chipgate.model.provision import KINDS

    parts = id.split("/")
    return len(parts) == 3 and parts[1] in KINDS and parts[0] in {*rulebook.packs, *rulebook.houses}


def rules_of(rules: Sequence[Path] | None, revision: str | None) -> Rulebook:
    """The rules that were named, or those of the same folder as a git revision had them.

    Raises:
        UnknownRevision: there is no such commit, or it has no rules there.
        InvalidRulebook: with every problem of every file.
        UntrustedBundle: rules have to be signed, which those of a revision are not.
    """
    if revision is None:
        return rules_at_hand(rules)
    from chipgate.surfaces.revisions import Place, rules_of_revision

    if rules is not None and len(rules) > 1:
        raise usage("--rules-rev is about one folder of rules: give one --rules.")
    return rules_of_revision(Place(rules[0] if rules else Path("rules")), revision, "--rules-rev")
