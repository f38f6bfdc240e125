"""The national plan with owners, two practices and their cycles, written here so that tests don't hang on its data."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.conf import settings

from fengsui.conduct import plans
from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.duties import Cycle, DutiesFile, Duty, PracticeField, PracticesFile, Provision, ProvisionsFile
from fengsui.plan.duties import Practice as WrittenPractice
from fengsui.plan.files import PlanFiles
from fengsui.plan.model import Parameter, Quantity
from fengsui.registry.plan_duties.actions import CHECKLIST_PROVISION, OWNER_PROVISION

OPTION, EXEMPTION, UNOWNED = "5.2.2.3.a", "3.1.b", "1.1.c"
PRACTICE, OPTIONAL_PRACTICE = "meet_the_press", "praise"


def plan_of(*, days: int | None = 30, provisions: tuple[str, ...] = (CHECKLIST_PROVISION, OWNER_PROVISION)) -> Plan:
    """``days``: the working days in which it is to be carried out; None: the plan does not say."""
    return build_plan(_written(days, provisions))


def _written(days: int | None, provisions: tuple[str, ...]) -> PlanFiles:
    written = plans.built_in_plan().written
    modality = {OPTION: "option", EXEMPTION: "exemption"}
    clauses = tuple(
        clause.model_copy(
            update={
                "owners": () if clause.id == UNOWNED else ("R3",),
                "modality": modality.get(clause.id, "duty"),
            }
        )
        for clause in written.clauses.clauses
    )
    names = {CHECKLIST_PROVISION: "0.7", OWNER_PROVISION: "1.1.b"}
    kept = tuple(one for one in written.parameters.parameters if one.id not in {"PAR-38", "PAR-T"})
    return written.model_copy(
        update={
            "clauses": written.clauses.model_copy(update={"clauses": clauses}),
            "parameters": written.parameters.model_copy(update={"parameters": (*kept, *_parameters(days))}),
            "provisions": ProvisionsFile(
                provisions=tuple(
                    Provision(id=name, name=name, explanation=name, clause=names[name]) for name in provisions
                )
            ),
            "access": None,
            "duties": DutiesFile(
                duties=(Duty(id="d1", name="统一发布", owners=("R11",), shown_by="实务记录", clause="1.5.a"),),
                cycles=(
                    Cycle(id="quarterly", name="每季度", kind="review", parameter="PAR-T", key="round", clause="1.5.a"),
                ),
            ),
            "practices": PracticesFile(practices=_practices()),
        }
    )


def _parameters(days: int | None) -> Iterator[Parameter]:
    common = {"text": "三个月一次", "decider": "组长", "tighten": "lower"}
    round_ = {"round": Quantity(amount=3, unit="months")}
    yield Parameter(id="PAR-T", key="test_round", name="定期", quantities=round_, clause="1.5.a", **common)  # type: ignore[arg-type]
    if days is not None:
        length = {"implementation": Quantity(amount=days, unit="working_days")}
        yield Parameter(id="PAR-38", key="implementation", name="落实期限", quantities=length, clause="0.7", **common)  # type: ignore[arg-type]


def _practices() -> tuple[WrittenPractice, ...]:
    boxes = (
        PracticeField(id="what", name="做了什么"),
        PracticeField(id="people", name="人数", kind="count", required=False),
        PracticeField(id="day", name="公开日期", kind="date", required=False),
    )
    must = WrittenPractice(
        id=PRACTICE,
        name="与媒体沟通",
        owners=("R11",),
        reason="只有人能谈",
        fields=boxes,
        cycle="quarterly",
        clause="1.5.a",
        clauses=("1.5.b",),
    )
    may = must.model_copy(
        update={"id": OPTIONAL_PRACTICE, "name": "表彰", "modality": "option", "clause": OPTION, "clauses": ()}
    )
    return must, may


@contextmanager
def in_force(plan: Plan) -> Iterator[Plan]:
    """The plan is the one in force, and counts as kept."""
    kept = Path(settings.HOME) / "plans" / plans.version_of(plan).replace("@", "_")
    kept.mkdir(parents=True, exist_ok=True)
    plans.plan_of_version.cache_clear()
    with patch.object(plans, "built_in_plan", lambda: plan):
        yield plan
    plans.plan_of_version.cache_clear()
