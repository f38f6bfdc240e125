"""Which plan may follow in a copy that was founded on another, and be followed itself (clauses 0.6, P.5). Pure."""

from collections.abc import Mapping

from fengsui.plan import Plan, Problem
from fengsui.plan.files import FILE_NAMES, PlanFiles
from fengsui.plan.source import Source
from fengsui.plan.tightening import problems
from fengsui.registry.plan_versions.rules import ADOPT

MAY_ADOPT = "plan.adopt"


def is_other_kind(plan: Plan, founding: Plan) -> bool:
    """Whether the two share no clause: a plan of another kind of event, which needs a copy of its own."""
    return not any(plan.clauses.get(clause.id) == clause for clause in founding.clauses.values())


def needs_comparing(plan: Plan, folder: str, founding: Plan) -> bool:
    """Whether the check of its files has not compared it with the founding plan already.

    It has, where the plan is laid over that one. A newer text of the founding plan, shipped with the program, stands on
    its issuer's word.
    """
    return founding.id not in (plan.written.header.base, folder)


def relaxations(plan: Plan, founding: Plan) -> tuple[Problem, ...]:
    """Where a plan that is laid over nothing, or over something else, is laxer than the founding plan (0.6)."""
    return tuple(problems(founding.written, plan.written, _sources(plan.written)))


def why_no_successor(plan: Plan, permitted: frozenset[str]) -> str:
    """Why nothing could ever follow this plan; empty where its own next version can be adopted.

    ``permitted``: the roles that hold the permission to adopt, by the program.
    """
    try:
        requirement = plan.signature_requirement(ADOPT)
    except KeyError:
        return f"这份预案没有写明下一版由谁签字采用，采用以后就再也改不了。请在 signatures.yaml 写明 {ADOPT}"
    granted = plan.roles_granted(MAY_ADOPT)
    able = permitted if granted is None else permitted & granted
    if any(not able & set(slot.roles) for slot in requirement.slots):
        return f"按这份预案，要签字采用下一版的岗位没有采用的权限（{MAY_ADOPT}），采用以后就再也改不了"
    return ""


def _sources(written: PlanFiles) -> Mapping[str, Source]:
    """The merged files as sources: faults name file and place; lines went with the merging."""
    parts = {field: getattr(written, field) for field in FILE_NAMES}
    return {
        field: Source(FILE_NAMES[field], part.model_dump(exclude_none=True), {})
        for field, part in parts.items()
        if part is not None
    }
