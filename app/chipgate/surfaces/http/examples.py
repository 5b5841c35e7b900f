"""Examples of the OpenAPI document: real chips, real days. A test asks each of them."""

from __future__ import annotations

import json
from typing import Any

H20: dict[str, Any] = {
    "item": {
        "name": "H20 (HGX)", "manufacturer": "NVIDIA", "designed_or_marketed_for_datacenter": True,
        "tops": {"fp16": 148, "bf16": 148, "fp8": 296, "int8": 296, "tf32": 74, "fp32": 44, "fp64": 1},
        "die_area_mm2": 814, "transistor": "non-planar", "dram_bandwidth_gb_s": 4000, "link_bandwidth_gb_s": 900,
        "host_bandwidth_gb_s": 126.1,
    },
    "destination": "CN",
    "date": "2025-04-09",
}  # fmt: skip
"""examples/question.json."""
BY_NAME: dict[str, Any] = {"item": "H200 SXM", "destination": "DE", "date": "2026-02-15"}
PARTIES: dict[str, Any] = {
    "item": "GeForce RTX 4090",
    "destination": "SG",
    "date": "2024-06-01",
    "parties": [
        {"role": "ultimate-consignee", "name": "Example Data Centers", "location": "SG", "headquarters": "CN"},
        {"role": "end-user", "location": "SG", "headquarters": "SG"},
    ],
}
QUESTIONS: dict[str, Any] = {
    "The H20, the day of the letter": H20,
    "An item of the catalog, by name": BY_NAME,
    "A subsidiary abroad": PARTIES,
}
TIMELINES: dict[str, Any] = {
    "The story of the H20": {"item": "H20 (HGX)", "destination": "CN"},
    "Two years of the H800": {"item": "H800 SXM5", "destination": "CN", "from": "2022-10-01", "until": "2024-10-01"},
}
BATCH: list[dict[str, Any]] = [{**H20, "destination": code} for code in ("CN", "SG", "DE")]
LINES = "".join(
    json.dumps({"item": name, "destination": "CN", "date": "2024-06-01"}) + "\n"
    for name in ("GeForce RTX 4090", "GeForce RTX 4090 D")
)
ORDER: dict[str, Any] = {
    "order": "SO-2026-0117",
    "destination": "AE",
    "date": "2026-02-15",
    "lines": [
        {"line": "10", "item": "H200 SXM", "quantity": 64},
        {"line": "20", "item": "GeForce RTX 4090", "quantity": 500},
    ],
}
