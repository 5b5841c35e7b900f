"""The words that conditions and questions share: what an item is, how it moves, who takes part, what is known.

Each is a closed list, spelled as rule files and questions spell it.
"""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """A yes-or-no fact about the item."""

    DATACENTER = "designed_or_marketed_for_datacenter"
    NON_PLANAR = "non_planar_transistors"
    CONTAINS_HBM = "contains_hbm"
    PACKAGED_BY_FABRICATOR = "packaged_by_fabricator"
    US_ORIGIN = "us_origin"
    DIRECT_PRODUCT = "direct_product"


class PartyFact(StrEnum):
    """A place that a party to the shipment has. A condition on it asks whether *any* party's place is in the list.

    `headquarters_or_ultimate_parent` asks for either of the two."""

    LOCATION = "location"
    HEADQUARTERS = "headquarters"
    ULTIMATE_PARENT = "ultimate_parent"
    HEADQUARTERS_OR_ULTIMATE_PARENT = "headquarters_or_ultimate_parent"
    MAJORITY_OWNER = "majority_owner"


class Role(StrEnum):
    """What a party does in the shipment (15 CFR 748.5)."""

    PURCHASER = "purchaser"
    INTERMEDIATE_CONSIGNEE = "intermediate-consignee"
    ULTIMATE_CONSIGNEE = "ultimate-consignee"
    END_USER = "end-user"


class Kind(StrEnum):
    """What the item is. Figures are always those of one integrated circuit, never a sum over a board."""

    IC = "ic"
    ASSEMBLY = "assembly"
    COMPUTER = "computer"
    HBM = "hbm"
    MODEL_WEIGHTS = "model-weights"


class Transfer(StrEnum):
    """How the item moves. The two deemed kinds release technology to a foreign person (15 CFR 734.13(a)(2), 734.14)."""

    EXPORT = "export"
    REEXPORT = "reexport"
    IN_COUNTRY = "in-country"
    DEEMED_EXPORT = "deemed-export"
    DEEMED_REEXPORT = "deemed-reexport"


class Provenance(StrEnum):
    """A place in an item's making."""

    DESIGNER_HEADQUARTERS = "designer_headquarters"
    DESIGNER_ULTIMATE_PARENT = "designer_ultimate_parent"
    DESIGNER_HEADQUARTERS_OR_ULTIMATE_PARENT = "designer_headquarters_or_ultimate_parent"
    MADE_IN = "made_in"
    PACKAGED_IN = "packaged_in"


class Knowledge(StrEnum):
    """What the exporter knows of the end use or the parties ("knowledge", 15 CFR 772.1)."""

    SUPERCOMPUTER = "supercomputer-end-use"
    MILITARY = "military-end-use"
    MILITARY_INTELLIGENCE = "military-intelligence-end-use"
    WEAPONS = "weapons-end-use"
    AI_TRAINING = "ai-model-training-for-such-uses"
    LISTED_OWNER = "majority-owned-by-listed-parties"
    TECHNICAL_ANALYSIS = "technical-analysis-only"


class ExporterRole(StrEnum):
    """What the exporter does in the making of the item. Note 1 to 3A090.a binds the first two."""

    FRONT_END_FABRICATOR = "front-end-fabricator"
    OSAT = "osat"
    OTHER = "other"


class Who(StrEnum):
    """Whose name a list is asked for. `any` and `every` mean the parties to the shipment."""

    ANY = "any"
    EVERY = "every"
    DESIGNER = "designer"
    PACKAGER = "packager"
