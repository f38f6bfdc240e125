"""预案 — the plan as data: load it, check it, ask it. Pure: no database, no clock, no framework."""

from fengsui.plan.cases import CaseResult, run_cases
from fengsui.plan.check import Vocabulary
from fengsui.plan.contents import GradeProposal, Plan
from fengsui.plan.errors import PlanError, Problem, RuleError
from fengsui.plan.lexicon import Lexicon
from fengsui.plan.loader import load_plan
from fengsui.plan.model import (
    Addressee,
    BlowupCondition,
    Clause,
    ClockDefinition,
    Countersign,
    Department,
    EventType,
    Grade,
    GradingRule,
    InstitutionClass,
    Organisation,
    Paper,
    Parameter,
    Role,
    SignatureRequirement,
    Slot,
    TaskTemplate,
    Term,
    TerminationCondition,
    Unit,
)
from fengsui.plan.rule_steps import FigureValue
from fengsui.plan.rules import FigureType, RuleResult, check_expression, evaluate_rule, names_in
from fengsui.plan.warning import AttentionLevel, Band, HardRule, Indicator, SensitivePeriod, WarningPlan

__all__ = [
    "Addressee",
    "AttentionLevel",
    "Band",
    "BlowupCondition",
    "CaseResult",
    "Clause",
    "ClockDefinition",
    "Countersign",
    "Department",
    "EventType",
    "FigureType",
    "FigureValue",
    "Grade",
    "GradeProposal",
    "GradingRule",
    "HardRule",
    "Indicator",
    "InstitutionClass",
    "Lexicon",
    "Organisation",
    "Paper",
    "Parameter",
    "Plan",
    "PlanError",
    "Problem",
    "Role",
    "RuleError",
    "RuleResult",
    "SensitivePeriod",
    "SignatureRequirement",
    "Slot",
    "TaskTemplate",
    "Term",
    "TerminationCondition",
    "Unit",
    "Vocabulary",
    "WarningPlan",
    "check_expression",
    "evaluate_rule",
    "load_plan",
    "names_in",
    "run_cases",
]
