"""Every word of the plan that names no number has one in the province's parameters, with its reason and who decides."""

import re

import pytest

from fengsui.conduct.plans import built_in_plan
from fengsui.plan import Plan

VAGUE = re.compile("抓紧|立即|及时|第一时间|定期|提前|实时|随时|尽快")
"""持续 is not among them: it says that a duty has no end, and wants no number."""
CATALOGUE = tuple(f"PAR-{number:02}" for number in range(1, 25))
"""The catalogue of what the plan leaves to the province."""
COMMAND_AND_PAPERS = {
    "PAR-02": ("first_day", "after", "daily_at", "at_once"),
    "PAR-14": ("first_information", "briefing", "other_matters"),
    "PAR-18": (),
    "PAR-19": ("extraordinary", "major", "other"),
    "PAR-25": (),
    "PAR-26": (),
    "PAR-27": (),
    "PAR-39": (),
    "PAR-40": ("inspection", "answer"),
    "PAR-52": ("repeat", "deputy", "superior", "head", "afterwards"),
    "PAR-53": (),
    "PAR-54": (),
    "PAR-55": ("lenders", "share"),
    "PAR-56": ("other", "roster", "answer_link"),
}
"""What this capability reads of them: parameter → its quantities; none where it has one value."""


def parameters_serving(plan: Plan, clause: str) -> set[str]:
    """Parameters that give the clause its number, by their own clause or by a clock, task, cycle or measure of it."""
    found = {row.id for row in plan.parameters.values() if row.clause == clause}
    written = plan.written
    carriers = [
        *written.clocks.clocks,
        *(written.tasks.tasks if written.tasks else ()),
        *(written.duties.cycles if written.duties else ()),
        *(written.measures.measures if written.measures else ()),
    ]
    for carrier in carriers:
        told = carrier.model_dump()
        if clause in {told.get("clause"), *(told.get("clauses") or ())}:
            found |= set(re.findall(r"PAR-\d+", str(told)))
    return found


def provincial_terms(plan: Plan, clause: str) -> list[str]:
    """Tasks of the clause whose time the plan file states itself, marked as the province's."""
    tasks = plan.written.tasks.tasks if plan.written.tasks else ()
    mine = [row for row in tasks if clause in {row.clause, *row.clauses}]
    return [row.id for row in mine if all(term.provincial or term.parameter for term in row.due.values())]


def vague_clauses() -> list[str]:
    """Clauses whose words on time name no number."""
    return [row.id for row in built_in_plan().clauses.values() if VAGUE.search(row.deadline_words)]


@pytest.mark.parametrize("clause", vague_clauses())
def test_a_vague_word_has_its_number(clause: str) -> None:
    """A parameter serves the clause, with its default, its reason and who decides; or a task has a provincial time."""
    plan = built_in_plan()
    serving = parameters_serving(plan, clause)
    assert serving or provincial_terms(plan, clause), f"{clause} {plan.clause(clause).deadline_words}"
    for name in serving:
        parameter = plan.parameters[name]
        assert parameter.default_reason
        assert parameter.decider
        assert parameter.text


@pytest.mark.parametrize("name", [*CATALOGUE, *COMMAND_AND_PAPERS])
def test_a_parameter_says_unit_reason_and_decider(name: str) -> None:
    """Every number has its unit; what bounds it, or that nothing does, stands in the reason."""
    parameter = built_in_plan().parameters[name]
    assert parameter.default_reason
    assert parameter.decider
    if isinstance(parameter.value, int):
        assert parameter.unit
    for quantity in parameter.quantities.values():
        assert quantity.unit
    assert parameter.value is not None or parameter.quantities or parameter.text
    for key in COMMAND_AND_PAPERS.get(name, ()):
        assert key in parameter.quantities


def test_the_words_are_found() -> None:
    """The plan's own vague words are among those looked for: the tests above ask something."""
    assert {"0.7", "4.1.b", "5.2.1.0.a", "5.2.1.1.e", "5.2.1.3.a", "5.2.2.0.d"} <= set(vague_clauses())
