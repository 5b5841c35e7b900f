"""One dated version of one provision of law or policy, in the shapes its kinds have.

A version is complete: nothing is inherited from the file before it. Which version is in force is not decided here
(`model.rulebook`).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from chipgate.model.condition import Condition

Text = Annotated[str, StringConstraints(min_length=1, max_length=1200, strip_whitespace=True)]
ProvisionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*/[a-z]+/[a-z0-9]+(-[a-z0-9]+)*$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Confidence(StrEnum):
    """How sure the record of the law is. high: the primary text was read, or quoted and confirmed; medium: a source
    that cites the text, or two that agree; low: one weak source, verify first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Basis(StrEnum):
    """What kind of instrument says so."""

    REGULATION = "regulation"
    LETTER = "is-informed-letter"
    GUIDANCE = "guidance"
    NON_ENFORCEMENT = "non-enforcement-policy"
    ANNOUNCEMENT = "announcement"
    INTERPRETATION = "interpretation"
    PROCLAMATION = "proclamation"
    FOREIGN = "foreign-measure"
    HOUSE = "house-rule"


class Enforcement(StrEnum):
    """Whether what is printed is also enforced. Only `enforced` counts by default; the others are always shown."""

    ENFORCED = "enforced"
    NOT_ENFORCED = "not-enforced"
    NOT_YET_REQUIRED = "not-yet-required"


class ReviewPolicy(StrEnum):
    """How a license application is decided."""

    PRESUMPTION_OF_DENIAL = "presumption-of-denial"
    CASE_BY_CASE = "case-by-case"
    PRESUMPTION_OF_APPROVAL = "presumption-of-approval"
    UNSTATED = "unstated"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Source(_Strict):
    """Where the provision can be read."""

    title: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]


class Citation(_Strict):
    """What says so, how sure that is, and where to read it."""

    basis: Basis
    text: Annotated[Text, Field(description='The paragraph as a lawyer cites it: "15 CFR 742.6(a)(6)(iii)".')]
    published: Annotated[bool, Field(description="False where the instrument was never published, as letters are.")]
    confidence: Confidence
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    note: Text | None = None


class Act(_Strict):
    """Something that an applicant can still do: certify, notify, have it tested. Outstanding until stated as done."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    text: Text


class _Version(_Strict):
    title: Text
    effective: Annotated[dt.date, Field(description="First day in force; must equal the file name.")]
    already_in_force: Annotated[
        bool, Field(description="True where the provision is older than the pack's coverage, so that its own first day "
                    "is not modelled.")
    ] = False  # fmt: skip
    expires: Annotated[
        dt.date | None, Field(description="First day no longer in force, only where known from the start.")
    ] = None
    repealed: Annotated[bool, Field(description="True: from this day the provision is gone.")] = False
    citation: Citation


class _Applying(_Version):
    applies: Annotated[Condition, Field(description="When the provision applies to a shipment.")]
    says: Annotated[Text, Field(description="The consequence in one sentence, as the answer quotes it.")]
    enforcement: Enforcement = Enforcement.ENFORCED


class Item(_Applying):
    """A paragraph of the control list: what an item must be to be classified there."""

    classification: Annotated[
        str,
        StringConstraints(pattern=r"^([0-9][A-E][0-9]{3}(\.[a-z0-9]+)*|house:[a-z0-9]+(-[a-z0-9]+)*)$"),
        Field(description='A paragraph of the control list; in a house pack a name of its own: "house:watched".'),
    ]
    replaces: Annotated[
        tuple[ProvisionId, ...], Field(description="Paragraphs that this one stands for in the classification.")
    ] = ()
    level_of: Annotated[
        tuple[ProvisionId, ...],
        Field(description="Paragraphs at whose level the item is: met wherever a provision asks for one of them."),
    ] = ()
    conditions: Annotated[tuple[Act, ...], Field(description="Acts that its condition asks for.")] = ()


class Requirement(_Applying):
    """Where, and for whom, a license is needed."""

    reasons_for_control: Annotated[tuple[Text, ...], Field(min_length=1)]
    policy: Annotated[
        ReviewPolicy | None, Field(description="The review policy, where the requirement states its own.")
    ] = None


class Letter(_Applying):
    """A company-specific "is informed" notice: a requirement that binds only the company that was informed."""

    addressees: Annotated[tuple[ProvisionId, ...], Field(min_length=1, description="Ids of companies.")]
    policy: ReviewPolicy


class Policy(_Applying):
    """How applications under some requirements are decided, and what they must bring along."""

    covers: Annotated[tuple[ProvisionId, ...], Field(min_length=1, description="The requirements it speaks of.")]
    policy: ReviewPolicy
    conditions: tuple[Act, ...] = ()
    yields_to: Annotated[
        tuple[ProvisionId, ...],
        Field(description="Policies that govern where they apply too; both are shown, and the conflict is marked."),
    ] = ()


class LicenseException(_Applying):
    """An authorization that frees the requirements it covers, once every condition is stated as met."""

    exception: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}$")]
    covers: Annotated[tuple[ProvisionId, ...], Field(min_length=1)]
    conditions: Annotated[tuple[Act, ...], Field(min_length=1)]
    terms_encoded: Annotated[
        bool, Field(description="False where only the eligibility is encoded: its own terms must be read.")
    ] = True


class Exemption(_Applying):
    """What takes a shipment out of requirements without an application: a listed party, a general license."""

    covers: Annotated[tuple[ProvisionId, ...], Field(min_length=1)]


class Prohibition(_Applying):
    """What no license exception frees: embargoes, General Prohibitions."""


class Announcement(_Applying):
    """A public statement without legal effect. It is shown and never moves the verdict."""


class ReportedControl(_Applying):
    """A control that sources report without its figures. A notice; with `strict`, a license may be required."""

    regime: Annotated[Text, Field(description="Whose law it is: Malaysia, Strategic Trade Act 2010.")]


class Subjection(_Applying):
    """A way in which an item is subject to the regulation (15 CFR 734.3): origin, direct product, content."""


class OpenQuestion(_Version):
    """A question of law that the sources leave open. Conditions refer to it; the answer shows both branches."""

    asks: Annotated[Text, Field(description="The question, as one that yes or no answers.")]
    if_yes: Text
    if_no: Text


class Group(_Version):
    """A country group of Supp. No. 1 to part 740, as listed on a day."""

    countries: Annotated[tuple[Country, ...], Field(min_length=1)]


class Company(_Version):
    """A company that letters are addressed to, with the names it trades under."""

    names: Annotated[tuple[Text, ...], Field(min_length=1)]
    headquarters: Annotated[Country | None, Field(description="Where it is headquartered.")] = None
    ultimate_parent: Annotated[
        Country | None, Field(description="Where its ultimate parent is, if not where it is headquartered.")
    ] = None


class Entry(_Strict):
    """One entry of a list. `subsidiaries`: companies whose ultimate parent it is are listed with it."""

    name: Text
    aliases: tuple[Text, ...] = ()
    subsidiaries: bool = False
    government_of: Annotated[Country | None, Field(description="Any agency of this government.")] = None


class PartyList(_Version):
    """Parties that a supplement of the regulation names: approved designers, OSAT companies, entities."""

    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]
    complete: Annotated[bool, Field(description="False where sources name only some of its entries.")] = True


class Region(_Strict):
    """A part of a destination that the law treats apart, or one that overlaps with such a part."""

    name: Text
    overlaps: Annotated[tuple[str, ...], Field(description="Regions of which a part lies in this one.")] = ()


class Destinations(_Version):
    """Every destination code, and how those without a row of their own in the country groups are treated."""

    names: Annotated[dict[Country, Text], Field(description="All codes, with their English names.")]
    treated_as: Annotated[dict[Country, Country], Field(description="Places with the treatment of another.")]
    part_of_united_states: tuple[Country, ...]
    unresolved: Annotated[tuple[Country, ...], Field(description="No source says how to treat them: manual review.")]
    regions: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")], Region],
        Field(description="Parts of a destination that the law treats apart."),
    ] = {}


Applying = (
    Item | Requirement | Letter | Policy | LicenseException | Exemption | Prohibition | Announcement | ReportedControl
    | Subjection
)  # fmt: skip
Version = Applying | OpenQuestion | Group | Company | PartyList | Destinations

KINDS: dict[str, type[Version]] = {
    "items": Item, "requirements": Requirement, "letters": Letter, "policies": Policy, "exceptions": LicenseException,
    "exemptions": Exemption, "prohibitions": Prohibition, "announcements": Announcement, "reported": ReportedControl,
    "subjection": Subjection, "questions": OpenQuestion, "groups": Group, "companies": Company, "lists": PartyList,
    "destinations": Destinations,
}  # fmt: skip
"""The kinds of provision, by the folder they stand in."""
