"""What the pages of docs/ show is what happens: their commands are run and compared.

`UPDATE_README=1 pytest tests/test_docs.py` writes the present output into them, to be read as a diff.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents import CONSOLE, ROOT, shown_and_printed

_APART = {"licenses.md", "rest.md", "decision-log.md", "auditing.md"}
"""Licenses draw on a ledger, endpoints are those of a server, a log has records, audits a repository: their pages have
tests of their own (tests/surfaces/test_licenses.py, tests/test_service_pages.py, tests/surfaces/test_log_command.py,
tests/audit/test_history.py)."""
PAGES = sorted(page for page in (ROOT / "docs").glob("*.md") if page.name not in _APART)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_print_what_it_shows(page: Path) -> None:
    text, current = shown_and_printed(page)
    assert current == text, "run: UPDATE_README=1 pytest tests/test_docs.py, and read the difference"


def test_most_pages_show_commands() -> None:
    assert sum(bool(CONSOLE.findall(page.read_text(encoding="utf-8"))) for page in PAGES) >= 6


def test_the_readme_leads_to_every_page() -> None:
    texts = [page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *PAGES)]
    for page in (ROOT / "docs").glob("*.md"):
        assert any(f"{page.name})" in text for text in texts), f"nothing links to {page.name}"


def test_links_lead_to_files_of_the_repository() -> None:
    for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*.md"), *ROOT.glob("bench/*.md")):
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert "://" in link or (page.parent / link).exists(), f"{page.name} links to {link}"
