"""Template tags: the words of the plan in force, so that no page says one plan's grades and deadlines for another's."""

import re
from typing import Any
from urllib.parse import quote

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.plans import plan_in_force
from fengsui.plan import Clause
from fengsui.plan.carriers import clauses_of
from fengsui.plan.citing import citation
from fengsui.plan.places import place_of
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.rules import GRAVEST, WATCHED_GRADES
from fengsui.web.templatetags.wording import allows

register = template.Library()
_PREFACE = {"0": gettext_lazy("印发通知"), "P": gettext_lazy("序言")}


@register.filter("clause_place")
def clause_label(clause_id: str) -> str:
    """``5.2.1.1.a`` → ``五（二）1（1）``: where the clause stands, by the plan's own numbering."""
    chapter = clause_id.split(".", maxsplit=1)[0]
    return str(_PREFACE[chapter]) if chapter in _PREFACE else place_of(clause_id)


def section_title(found: Clause) -> str:
    """The heading a clause stands under: the plan's own, or the part where the notice and the preamble have none."""
    chapter = found.id.split(".", maxsplit=1)[0]
    return str(_PREFACE[chapter]) if chapter in _PREFACE else found.section


@register.simple_tag(takes_context=True)
def clause(context: Context, clause_id: str) -> SafeString:
    """A chip that names a clause, with its quote; it leads to the plan's page for who may open that."""
    return clause_chip(clause_id, linked=allows(context, "plan.view"))


@register.simple_tag(takes_context=True)
def clauses(context: Context, element: Any) -> SafeString:
    """Chips of all the clauses that an element of the plan names; of several at one place the first stands for all."""
    linked = allows(context, "plan.view")
    by_place = {clause_label(clause_id): clause_id for clause_id in reversed(clauses_of(element))}
    chips = [clause_chip(clause_id, linked=linked) for clause_id in reversed(by_place.values())]
    return format_html_join(" ", "{}", ((chip,) for chip in chips))


def clause_chip(clause_id: str, *, linked: bool = True) -> SafeString:
    """A chip that names a clause, with its quote, leading to it on the plan's page; nothing for an empty id.

    Pages name national clauses: another plan shows its own in their place, and nothing where it has none.
    """
    plan = plan_in_force()
    clause_id = plan.clause_for(clause_id)
    if not clause_id:
        return mark_safe("")
    found: Clause | None = plan.clauses.get(clause_id)
    words = gettext("条款 %(label)s") % {"label": clause_label(clause_id)}
    if found is None:  # a whole section
        return format_html('<span class="clause">{}</span>', words)
    # The document number beside the place (0.2): every chip cites where its rule is written.
    quoted = "：".join(filter(None, (citation(plan, clause_id), section_title(found), found.quote)))
    if not linked:
        return format_html('<span class="clause" title="{}">{}</span>', quoted, words)
    address = reverse("plan.part", kwargs={"part": "clauses"}) + "#clause-" + quote(clause_id)
    return format_html('<a class="clause" href="{}" title="{}">{}</a>', address, quoted, words)


@register.simple_tag
def provincial() -> SafeString:
    """The label of whatever the national text does not state."""
    return format_html('<span class="tag provincial">{}</span>', gettext("省定参数"))


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


_EXPRESSION_WORDS = (
    (r">=", gettext_lazy("不少于")),
    (r"<=", gettext_lazy("不超过")),
    (r"==", gettext_lazy("等于")),
    (r"!=", gettext_lazy("不等于")),
    (r">", gettext_lazy("多于")),
    (r"<", gettext_lazy("少于")),
    (r"\band\b", gettext_lazy("，并且")),
    (r"\bor\b", gettext_lazy("，或者")),
    (r"\bnot\b", gettext_lazy("并非")),
)


_INNER_MARKS = str.maketrans("“”", "‘’")


def expression_in_words(expression: str, labels: dict[str, str]) -> str:
    """A grading rule with its figures and signs written out, for a reader who knows no formulas."""
    words = expression.replace("(", "（").replace(")", "）")
    for name in sorted(labels, key=len, reverse=True):
        # A quotation inside a quotation takes single marks.
        label = labels[name].translate(_INNER_MARKS)
        words = re.sub(rf"\b{re.escape(name)}\b", f"“{label}”", words)
    for sign, word in _EXPRESSION_WORDS:
        words = re.sub(rf"\s*{sign}\s*", f" {word} " if sign[0] in "<>=!" else f"{word} ", words)
    return words
