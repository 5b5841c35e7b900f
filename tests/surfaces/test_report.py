"""The report: what it counts is what there is, what it leaves out it says, and nothing in it comes from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chipgate import ItemSpec, Rulebook
from chipgate.files.places import example_catalog
from chipgate.surfaces.cli.app import app
from tests.surfaces.report_tables import Row, asked, page_of, plain_row, rows_of, table_of

HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>', "' onmouseover='alert(3)", "</table></style>",
    "=HYPERLINK(\"http://evil.example\")", "K1\u202egnp.exe", "K\x1b[31m\x00", "&lt;b&gt;", "javascript:alert(4)",
    "שבב א", "x" * 200,
)  # fmt: skip


class Elements(HTMLParser):
    """Every element of a page with its attributes, and the text of each section by its id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for one, attributes in self.found if one == tag]


@pytest.fixture(scope="module")
def rows(catalog: dict[str, ItemSpec], rulebook: Rulebook) -> list[Row]:
    """The shipped catalog, asked for the day before the letter about the H20."""
    return list(rows_of(catalog.values(), asked(["CN"], "2025-04-08"), rulebook))


@pytest.fixture(scope="module")
def page(rows: list[Row], rulebook: Rulebook) -> str:
    return page_of([table_of(rows)], asked(["CN"], "2025-04-08"), rulebook).decode()


def _section(page: str, id: str) -> str:
    return page.split(f'<section aria-labelledby="{id}-title">')[1].split("</section>")[0]


def _lines(section: str) -> list[str]:
    return [re.sub(r"<[^>]+>", " ", line) for line in re.findall(r"<tr><th scope=\"row\".*?</tr>", section)]


def test_each_verdict_is_counted(page: str, rows: list[Row]) -> None:
    cards = dict(re.findall(r'<strong>([\d,]+)</strong> <span class="word">([\w ]+)</span>', _section(page, "answers")))
    counted = {word: int(count.replace(",", "")) for count, word in cards.items()}
    expected = Counter(str(row["verdict"]).replace("-", " ") for row in rows)
    assert counted == expected
    assert len(expected) == 3


def test_what_is_missing_is_counted_and_called_by_its_name(page: str, rows: list[Row]) -> None:
    expected = Counter(fact for row in rows for fact in str(row["missing"]).split(";") if fact)
    lines = _lines(_section(page, "missing"))
    assert len(lines) == len(expected)
    for fact, count in expected.items():
        assert any(fact in line and f" {count} " in line for line in lines), fact
    assert any("Applicable die area, mm²" in line for line in lines)
    assert any("designed or marketed for datacenters" in line for line in lines)


def test_what_bears_is_counted_with_its_title_and_its_source(page: str, rows: list[Row], rulebook: Rulebook) -> None:
    expected = Counter(reason for row in rows for reason in str(row["reasons"]).split(";") if reason)
    section = _section(page, "reasons")
    lines = _lines(section)
    assert len(lines) == len(expected)
    for reason, count in expected.items():
        id, _, day = reason.partition("@")
        version = next(one.version for one in rulebook.versions[id] if one.name == day)
        assert any(reason in line and f" {count} " in line for line in lines), reason
        assert version.citation.sources[0].url.replace("&", "&amp;") in section


def test_what_is_about_to_change_is_grouped_by_day_and_turn(page: str, rows: list[Row]) -> None:
    expected = Counter(
        (str(row["@next_date"]), str(row["verdict"]), str(row["@next_verdict"])) for row in rows if row["@next_date"]
    )
    lines = _lines(_section(page, "coming"))
    words = {"license-required": "license required"}
    for (day, before, after), count in expected.items():
        turn = f"{words.get(before, before)} .* to .*{words.get(after, after)} "
        found = [int(m[1]) for line in lines if day in line and (m := re.search(rf"{turn}\s+(\d+) ", line))]
        assert sum(found) == count, (day, before, after)
    assert any("H20 (HGX)" in line and "us/letters/nvidia-h20@2025-04-09" in line for line in lines)


def test_the_head_says_what_was_asked_under_which_rules_and_that_it_is_no_advice(page: str, rulebook: Rulebook) -> None:
    [day] = asked(["CN"], "2025-04-08")
    head = page.split("<header>")[1].split("</header>")[0]
    assert "99 items to China (CN) on 2025-04-08" in head
    assert rulebook.on(day.date).digest in head
    assert rulebook.pack.verified_through.isoformat() in head
    assert page.count("Not legal advice.") == 1


def test_a_day_after_the_rules_were_last_checked_is_marked(rulebook: Rulebook) -> None:
    page = page_of([table_of([plain_row("K1", date="2031-01-01")])], asked(["CN"], "2031-01-01"), rulebook).decode()
    assert "what changed since is not known" in page


def test_what_else_the_question_states_is_said(rulebook: Rulebook) -> None:
    [base] = asked(["CN"], "2026-02-15")
    base = base.model_copy(update={"strict": True, "exporter": "Example <Ltd>"})
    page = page_of([table_of([plain_row("K1")])], [base], rulebook).decode()
    assert "exporter: Example &lt;Ltd&gt;" in page
    assert "strict: yes" in page


def _named(name: str, rulebook: Rulebook) -> str:
    """A page with a name from outside wherever one can stand."""
    turns: Row = {"@tpp": 100.0, "@performance_density": 1.0, "@next_date": "2027-01-01", "@next_verdict": "blocked"}
    bad = plain_row("line 3", "error", error=name, missing=name.replace(";", ","), classification=name)
    rows = [plain_row(name) | turns, bad]
    return page_of([table_of(rows)], asked(["CN"], "2026-02-15"), rulebook).decode()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_more_than_a_name(name: str, rulebook: Rulebook) -> None:
    page = _named(name, rulebook)
    found, usual = Elements(page), Elements(_named("K1", rulebook))
    assert Counter(tag for tag, _ in found.found) == Counter(tag for tag, _ in usual.found)
    assert not [key for _, attributes in found.found for key in attributes if key.startswith("on")]
    assert not set(page) & {"\u202e", "\x00", "\x1b"}


def test_nothing_is_loaded_from_anywhere(page: str) -> None:
    found = Elements(page)
    for tag, attributes in found.found:
        assert "src" not in attributes
        assert "style" not in attributes, "a policy that names its style by hash allows no style attribute"
        for key in ("href", "xlink:href"):
            target = attributes.get(key) or "#"
            assert target.startswith("#") or (tag == "a" and target.startswith(("https://", "http://"))), target
    assert "link" not in {tag for tag, _ in found.found}
    assert set(re.findall(r"url\((.)", page)) <= {"#"}
    assert "@import" not in page
    [policy] = [one["content"] for one in found.of("meta") if one.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert len(found.of("script")) == len(found.of("style")) == 1


def test_headings_follow_each_other_and_tables_name_their_columns(page: str) -> None:
    found = Elements(page)
    levels = [int(tag[1]) for tag, _ in found.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(one.get("scope") in ("col", "row") for one in found.of("th"))
    assert [one.get("lang") for one in found.of("html")] == ["en"]
    ids = [one["id"] for _, one in found.found if "id" in one]
    assert len(ids) == len(set(ids))
    named = {id for _, one in found.found for id in (one.get("aria-labelledby") or "").split()}
    assert named <= set(ids)


def test_equal_answers_give_equal_bytes_however_they_come(rows: list[Row], page: str, rulebook: Rulebook) -> None:
    parts = [table_of(rows[start : start + 7]) for start in range(0, len(rows), 7)]
    assert page_of(parts, asked(["CN"], "2025-04-08"), rulebook).decode() == page


def test_the_command_writes_the_page_of_these_answers(page: str, tmp_path: Path) -> None:
    """Decided in columns by the command, one by one by `decide` here: the same bytes."""
    words = ["--to", "CN", "--date", "2025-04-08", "-f", "html", "-o", str(tmp_path / "report.html")]
    done = CliRunner(env={"CHIPGATE_RULES": ""}).invoke(app, ["check", str(example_catalog()), *words])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == page


@pytest.mark.slow
def test_another_process_gives_equal_bytes() -> None:
    program = (
        "import hashlib; from chipgate import load_rulebook; from tests.surfaces.report_tables import *; "
        "rows = [plain_row(f'K{n}', v, missing='us_origin;addressee', certainty='conservative', **{'@tpp': 50.0 * n}) "
        "for n in range(1, 90) for v in ('blocked', 'allowed', 'not-subject')]; "
        "bases = asked(['CN', 'RU'], '2026-02-15', '2024-06-01'); "
        "print(hashlib.sha256(page_of([table_of(rows)], bases, load_rulebook())).hexdigest())"
    )
    found = {
        subprocess.run([sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PATH": ""}, capture_output=True,
                       text=True, check=True).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


def test_several_questions_are_counted_apart_and_other_outcomes_are_no_verdict(rulebook: Rulebook) -> None:
    rows = [plain_row("K1", "blocked"), plain_row("K1", "not-an-export", destination="US"),
            plain_row("line 3", "error"), plain_row("line 3", "error", destination="US")]  # fmt: skip
    page = page_of([table_of(rows)], asked(["CN", "US"], "2026-02-15"), rulebook).decode()
    answers = _section(page, "answers")
    china, states = _lines(answers)
    assert re.findall(r"\d+", china.split("2026-02-15")[1]) == ["1", "0", "0", "1", "0", "0"]
    assert re.findall(r"\d+", states.split("2026-02-15")[1]) == ["0", "0", "0", "1", "1", "0"]
    assert '<strong>0</strong> <span class="word">allowed</span>' in answers
    assert "not an export" in answers
    assert "No picture, as there is no verdict: not an export." in page
    assert page.count('<svg class="plane"') == 1
    assert "2 items to China (CN), United States (US) on 2026-02-15" in page


def test_parts_of_one_country_are_counted_together_and_not_drawn(rulebook: Rulebook) -> None:
    bases = [base.model_copy(update={"region": region}) for base in asked(["UA"], "2026-02-15")
             for region in ("UA-43", "UA-09")]  # fmt: skip
    page = page_of([table_of([plain_row("K1", destination="UA")] * 2)], bases, rulebook).decode()
    assert "<figure>" not in page
    assert "Without a picture: 2 more questions" in page
