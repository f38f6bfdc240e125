"""The parts of a plan: frozen, checked on construction, each naming its clause.

Chinese names come from the plan's own words; ids are English and stable. Numbers that the national text does not
state carry the parameter they come from (`provincial`), so that a page can say 省定参数 beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from fengsui.plan.element import ClauseElement, Element, Organ

__all__ = ["ClauseElement", "Element"]

Unit = Literal["minutes", "hours", "calendar_days", "working_days", "months"]
Tighten = Literal["lower", "higher", "add_only", "fixed", "free"]
UNIT_NAMES: Mapping[str, str] = {
    "minutes": "分钟",
    "hours": "小时",
    "calendar_days": "天",
    "working_days": "个工作日",
    "months": "个月",
}


class Clause(Element):
    """One atomic clause: where it stands, a short quote, and the plan's own words on time ("" when it has none).

    `owners` are the roles that answer for it (1.1.b). `modality`: 应当 is a duty; 可以、鼓励 an option, which is never
    overdue; 无需 an exemption. `counterparts`, in another plan than the national one: the national clauses whose part
    this clause plays, by which the program names what it does.
    """

    added_later = frozenset({"owners", "modality", "counterparts"})

    id: str
    section: str
    quote: str
    deadline_words: str = ""
    owners: tuple[str, ...] = ()
    modality: Literal["duty", "option", "exemption"] = "duty"
    counterparts: tuple[str, ...] = ()


class Grade(ClauseElement):
    """An event grade; rank 1 is the gravest. `response_level` is the level of 应对法 art. 71 (省定参数)."""

    id: str
    name: str
    rank: int
    response_level: str


class Subtype(Element):
    """A named kind within an event type."""

    id: str
    name: str


class EventType(ClauseElement):
    """A kind of event in scope (plan section 二), E1 to E6."""

    id: str
    name: str
    subtypes: tuple[Subtype, ...] = ()


class BlowupCondition(ClauseElement):
    """A test for 爆雷 (B1 to B5) or an exclusion from it; provincial, since the plan leaves the word undefined."""

    id: str
    name: str
    description: str
    provincial: bool = True


class InstitutionClass(ClauseElement):
    """One of the six classes of 整治办函〔2018〕175号 with the goal of its disposal."""

    code: str
    name: str
    goal: str


class Role(Element):
    """A role of the people who use the system (R1 to R19)."""

    id: str
    name_zh: str
    english: str
    public: bool = False


class Position(ClauseElement):
    """A position in the leading group or above it, and the role that fills it."""

    id: str
    name: str
    role: str | None = None


class Office(Organ):
    """An office that runs the leading group's work."""

    full_name: str


class LeadingGroup(Organ):
    """The body that a place sets up to command: what it is called unless its own record says otherwise.

    `name` follows the place's name; `department` is the office that does its work; `number_mark` is the 机关代字 of its
    papers; `matter` says what it is about, as the head of a letter does.
    """

    department: str
    number_mark: str
    matter: str


class Department(Organ):
    """A department that receives tasks."""


class CentralBody(Organ):
    """A body at the centre and its part in the work."""

    part: str


class DecisionRight(ClauseElement):
    """Which roles decide at a grade (分级管理, 分级负责); the plan asks for levels but does not name them."""

    grade: str
    roles: tuple[str, ...]
    words: str
    provincial: bool = True


class Jurisdiction(ClauseElement):
    """A level of region at which a copy of its own is run: `province`, `separately_planned_city` (clause 0.3)."""

    id: Literal["province", "separately_planned_city"]
    name: str


class Organisation(Element):
    """Who there is: positions, offices, departments, central bodies, who decides at which grade, who runs a copy."""

    added_later = frozenset({"jurisdictions", "leading_groups"})

    roles: tuple[Role, ...]
    positions: tuple[Position, ...]
    offices: tuple[Office, ...]
    departments: tuple[Department, ...]
    central_bodies: tuple[CentralBody, ...]
    decision_rights: tuple[DecisionRight, ...]
    jurisdictions: tuple[Jurisdiction, ...] = ()
    leading_groups: tuple[LeadingGroup, ...] = ()

    def roles_deciding(self, grade_id: str) -> tuple[str, ...]:
        """Role ids that decide at the grade; empty when the plan names none."""
        return next((right.roles for right in self.decision_rights if right.grade == grade_id), ())


class Addressee(Organ):
    """An office that must receive the 2-hour notice and the 4-hour report, with a clock of its own."""

    full_name: str
    aliases: tuple[str, ...] = ()


class CopyRecipient(ClauseElement):
    """Somebody who gets a copy that is recorded but starts no clock."""

    id: str
    name: str


class PaperPart(Element):
    """One part that a paper must have."""

    id: str
    name: str


class Paper(ClauseElement):
    """A paper the plan asks for and its official kind (文种); `parts` where the law or the plan lists what it says."""

    added_later = frozenset({"parts"})

    id: str
    name: str
    kind: str
    handling: Literal["公开", "内部"] = "内部"
    provincial: bool = False
    parts: tuple[PaperPart, ...] = ()


def _refuse_out_of_bounds(amount: int, floor: int | None, ceiling: int | None) -> None:
    if floor is not None and amount < floor:
        raise ValueError(f"默认值 {amount} 低于下限 {floor}")
    if ceiling is not None and amount > ceiling:
        raise ValueError(f"默认值 {amount} 高于上限 {ceiling}")


class Quantity(Element):
    """A whole number with its unit: a time unit, `ppm` (parts per million), `percent`, `count` or `persons`.

    `floor` and `ceiling`, in the same unit, stand where law or a higher rule bounds what a province may set.
    """

    added_later = frozenset({"floor", "ceiling"})

    amount: int
    unit: Unit | Literal["ppm", "percent", "count", "persons"]
    words: str = ""
    floor: int | None = None
    ceiling: int | None = None

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        _refuse_out_of_bounds(self.amount, self.floor, self.ceiling)
        return self


class Parameter(ClauseElement):
    """A value the national text leaves to the province, with the national default.

    `text` is the default in words. `value` is a single machine-readable default; `quantities` holds several by key
    (a grade id where the parameter differs by grade). `floor` and `ceiling` are in `unit`.
    """

    id: str
    key: str
    name: str
    text: str
    default_reason: str = ""
    value: int | str | None = None
    unit: str | None = None
    quantities: Mapping[str, Quantity] = Field(default_factory=dict)
    floor: int | None = None
    ceiling: int | None = None
    decider: str
    provincial: bool = True
    tighten: Tighten

    @model_validator(mode="after")
    def _within_bounds(self) -> Self:
        if isinstance(self.value, int):
            if self.unit is None:
                raise ValueError("数值参数必须写明单位 unit")
            _refuse_out_of_bounds(self.value, self.floor, self.ceiling)
        return self


class Term(Element):
    """A length of time with where it comes from; `provincial` when the plan's text does not state it."""

    amount: int = Field(gt=0)
    unit: Unit
    clause: str
    parameter: str | None = None
    provincial: bool = False

    @property
    def words(self) -> str:
        """The term in Chinese, such as 2小时."""
        return f"{self.amount}{UNIT_NAMES[self.unit]}"


class ClockDefinition(ClauseElement):
    """A deadline of the plan: what starts it, what settles it, how long it runs at each grade or attention level.

    `for_grades` are event grades, `for_levels` ranks of attention levels (1 is the gravest); with `in_sensitive_period`
    it runs on each day of a sensitive period, from 0:00 Beijing time. A clock has at least one of the three. With
    `per_addressee` one clock runs for each addressee and each settles on its own receipt.
    `provisional_on` is the fact kind from which the clock runs as 暂计 until `starts_on` confirms it.
    """

    id: str
    name: str
    per_addressee: bool
    for_grades: tuple[str, ...]
    for_levels: tuple[int, ...] = ()
    in_sensitive_period: bool = False
    starts_on: str
    provisional_on: str | None = None
    settled_by: str
    warn_before_minutes: tuple[int, ...]
    words: str
    terms: Mapping[str, Term]
    level_terms: Mapping[int, Term] = Field(default_factory=dict)
    day_term: Term | None = None
    parameter: str | None = None
    tighten: Tighten

    @property
    def gravest_term(self) -> Term:
        """The term at the first grade the clock is for, else at its first attention level, else of the day."""
        if self.for_grades:
            return self.terms[self.for_grades[0]]
        if self.for_levels:
            return self.level_terms[self.for_levels[0]]
        if self.day_term is None:
            raise ValueError(self.id)
        return self.day_term

    @property
    def amount(self) -> int:
        """Amount at the gravest grade the clock is for; ask `Plan.clock_term` where the grade is known."""
        return self.gravest_term.amount

    @property
    def unit(self) -> Unit:
        """Unit at the gravest grade the clock is for."""
        return self.gravest_term.unit


class Slot(Element):
    """One signature: any of these roles may give it. `name` says what it is for, such as 保密审查."""

    added_later = frozenset({"name"})

    name: str = ""
    roles: tuple[str, ...] = Field(min_length=1)


class Countersign(Element):
    """A signature that must follow within so many hours of the act."""

    roles: tuple[str, ...] = Field(min_length=1)
    hours: int = Field(gt=0)
    parameter: str | None = None


class SignatureRequirement(ClauseElement):
    """What an act needs before it counts. Every slot is signed by a different person; nobody signs for another.

    `grades` empty means every grade. `countersign` follows the act itself; `phone_countersign` follows only when
    the approval was given by phone, from the person who gave it.
    """

    act: str
    name: str
    grades: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = Field(min_length=1)
    phone_allowed: bool
    countersign: Countersign | None = None
    phone_countersign: Countersign | None = None
    reason_required: bool
    signs_as: str = ""
    provincial: bool = True


class TaskTemplate(ClauseElement):
    """A task for one department at one grade; `clauses` are further clauses it serves."""

    id: str
    grade: str
    department: str
    title: str
    detail: str
    due: Term
    clauses: tuple[str, ...] = ()


class TerminationCondition(ClauseElement):
    """One line of the checklist before 终止; `days` where something must have held for so many calendar days."""

    id: str
    name: str
    parameter: str
    days: int | None = None


class GradingRule(ClauseElement):
    """A grading rule: either an expression over figures (`when`) or left to judgement and only shown.

    `family` groups the variants of one rule (ES-1a and ES-1b are ES-1). `effect` is what a true rule does: propose
    the grade (at least), call for a review, or only be reported.
    """

    id: str
    family: str
    phrase: str
    grade_id: str | None
    when: str | None = None
    by_judgement: bool = False
    effect: Literal["grade", "review", "report"] = "grade"
    parameter: str | None = None
    explanation: str
    tighten: Tighten

    @model_validator(mode="after")
    def _one_way_of_deciding(self) -> Self:
        if self.by_judgement == (self.when is not None):
            raise ValueError("规则要么写表达式 when，要么标明 by_judgement: true")
        if self.effect == "grade" and self.grade_id is None:
            raise ValueError("定级规则必须写明 grade_id")
        return self
