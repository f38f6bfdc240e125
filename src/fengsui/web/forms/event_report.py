"""Reading a manual report and a suspicion of 爆雷 (clauses 2.1–2.6, 4.2.5)."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext

from fengsui.plan import Plan
from fengsui.response.facts import InstitutionInEvent
from fengsui.response.opening import Report, SuspicionEntry
from fengsui.web.forms.figures import read_figures
from fengsui.web.forms.reading import Reading

LONGEST_NARRATIVE = 2000
SOURCES = ("电话", "存管银行", "机构报告", "监测", "投诉举报", "巡查核查", "上级转办", "其他")


def read_report(reading: Reading, plan: Plan, institutions: Sequence[InstitutionInEvent]) -> Report:
    """The report as typed. Raises Misfilled with every fault of the form."""
    if not institutions:
        reading.faults["search"] = gettext("至少选一家涉事机构。")
    kinds = {kind.id: kind for kind in plan.event_types}
    kind = reading.choice("event_type", gettext("事件类型"), kinds)
    subtypes = [subtype.id for subtype in kinds[kind].subtypes] if kind else []
    report = Report(
        name=reading.text("name", gettext("事件名称"), longest=60),
        event_type=kind,
        subtype=reading.choice("subtype", gettext("具体情形"), subtypes, required=bool(subtypes)) if subtypes else "",
        inclusion_reason=reading.text(
            "inclusion_reason", gettext("列为其他事件的理由"), required=kind == "E6", longest=400
        ),
        institutions=tuple(institutions),
        occurred_at=reading.moment("occurred", gettext("事发时间")),
        known_at=reading.moment("known", gettext("获知时间")),
        source=reading.text("source", gettext("信息来源")),
        narrative=reading.text("narrative", gettext("基本经过"), longest=LONGEST_NARRATIVE),
        trend=reading.text("trend", gettext("发展趋势初判"), required=False, longest=120),
        figures=read_figures(reading),
        suspicion=_suspicion(reading, plan, institutions),
        ticket=reading.typed.get("ticket", ""),
    )
    _order_of_times(reading, report.occurred_at, report.known_at)
    reading.finish()
    return report


def _order_of_times(reading: Reading, occurred_at: datetime, known_at: datetime) -> None:
    if not {"occurred-date", "known-date"} & reading.faults.keys() and occurred_at > known_at:
        reading.faults["occurred-date"] = gettext("事发时间不能晚于获知时间。")


def _suspicion(reading: Reading, plan: Plan, institutions: Sequence[InstitutionInEvent]) -> SuspicionEntry | None:
    if not reading.typed.get("condition"):
        return None
    several = [institution.id for institution in institutions]
    chosen = several[0] if len(several) == 1 else reading.typed.get("blowup_institution", "")
    if chosen not in several:
        reading.faults["blowup_institution"] = gettext("请选明是哪一家机构疑似爆雷。")
    return read_suspicion(reading, plan, chosen)


def read_suspicion(reading: Reading, plan: Plan, institution: str) -> SuspicionEntry:
    """A condition B1–B5 with its evidence. The moments default to those of the report where the form has no others."""
    occurred = "blowup_occurred" if "blowup_occurred-date" in reading.typed else "occurred"
    known = "blowup_known" if "blowup_known-date" in reading.typed else "known"
    return SuspicionEntry(
        institution=institution,
        condition=reading.choice(
            "condition", gettext("符合哪一条"), [condition.id for condition in plan.blowup_conditions]
        ),
        evidence=reading.text("evidence", gettext("依据的证据"), longest=400),
        occurred_at=reading.moment(occurred, gettext("事发时间")),
        known_at=reading.moment(known, gettext("获知时间")),
        sheet=reading.typed.get("sheet", ""),
    )
