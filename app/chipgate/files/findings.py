"""The known findings of a rule folder or bundle: each pack may have a `findings.yaml` beside its title page."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from chipgate.errors import InvalidRulebook
from chipgate.model.known_findings import FINDINGS, KnownFinding, KnownFindings

from .rule_files import files_in
from .rule_reader import RuleReader


def known_findings(folders: Iterable[Path]) -> list[KnownFinding]:
    """Every finding that some pack of these folders knows.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: a findings.yaml is not one; with every problem.
    """
    reader, found = RuleReader(), list[KnownFinding]()
    for folder in folders:
        for path, text in files_in(folder).items():
            if path.rsplit("/", 1)[-1] == FINDINGS:
                page = reader.page(text, f"{folder.name}/{path}", KnownFindings)
                found += page[0].findings if page else ()
    if reader.problems:
        raise InvalidRulebook(reader.problems)
    return found
