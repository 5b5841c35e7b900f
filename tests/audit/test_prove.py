"""Defects planted in the rules are found, each with a chip that shows it; the rules as they are hang together."""

from __future__ import annotations

import datetime as dt
import json
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from chipgate import Rulebook
from chipgate.audit.answered import judged, outcome
from chipgate.audit.prove import Proved, intervals, prove
from chipgate.audit.prove_findings import Finding, Kind, Known, known_of
from chipgate.engine.truth import Truth
from chipgate.files.findings import known_findings
from chipgate.files.places import rules_folder
from chipgate.files.rule_files import files_in, parse_rulebook
from chipgate.model.shipment import Shipment
from chipgate.surfaces.cli.app import app
from chipgate.surfaces.render.check_command import check_command

pytestmark = pytest.mark.slow
DAY = dt.date(2026, 9, 1)
A, B = "us/items/3a090-a", "us/items/3a090-b"
FILE_A, FILE_B = (f"{id}/2023-11-17.yaml" for id in (A, B))


@pytest.fixture(scope="module")
def known() -> list[Known]:
    """What the rules know of themselves."""
    return known_of(known_findings([rules_folder()]))


def _with(path: str, old: str, new: str, to: str | None = None) -> Rulebook:
    """The rules with one text of one file replaced, or written to another file."""
    files = files_in(rules_folder())
    text = files[path].decode()
    assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {path}"
    return parse_rulebook({**files, to or path: text.replace(old, new).encode()})


def _unexpected(rulebook: Rulebook, known: list[Known], kind: Kind) -> tuple[Proved, list[Finding]]:
    found = prove(rulebook, [DAY], known, points=0)
    return found, [one for one in found.unexpected if one.kind is kind]


def test_the_rules_as_they_are_hang_together(rulebook: Rulebook, known: list[Known]) -> None:
    found = prove(rulebook, [DAY], known)
    assert found.unexpected == ()
    assert {one.kind for one in found.findings} >= {Kind.OVERLAP, Kind.NOT_MONOTONE, Kind.NEVER_DECIDES}
    assert all(one.chips for one in found.findings)
    assert found.points == 100


def test_a_gap_of_one_tpp_is_found(known: list[Known]) -> None:
    rulebook = _with(FILE_B, "at_least: 2400, below: 4800", "at_least: 2400, below: 4799")
    _, gaps = _unexpected(rulebook, known, Kind.GAP)
    [gap] = [one for one in gaps if one.sentence.startswith("3A090")]
    low, middle, high = (chip.shipment for chip in gap.chips)
    assert middle.item.tpp is not None
    assert 4799 <= middle.item.tpp < 4800
    met = [any(judged(rulebook, one).truths[id] is Truth.TRUE for id in (A, B)) for one in (low, middle, high)]
    assert met == [True, False, True]
    assert gap.provisions == (A, B)


def test_a_gap_that_is_one_figure_is_found(known: list[Known]) -> None:
    """A swapped operator: at exactly 4800 neither paragraph is met, where the density is low."""
    rulebook = _with(FILE_A, "tpp, at_least: 4800, paragraph: a.1", "tpp, above: 4800, paragraph: a.1")
    _, gaps = _unexpected(rulebook, known, Kind.GAP)
    [gap] = [one for one in gaps if one.sentence.startswith("3A090")]
    assert gap.chips[1].shipment.item.tpp == 4800
    assert judged(rulebook, gap.chips[1].shipment).truths[A] is Truth.FALSE


def test_a_bound_turned_round_makes_more_performance_freer(known: list[Known]) -> None:
    rulebook = _with(FILE_A, "tpp, at_least: 4800, paragraph: a.1", "tpp, below: 4800, paragraph: a.1")
    _, freer = _unexpected(rulebook, known, Kind.NOT_MONOTONE)
    assert freer
    for one in freer:
        low, high = (chip.shipment for chip in one.chips)
        strict = [judged(rulebook, shipment).conclusion.worst.strictness for shipment in (low, high)]
        assert strict[0] > strict[1]
    assert any(A in one.provisions for one in freer)


def test_a_shadowed_paragraph_is_found(known: list[Known]) -> None:
    files = files_in(rules_folder())
    text = files[FILE_A].decode().replace("classification: 3A090.a\n", "classification: 3A090.z\n")
    text = text.replace("at_least: 4800, paragraph", "at_least: 5000, paragraph")
    text = text.replace("at_least: 1600", "at_least: 1700")
    rulebook = parse_rulebook({**files, "us/items/3a090-z/2023-11-17.yaml": text.encode()})
    _, shadowed = _unexpected(rulebook, known, Kind.SHADOWED)
    [one] = shadowed
    assert one.provisions == ("us/items/3a090-z", A)
    truths = judged(rulebook, one.chips[0].shipment).truths
    assert truths["us/items/3a090-z"] is truths[A] is Truth.TRUE


def test_an_overlap_beyond_what_the_law_means_is_found(known: list[Known]) -> None:
    rulebook = _with(FILE_B, "{measure: performance_density, at_least: 1.6, below: 5.92}",
                     "{measure: performance_density, at_least: 1.6, below: 6.92}")  # fmt: skip
    _, overlaps = _unexpected(rulebook, known, Kind.OVERLAP)
    [one] = [one for one in overlaps if one.provisions == (A, B)]
    chip = one.chips[0].shipment
    truths = judged(rulebook, chip).truths
    assert truths[A] is truths[B] is Truth.TRUE
    assert chip.item.tpp is not None
    assert chip.item.tpp < 4800


def test_a_provision_that_cannot_apply_is_found_with_the_nearest_chip(known: list[Known]) -> None:
    rulebook = _with("us/items/3a090-c/2024-12-02.yaml", "above: 2}", "above: 2, at_most: 2}")
    _, found = _unexpected(rulebook, known, Kind.UNREACHABLE)
    one = next(one for one in found if one.provisions == ("us/items/3a090-c",))
    assert one.chips[0].note.startswith("meets all of it but: ")
    assert one.chips[0].shipment.item.kind is not None or one.chips[0].shipment.item.hbm_bandwidth_gb_s is not None


def test_a_limb_that_can_never_hold_is_found(known: list[Known]) -> None:
    rulebook = _with("us/letters/nvidia-h20/2025-04-09.yaml", "at_least: 1400", "at_least: 1400, below: 1400")
    _, found = _unexpected(rulebook, known, Kind.IDLE_LIMB)
    assert [one.provisions for one in found] == [("us/letters/nvidia-h20",)]


def test_one_limb_that_the_law_means_excuses_no_other(known: list[Known]) -> None:
    """Macau is named beside the groups that contain it; two limbs beside it are idle for no known reason."""
    id, day = "us/requirements/advanced-computing-a", dt.date(2025, 9, 1)
    rulebook = _with(f"{id}/2025-05-13.yaml", "- destination: [MO]\n",
                     "- destination: [MO]\n        - destination: [RU]\n        - destination: [IR]\n")  # fmt: skip
    found = prove(rulebook, [day], known, points=0).findings
    idle = {one.about: one.known is not None for one in found if one.kind is Kind.IDLE_LIMB and one.provisions == (id,)}
    assert idle == {f"the destination is in {code}": code == "MO" for code in ("MO", "RU", "IR")}


def test_one_figure_that_the_law_means_excuses_no_other(known: list[Known]) -> None:
    """3A090.b lets go at a DRAM bandwidth for no reason that is known; that it does at a TPP the law means."""
    rulebook = _with(FILE_B, "    - not:\n", "    - {measure: dram_bandwidth_gb_s, below: 3000}\n    - not:\n")
    found, freer = _unexpected(rulebook, known, Kind.NOT_MONOTONE)
    ended = (B, "us/requirements/advanced-computing-b")
    assert "dram_bandwidth_gb_s" in {one.about for one in freer if one.provisions == ended}
    assert "tpp" in {one.about for one in found.findings if one.known and one.provisions == ended}


def test_a_verdict_that_no_state_leads_to_is_found(known: list[Known]) -> None:
    """Without the exemptions no shipment is exempt, and the table has a row for it all the same."""
    files = {path: text for path, text in files_in(rules_folder()).items() if not path.startswith("us/exemptions/")}
    rulebook = parse_rulebook(files)
    states = [one for one in prove(rulebook, intervals(rulebook), known, points=0).unexpected if one.kind is Kind.STATE]
    assert [one.provisions for one in states] == [("exemption",)]


def test_a_state_that_is_not_reached_yet_on_one_day_is_no_finding() -> None:
    """The exemptions came in 2026, and what was sound before is not at fault for it."""
    done = CliRunner().invoke(app, ["rules", "prove", "--date", "2024-06-01"])
    assert done.exit_code == 0, done.output
    assert "--   every state of the verdict table is reached: not exemption on 2024-06-01 (asked of all" in done.stdout


def test_the_command_lists_what_the_law_means_and_every_chip_can_be_run() -> None:
    done = CliRunner().invoke(app, ["rules", "prove", "--date", DAY.isoformat(), "--format", "json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["unexpected"] == 0
    chips = [chip for one in told["findings"] for chip in one["chips"]]
    commands = [chip for chip in [*chips, *told["states"].values()] if chip["command"]]
    assert len(commands) >= len(chips)
    for chip in commands:
        asked = CliRunner().invoke(app, [*shlex.split(chip["command"])[1:], "--format", "json"])
        answer = json.loads(asked.stdout)["answer"]
        assert (answer["verdict"] or answer["outcome"]) == chip["says"], chip["command"]


def test_a_house_pack_alone_is_proved_with_what_the_law_knows() -> None:
    house = str(rules_folder().parent / "examples/house")
    done = CliRunner().invoke(app, ["rules", "prove", "--date", DAY.isoformat(), "--format", "json", "--rules", house])
    assert done.exit_code == 0, done.output
    assert all(one["known"] for one in json.loads(done.stdout)["findings"])


def test_the_command_ends_with_1_where_something_is_unexpected(tmp_path: Path) -> None:
    """A folder of rules without a findings.yaml knows of no exceptions."""
    for path, text in files_in(rules_folder()).items():
        if not path.endswith("findings.yaml"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(text)
    done = CliRunner().invoke(app, ["rules", "prove", "--date", DAY.isoformat(), "--rules", str(tmp_path)])
    assert done.exit_code == 1, done.output
    assert "NO   no two paragraphs of an entry overlap: " in done.stdout
    assert "chipgate check " in done.stdout


def test_findings_that_are_no_findings_are_refused(tmp_path: Path) -> None:
    for path, text in files_in(rules_folder()).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text)
    (tmp_path / "us" / "findings.yaml").write_text("findings:\n  - {finding: overlap, provision: [x]}\n", "utf-8")
    done = CliRunner().invoke(app, ["rules", "prove", "--date", DAY.isoformat(), "--rules", str(tmp_path)])
    assert done.exit_code == 3
    assert "findings.yaml:2:" in done.stderr


def test_a_command_says_all_that_a_shipment_states(rulebook: Rulebook) -> None:
    asked = Shipment.model_validate({
        "item": {"name": "it's X1", "manufacturer": "Example", "kind": "assembly", "tpp": "4800.5", "die_area_mm2": 600,
                 "designed_or_marketed_for_datacenter": False, "tops": {"fp8": "600.0625"}, "transistor": "planar",
                 "made_in": "TW", "us_origin": True, "contains_hbm": False},
        "destination": "UA", "region": "UA-43", "date": DAY, "transfer": "reexport", "origin": "DE",
        "exporter": "Ex Co", "exporter_role": "osat", "knowledge": ["military-end-use"],
        "readings": {"us/questions/affiliates-rule": False},
        "certifications": ["us/exceptions/nac"], "scope": "text",
        "parties": [{"role": "end-user", "name": "A Ltd", "headquarters": "CN"}, {"location": "PL"}],
    })  # fmt: skip
    command = check_command(asked)
    assert command is not None
    done = CliRunner().invoke(app, [*shlex.split(command)[1:], "--format", "json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)["answer"]
    assert (answer["verdict"] or answer["outcome"]) == outcome(rulebook, asked)
    assert (answer["asked"]["region"], answer["asked"]["transfer"]) == ("UA-43", "reexport")
