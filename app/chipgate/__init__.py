"""chipgate: may this chip go to this place, on this date, and why?

The front door. Not legal advice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from chipgate.engine.decide import decide, decide_many
from chipgate.model.decision import Decision
from chipgate.model.item import ItemSpec
from chipgate.model.pack import Verdict
from chipgate.model.rulebook import Rulebook
from chipgate.model.shipment import Party, Shipment

__version__ = "0.1.0"


def load_rulebook(folder: Path | str | None = None, *, house: Sequence[Path | str] = ()) -> Rulebook:
    """Read the rules that come with chipgate, or those of a folder; and house packs, which may only tighten them.

    Raises:
        RulesNotFound: there is no such folder.
        InvalidRulebook: with every problem of every file, each with file, line and column.
    """
    from chipgate.files.places import rules_folder
    from chipgate.files.rule_files import load_rulebook as load

    return load(Path(folder) if folder is not None else rules_folder(), house=[Path(one) for one in house])


__all__ = [
    "Decision",
    "ItemSpec",
    "Party",
    "Rulebook",
    "Shipment",
    "Verdict",
    "__version__",
    "decide",
    "decide_many",
    "load_rulebook",
]
