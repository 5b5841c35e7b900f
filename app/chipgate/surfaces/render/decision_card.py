"""One decision for a person at a terminal: the verdict large, the legal state beside it, then why. Compact, or all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from chipgate.model.decision import Answer, Citation, Clause, Decision, License, Reason
from chipgate.model.pack import Verdict
from chipgate.model.shipment import Scope

from .license_lines import license_lines
from .looks import certainty_of, look_of, policy_of
from .paragraphs import Hanging
from .plain_text import visible
from .region_lines import region_lines

NOT_ADVICE = "Not legal advice."
_MOST = 3
_LABEL = 13


def print_card(console: Console, decision: Decision, explain: bool) -> None:
    """The whole of a decision with `explain`; else what a reader asks first, and where to find the rest."""
    answer = decision.answer
    console.print(_banner(answer))
    for part in _state(answer, decision):
        console.print(part)
    for title, lines in _parts(decision, explain):
        listed = list(lines)
        if listed:
            console.print(Text(f"\n{title}", "bold"))
            for line in listed:
                console.print(line)
    if answer.verdict and not explain:
        hint = "--explain shows every clause, condition, source and assumption."
        console.print(Text(f"\n{hint}", "dim"))


def _banner(answer: Answer) -> RenderableType:
    look, asked = look_of(answer.verdict), answer.asked
    line = Text().append(f" {look.sign}  {look.word.upper()} ", f"bold reverse {look.colour}")
    line.append(f"   {certainty_of(answer)}", "dim" if answer.verdict else look.colour)
    code = asked.region or asked.destination
    where = f"{asked.destination_name} ({code})" if asked.destination_name else code
    what = f"{visible(asked.item)} to {where} on {asked.date}, {asked.transfer}"
    what += ", strict" if asked.strict else ""
    what += ", the printed text counted too" if asked.scope == Scope.TEXT else ""
    body = Text(what)
    content = [line, body] if answer.verdict else [line, body, Text(answer.summary)]
    return Panel(Group(*content), border_style=look.colour, padding=(0, 2))


def _state(answer: Answer, decision: Decision) -> Iterator[RenderableType]:
    if answer.verdict is None:
        return
    paragraphs = [_paragraph(one.paragraph, one.limbs) for one in answer.classification]
    possible = [one.paragraph for one in answer.possible_classification]
    said = ", ".join(paragraphs) or ("open" if possible else "no paragraph that these rules encode")
    yield _labelled("Classified", said + (f"; possibly {', '.join(possible)}" if possible else ""))
    if answer.license:
        yield _labelled("License", _license(answer.license))
    until = decision.outlook.valid_until
    yield _labelled("This holds", f"until {until}" if until else "with no change known")


def _paragraph(paragraph: str, limbs: Iterable[str]) -> str:
    """3A090.a (a.1, a.2), without limbs that only repeat the paragraph."""
    listed = ", ".join(limbs)
    return f"{paragraph} ({listed})" if listed else paragraph


def _license(license: License) -> str:
    if not license.required:
        return "none required by these rules"
    words = [f"required; {policy_of(license.review_policy)}" if license.review_policy else "required"]
    for one in license.exceptions:
        if not one.counted or (one.conditions_outstanding and not one.terms_encoded):
            continue
        name = f"License Exception {one.exception}"
        if not one.conditions_outstanding:
            words.append(f"{name} applies, every condition stated as met")
        else:
            sure = "is open" if one.eligible == "definite" else "may be open"
            words.append(f"{name} {sure}, {_count(len(one.conditions_outstanding), 'condition')} outstanding")
    return "; ".join(words)


def _parts(decision: Decision, explain: bool) -> Iterator[tuple[str, Iterable[RenderableType]]]:
    answer = decision.answer
    yield "Why", _reasons(answer.reasons, explain)
    yield "Missing", _missing(answer)
    yield "Together", region_lines(answer, explain)
    own = [change for change in answer.what_would_change if change.kind != "general-assumption"]
    changes = answer.what_would_change if explain else own[:_MOST]
    yield "What would change it", (_verdict_line(change.verdict, change.shown) for change in changes)
    near = answer.near_misses if explain else answer.near_misses[:_MOST]
    yield "Close to a limit", (_bullet(f"{'; '.join(_clauses(miss.clauses))}: {miss.title}") for miss in near)
    yield "Licenses in hand", license_lines(answer)
    yield "Conditions", _conditions(answer, explain)
    yield "Notices", (_bullet(one.sentence) for one in answer.notices)
    yield "What comes", _coming(decision, explain)
    if explain:
        yield "Figures", (
            _bullet(f"{one.title}: {one.shown}" + (f" {one.unit}" if one.value else "")
                    + (f" ({one.note.replace('-', ' ')})" if one.note and one.note != one.shown else ""))
            for one in answer.measures
        )  # fmt: skip
        yield "Assumed", (_bullet(one.sentence) for one in answer.assumptions)
        yield "Covered in part", map(_bullet, answer.ruleset.coverage.partial if answer.ruleset else ())
        yield "Not covered by these rules", map(_bullet, answer.ruleset.coverage.not_modelled if answer.ruleset else ())
    elif answer.assumptions:
        yield "Assumed", [_bullet("; ".join(_words(one.code) for one in answer.assumptions))]
    if answer.ruleset:
        rules = f"in force on {answer.ruleset.as_of}, checked through {answer.ruleset.verified_through}"
        digest = answer.ruleset.digest if explain else answer.ruleset.digest[:19] + "…"
        yield "Rules", [_bullet(f"{rules}, {digest}")]


def _reasons(reasons: Iterable[Reason], explain: bool) -> Iterator[RenderableType]:
    for reason in reasons:
        if not explain and not reason.counted:
            why = "another text governs" if reason.governed_by else "printed, but not enforced"
            yield _bullet(f"{reason.title}: {why}, so not counted", "dim")
            continue
        mark = "" if reason.certain else "May apply, as a missing fact decides: "
        look = look_of(reason.verdict) if reason.verdict else None
        head = Text(f"{look.sign if look else '·'} ", look.colour if look else "")
        yield _hang(head.append(mark + reason.sentence, "default"))
        if reason.clauses and (explain or reason.state):
            yield _hang(Text("→ " + "; ".join(_clauses(reason.clauses))), 2)
        if reason.citation:
            ref = f"{reason.provision}@{reason.version}"
            yield _hang(Text(f"§ {_cited(reason.citation)} [{ref}]", "dim"), 2)
            if explain:
                yield from _sources(reason.citation)


def _cited(citation: Citation) -> str:
    published = "" if citation.published else ", unpublished"
    return f"{citation.text}{published}; confidence {citation.confidence.value}"


def _sources(citation: Citation) -> Iterator[RenderableType]:
    if citation.note:
        yield _hang(Text(f"  {citation.note}", "dim"), 2)
    for source in citation.sources:
        yield _hang(Text(f"  {source.title} <{source.url}>", "dim"), 2)


def _clauses(clauses: Iterable[Clause]) -> list[str]:
    """Each clause once, with the labels of every limb that states it."""
    labels: dict[str, list[str]] = {}
    for clause in clauses:
        labels.setdefault(clause.shown, []).extend([clause.paragraph] if clause.paragraph else [])
    return [f"{shown} ({', '.join(found)})" if found else shown for shown, found in labels.items()]


def _missing(answer: Answer) -> Iterator[RenderableType]:
    for one in answer.missing:
        colon = "" if one.title.endswith("?") else ":"
        yield _bullet(f"{one.title}{colon if one.regions else ', on which the answer hangs'}")
        for region in one.regions:
            yield _verdict_line(region.verdict, region.shown, 2)


def _conditions(answer: Answer, explain: bool) -> Iterator[RenderableType]:
    if answer.license is None:
        return
    groups = [(f"License Exception {one.exception} ({one.id})", one.conditions_outstanding, one.conditions_met)
              for one in answer.license.exceptions if explain or (one.counted and one.terms_encoded)]  # fmt: skip
    asked = answer.license.conditions
    groups.append((
        "the application for a license",
        tuple(one for one in asked if not one.stated_as_met), tuple(one for one in asked if one.stated_as_met),
    ))  # fmt: skip
    for name, outstanding, met in groups:
        if not outstanding and not met:
            continue
        counted = f"{len(met)} of {_count(len(met) + len(outstanding), 'condition')} stated as met"
        if explain:
            yield _bullet(f"{name}, {counted}:")
            for one in (*outstanding, *met):
                yield _hang(Text(f"{'[x]' if one.stated_as_met else '[ ]'} {one.text} ({one.id})"), 2, 4)
        else:
            left = ", ".join(one.id.partition("#")[2] for one in outstanding)
            yield _bullet(f"{name}, {counted}" + (f"; outstanding: {left}" if left else ""))
    if not explain:
        yield from _others(answer.license)


def _others(license: License) -> Iterator[RenderableType]:
    """The exceptions that are named and no more: those whose own terms are not encoded, those not enforced."""
    named = [one.exception for one in license.exceptions if one.counted and not one.terms_encoded
             and one.conditions_outstanding]  # fmt: skip
    if named:
        yield _bullet(f"License Exceptions {', '.join(named)} may be open; their own terms are not encoded", "dim")
    printed = [one.exception for one in license.exceptions if not one.counted]
    if printed:
        yield _bullet(f"License Exceptions {', '.join(printed)} bear on what is printed and not enforced alone", "dim")


def _coming(decision: Decision, explain: bool) -> Iterator[RenderableType]:
    changes = decision.outlook.changes
    for change in changes if explain else changes[:_MOST]:
        causes = "; ".join([*change.licenses, *(one.title for one in change.provisions)])
        yield _verdict_line(change.verdict, f"{change.date}  {change.summary if explain else causes}")
        if explain and change.provisions:
            refs = ", ".join(f"{one.provision}@{one.version}" for one in change.provisions)
            yield _hang(Text(f"by {refs}", "dim"), 2)
    if not explain and len(changes) > _MOST:
        yield _bullet(f"and {len(changes) - _MOST} more: chipgate timeline shows them", "dim")


def _words(code: str) -> str:
    """A code as words: "subject to the EAR"."""
    capitals = {
        "ear": "EAR", "tpp": "TPP", "united": "United", "states": "States", "osat": "OSAT", "macau": "Macau",
        "d5": "D:5",
    }  # fmt: skip
    return " ".join(capitals.get(word, word) for word in code.split("-"))


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _verdict_line(verdict: Verdict | None, text: str, indent: int = 0) -> RenderableType:
    look = look_of(verdict)
    return _hang(Text(f"{look.sign} ", look.colour).append(visible(text), "default"), indent)


def _bullet(text: str, style: str = "") -> RenderableType:
    return _hang(Text(f"· {visible(text)}", style))


def _labelled(label: str, text: str) -> RenderableType:
    return _hang(Text(f"{label:<{_LABEL}}", "bold").append(text, "not bold"), 0, _LABEL)


def _hang(text: Text, indent: int = 0, hang: int = 2) -> RenderableType:
    return Hanging(text, indent + 2, hang)
