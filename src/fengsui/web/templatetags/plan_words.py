"""Template tags: the words of the plan in force, so that no page says one plan's grades and deadlines for another's."""

from django import template

from fengsui.conduct.plans import plan_in_force
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.rules import GRAVEST, WATCHED_GRADES

register = template.Library()


@register.simple_tag
def gravest_grade() -> str:
    """The name of the gravest grade, such as 特别重大."""
    return next((grade.name for grade in plan_in_force().grades if grade.rank == GRAVEST), "")


@register.simple_tag
def watched_grades() -> str:
    """The names of the grades at which named officers watch each institution (4.1.d)."""
    return "、".join(grade.name for grade in plan_in_force().grades if grade.id in WATCHED_GRADES)


@register.simple_tag
def notice_terms() -> str:
    """The papers of the gravest grade with their deadlines: ``首报2小时、书面报告4小时``."""
    plan = plan_in_force()
    gravest = next((grade.id for grade in plan.grades if grade.rank == GRAVEST), "")
    known = [name for name in NOTICE_CLOCKS if name in plan.clocks]
    return "、".join(f"{plan.clocks[name].name}{plan.clock_term(name, gravest).words}" for name in known)


@register.simple_tag
def response_levels() -> str:
    """Which response level goes with which grade: ``特别重大：一级；重大：二级``."""
    return "；".join(f"{grade.name}：{grade.response_level}" for grade in plan_in_force().grades)
