"""What the reference page says about things that carry no words of their own: settings and the keys of plan files.

The test of the reference page fails while a setting or a key is missing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable that an operator may set."""

    name: str
    meaning: str
    default: str


SETTINGS: Final = (
    Setting("PORT", "port to serve on", "`8000`"),
    Setting("FENGSUI_HOME", "folder of this installation: database, files, batches, keys, kept plans", "`./var`"),
    Setting("FENGSUI_DATABASE_URL", "`postgresql://user:password@host:port/name`", "SQLite in the home"),
    Setting("FENGSUI_PLANS", "folder of plans", "`plans` of the source"),
    Setting("FENGSUI_HOSTS", "host names the pages answer to, comma separated", "this machine only"),
    Setting("FENGSUI_ORIGINS", "https origins whose forms are trusted, comma separated", "none"),
    Setting("FENGSUI_HTTPS", "`1` when a proxy in front speaks TLS: cookies then travel encrypted only", "off"),
    Setting(
        "FENGSUI_EMAIL_URL",
        "where a live copy sends e-mail, as an Apprise address; other kinds of copy always capture it in the home",
        "none: a live copy keeps trying and says so",
    ),
    Setting("FENGSUI_FONTS", "folder with the official fonts (仿宋_GB2312, 方正小标宋 and so on)", "installed fonts"),
    Setting("FENGSUI_LOG_LEVEL", "`DEBUG`, `INFO`, `WARNING` or `ERROR`", "`WARNING`"),
)

OPTIONS: Final[Mapping[str, str]] = {"--json": "只输出一个 JSON 文档（进度写到标准错误）"}
"""Options that mean the same wherever they stand."""

PLAN_FILES: Final[Mapping[str, str]] = {
    "plan.yaml": "Which text this is and from when it applies.",
    "clauses.yaml": "The atomic clauses that everything else cites.",
    "organisation.yaml": "Roles, positions, offices, departments, and who decides at which grade.",
    "scope.yaml": "What the plan is for: event types, what counts as 爆雷, classes of institutions.",
    "grading.yaml": "Grades, the rules that propose one, and the checklist before 终止.",
    "clocks.yaml": "Deadlines: what starts and settles them, and how long they run.",
    "tasks.yaml": "What an activation asks of each department.",
    "signatures.yaml": "Who signs which act, whether by telephone, and what must be signed afterwards.",
    "documents.yaml": "Who receives notices and reports, and which papers there are.",
    "parameters.yaml": "省定参数: what the national text leaves to the province.",
}

# Key, or Shape.key where the same key says different things in different places.
PLAN_KEYS: Final[Mapping[str, str]] = {
    "act": "the act that needs the signature",
    "addressees": "offices that must receive 首报 and 书面报告; each has clocks of its own",
    "aliases": "other names the office goes by",
    "amount": "how many units",
    "TermEntry.amount": "how many units; left out where `parameter` holds it",
    "blowup_conditions": "tests for 爆雷 (B1 to B5)",
    "blowup_exclusions": "what is not 爆雷 although it looks like it",
    "borderline_percent": "a figure within so many percent of a threshold is shown as 临界",
    "by_judgement": "people decide; the rule is only shown",
    "ceiling": "highest value allowed",
    "central_bodies": "bodies at the centre and their part",
    "clause": "the clause it stands on",
    "ClausesFile.clauses": "every atomic clause",
    "TaskEntry.clauses": "further clauses that the task serves",
    "clocks": "every deadline",
    "code": "class code (A1 to B4)",
    "copy_to": "who gets a copy, without a clock",
    "countersign": "a signature that must follow the act",
    "deadline_words": "the plan's own words on time, empty when it has none",
    "decider": "who sets the value",
    "decision_rights": "which roles decide at a grade",
    "default_reason": "why the default is what it is",
    "department": "department that gets the task",
    "departments": "departments that receive tasks",
    "description": "the test in words",
    "detail": "what is to be done",
    "document_number": "文号 of the plan",
    "due": "term by grade; the task is issued at the grades named here",
    "effect": "what a true rule does: propose a grade, call for a review, or only report",
    "effective_from": "first day it applies; elements without one follow the plan",
    "effective_to": "last day it applies, if there is one",
    "english": "the role in English",
    "event_types": "kinds of event in scope (E1 to E6)",
    "explanation": "the rule in a sentence, shown beside a proposal",
    "family": "variants of one rule share it (ES-1a and ES-1b are ES-1)",
    "floor": "lowest value allowed",
    "for_grades": "grades at which the clock runs",
    "full_name": "full official name",
    "goal": "goal of disposal",
    "grade": "grade the right is for",
    "grade_id": "grade that the rule proposes",
    "GradingFile.grades": "the grades, gravest first",
    "SignatureEntry.grades": "grades the requirement is for; empty: all",
    "handling": "公开 or 内部",
    "id": "stable id, never reused",
    "institution_classes": "the six classes of 整治办函〔2018〕175号",
    "issued_on": "day of issue",
    "key": "name of the value within its parameter",
    "Parameter.key": "name of the parameter in English",
    "kind": "official kind of paper (文种)",
    "name": "name, as pages and papers show it",
    "name_zh": "the role in Chinese",
    "offices": "offices that run the group's work",
    "papers": "papers the plan asks for",
    "parameter": "the 省定参数 that it comes from",
    "parameters": "every 省定参数",
    "part": "what the body does",
    "per_addressee": "one clock for each addressee, each settled by its own receipt",
    "phone_allowed": "may be approved by telephone, written down by the duty chief",
    "phone_countersign": "who signs afterwards when approval came by telephone",
    "phrase": "the plan's own phrase",
    "positions": "positions in and above the leading group",
    "provincial": "not stated by the national text: pages say 省定参数",
    "provisional_on": "kind of fact from which the clock already runs as 暂计",
    "public": "held by people outside the authorities",
    "quantities": "several values by name",
    "quote": "short quotation",
    "rank": "1 is the gravest",
    "reason_required": "a reason must be written",
    "response_level": "response level of 应对法 art. 71",
    "role": "role that fills the position",
    "Organisation.roles": "roles of the people who use the system (R1 to R19)",
    "DecisionRight.roles": "roles that decide",
    "Slot.roles": "any of these may give the signature",
    "CountersignEntry.roles": "any of these may give it",
    "rules": "rules that propose a grade",
    "section": "where the clause stands",
    "settled_by": "kind of fact that settles the clock",
    "signatures": "what each act needs",
    "signs_as": "the word beside the name on the paper",
    "slots": "one signature each, every one by a different person",
    "starts_on": "kind of fact that starts the clock",
    "subtypes": "named kinds within the type",
    "tasks": "every task",
    "term": "how long the clock runs",
    "termination_conditions": "checklist before 终止",
    "text": "the default in words",
    "tighten": "how a province may change it: `lower`, `higher`, `add_only`, `fixed`, `free`; never relaxed",
    "title": "title",
    "unit": "unit of the amount",
    "Parameter.unit": "unit of `value`, `floor` and `ceiling`",
    "value": "the default for machines",
    "version": "version of this transcription",
    "warn_before_minutes": "warnings so many minutes before the line",
    "when": "expression over figures; unknown while a figure is missing",
    "words": "the plan's own words",
}
