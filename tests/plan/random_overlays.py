"""Overlays of the national plan made at random: tightening, relaxing and nonsense alike."""

import json
import random
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fengsui.plan import Plan, PlanError
from fengsui.plan.build import build_plan
from fengsui.plan.model import UNIT_NAMES
from tests.plan.overlays import HEADER, laid, national

Edit = tuple[str, str, dict[str, Any]]
"""The file, the list in it, and one element as an overlay writes it."""
UNITS = ["minutes", "hours", "calendar_days", "working_days", "months"]
GRADES = ["extraordinary", "major", "other"]


@lru_cache(maxsize=1)
def base() -> Plan:
    """The national plan, built once."""
    return build_plan(national()[0])


def words(element: Any) -> dict[str, Any]:
    """An element of the national plan as a file would hold it."""
    content: dict[str, Any] = element.model_dump(mode="json")
    return content


def moved(text: str, chance: random.Random) -> str:
    """A rule with its numbers moved, an alternative or a condition added, or turned round."""
    kind = chance.randrange(6)
    if kind == 0:
        return f"({text}) or on_site_head_count >= {chance.choice((10, 500))}"
    if kind == 1:
        return f"({text}) and on_site_head_count >= 1"
    if kind == 2:
        return f"not ({text})"
    digits = [place for place in text.split() if place.strip("()%").isdigit()]
    if not digits:
        return text
    old = chance.choice(digits)
    number = int(old.strip("()%"))
    new = max(0, number + chance.choice((-1, 1)) * chance.choice((1, max(1, number // 5))))
    return text.replace(old, old.replace(str(number), str(new)))


def clock_edit(chance: random.Random) -> Edit:
    """A clock with a term, grades, levels or warnings changed."""
    clock = chance.choice(national()[0].clocks.clocks)
    changes: list[dict[str, Any]] = [
        {"term": {"amount": chance.choice((1, 2, 3, 4, 10, 24, 90)), "unit": chance.choice(UNITS)}},
        {"term": {"amount": 1, "unit": chance.choice(("minutes", "hours"))}},
        {"term": {"parameter": chance.choice(("PAR-19", "PAR-25", "PAR-26", "PAR-30", "PAR-36"))}},
        {"for_grades": chance.sample(GRADES, chance.randint(0, 3))},
        {"for_levels": chance.sample([1, 2, 3, 4], chance.randint(0, 4))},
        {"warn_before_minutes": [*clock.warn_before_minutes, chance.choice((5, 15))][chance.randrange(2) :]},
        {"per_addressee": chance.choice((True, False))},
        {"effective_to": "2027-01-01"},
    ]
    return "clocks", "clocks", {"id": clock.id, **chance.choice(changes)}


def parameter_edit(chance: random.Random) -> Edit:
    """A parameter with its number changed, up or down, in its own unit or another."""
    parameter = chance.choice(national()[0].parameters.parameters)
    edit: dict[str, Any] = {"id": parameter.id}
    if parameter.quantities:
        key = chance.choice(sorted(parameter.quantities))
        quantity = parameter.quantities[key]
        factor = chance.choice((0, 1, 2, 3, 4))
        edit["quantities"] = {key: {"amount": max(1, quantity.amount * factor // 2)}}
        if chance.randrange(5) == 0:
            edit["quantities"][key]["unit"] = chance.choice(UNITS)
    if not parameter.quantities or chance.randrange(8) == 0:
        key = chance.choice([*GRADES, "level_1", "sensitive_period"])
        beside = {key: {"amount": chance.choice((1, 30)), "unit": chance.choice(UNITS)}}
        if chance.randrange(3) == 0:
            return "parameters", "parameters", {**edit, "quantities": beside}
    if not parameter.quantities and isinstance(parameter.value, int):
        edit["value"] = max(1, parameter.value * chance.choice((1, 2, 3, 4)) // 2)
        if chance.randrange(4) == 0:
            edit["ceiling"] = chance.choice((1, 100))
        if chance.randrange(2) == 0:
            edit["text"] = chance.choice(("三个月内", f"{edit['value']}{UNIT_NAMES[str(parameter.unit)]}内", "尽快"))
    elif not parameter.quantities:
        edit["text"] = parameter.text + "；从严" if chance.randrange(2) else "从宽"
    return "parameters", "parameters", edit


def signature_edit(chance: random.Random) -> Edit:
    """An act with other signers, or a further row for one grade."""
    entry = chance.choice(national()[0].signatures.signatures)
    roles = ["R1", "R2", "R3", "R4", "R18"]
    own = [list(slot.roles) for slot in entry.slots]
    slots = chance.choice(
        [
            *(own, own[1:], own[::-1], [*own, [chance.choice(roles)]], [chance.sample(roles, 2)]),
            *([role[:1] for role in own], [*own, *([role] for role in chance.choices(roles, k=chance.choice((2, 9))))]),
        ]
    )
    edit: dict[str, Any] = {"act": entry.act, "grades": list(entry.grades), "slots": [{"roles": one} for one in slots]}
    if chance.randrange(3) == 0:
        edit = {**words(entry), **edit, "grades": [chance.choice(GRADES)]}
        edit = {key: value for key, value in edit.items() if value is not None}
    for key in ("phone_allowed", "reason_required"):
        if chance.randrange(3) == 0:
            edit[key] = chance.choice((True, False))
    if chance.randrange(4) == 0:
        edit["countersign"] = {"roles": [chance.choice(roles)], "parameter": chance.choice(("PAR-27", "PAR-18"))}
    return "signatures", "signatures", edit


def rule_edit(chance: random.Random) -> Edit:
    """A grading rule with another expression, grade or effect, or a rule of the province's own."""
    rule = chance.choice([rule for rule in national()[0].grading.rules if rule.when])
    assert rule.when is not None
    changes: list[dict[str, Any]] = [
        {"when": moved(rule.when, chance)},
        {"when": moved(rule.when, chance), "explanation": "省里的说明"},
        {"grade_id": chance.choice(GRADES)},
        {"effect": chance.choice(("grade", "review", "report"))},
        {**words(rule), "id": "OWN", "when": moved(rule.when, chance), "grade_id": chance.choice(GRADES)},
    ]
    edit = {"id": rule.id, **chance.choice(changes)}
    return "grading", "rules", {key: value for key, value in edit.items() if value is not None}


def other_edit(chance: random.Random) -> Edit:
    """Offices, papers, tasks, provisions, decision rights, indicators, hard rules, clauses, and things of no sense."""
    written = national()[0]
    assert written.warning is not None
    office = chance.choice(written.documents.addressees)
    task = chance.choice(written.tasks.tasks)
    grade = chance.choice(sorted(task.due))
    indicator = chance.choice([one for one in written.warning.indicators if one.severe])
    due = {grade: {"amount": chance.choice((1, 3, 90)), "unit": chance.choice(UNITS), "provincial": True}}
    edits: list[Edit] = [
        ("documents", "addressees", {"id": office.id, "name": "新办", "aliases": [*office.aliases, office.name]}),
        ("documents", "addressees", {"id": office.id, "aliases": chance.choice(([], [*office.aliases, "别称"]))}),
        ("documents", "addressees", {"id": "own", "name": "省办", "full_name": "省办公室", "clause": "1.2.d"}),
        ("documents", "papers", {"id": "risk_prompt", "handling": chance.choice(("公开", "内部"))}),
        ("tasks", "tasks", {"id": task.id, "due": due}),
        ("tasks", "tasks", {"id": task.id, "detail": chance.choice((task.detail + "；逐项回执", "删除负面帖文"))}),
        ("warning", "indicators", {"id": indicator.id, "severe": moved(indicator.severe or "", chance)}),
        (
            "warning",
            "hard_rules",
            {"id": "H6", "level": chance.randint(1, 4), "when": moved("crowd_head_count >= 100", chance)},
        ),
        ("clauses", "clauses", {"id": "1.1.a", "modality": chance.choice(("duty", "option"))}),
        ("clauses", "clauses", {"id": "云.9", "section": "补充", "quote": chance.choice(("从严", "劝返上访群众"))}),
        ("organisation", "decision_rights", {"grade": "major", "roles": chance.choice((["R1"], ["R1", "R3"], []))}),
        ("provisions", "provisions", {"id": "own", "name": "新规则", "explanation": "新", "clause": "1.1.a"}),
        ("clocks", "clocks", {"id": "first_notice", "remove": True}),
        ("scope", "blowup_exclusions", {"id": "X9", "name": "大机构", "description": "不算", "clause": "5.1.3.b"}),
    ]
    return chance.choice(edits)


def opened_edit(chance: random.Random) -> Edit:
    """What once passed: diluted scores, borrowed names, law of one's own, the public answering, doors locked."""
    written = national()[0]
    assert written.warning is not None
    assert written.legal_basis is not None
    assert written.access is not None
    indicator, law = chance.choice(written.warning.indicators), chance.choice(written.legal_basis.legal_basis)
    office, grant = chance.choice(written.documents.addressees), chance.choice(written.access.access)
    score = chance.choice([one for one in written.parameters.parameters if one.id in {"PAR-11", "PAR-28"}])
    key = chance.choice(sorted(score.quantities))
    amount = chance.choice((-5, 0, 2, 4, score.quantities[key].amount * chance.choice((1, 2)) // 2, 1_000_000))
    names = chance.choice(["本省办公室", "处非办", "互金整治办", "公安"])
    later = {"effective_from": "2000-01-01", "effective_to": "2026-02-01", "replaced_by": "emergency_law_2024"}
    dated = chance.choice(sorted(later))
    owners = chance.choice((["R18"], ["R5"], ["R3", "R17"]))
    never = "blown_up_30_days >= 1000000000"
    new = {**words(indicator), "id": "own", "watch": never, "warn": None, "severe": None, "effective_from": None}
    edits: list[Edit] = [
        ("parameters", "parameters", {"id": score.id, "quantities": {key: {"amount": amount}}}),
        ("warning", "indicators", {**new, "figure": "blown_up_30_days", "weight": chance.choice((0, 1, 10**6))}),
        ("warning", "indicators", {"id": indicator.id, "weight": indicator.weight + chance.choice((0, 1, 10**6))}),
        ("documents", "addressees", {"id": office.id, "name": names, "aliases": [*office.aliases, office.name]}),
        ("documents", "addressees", {"id": office.id, "aliases": [*office.aliases, names]}),
        ("legal_basis", "legal_basis", {"id": law.id, dated: later[dated], "verified": chance.choice((True, False))}),
        (
            "legal_basis",
            "legal_basis",
            {**words(law), "id": "own", "title": "省规定", "verified": chance.random() < 0.5},
        ),
        ("clauses", "clauses", {"id": chance.choice(("5.2.1.1.a", "4.2.7.a")), "owners": owners}),
        ("duties", "cycles", {"id": chance.choice(("log_retention", "back_test")), "owners": owners}),
        (
            "access",
            "access",
            {"id": grant.id, "roles": chance.sample(grant.roles, chance.randint(1, len(grant.roles)))},
        ),
        ("access", "access", {"id": "plan.adopt", "roles": chance.choice((["R1"], ["R2"], ["R1", "R2"]))}),
        ("grading", "grades", {"id": "major", "response_level": chance.choice(("一级", "二级", "四级"))}),
    ]
    part, listed, edit = chance.choice(edits)
    return part, listed, {name: value for name, value in edit.items() if value is not None}


MAKERS: tuple[Callable[[random.Random], Edit], ...] = (
    *(clock_edit, parameter_edit, parameter_edit, signature_edit, rule_edit, rule_edit, other_edit, other_edit),
    *(opened_edit, opened_edit),
)


def texts(edits: list[Edit]) -> dict[str, str]:
    """The edits as the files of an overlay; of two edits of one element the first counts."""
    files: dict[str, dict[str, dict[str, Any]]] = {}
    for part, listed, element in edits:
        name = json.dumps([element.get("act"), element.get("id"), element.get("grade"), element.get("grades")])
        files.setdefault(part, {}).setdefault(listed, {}).setdefault(name, element)
    written = {
        part: json.dumps({listed: list(elements.values()) for listed, elements in lists.items()}, ensure_ascii=False)
        for part, lists in files.items()
    }
    return {part: re.sub(r'"(\d{4}-\d\d-\d\d)"', r"\1", text) for part, text in written.items()}  # days are no words


def passed(seed: int, count: int) -> Plan | None:
    """The plan of a random overlay; None where the check refuses it."""
    chance = random.Random(seed)  # noqa: S311 - the same overlays in every run
    edits = [chance.choice(MAKERS)(chance) for _ in range(count)]
    try:
        return build_plan(laid(HEADER, **texts(edits)))
    except PlanError:
        return None
