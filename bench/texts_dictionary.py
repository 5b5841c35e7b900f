"""Make a dictionary for the decision log: what answers have in common, which Zstandard then need not store in each.

    python bench/texts_dictionary.py NUMBER FILE

NUMBER is the dictionary's, written into every frame that is compressed with it. Its samples are questions and answers
about the chips of the shipped catalog, for several destinations and days. A dictionary that has been released is kept
for ever, since what was compressed with it is read with it: a better one is a new file with the next number.
"""

from __future__ import annotations

import sys
from itertools import product
from pathlib import Path

import zstandard

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from chipgate import ItemSpec, Shipment, decide, load_rulebook
from chipgate.files.catalog import Catalog
from chipgate.files.places import example_catalog
from chipgate.files.question_json import question_json
from chipgate.model.decision_text import decision_json

DESTINATIONS = ("CN", "AE", "DE", "HK", "IN", "JP", "RU", "SG", "TW", "VN")
DAYS = ("2024-06-01", "2025-06-01", "2025-11-01", "2026-02-15")
BYTES = 64 * 1024


def main() -> None:
    """Make it."""
    number, target = int(sys.argv[1]), Path(sys.argv[2])
    texts: list[bytes | bytearray | memoryview] = [*samples()]
    found = zstandard.train_dictionary(BYTES, texts, dict_id=number, level=1)
    with target.open("xb") as stream:
        stream.write(found.as_bytes())


def samples() -> list[bytes]:
    """Questions and answers, each item with every sixth pair of destination and day in turn."""
    rulebook, found = load_rulebook(), list[bytes]()
    items = [item for _, item in Catalog(example_catalog()).rows() if isinstance(item, ItemSpec)]
    asked = list(product(DESTINATIONS, DAYS))
    for number, item in enumerate(items):
        for destination, day in asked[number % 6 :: 6]:
            shipment = Shipment.model_validate({"item": {}, "destination": destination, "date": day})
            shipment = shipment.model_copy(update={"item": item})
            found += (question_json(shipment), decision_json(decide(rulebook, shipment)))
    return found


if __name__ == "__main__":
    main()
