"""The parts of the plan as its page shows them: a tab each, gathered under what a reader asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from fengsui.conduct.access import roles_allowed
from fengsui.conduct.house import house
from fengsui.plan import Plan
from fengsui.plan.duties import AccessGrant
from fengsui.web.routes import Words

Groups = dict[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Part:
    """One tab: its name in the address, its title, and the plan's elements on it by group."""

    slug: str
    title: Words
    groups: Callable[[Plan], Groups]


@dataclass(frozen=True, slots=True)
class Subject:
    """Parts that answer one question; the first of them opens when it is chosen."""

    title: Words
    parts: tuple[Part, ...]


def access_granted(plan: Plan) -> tuple[AccessGrant, ...]:
    """Every permission with the roles that hold it today: the program's limit, narrowed where the plan says so.

    What only the program itself does is nobody's permission.
    """
    written = {grant.id: grant for grant in (plan.written.access.access if plan.written.access else ())}
    granted = []
    for rule in house.rules.values():
        if not rule.roles:
            continue
        own = written.get(rule.permission)
        roles = tuple(sorted(roles_allowed(rule.permission), key=lambda role: int(role[1:])))
        granted.append(
            AccessGrant(
                id=rule.permission,
                name=own.name if own else str(rule.title),
                roles=roles,
                clause=own.clause if own else "",
                clauses=own.clauses if own else (),
            )
        )
    return tuple(granted)


SUBJECTS: tuple[Subject, ...] = (
    Subject(
        gettext_lazy("分级和预警"),
        (
            Part(
                "grading",
                gettext_lazy("分级"),
                lambda plan: {
                    "grades": plan.grades,
                    "rules": plan.grading_rules,
                    "decision_rights": plan.organisation.decision_rights,
                    "termination": plan.termination_conditions,
                },
            ),
            Part(
                "warning",
                gettext_lazy("预警"),
                lambda plan: {
                    "levels": plan.warning.levels,
                    "hard_rules": plan.warning.hard_rules,
                    "indicators": plan.warning.indicators,
                    "sensitive_periods": plan.warning.sensitive_periods,
                },
            ),
            Part("information", gettext_lazy("风险信息"), lambda plan: {"risk_information": plan.risk_information}),
            Part(
                "scope",
                gettext_lazy("对象和范围"),
                lambda plan: {
                    "event_types": plan.event_types,
                    "blowup_conditions": plan.blowup_conditions,
                    "blowup_exclusions": plan.blowup_exclusions,
                    "institution_classes": plan.institution_classes,
                },
            ),
        ),
    ),
    Subject(
        gettext_lazy("谁来办"),
        (
            Part(
                "organisation",
                gettext_lazy("组织体系"),
                lambda plan: {
                    "jurisdictions": plan.organisation.jurisdictions,
                    "positions": plan.organisation.positions,
                    "offices": plan.organisation.offices,
                    "departments": plan.departments,
                    "central_bodies": plan.organisation.central_bodies,
                    "roles": plan.roles,
                },
            ),
            Part("signatures", gettext_lazy("签字"), lambda plan: {"signatures": plan.signatures}),
            Part("access", gettext_lazy("权限"), lambda plan: {"access": access_granted(plan)}),
            Part("duties", gettext_lazy("职责和周期"), lambda plan: {"duties": plan.duties, "cycles": plan.cycles}),
            Part("practice", gettext_lazy("实务"), lambda plan: {"practices": plan.practices}),
        ),
    ),
    Subject(
        gettext_lazy("办什么"),
        (
            Part("clocks", gettext_lazy("时钟"), lambda plan: {"clocks": tuple(plan.clocks.values())}),
            Part("tasks", gettext_lazy("任务"), lambda plan: {"tasks": plan.tasks}),
            Part("measures", gettext_lazy("措施"), lambda plan: {"measures": plan.measures}),
            Part(
                "papers",
                gettext_lazy("公文和报送"),
                lambda plan: {"addressees": plan.addressees, "copy_to": plan.copy_to, "papers": plan.papers},
            ),
            Part("forms", gettext_lazy("表单"), lambda plan: {"forms": plan.forms}),
            Part("statements", gettext_lazy("发布规则"), lambda plan: {"statement_rules": plan.statement_rules}),
        ),
    ),
    Subject(
        gettext_lazy("依据和参数"),
        (
            Part("clauses", gettext_lazy("条款"), lambda plan: {"clauses": tuple(plan.clauses.values())}),
            Part("legal_basis", gettext_lazy("法律依据"), lambda plan: {"legal_basis": plan.legal_basis}),
            Part(
                "provisions",
                gettext_lazy("条文规则"),
                lambda plan: {"provisions": plan.written.provisions.provisions if plan.written.provisions else ()},
            ),
            Part("parameters", gettext_lazy("省定参数"), lambda plan: {"parameters": tuple(plan.parameters.values())}),
        ),
    ),
)
PARTS: tuple[Part, ...] = tuple(part for subject in SUBJECTS for part in subject.parts)

# Where the elements of a file, or of one list in it, are shown, if not under the file's own name.
_SHOWN_ON = {"documents": "papers", "practices": "practice", "decision_rights": "grading"}
_ROW_NAMES = {"rules": "rule", "hard_rules": "rule", "indicators": "indicator", "parameters": ""}


def part_of(file: str, listed: str = "") -> str:
    """The tab on which the elements of a file of the plan are shown, or those of one list in it."""
    return _SHOWN_ON.get(listed) or _SHOWN_ON.get(file, file)


def row_id(listed: str, element_id: str) -> str:
    """What the row of an element is called in its tab's address."""
    name = _ROW_NAMES.get(listed, listed)
    return "-".join(filter(None, (name, *element_id.split())))
