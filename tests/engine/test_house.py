"""A house pack only tightens: on random shipments no answer is freer with it, and what it adds bears its name."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pytest

from chipgate import ItemSpec, Party, Rulebook, Shipment, Verdict, decide
from chipgate.engine.judge import try_case
from chipgate.files.house_files import HouseFiles
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import parse_rulebook
from chipgate.model.decision import Certainty
from chipgate.model.shipment import Scope
from chipgate.model.terms import Kind, Transfer

SHIPMENTS = 400
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "house"
_CITATION = """citation:
  basis: house-rule
  text: Policy
  published: false
  confidence: high
  sources: [{title: The policy, url: "https://intranet.example.com/policy"}]
"""
_PLACES = ["CN", "HK", "MO", "TW", "SG", "IL", "AE", "SA", "DE", "RU", "IR", "KH", "CY", "VN", "CA", "AF", "KP", "MY"]
_TPP = [1599, 1600, 1601, 2399, 2400, 4799, 4800, 20999, 21000]


def _rule(rest: str, applies: str) -> bytes:
    return f"title: Rule\neffective: 2023-01-01\nsays: So.\napplies: {applies}\n{rest}\n{_CITATION}".encode()


ACT = "every-kind/policies/lenient#done"
EVERY_KIND = {
    "pack.yaml": b"title: Every kind\nhouse: every-kind\nowner: Desk\ncontact: desk@example.com\n",
    "items/big/2023-01-01.yaml": _rule('classification: "house:big"', "{measure: tpp, at_least: 2400}"),
    "items/other/2023-01-01.yaml": _rule(
        'classification: "house:other"\nreplaces: [every-kind/items/big]\nlevel_of: [every-kind/items/big]',
        "{not: {classified: [us/items/3a090-a]}}",
    ),
    "groups/near/2023-01-01.yaml": (
        f"title: Near\neffective: 2023-01-01\ncountries: [DE, CA, TW, SG]\n{_CITATION}".encode()
    ),
    "requirements/near/2023-01-01.yaml": _rule(
        "reasons_for_control: [policy]",
        f"{{all: [{{destination: [every-kind/groups/near]}}, {{classified: [every-kind/items/big]}}, "
        f"{{not: {{certified: {ACT}}}}}]}}",
    ),
    "policies/lenient/2023-01-01.yaml": _rule(
        "covers: [every-kind/requirements/near]\npolicy: presumption-of-approval\n"
        "conditions: [{id: done, text: Done.}]",
        "{destination: [every-kind/groups/near]}",
    ),
    "letters/private/2023-01-01.yaml": _rule(
        "addressees: [us/companies/nvidia]\npolicy: presumption-of-denial", "{party: headquarters, in: [SG]}"
    ),
    "prohibitions/none/2023-01-01.yaml": _rule("", "{all: [{destination: [CY, SG]}, {measure: tpp, at_least: 4800}]}"),
    "announcements/soon/2023-01-01.yaml": _rule("", "{destination: [DE]}"),
}


def _shipment(rng: random.Random, dates: list[dt.date], acts: list[str]) -> Shipment:
    def figure(*known: int | str) -> Decimal | None:
        return rng.choice((None, *(Decimal(one) for one in known)))

    item = ItemSpec(
        name=rng.choice((None, "H20 (HGX)", "A100 SXM4 80GB", "Kestrel K1")), kind=rng.choice((None, *Kind)),
        manufacturer=rng.choice((None, "NVIDIA", "AMD", "Example Silicon GmbH")), tpp=figure(*_TPP),
        designed_or_marketed_for_datacenter=rng.choice((None, True, False)), die_area_mm2=figure(500, 814, 1500),
        dram_bandwidth_gb_s=figure(900, 1400, 4000), link_bandwidth_gb_s=figure(0, 200, 900),
        host_bandwidth_gb_s=figure(63, "126.1"),
    )  # fmt: skip
    party = Party(headquarters=rng.choice((None, *_PLACES)), ultimate_parent=rng.choice((None, *_PLACES)))
    return Shipment(
        item=item, destination=rng.choice(_PLACES), date=rng.choice(dates), transfer=rng.choice((None, *Transfer)),
        parties=(party,) if rng.random() < 0.5 else (),
        exporter=rng.choice((None, "NVIDIA", "Example Distribution Ltd")),
        certifications=tuple(act for act in acts if rng.random() < 0.5), strict=rng.random() < 0.2,
        scope=rng.choice([*Scope]),
    )  # fmt: skip


@pytest.fixture(scope="module")
def law() -> dict[str, bytes]:
    folder = rules_folder()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


def _example() -> dict[str, bytes]:
    return {path.relative_to(EXAMPLE).as_posix(): path.read_bytes() for path in EXAMPLE.rglob("*.yaml")}


@pytest.mark.parametrize(
    ("house", "files", "own"),
    [
        ("every-kind", EVERY_KIND, [ACT]),
        ("example-distribution", _example(), ["example-distribution/policies/compliance-desk"]),
    ],
    ids=["every-kind", "example-distribution"],
)
def test_with_a_house_pack_no_answer_is_freer_and_what_it_adds_bears_its_name(
    rulebook: Rulebook, law: dict[str, bytes], house: str, files: dict[str, bytes], own: list[str]
) -> None:
    tightened = parse_rulebook(law, houses=[HouseFiles(house, files)])
    begun = min(dated.effective for dated in tightened if dated.pack == house)
    dates = [day for day in tightened.boundaries if day >= rulebook.pack.covered_from]
    dates += 2 * [day for day in dates if day >= begun]
    rng = random.Random(20260301)
    stricter = named = 0
    for _ in range(SHIPMENTS):
        with_acts = _shipment(rng, dates, [*own, "us/exceptions/nac", "us/policies/case-by-case-2026"])
        law_acts = tuple(act for act in with_acts.certifications if act.startswith("us/"))
        plain = with_acts.model_copy(update={"certifications": law_acts})
        before = try_case(rulebook, plain, plain.date).conclusion
        after = try_case(tightened, with_acts, with_acts.date).conclusion
        assert after.worst.strictness >= before.worst.strictness, with_acts
        assert after.best.strictness >= before.best.strictness, with_acts
        added = [one for one in after.standings if one.target.dated.pack == house]
        assert len(after.standings) - len(added) == len(before.standings), with_acts
        named += bool(added)
        if after.worst is not before.worst:
            stricter += 1
            assert after.standings[0].target.dated.pack == house
    assert named > 20
    assert stricter


def test_the_answer_gives_the_rule_of_the_house_as_a_reason_with_its_citation(law: dict[str, bytes]) -> None:
    tightened = parse_rulebook(law, houses=[HouseFiles("house", _example())])
    item = ItemSpec.model_validate(
        {
            "name": "K0", "manufacturer": "Example Silicon GmbH", "kind": "ic", "tpp": 1600, "die_area_mm2": 1200,
            "designed_or_marketed_for_datacenter": False, "dram_bandwidth_gb_s": 900, "link_bandwidth_gb_s": 0,
            "host_bandwidth_gb_s": 63,
        }
    )  # fmt: skip
    answer = decide(tightened, Shipment(item=item, destination="AE", date=dt.date(2026, 2, 1))).answer
    assert (answer.verdict, answer.certainty) == (Verdict.LICENSE_REQUIRED, Certainty.DEFINITE)
    counted = [reason for reason in answer.reasons if reason.counted and reason.verdict is answer.verdict]
    assert [reason.provision for reason in counted] == ["example-distribution/requirements/compliance-desk"]
    assert counted[0].citation is not None
    assert counted[0].citation.basis == "house-rule"
    assert "house:large-accelerator" in [one.paragraph for one in answer.classification]
