"""Reports of the prefectures in a sensitive period (0.4): one a day and place, a zero report where nothing happened.

The days are those that owe a report of the copy itself; its line is the prefectures' too. What is missing shows in the
place and above it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Unpack

from fengsui.clock.calendar import BEIJING
from fengsui.command.facts import PlaceReportFiled
from fengsui.command.models import PlaceReport
from fengsui.conduct.access import Actor, covers, may, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.registry.acting import Sent, faults_refused
from fengsui.registry.queries import region_name
from fengsui.registry.regions import built_in_regions
from fengsui.warning.models import DailyReport
from fengsui.warning.sensitive_periods import READINESS

VIEW, FILE, CLAUSE = "command.view_place_reports", "command.file_place_report", "0.4"
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class OwedReport:
    """What a prefecture owes for a day, with its report where there is one."""

    day: date
    due_at: datetime
    region: str
    place: str
    filed: PlaceReport | None


def place_report_stream(region: str) -> str:
    """The stream of a prefecture's daily reports."""
    return f"place-reports/{region}"


def prefectures(region: str) -> list[str]:
    """Prefectures of the copy that an officer of ``region`` serves, by code; 计划单列市 report on their own copy."""
    home = this_world().jurisdiction
    below = [row.code for row in built_in_regions().children(home)]
    return [code for code in below if covers(home, code) and covers(region, code)]


def reports_owed(actor: Actor, *, days: int = MOST_DAYS) -> list[OwedReport]:
    """The newest days first, each with its places by code. Raises AccessDenied."""
    require(actor, VIEW)
    home, places = this_world().jurisdiction, prefectures(actor.region)
    owed = list(DailyReport.objects.filter(jurisdiction=home).order_by("-day")[:days]) if places else []
    filed = {
        (row.region, row.day): row
        for row in PlaceReport.objects.filter(region__in=places, day__in=[row.day for row in owed])
    }
    return [
        OwedReport(row.day, row.due_at, place, region_name(place), filed.get((place, row.day)))
        for row in owed
        for place in places
    ]


def missing_today(actor: Actor, now: datetime) -> Sequence[OwedReport]:
    """Places whose report of today is still out; none for who may not see them."""
    if not may(actor, VIEW) or not plan_in_force().provides(READINESS):
        return []
    today = now.astimezone(BEIJING).date()
    return [row for row in reports_owed(actor, days=1) if row.day == today and row.filed is None]


def file_place_report(
    *, actor: Actor, region: str, day: date, nothing: bool, text: str = "", **sent: Unpack[Sent]
) -> Outcome:
    """File a prefecture's report of a day: ``nothing`` for a zero report (零报告), else what there was.

    An officer of the level above writes down what the prefecture told by telephone; the fact says so.

    Raises AccessDenied; Refused for a day or place that owes none, one that is filed, or a report that says nothing.
    """

    def make(_: Drafting) -> PlaceReportFiled:
        home = this_world().jurisdiction
        if region not in prefectures(home):
            msg = "只有本省的市（州）报每日报告，请从名单里选"
            raise Refused(msg)
        if not DailyReport.objects.filter(jurisdiction=home, day=day).exists():
            msg = f"{day} 不需要每日报告"
            raise Refused(msg)
        earlier = PlaceReport.objects.filter(region=region, day=day).first()
        if earlier is not None:
            msg = f"{region_name(region)} {day} 已由{earlier.officer_name}报告，请刷新页面"
            raise Refused(msg)
        if nothing == bool(text.strip()):
            msg = "请写明情况；没有情况的选“零报告”，不写情况"
            raise Refused(msg)
        with faults_refused("情况："):
            return PlaceReportFiled(
                region=region,
                day=day,
                nothing=nothing,
                text=text,
                by_telephone=not covers(region, actor.region),
                officer=actor.officer,
                officer_name=actor.name,
            )

    return act(
        actor=actor,
        permission=FILE,
        stream=place_report_stream(region),
        make=make,
        regions=(region,),
        clause=CLAUSE,
        **sent,
    )
