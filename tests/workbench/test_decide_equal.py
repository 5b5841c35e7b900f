"""What the page shows is what `POST /v1/decisions` says, sentence by sentence: 70 questions, 200 in `make soak`."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chipgate import ItemSpec
from tests.opened import Opened
from tests.sizes import size

pytestmark = pytest.mark.slow
QUESTIONS = size(70, 200)
PLACES = ("CN", "HK", "MO", "SA", "AE", "IN", "DE", "RU", "UA", "UA-43", "US", "VN", "IL", "TW", "XK")
DAYS = ("2022-07-31", "2022-10-06", "2023-11-17", "2024-04-04", "2025-01-16", "2025-04-08", "2025-04-09", "2025-05-13",
        "2026-01-14", "2026-01-15", "2026-03-01", "2026-08-01", "2027-04-06")  # fmt: skip
ACTS = ("us/exceptions/nac", "us/exceptions/nac#notice-25-days", "us/exceptions/aca",
        "us/policies/case-by-case-2026#physical-security", "us/policies/case-by-case-2026")  # fmt: skip
FORMATS = ("fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "fp4", "int8", "int4")
FIGURES = {"die_area_mm2": 900, "dram_bandwidth_gb_s": 8000, "link_bandwidth_gb_s": 1800, "host_bandwidth_gb_s": 128}
SAID = (
    """() => [...document.querySelectorAll('.answer [data-says]')].map((one) => [one.dataset.says, one.textContent])"""
)


def _questions(names: list[str], rng: random.Random) -> Iterator[dict[str, Any]]:
    for _ in range(QUESTIONS):
        question: dict[str, Any] = {"item": rng.choice(names) if rng.random() < 0.5 else _by_hand(rng)}
        question |= {"destination": rng.choice(PLACES), "date": rng.choice(DAYS)}
        if rng.random() < 0.4:
            question["parties"] = [_party(rng) for _ in range(rng.randint(1, 2))]
        if rng.random() < 0.4:
            question["certifications"] = rng.sample(ACTS, rng.randint(1, 3))
        if rng.random() < 0.2:
            question["exporter"] = rng.choice(("NVIDIA", "AMD", "A distributor"))
        if rng.random() < 0.15:
            question["knowledge"] = rng.choice(([], ["military-end-use"], ["supercomputer-end-use"]))
        if rng.random() < 0.15:
            question["strict"] = True
        if rng.random() < 0.15:
            question["scope"] = "text"
        yield question


def _by_hand(rng: random.Random) -> dict[str, Any]:
    """Figures that reach bounds, some of them left open."""
    item: dict[str, Any] = {
        "name": f"Part {rng.randint(1, 99)} <b>&amp;",
        "manufacturer": rng.choice(("ACME", "Huawei", "NVIDIA")),
    }
    table = "sparse_tops" if rng.random() < 0.2 else "tops"
    item[table] = {
        one: str(rng.choice((99, 148, 300, 312, 600, 1979.5))) for one in rng.sample(FORMATS, rng.randint(1, 3))
    }
    item |= {one: f"{rng.randint(1, most * 10) / 10}" for one, most in FIGURES.items() if rng.random() < 0.7}
    if rng.random() < 0.7:
        item["designed_or_marketed_for_datacenter"] = rng.random() < 0.7
    if rng.random() < 0.3:
        item["kind"] = rng.choice(("ic", "assembly", "computer"))
    return item


def _party(rng: random.Random) -> dict[str, Any]:
    party: dict[str, Any] = {"role": rng.choice(("ultimate-consignee", "end-user", "purchaser"))}
    for field in ("location", "headquarters", "ultimate_parent"):
        if rng.random() < 0.5:
            party[field] = rng.choice(("CN", "DE", "AE", "SG"))
    return party


def _expected(decision: dict[str, Any]) -> dict[str, list[str]]:
    """What the page has to say, by what it says of it, in this order."""
    answer, outlook = decision["answer"], decision["outlook"]
    license = answer["license"] or {"exceptions": [], "conditions": [], "licenses_in_hand": []}
    changes = sorted(answer["what_would_change"], key=lambda one: one["kind"] == "general-assumption")
    parts = answer["missing"]
    found = {
        "certainty": [answer["certainty"]] if answer["certainty"] else [],
        "summary": [answer["summary"]],
        "missing-title": [one["title"] for one in parts],
        "side": [region["shown"] for one in parts for region in one["regions"]],
        "joint": [one["shown"] for one in answer["joint_regions"]],
        "reason": [one["sentence"] for one in answer["reasons"]],
        "clause": [shown for one in (*answer["reasons"], *answer["near_misses"]) for shown in _once(one["clauses"])],
        "citation": [one["citation"]["text"] for one in (*answer["reasons"], *answer["notices"]) if one["citation"]],
        "near-title": [one["title"] for one in answer["near_misses"]],
        "change": [one["shown"] for one in changes],
        "condition": [one["text"] for group in _checklists(license) for one in group],
        "assumption": [one["sentence"] for one in answer["assumptions"]],
        "notice": [one["sentence"] for one in answer["notices"]],
        "classification": [one["paragraph"] for one in answer["classification"]],
        "possible": [one["paragraph"] for one in answer["possible_classification"]],
        "in-hand": [one["sentence"] for one in license["licenses_in_hand"]],
        "coming": [one["summary"] for one in outlook["changes"]],
        "measure": [_grouped(one["value"]) for one in answer["measures"] if one["value"] is not None],
        "ruleset": [answer["ruleset"]["digest"]] if answer["ruleset"] else [],
    }  # fmt: skip
    return {name: texts for name, texts in found.items() if texts}


def _once(clauses: Iterable[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(one["shown"] for one in clauses))


def _checklists(license: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    yield license["conditions"]
    for one in license["exceptions"]:
        yield sorted((*one["conditions_met"], *one["conditions_outstanding"]), key=lambda condition: condition["id"])


def _grouped(value: str) -> str:
    """A figure as English writes it; one without a finite decimal to four digits."""
    if "/" not in value:
        return f"{Decimal(value):,}"
    above, below = map(Decimal, value.split("/"))
    rounded = format(above / below, ".4g")
    return f"≈ {Decimal(rounded).normalize():,f}"


def _shown(page: Page, question: dict[str, Any]) -> dict[str, list[str]]:
    text = json.dumps(question, separators=(",", ":"))
    page.evaluate("(text) => { location.hash = `#/decide?q=${encodeURIComponent(text)}`; }", text)
    expect(page.locator(f".answer[data-question={json.dumps(text)}]")).to_be_attached()
    found: dict[str, list[str]] = {}
    for name, said in page.evaluate(SAID):
        found.setdefault(name, []).append(said)
    return found


def test_the_page_says_what_the_service_decides(opened: Opened, catalog: dict[str, ItemSpec]) -> None:
    page = opened.view("decide")
    outcomes, said = set(), set()
    for question in _questions(sorted(catalog), random.Random(20260115)):
        decision = page.request.post(f"{opened.url}/v1/decisions", data=question).json()
        answer, shown = decision["answer"], _shown(page, question)
        assert shown == _expected(decision), question
        word = (answer["verdict"] or answer["outcome"]).replace("-", " ")
        expect(page.locator(".verdict-line .word")).to_have_text(word)
        ticked = page.locator(".answer .ticks input:checked")
        met = [one for group in _checklists(answer["license"] or {"exceptions": [], "conditions": []}) for one in group]
        assert ticked.count() >= sum(one["stated_as_met"] for one in met), question
        outcomes.add((word, answer["certainty"]))
        said |= set(shown)
    assert {"allowed", "license required", "blocked", "not an export", "date not covered"} <= {
        word for word, _ in outcomes
    }
    assert {"definite", "conservative", None} == {certainty for _, certainty in outcomes}
    assert {
        "missing-title",
        "side",
        "joint",
        "change",
        "condition",
        "notice",
        "coming",
        "near-title",
        "possible",
    } <= said
