"""Given/then cases beside the plan: a lawyer writes them, the tests and `fengsui plan check` run them.

A case gives figures and says which grade the rules propose, by which rule, and which rules stay unknown:

    cases:
      - name: 一句话说清情形
        clause: 5.1.1.b
        given: {blown_up_in_top_k_30_days: 2}
        then: {grade: 特别重大, rule: GR-2, unknown: [ES-1a, ES-1b]}

A file may begin with `given:`, figures that hold in each of its cases unless the case says otherwise (`null`: unknown).
Shares may be written as `10.4%`. `reviews` and `reports` list the rules that ask for a review or a report. Of the
hard rules of early warning a case says which hold, and the attention level they give:

        given: {payment_limit: 2}
        then_attention: {level: 1, hard_rules: [H2]}

A case may instead give a grade (`given_grade: 特别重大`), an attention level (`given_level: 1`) or a day
(`given_day: 敏感时期`) and say how long clocks run: `then_terms: {first_notice: 2小时}`. Or it gives an act, where it
matters with a grade, and says who signs it:

        given_act: upgrade_grade
        then_signatures: [[值班长]]
        then_phone: 不允许
        then_countersign: 组长 24小时
        then_reason: 不要
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from fengsui.plan.element import Element
from fengsui.plan.rule_steps import FigureValue


class Outcome(Element):
    """What the rules must say; `grade` by its Chinese name, 无等级 when no rule gives one. None: not asked."""

    grade: str
    rule: str | None = None
    unknown: tuple[str, ...] = ()
    borderline: bool | None = None
    reviews: tuple[str, ...] | None = None
    reports: tuple[str, ...] | None = None


class AttentionOutcome(Element):
    """What the hard rules of early warning must say of one institution: those that hold, and the level they give."""

    hard_rules: tuple[str, ...]
    level: int | None = None
    unknown: tuple[str, ...] = ()


class Case(Element):
    """One case: figures with an outcome; a grade, an attention level or a day with terms; or an act with signatures.

    `then_signatures` has one list of role names for each signature, any of whom may give it. A later signature is
    written as 组长 24小时, roles joined by 、; 不要 where there is none.
    """

    name: str
    clause: str
    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    then: Outcome | None = None
    then_attention: AttentionOutcome | None = None
    given_grade: str | None = None
    given_level: int | None = None
    given_day: Literal["敏感时期"] | None = None
    then_terms: Mapping[str, str] = Field(default_factory=dict)
    given_act: str | None = None
    then_signatures: tuple[tuple[str, ...], ...] = ()
    then_phone: Literal["允许", "不允许"] | None = None
    then_countersign: str | None = None
    then_phone_countersign: str | None = None
    then_reason: Literal["要写", "不要"] | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        about_terms = (None if self.given_act else self.given_grade, self.given_level, self.given_day)
        about_figures = [outcome for outcome in (self.then, self.then_attention) if outcome is not None]
        asked = [*about_figures, *(question for question in (self.given_act, *about_terms) if question is not None)]
        if len(asked) != 1:
            raise ValueError(
                "案例只问一件事：given 和 then；given 和 then_attention；given_act 和 then_signatures；"
                "或者 given_grade、given_level、given_day 之一和 then_terms"
            )
        if bool(self.then_terms) != (not about_figures and self.given_act is None):
            raise ValueError("问时限的案例要写 then_terms，别的案例不写")
        if bool(self.then_signatures) != (self.given_act is not None):
            raise ValueError("问签字的案例要写 then_signatures，别的案例不写")
        if self.given and not about_figures:
            raise ValueError("given 只与 then 或者 then_attention 同写")
        signing = (self.then_phone, self.then_countersign, self.then_phone_countersign, self.then_reason)
        if self.given_act is None and any(answer is not None for answer in signing):
            raise ValueError("then_phone、then_countersign、then_phone_countersign、then_reason 只与 given_act 同写")
        return self


class CasesFile(Element):
    """One file in cases/; `given` holds in every case that does not say otherwise."""

    given: Mapping[str, FigureValue] = Field(default_factory=dict)
    cases: tuple[Case, ...] = Field(min_length=1)
