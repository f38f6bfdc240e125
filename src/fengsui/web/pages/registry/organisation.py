"""The leading group with its appointment records, and the duty roster by day (plan section 三（一）)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import covers, may
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.reading import stream_number
from fengsui.registry import actions, queries
from fengsui.registry.facts import GroupPosition
from fengsui.registry.group_actions import POSITION_NAMES, region_stream, roster_stream
from fengsui.warning.sensitive_periods import READINESS, Gap, gaps_of, periods
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import FIRST_YEAR, Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.registry.officers import officer_address
from fengsui.web.pages.registry.showing import own_or_upper_region, place_name, show
from fengsui.web.submitting import act_arguments, form_page

SHOWN_DAYS = 7
POSTS = ("值班长", "盯防专人", "公安联络", "新闻发言人")
_SHIFT_BEGINS = time_of_day(8, 30)
_LAST_YEAR = 2100


def show_group(request: OfficerRequest, region: str = "") -> HttpResponse:
    """The leading group of a region: by what document, who bears responsibility, who belongs to it."""
    region = own_or_upper_region(request.actor, region)
    view = queries.leading_group(region)
    today = timekeeping.now().astimezone(BEIJING).date()
    standing = [*([view.head] if view.head else []), *view.deputies, *view.members] if view else []
    ids = {record.pk for record in standing}
    return show(
        request,
        "group",
        tab="group",
        region=region,
        place=place_name(region),
        view=view,
        head_of_government=_position_named("government_head"),
        standing=[_member(record) for record in standing],
        others=[(*_member(record), record.valid_from > today) for record in _not_standing(region, ids)],
        may_manage=may(request.actor, "registry.manage_group") and covers(request.actor.region, region),
        upper_or_own=_other_region(request, region),
    )


def _position_named(position: str) -> str:
    """What the plan calls a position; empty where it has none."""
    positions = plan_in_force().organisation.positions
    return next((known.name for known in positions if known.id == position), "")


def _not_standing(region: str, standing: set[str]) -> list[Any]:
    return [record for record in queries.group_records(region) if record.pk not in standing]


def _member(record: Any) -> tuple[Any, str, str]:
    return record, POSITION_NAMES.get(record.position, record.position), officer_address(record.officer)


def _other_region(request: OfficerRequest, region: str) -> tuple[str, str] | None:
    """The officer's own region where another one is shown, as (code, name)."""
    own = request.actor.region
    return (own, place_name(own)) if own != region else None


def _managed_region(request: OfficerRequest, region: str) -> str:
    region = own_or_upper_region(request.actor, region)
    if not covers(request.actor.region, region):
        raise Http404
    return region


def establish_form(request: OfficerRequest, region: str) -> HttpResponse:
    """Enter the leading group, or correct its entry."""
    region = _managed_region(request, region)
    view = queries.leading_group(region)
    fields = ("name", "established_by", "predecessor_document", "government_head_name", "paper_mark", "number_mark")
    defaults = {name: str(getattr(view.group, name)) for name in (*fields, "established_on")} if view else {}
    return show(
        request,
        "group_form",
        region=region,
        place=place_name(region),
        group=view.group if view else None,
        seen=stream_number(region_stream(region)),
        values=form_values(request, defaults),
    )


def _establish(request: OfficerRequest, region: str) -> str:
    reading = Reading(request.POST)
    name = reading.text("name", gettext("名称"))
    established_on = _day(reading, "established_on", gettext("设立日期"))
    head = reading.text("government_head_name", gettext("政府主要负责人"))
    texts = {
        "established_by": reading.text("established_by", gettext("设立文件"), required=False),
        "predecessor_document": reading.text("predecessor_document", gettext("原设立文件"), required=False),
        "paper_mark": reading.text("paper_mark", gettext("发文机关标志"), required=False),
        "number_mark": reading.text("number_mark", gettext("机关代字"), required=False),
    }
    if not texts["established_by"] and not texts["predecessor_document"]:
        reading.faults["established_by"] = gettext("请填设立文件；前期已设立风险处置小组的，填原设立文件。")
    reading.finish()
    actions.establish_group(
        actor=request.actor,
        region=region,
        name=name,
        established_on=established_on or date.min,
        government_head_name=head,
        again=queries.leading_group(region) is not None,
        **texts,
        **act_arguments(request),
    )
    return reverse("group.region", kwargs={"region": region})


def appoint_form(request: OfficerRequest, region: str) -> HttpResponse:
    """Appoint an officer to a position of the group, by a document, from a day on."""
    region = _managed_region(request, region)
    view = queries.leading_group(region)
    if view is None:
        raise Http404
    today = timekeeping.now().astimezone(BEIJING).date()
    return show(
        request,
        "member_form",
        region=region,
        place=place_name(region),
        group=view.group,
        positions=list(POSITION_NAMES.items()),
        people=people_choices(request),
        seen=stream_number(region_stream(region)),
        values=form_values(request, {"position": "member", "valid_from": today.isoformat()}),
    )


def people_choices(request: OfficerRequest) -> list[tuple[str, str]]:
    """Officers in office, as (id, name with post)."""
    rows = queries.officers(request.actor)
    return [(row.pk, f"{row.name}（{row.post}）" if row.post else row.name) for row in rows]


def _appoint(request: OfficerRequest, region: str) -> str:
    reading = Reading(request.POST)
    position = reading.choice("position", gettext("职务"), POSITION_NAMES)
    officer = reading.text("officer", gettext("人员"))
    deputy = reading.text("deputy", gettext("B 角"), required=position == "member")
    document = reading.text("document", gettext("任命文件"))
    valid_from = _day(reading, "valid_from", gettext("任期起"))
    valid_to = _day(reading, "valid_to", gettext("任期止"), required=False)
    if officer and officer == deputy:
        reading.faults["deputy"] = gettext("A、B 角须是两个人。")
    reading.finish()
    actions.appoint_member(
        actor=request.actor,
        region=region,
        officer=officer,
        position=cast("GroupPosition", position),
        document=document,
        valid_from=valid_from or date.min,
        valid_to=valid_to,
        deputy=deputy,
        **act_arguments(request),
    )
    return reverse("group.region", kwargs={"region": region})


def _day(reading: Reading, name: str, label: str, *, required: bool = True) -> date | None:
    text = reading.typed.get(name, "").strip()
    if not text and not required:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        reading.faults[name] = gettext("“%(label)s”请写成 2026-11-23 的样子。") % {"label": label}
        return None
    if not FIRST_YEAR <= day.year < _LAST_YEAR:
        reading.faults[name] = gettext("“%(label)s”的年份不对，请检查。") % {"label": label}
        return None
    return day


def show_roster(request: OfficerRequest, region: str = "") -> HttpResponse:
    """Who is on duty, day by day, for a week from the day asked for."""
    region, now = own_or_upper_region(request.actor, region), timekeeping.now()
    first = _first_day(request.GET.get("day", ""), now)
    days = [first + timedelta(days=count) for count in range(SHOWN_DAYS)]
    start = _midnight(first)
    shifts: dict[date, list[tuple[Any, bool]]] = defaultdict(list)
    for shift in queries.roster(region, start, _midnight(first + timedelta(days=SHOWN_DAYS))):
        day = max(shift.starts_at.astimezone(BEIJING).date(), first)
        shifts[day].append((shift, shift.starts_at <= now < shift.ends_at))
    return show(
        request,
        "roster",
        tab="roster",
        region=region,
        place=place_name(region),
        days=[(day, gettext("周") + "一二三四五六日"[day.weekday()], shifts.get(day, [])) for day in days],
        empty=not shifts,
        gaps=_gaps_in_sensitive_periods(region, days),
        first=first,
        earlier=first - timedelta(days=SHOWN_DAYS),
        later=first + timedelta(days=SHOWN_DAYS),
        may_assign=may(request.actor, "registry.assign_duty") and covers(request.actor.region, region),
        upper_or_own=_other_region(request, region),
    )


def _gaps_in_sensitive_periods(region: str, days: list[date]) -> dict[date, list[Gap]]:
    """When nobody is on duty, for those of the days that lie in a sensitive period (24小时值班, 0.4)."""
    plan = plan_in_force()
    known = periods(plan) if plan.provides(READINESS) else []
    return gaps_of(region, [day for day in days if any(period.holds(day) for period in known)])


def _first_day(text: str, now: datetime) -> date:
    """The day asked for; today for none, or for one that no calendar page can be made of."""
    today = now.astimezone(BEIJING).date()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if abs((day - today).days) < 36_600 else today  # noqa: PLR2004 (a hundred years)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time_of_day.min, BEIJING).astimezone(UTC)


def duty_form(request: OfficerRequest, region: str) -> HttpResponse:
    """Assign a shift, or replace one that stands (``replaces``)."""
    region, now = _managed_region(request, region), timekeeping.now()
    replaced = _shift(region, _asked(request, "replaces"), now)
    day = _first_day(request.GET.get("day", ""), now)
    begins = datetime.combine(day, _SHIFT_BEGINS, BEIJING)
    return show(
        request,
        "duty_form",
        region=region,
        place=place_name(region),
        replaced=replaced,
        posts=POSTS,
        people=people_choices(request),
        seen=stream_number(roster_stream(region)),
        values=form_values(request, _shift_values(replaced, begins, begins + timedelta(days=1))),
    )


def _asked(request: OfficerRequest, name: str) -> str:
    """A value of the address, or of the form that was refused."""
    typed: Mapping[str, str] = getattr(request, "typed", None) or request.GET
    return typed.get(name, "")


def _shift(region: str, shift: str, now: datetime) -> Any:
    if not shift:
        return None
    around = timedelta(days=400)
    rows = queries.roster(region, now - around, now + around)
    return next((row for row in rows if row.pk == shift), None)


def _shift_values(replaced: Any, begins: datetime, ends: datetime) -> dict[str, str]:
    if replaced is None:
        return {"post": POSTS[0], **moment_values("starts", begins), **moment_values("ends", ends)}
    return {
        "post": replaced.post,
        **moment_values("starts", replaced.starts_at),
        **moment_values("ends", replaced.ends_at),
        "officer_a": replaced.officer_a,
        "officer_b": replaced.officer_b,
        "extension": replaced.extension,
        "replaces": replaced.pk,
    }


def _assign(request: OfficerRequest, region: str) -> str:
    reading = Reading(request.POST)
    post = reading.text("post", gettext("岗位"), longest=60)
    starts_at = reading.moment("starts", gettext("值班起"))
    ends_at = reading.moment("ends", gettext("值班止"))
    officer_a = reading.text("officer_a", gettext("A 角"))
    officer_b = reading.text("officer_b", gettext("B 角"))
    extension = reading.text("extension", gettext("内线"), required=False, longest=20)
    if officer_a and officer_a == officer_b:
        reading.faults["officer_b"] = gettext("A、B 角须是两个人。")
    reading.finish()
    actions.assign_duty(
        actor=request.actor,
        region=region,
        post=post,
        starts_at=starts_at,
        ends_at=ends_at,
        officer_a=officer_a,
        officer_b=officer_b,
        extension=extension,
        replaces=request.POST.get("replaces", ""),
        **act_arguments(request),
    )
    day = starts_at.astimezone(BEIJING).date().isoformat()
    return reverse("roster.region", kwargs={"region": region}) + f"?day={day}"


establish_page = form_page("group.establish", establish_form, _establish)
appoint_page = form_page("group.appoint", appoint_form, _appoint)
duty_page = form_page("roster.assign", duty_form, _assign)
