"""The plan itself: one frozen object that answers what the plan says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from fengsui.plan import duties as dutiful
from fengsui.plan import measures as lawful
from fengsui.plan import model
from fengsui.plan.files import PlanFiles
from fengsui.plan.lexicon import RISK_KINDS, Lexicon
from fengsui.plan.rule_steps import FigureValue
from fengsui.plan.rules import RuleResult, evaluate_rule
from fengsui.plan.warning import WarningPlan

Found = TypeVar("Found")


@dataclass(frozen=True)
class GradeProposal:
    """What the grading rules say, each read alone; the gravest true one wins.

    `grade_id` and `rule_id` are None when no rule gives a grade. `reviews` are the true rules that make an officer
    check whether a graver grade is due; `reports` the true rules that only ask for a report. A proposal is never a
    decision: an officer signs.
    """

    grade_id: str | None
    rule_id: str | None
    results: tuple[RuleResult, ...]
    reviews: tuple[RuleResult, ...] = ()
    reports: tuple[RuleResult, ...] = ()

    @property
    def unknown(self) -> tuple[RuleResult, ...]:
        """Rules that a missing figure keeps from being answered; show them with their `missing`."""
        return tuple(result for result in self.results if result.truth is None)

    @property
    def borderline(self) -> bool:
        """Whether any rule read a figure close to a threshold."""
        return any(result.borderline for result in self.results)


@dataclass(frozen=True)
class Weighed:
    """The rule that gives the grade, None where none does, and those that ask for a review or a report."""

    giving: model.GradingRule | None
    reviews: tuple[model.GradingRule, ...]
    reports: tuple[model.GradingRule, ...]


@dataclass(frozen=True)
class Plan:
    """A loaded plan version. Two directories with the same content have the same `source_hash` (SHA-256, hex).

    `written` is the whole of it as it stands in the files, an overlay already laid over its base.
    """

    id: str
    version: str
    title: str
    document_number: str
    issued_on: date
    effective_from: date
    effective_to: date | None
    handling: str
    source_hash: str
    clauses: Mapping[str, model.Clause]
    grades: tuple[model.Grade, ...]
    event_types: tuple[model.EventType, ...]
    blowup_conditions: tuple[model.BlowupCondition, ...]
    blowup_exclusions: tuple[model.BlowupCondition, ...]
    institution_classes: tuple[model.InstitutionClass, ...]
    organisation: model.Organisation
    addressees: tuple[model.Addressee, ...]
    copy_to: tuple[model.CopyRecipient, ...]
    papers: tuple[model.Paper, ...]
    clocks: Mapping[str, model.ClockDefinition]
    signatures: tuple[model.SignatureRequirement, ...]
    tasks: tuple[model.TaskTemplate, ...]
    parameters: Mapping[str, model.Parameter]
    termination_conditions: tuple[model.TerminationCondition, ...]
    grading_rules: tuple[model.GradingRule, ...]
    borderline_percent: int
    warning: WarningPlan
    lexicon: Lexicon
    written: PlanFiles = field(repr=False, compare=False)

    @property
    def roles(self) -> tuple[model.Role, ...]:
        """R1 to R19."""
        return self.organisation.roles

    @property
    def leading_group(self) -> model.LeadingGroup | None:
        """The body that commands; None for a plan from before plans named it."""
        return next(iter(self.organisation.leading_groups), None)

    @property
    def departments(self) -> tuple[model.Department, ...]:
        """The departments that can receive tasks."""
        return self.organisation.departments

    @property
    def duties(self) -> tuple[dutiful.Duty, ...]:
        """The standing duties, those of 三（二） among them."""
        return self.written.duties.duties if self.written.duties else ()

    @property
    def cycles(self) -> tuple[dutiful.Cycle, ...]:
        """What comes round: training, exercises, reviews, inspections, retention."""
        return self.written.duties.cycles if self.written.duties else ()

    @property
    def practices(self) -> tuple[dutiful.Practice, ...]:
        """The clauses that people carry, each with its record."""
        return self.written.practices.practices if self.written.practices else ()

    @property
    def risk_information(self) -> tuple[dutiful.RiskInformationKind, ...]:
        """K1 to K9."""
        return self.written.information.risk_information if self.written.information else ()

    @property
    def watched_kinds(self) -> frozenset[str]:
        """The kinds of risk information to watch; a plan kept before they were written down watches them all."""
        if self.written.information is None:
            return frozenset(RISK_KINDS)
        return frozenset(entry.kind for entry in self.risk_information)

    @property
    def legal_basis(self) -> tuple[lawful.LegalBasis, ...]:
        """The library of instruments and articles, each with the days on which it is law."""
        return self.written.legal_basis.legal_basis if self.written.legal_basis else ()

    @property
    def measures(self) -> tuple[lawful.Measure, ...]:
        """Measures by law."""
        return self.written.measures.measures if self.written.measures else ()

    @property
    def forms(self) -> tuple[lawful.Form, ...]:
        """The forms that people fill."""
        return self.written.forms.forms if self.written.forms else ()

    @property
    def statement_rules(self) -> tuple[lawful.StatementRule, ...]:
        """How the hard words about public opinion are served lawfully."""
        return self.written.statements.statement_rules if self.written.statements else ()

    def provides(self, provision: str) -> bool:
        """Whether the plan has the provision; a plan kept before provisions were written down has them all."""
        written = self.written.provisions
        return written is None or any(entry.id == provision for entry in written.provisions)

    def roles_granted(self, permission: str) -> frozenset[str] | None:
        """The roles that the plan gives a permission; None in a plan that says nothing of access."""
        written = self.written.access
        if written is None:
            return None
        return frozenset(role for grant in written.access if grant.id == permission for role in grant.roles)

    @cached_property
    def _by_counterpart(self) -> Mapping[str, str]:
        return {name: clause.id for clause in reversed(tuple(self.clauses.values())) for name in clause.counterparts}

    def clause_for(self, reference: str) -> str:
        """This plan's clause that plays the part of a national one, by which the program names what it does.

        Empty where a plan that names counterparts has none for it; any other plan numbers its clauses as the nation's.
        """
        if reference in self.clauses:
            return reference
        named = self._by_counterpart
        return named.get(reference, "") if named else reference

    def in_force(self, on: date) -> bool:
        """Whether the plan applies on that Beijing date (clause 0.9)."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def clause(self, clause_id: str) -> model.Clause:
        """The clause; KeyError when the plan has none of that id."""
        return self.clauses[clause_id]

    def grade(self, grade_id: str) -> model.Grade:
        """The grade; KeyError when the plan has none of that id."""
        return _only((grade for grade in self.grades if grade.id == grade_id), grade_id)

    def role(self, role_id: str) -> model.Role:
        """The role; KeyError when the plan has none of that id."""
        return _only((role for role in self.roles if role.id == role_id), role_id)

    def department(self, department_id: str) -> model.Department:
        """The department; KeyError when the plan has none of that id."""
        return _only((unit for unit in self.departments if unit.id == department_id), department_id)

    def addressee(self, addressee_id: str) -> model.Addressee:
        """The addressee; KeyError when the plan has none of that id."""
        return _only((office for office in self.addressees if office.id == addressee_id), addressee_id)

    def event_type(self, event_type_id: str) -> model.EventType:
        """The event type; KeyError when the plan has none of that id."""
        return _only((kind for kind in self.event_types if kind.id == event_type_id), event_type_id)

    def paper(self, paper_id: str) -> model.Paper:
        """The paper; KeyError when the plan has none of that id."""
        return _only((paper for paper in self.papers if paper.id == paper_id), paper_id)

    def parameter(self, parameter_id: str) -> model.Parameter:
        """The parameter; KeyError when the plan has none of that id."""
        return self.parameters[parameter_id]

    def grading_rule(self, rule_id: str) -> model.GradingRule:
        """The grading rule; KeyError when the plan has none of that id."""
        return _only((rule for rule in self.grading_rules if rule.id == rule_id), rule_id)

    def clocks_for(self, grade_id: str) -> tuple[model.ClockDefinition, ...]:
        """The clocks that run at a grade."""
        return tuple(clock for clock in self.clocks.values() if grade_id in clock.for_grades)

    def clock_term(self, clock_id: str, grade_id: str) -> model.Term:
        """How long the clock runs at the grade; KeyError for an unknown clock or a grade it does not run at."""
        return self.clocks[clock_id].terms[grade_id]

    def clocks_at_level(self, level: int) -> tuple[model.ClockDefinition, ...]:
        """The clocks that run at an attention level, by its rank."""
        return tuple(clock for clock in self.clocks.values() if level in clock.for_levels)

    def clock_term_at_level(self, clock_id: str, level: int) -> model.Term:
        """How long the clock runs at an attention level; KeyError for an unknown clock or a level it has no term at."""
        return self.clocks[clock_id].level_terms[level]

    def tasks_for(self, grade_id: str) -> tuple[model.TaskTemplate, ...]:
        """The tasks that an activation at this grade issues, in the plan's order."""
        return tuple(task for task in self.tasks if task.grade == grade_id)

    def signature_requirement(self, act: str, grade_id: str | None = None) -> model.SignatureRequirement:
        """What an act needs; a row for the grade goes before the general one. KeyError when there is neither."""
        rows = [row for row in self.signatures if row.act == act]
        special = [row for row in rows if grade_id is not None and grade_id in row.grades]
        general = [row for row in rows if not row.grades]
        return _only(iter(special + general), f"{act}/{grade_id}")

    def propose_grade(self, figures: Mapping[str, FigureValue]) -> GradeProposal:
        """Read every written grading rule on the figures; rules left to judgement are not read.

        Raises RuleError only where a figure has the wrong kind of value.
        """
        results = tuple(
            evaluate_rule(
                rule.when,
                figures,
                borderline_percent=self.borderline_percent,
                rule_id=rule.id,
                grade_id=rule.grade_id,
            )
            for rule in self.grading_rules
            if rule.when is not None
        )
        true = {result.rule_id: result for result in results if result.truth is True}
        weighed = self.weigh([rule for rule in self.grading_rules if rule.id in true])
        return GradeProposal(
            grade_id=None if weighed.giving is None else weighed.giving.grade_id,
            rule_id=None if weighed.giving is None else weighed.giving.id,
            results=results,
            reviews=tuple(true[rule.id] for rule in weighed.reviews),
            reports=tuple(true[rule.id] for rule in weighed.reports),
        )

    def weigh(self, true: Iterable[model.GradingRule]) -> Weighed:
        """What the rules that hold, in the plan's order, come to."""
        held = tuple(true)
        giving = min((rule for rule in held if rule.effect == "grade"), key=self._rank_given, default=None)
        rank = None if giving is None else self._rank_given(giving)
        return Weighed(
            giving,  # the plan's order decides among equals
            # A review asks whether a graver grade is due; where the grade is that grave, nothing is left to ask.
            tuple(
                rule
                for rule in held
                if rule.effect == "review" and (rule.grade_id is None or rank is None or self._rank_given(rule) < rank)
            ),
            tuple(rule for rule in held if rule.effect == "report"),
        )

    def _rank_given(self, rule: model.GradingRule) -> int:
        return self.grade(rule.grade_id or "").rank


def _only(found: Iterator[Found], wanted: str) -> Found:
    for element in found:
        return element
    raise KeyError(wanted)
