"""The rules of lint: each with its name, its usual level, and what to avoid, what to prefer, and why.

What makes each of them speak is `audit.lint` and the modules beside it; docs/linting.md is this table in prose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chipgate.model.finding import Description, Level


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule of lint."""

    name: str
    level: Level
    summary: str
    avoid: str
    prefer: str
    why: str

    @property
    def description(self) -> Description:
        """As the renderers list it."""
        help = f"Avoid: {self.avoid}\nPrefer: {self.prefer}\nWhy: {self.why}"
        return Description(self.name, self.level, self.summary, help)


_TABLE = (
    LintRule(
        "bad-rules", "error", "A rule file cannot be read as one.",
        avoid="a file that does not say what a rule file says: a misspelled key, no citation, no source, an id that "
              "names nothing",
        prefer="mending it first: nothing else is looked at until every file can be read",
        why="no answer is given from rules with such a file.",
    ),
    LintRule(
        "to-do", "error", "A text still says TODO.",
        avoid='"TODO" in a title, a sentence, a citation, a link, or the title of a case',
        prefer="the paragraph as a lawyer cites it, and the page where it can be read",
        why="chipgate rules new leaves these where a person must decide; an answer would quote them as law.",
    ),
    LintRule(
        "source-without-page", "warning", "A source links to a site, not to a page.",
        avoid="url: https://www.bis.gov/",
        prefer="url: https://www.govinfo.gov/content/pkg/FR-2023-10-25/html/2023-23055.htm",
        why="a reviewer must be able to hold the figure against the text without looking for it.",
    ),
    LintRule(
        "confidence-low", "note", "A version that moves verdicts is less sure than the pack asks for.",
        avoid="confidence: low, in force, and never looked at again",
        prefer="the primary text; or an ignore that says what was tried, and why the version stands all the same",
        why="one weak source decides shipments. A note by default, of what is low; with least_confidence in pack.yaml "
            "a warning, of what is lower than that.",
    ),
    LintRule(
        "verified-long-ago", "warning", "The sources of a pack were last read long ago.",
        avoid="a verified_through of more than 90 days ago (--stale-after)",
        prefer="reading the sources again and moving the date, in a commit that says so",
        why="a rule may have changed since, and the answers would not say that anybody looked.",
    ),
    LintRule(
        "expires-soon", "warning", "A version ends soon, and nothing follows it.",
        avoid="waiting until the day on which a sunset changes answers (90 days ahead by default; --within)",
        prefer="a look whether it was extended: if so a new file, else an ignore that says that the end was confirmed",
        why="on that day answers change with nobody editing anything.",
    ),
    LintRule(
        "never-met", "warning", "No case of a version expects it to be met.",
        avoid="a version whose cases are all not-met, unknown or not-in-force",
        prefer="one case in cases.yaml, dated while the version is in force, with expect: met",
        why="a version that can never be met would pass all its other cases.",
    ),
    LintRule(
        "limb-repeated", "note", "The same bounds stand in several provisions.",
        avoid="the same limb of two bounds or more in two provisions that are in force together",
        prefer="an item or a group that holds it once, and {classified: …} or {destination: …} where it is meant",
        why="a change of law then has to be made in each, and the one that is forgotten is not noticed.",
    ),
    LintRule(
        "places-repeated", "warning", "The same list of countries stands in several provisions.",
        avoid="three countries or more, the same ones, listed in two provisions that are in force together",
        prefer="a group (groups/…/<day>.yaml), and its id in both",
        why="lists of countries change; a group changes in one place, with a date and a citation of its own.",
    ),
    LintRule(
        "text-too-long", "warning", "A text is longer than a reader of an answer takes in.",
        avoid="a title over 110 characters, a sentence (says) over 450, a note over 800, another text over 300",
        prefer="one sentence that says the consequence; the rest in the note, or in a provision of its own",
        why="answers quote these texts, in tables, cards and comments on a review.",
    ),
    LintRule(
        "ignore-without-reason", "warning", "An ignore does not say why.",
        avoid="# lint: ignore confidence-low",
        prefer="# lint: ignore confidence-low because no filing gives the figures; looked for in June 2026",
        why="whoever reads the file next cannot tell an exception from an oversight. It ignores nothing until it "
            "says why.",
    ),
    LintRule(
        "ignore-of-nothing", "warning", "An ignore ignores nothing.",
        avoid="an ignore whose finding is gone, or that stands on another line, or names a rule that is none",
        prefer="removing it",
        why="it would hide the next finding, which nobody has judged.",
    ),
)  # fmt: skip

RULES: Mapping[str, LintRule] = {rule.name: rule for rule in _TABLE}
"""By name, in the order of the page."""

BAD_RULES = "bad-rules"
WITHOUT_REASON = "ignore-without-reason"
OF_NOTHING = "ignore-of-nothing"

BY_THE_DAY = frozenset({"verified-long-ago", "expires-soon"})
"""Rules that speak on some days and not on others: an ignore of them is not held to find something today."""

DESCRIPTIONS: tuple[Description, ...] = tuple(rule.description for rule in _TABLE)
