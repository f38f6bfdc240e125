"""The grade proposal as a card: the rule in words with its numbers, what is missing, the T0 that would count (N8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import Actor
from fengsui.conduct.house import house
from fengsui.conduct.signatures import open_slots, requirement_for
from fengsui.ledger.canonical import parse_timestamp
from fengsui.plan import FigureValue, GradingRule, Plan
from fengsui.response.explaining import figure_label, figure_words
from fengsui.response.queries import EventRoom
from fengsui.response.reactions import NOTICE_CLOCKS
from fengsui.response.rules import GRAVEST, act_of_direction, direction
from fengsui.response.situation import event_with_notices
from fengsui.response.state import EventState
from fengsui.response.wording import beijing, span
from fengsui.web.templatetags.plan_words import expression_in_words


def labels() -> dict[str, str]:
    """Figure → its name in Chinese, of every room."""
    return {name: figure.label for name, figure in house.figures.items()}


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule and how it reads now."""

    rule: GradingRule
    words: str
    truth: bool | None
    missing: tuple[str, ...]
    borderline: bool


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """What the rules say now. ``winner`` is the rule that gives the grade.

    ``numbers``: the figures that the true rules of the gravest grade and the summary need; ``others``: the rest.
    ``reviews``: checks that people must make before anybody signs.
    """

    waiting: bool
    grade: str
    winner: RuleLine | None
    lines: tuple[RuleLine, ...]
    numbers: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    judged: tuple[GradingRule, ...]
    reviews: tuple[GradingRule, ...]
    reports: tuple[GradingRule, ...]
    suspected: int
    confirmed: int
    t0: datetime | None
    t0_basis: str
    fact: str

    @property
    def unknown(self) -> tuple[RuleLine, ...]:
        """Rules that a missing figure keeps from being answered."""
        return tuple(line for line in self.lines if line.truth is None)

    @property
    def borderline(self) -> bool:
        """Whether a figure stands close to a threshold."""
        return any(line.borderline for line in self.lines)


def proposal_card(room: EventRoom) -> ProposalCard | None:
    """The newest proposal of the event; None before the rules were first read."""
    proposal, plan = room.state.proposal, room.plan
    if not proposal:
        return None
    named = labels()
    lines = tuple(
        RuleLine(
            rule=plan.grading_rule(outcome["rule"]),
            words=expression_in_words(plan.grading_rule(outcome["rule"]).when or "", named),
            truth=outcome["truth"],
            missing=tuple(figure_label(name) for name in outcome["missing"]),
            borderline=outcome["borderline"],
        )
        for outcome in proposal["outcomes"]
    )
    headline, rest = _numbers(proposal["figures"])
    return ProposalCard(
        waiting=room.state.proposal_open and room.state.is_open,
        grade=proposal["grade"] or "",
        winner=next((line for line in lines if line.rule.id == proposal["rule"]), None),
        lines=lines,
        numbers=headline,
        others=rest,
        judged=tuple(rule for rule in plan.grading_rules if rule.by_judgement),
        reviews=tuple(plan.grading_rule(rule) for rule in proposal.get("reviews", ())),
        reports=tuple(plan.grading_rule(rule) for rule in proposal.get("reports", ())),
        suspected=proposal["suspected"],
        confirmed=proposal["confirmed"],
        t0=parse_timestamp(proposal["t0"]) if proposal["t0"] else None,
        t0_basis=proposal["t0_basis"],
        fact=room.state.proposal_fact,
    )


HEADLINE = (
    "blown_up_30_days",
    "population",
    "blown_up_share_ppm",
    "blown_up_balance_share_ppm",
    "blown_up_lender_share_ppm",
    "blown_up_prefecture_share_ppm",
    "blown_up_in_top_k_30_days",
    "blown_up_in_top_2k_60_days",
    "on_site_head_count",
)
Numbers = tuple[tuple[str, str], ...]


def _numbers(figures: Mapping[str, FigureValue]) -> tuple[Numbers, Numbers]:
    """(the headline figures, the rest), each with its value in words; 待核 for what nobody knows."""
    first = [name for name in HEADLINE if name in figures]
    rest = [name for name in figures if name not in HEADLINE and not name.startswith("known_")]
    return tuple(_number(name, figures[name]) for name in first), tuple(_number(name, figures[name]) for name in rest)


def _number(name: str, value: FigureValue) -> tuple[str, str]:
    return figure_label(name), gettext("待核") if value is None else figure_words(name, value)


def served_by(room: EventRoom) -> str:
    """Number of the other open event whose notices serve for this one too: one set per spell."""
    state, plan = room.state, room.plan
    grade = state.grade or state.proposal.get("grade")
    if not state.is_open or grade is None or plan.grade(grade).rank != GRAVEST or state.running(*NOTICE_CLOCKS):
        return ""
    return event_with_notices(room.row.pk).partition("/")[2]


@dataclass(frozen=True, slots=True)
class GradeChoice:
    """One grade an officer could fix: who may, and what exactly would happen."""

    id: str
    name: str
    step: str
    proposed: bool
    allowed: bool
    reason_required: bool
    consequences: tuple[str, ...]


STEPS = {"first": gettext_lazy("定级"), "upgrade": gettext_lazy("升级"), "downgrade": gettext_lazy("降级")}


def grade_choices(room: EventRoom, actor: Actor, now: datetime) -> list[GradeChoice]:
    """Every grade but the present one, the proposed one first."""
    plan, state = room.plan, room.state
    choices = []
    for grade in plan.grades:
        step = direction(plan, state.grade, grade.id)
        if step == "same":
            continue
        requirement = requirement_for(plan, act_of_direction(step), grade.id)
        if requirement is None:
            continue
        roles = {role for slot in open_slots(requirement, ()) for role in slot}
        allowed = bool(actor.roles & (roles if step == "downgrade" else roles | {"R1"}))
        proposed = state.proposal.get("grade") == grade.id
        choices.append(
            GradeChoice(
                id=grade.id,
                name=f"{STEPS[step]}：{grade.name}",
                step=step,
                proposed=proposed,
                allowed=allowed,
                reason_required=requirement.reason_required or not proposed,
                consequences=tuple(_consequences(room, grade.id, step, now, actor)),
            )
        )
    return sorted(choices, key=lambda choice: not choice.proposed)


def _consequences(room: EventRoom, grade: str, step: str, now: datetime, actor: Actor) -> list[str]:
    plan, state, told = room.plan, room.state, []
    running = state.running(*NOTICE_CLOCKS, "activation")
    if plan.grade(grade).rank == GRAVEST:
        told.extend(_gravest(plan, state, grade, now))
    elif running:
        told.append(
            gettext("正在走的 %(count)d 个首报、书面报告、启动时钟停止；已经超时的记录保留。") % {"count": len(running)}
        )
    requirement = requirement_for(plan, act_of_direction(step), grade)
    following = requirement.countersign if requirement else None
    if following is not None and not actor.roles & set(following.roles):
        names = "、".join(plan.role(role).name_zh for role in following.roles)
        told.append(
            gettext("%(names)s须在 %(hours)d 小时内会签；会签前等级已经生效。")
            % {"names": names, "hours": following.hours}
        )
    told.append(gettext("等级、理由和您的姓名写入底账，不能删除；要改只能再签一次，两次都留存。"))
    return told


def _gravest(plan: Plan, state: EventState, grade: str, now: datetime) -> list[str]:
    proposed = state.proposal.get("t0")
    zero = parse_timestamp(proposed) if proposed else now
    basis = state.proposal.get("t0_basis") if proposed else gettext("没有规则成立，以签字时刻起算")
    return [
        gettext("T0 定为 %(at)s（%(basis)s），距现在 %(span)s。")
        % {"at": beijing(zero), "basis": basis, "span": span(zero, now)},
        _notices(plan, state, grade),
        gettext("启动预案的时钟开始走。不会自动对外发出任何东西。"),
    ]


def _notices(plan: Plan, state: EventState, grade: str) -> str:
    other = event_with_notices(state.stream).partition("/")[2]
    if other:
        return gettext("同一轮%(gravest)s的首报、书面报告由 %(other)s 号事件承担，本事件不另计时。") % {
            "gravest": plan.grade(grade).name,
            "other": other,
        }
    notice, report = (
        plan.clock_term(name, grade).words if name in plan.clocks else gettext("预案没有写时限")
        for name in NOTICE_CLOCKS
    )
    offices = "、".join(addressee.name for addressee in plan.addressees)
    return gettext("向%(offices)s的首报（%(notice)s）和书面报告（%(report)s）自 T0 起分别计时。") % {
        "offices": offices,
        "notice": notice,
        "report": report,
    }
