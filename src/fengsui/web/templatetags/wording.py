"""Template tags and filters: how moments, money, shares, clauses, regions, roles and facts are written on a page."""

import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import may
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.canonical import parse_timestamp
from fengsui.registry.regions import built_in_regions
from fengsui.web.access import actor_of, role_names
from fengsui.web.frame import BEIJING
from fengsui.web.routes import Words

register = template.Library()

_MINUTES_IN_HOUR, _MINUTES_IN_DAY = 60, 24 * 60
VERIFICATION: dict[str, tuple[Words, str]] = {
    "verified": (gettext_lazy("已核"), "done"),
    "unverified": (gettext_lazy("待核"), "unknown"),
    "estimated": (gettext_lazy("推算"), "proposed"),
}


def as_moment(value: datetime | str | None) -> datetime | None:
    """A moment as such, or one read from a fact's payload; None for anything else."""
    if isinstance(value, str):
        try:
            return parse_timestamp(value)
        except ValueError:
            return None
    return value


@register.filter
def beijing(value: datetime | str | None) -> SafeString | str:
    """``11月23日 09:12`` in Beijing time, machine-readable beside it; 待核 for none."""
    moment = as_moment(value)
    if moment is None:
        return unknown()
    at = moment.astimezone(BEIJING)
    return _time(moment, gettext("%(month)d月%(day)d日 %(clock)s") % _parts(at))


@register.filter
def beijing_long(value: datetime | str | None) -> SafeString | str:
    """``2026年11月23日 09:12:05`` in Beijing time."""
    moment = as_moment(value)
    if moment is None:
        return unknown()
    at = moment.astimezone(BEIJING)
    words = gettext("%(year)d年%(month)d月%(day)d日 %(clock)s") % {**_parts(at), "clock": f"{at:%H:%M:%S}"}
    return _time(moment, words)


@register.filter
def clock_time(value: datetime | str | None) -> SafeString | str:
    """``09:12`` in Beijing time: where the day is plain from the place."""
    moment = as_moment(value)
    return unknown() if moment is None else _time(moment, f"{moment.astimezone(BEIJING):%H:%M}")


@register.filter
def clock_digits(value: datetime) -> str:
    """``09:12`` in Beijing time, bare."""
    return f"{value.astimezone(BEIJING):%H:%M}"


@register.filter
def iso(value: datetime) -> str:
    """The moment for machines: ISO 8601."""
    return value.isoformat()


@register.simple_tag
def clock_words() -> str:
    """The words the page's script writes time left with, as JSON; the same as :func:`left_in_words`."""
    words = {
        "moment": gettext("不到 1 分钟"),
        "minutes": gettext("%(minutes)d 分钟"),
        "hours": gettext("%(hours)d 小时"),
        "hoursMinutes": gettext("%(hours)d 小时 %(minutes)d 分"),
        "days": gettext("%(days)d 天"),
        "daysHours": gettext("%(days)d 天 %(hours)d 小时"),
        "left": gettext("还有 %(span)s"),
        "over": gettext("超 %(span)s"),
    }
    named = {key: re.sub(r"%\((\w+)\)[ds]", r"{\1}", text) for key, text in words.items()}
    return json.dumps(named, ensure_ascii=False)


def _parts(at: datetime) -> dict[str, Any]:
    return {"year": at.year, "month": at.month, "day": at.day, "clock": f"{at:%H:%M}"}


def _time(moment: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


def span_in_words(span: timedelta) -> str:
    """A length of time to the minute: ``41 分钟``, ``2 小时 5 分``, ``3 天 4 小时``; under a minute ``不到 1 分钟``."""
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 1:
        return gettext("不到 1 分钟")
    if minutes < _MINUTES_IN_HOUR:
        return gettext("%(minutes)d 分钟") % {"minutes": minutes}
    if minutes < _MINUTES_IN_DAY:
        hours, rest = divmod(minutes, _MINUTES_IN_HOUR)
        if not rest:
            return gettext("%(hours)d 小时") % {"hours": hours}
        return gettext("%(hours)d 小时 %(minutes)d 分") % {"hours": hours, "minutes": rest}
    days, rest = divmod(minutes // _MINUTES_IN_HOUR, 24)
    if not rest:
        return gettext("%(days)d 天") % {"days": days}
    return gettext("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": rest}


def left_in_words(due: datetime, now: datetime) -> str:
    """``还有 41 分钟`` before the line, ``超 12 分钟`` after it."""
    if due > now:
        return gettext("还有 %(span)s") % {"span": span_in_words(due - now)}
    return gettext("超 %(span)s") % {"span": span_in_words(now - due)}


@register.simple_tag
def time_left(due: datetime | str | None, now: datetime) -> SafeString | str:
    """Time left in words; the page's script keeps it right while the page stays open."""
    moment = as_moment(due)
    if moment is None:
        return unknown()
    words = left_in_words(moment, now)
    late = " late" if moment <= now else ""
    return format_html('<time class="left{}" data-due datetime="{}">{}</time>', late, moment.isoformat(), words)


@register.simple_tag
def span(start: datetime | str | None, end: datetime | str | None) -> SafeString | str:
    """Length of the time between two moments."""
    first, last = as_moment(start), as_moment(end)
    return unknown() if first is None or last is None else span_in_words(last - first)


@register.simple_tag
def time_bar(
    started: datetime | str | None,
    due: datetime | str | None,
    now: datetime,
    done: bool = False,  # noqa: FBT001, FBT002 (a template writes done=True)
) -> SafeString:
    """How much of the time is used, as a bar with its words; tone by how near the line is."""
    first, last = as_moment(started), as_moment(due)
    if first is None or last is None or last <= first:
        return mark_safe("")
    percent = min(100, max(0, int((now - first) * 100 / (last - first))))
    tone = "done" if done else "late" if now >= last else "soon" if percent >= _SOON_PERCENT else "calm"
    return bar(percent, tone)


_SOON_PERCENT = 66


@register.simple_tag
def bar(percent: int, tone: str = "calm", label: str = "") -> SafeString:
    """A bar of so many percent. Tones: calm, soon, late, done."""
    words = label or gettext("已用 %(percent)d%%") % {"percent": percent}
    return format_html(
        '<progress class="bar {}" max="100" value="{}" aria-label="{}">{}</progress>', tone, percent, words, words
    )


@register.filter
def yuan(fen: int | None) -> SafeString | str:
    """分 in 亿元, 万元 or 元; the exact sum is in the title. 待核 for none."""
    if fen is None or isinstance(fen, bool):
        return unknown()
    return format_html('<span title="{}">{}</span>', money_exactly(fen), money_in_words(fen))


def money_in_words(fen: int) -> str:
    """分 → ``12.40亿元``, ``3,120.5万元``, ``86.20元``; rounded half up, no floats."""
    sign, size = ("-" if fen < 0 else ""), abs(fen)
    if size >= 10_000_000_000:  # noqa: PLR2004 (one 亿元)
        hundredths = (size * 100 + 5_000_000_000) // 10_000_000_000
        return gettext("%(amount)s亿元") % {"amount": f"{sign}{hundredths // 100:,}.{hundredths % 100:02d}"}
    if size >= 1_000_000:  # noqa: PLR2004 (one 万元)
        tenths = (size * 10 + 500_000) // 1_000_000
        return gettext("%(amount)s万元") % {"amount": f"{sign}{tenths // 10:,}.{tenths % 10}"}
    return gettext("%(amount)s元") % {"amount": f"{sign}{size // 100:,}.{size % 100:02d}"}


def money_exactly(fen: int) -> str:
    """分 → ``1,240,000,000.00元``."""
    return gettext("%(amount)s元") % {"amount": f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"}


@register.filter
def percent_of_ppm(ppm: int | None) -> SafeString | str:
    """Parts per million → percent with one decimal, rounded half up; 待核 for none."""
    if ppm is None:
        return unknown()
    tenths = (abs(ppm) + 500) // 1000
    return f"{'-' if ppm < 0 and tenths else ''}{tenths // 10:,}.{tenths % 10}%"


@register.filter
def count(value: int | None) -> SafeString | str:
    """A count with separators; 待核 for none."""
    return unknown() if value is None else f"{value:,}"


@register.simple_tag
def unknown() -> SafeString:
    """待核: unknown is a value."""
    return format_html('<span class="unknown">{}</span>', gettext("待核"))


@register.filter
def region_name(code: str) -> str:
    """Full name of a region; its code if it is unknown."""
    return built_in_regions().full_name(code)


@register.filter
def role_name(role_id: str) -> str:
    """Name of a post; its code if it is unknown."""
    return (role_names(frozenset({role_id})) or (role_id,))[0]


@register.filter
def roles_in_words(role_ids: list[str]) -> str:
    """Names of several posts."""
    return "、".join(role_names(frozenset(role_ids)))


@register.simple_tag
def verification(status: str) -> SafeString:
    """已核, 待核 or 推算: how far a figure was checked."""
    words, tone = VERIFICATION.get(status, (status, "unknown"))
    return format_html('<span class="tag {}">{}</span>', tone, words)


@register.simple_tag
def grade(grade_id: str, signed: bool = True) -> SafeString:  # noqa: FBT001, FBT002 (a template writes signed=False)
    """A grade by label, shape and tone; a proposed one is outlined and says 建议. 未定级 for none."""
    if not grade_id:
        return format_html('<span class="tag unknown">{}</span>', gettext("未定级"))
    found = next((known for known in plan_in_force().grades if known.id == grade_id), None)
    rank, name = (found.rank, found.name) if found else (0, grade_id)
    words = name if signed else gettext("建议 %(name)s") % {"name": name}
    return format_html(
        '<span class="grade {}" data-rank="{}"><i aria-hidden="true">{}</i>{}</span>',
        "signed" if signed else "proposed",
        rank,
        "■" * max(1, 4 - rank) if rank else "□",
        words,
    )


@register.simple_tag(takes_context=True)
def fact(context: Context, reference: str, text: Any = "") -> SafeString:
    """Where a figure or a line comes from: a link for who may open records, plain words for everybody else."""
    if not allows(context, "ledger.view_fact"):
        return format_html("{}", text or reference)
    return fact_link(reference, text)


def allows(context: Context, permission: str) -> bool:
    """Whether the officer whose page this is holds a permission; no link may lead to a refusal."""
    request = _request_of(context)
    actor = actor_of(request) if request is not None else None
    return actor is not None and may(actor, permission)


def _request_of(context: Context) -> HttpRequest | None:
    """The request behind a page; a part included with “only” has no variables of the page, but still its request."""
    request: HttpRequest | None = context.get("request") or getattr(context, "request", None)
    return request


def fact_link(reference: str, text: Any = "") -> SafeString:
    """A link to a fact, for pages that only who may open facts can see."""
    if not reference:
        return format_html("{}", text)
    try:
        address = reverse("ledger.fact", kwargs={"reference": reference})
    except NoReverseMatch:
        return format_html("{}", text or reference)
    label = gettext("查看出处 %(reference)s") % {"reference": reference}
    return format_html('<a class="fact" href="{}" title="{}">{}</a>', address, label, text or reference)


@register.simple_tag(takes_context=True)
def act_key(context: Context, seen: int | None = None) -> SafeString:
    """Hidden inputs of a form that acts: an idempotency key and the stream number on the page (``act_arguments``).

    The page is then kept by no cache, so that “back” brings a form with a new key.
    """
    request = _request_of(context)
    if request is not None:
        request.__dict__["holds_act"] = True
    key = format_html('<input type="hidden" name="idempotency_key" value="{}">', uuid.uuid4())
    if seen is None:
        return key
    return format_html('{}<input type="hidden" name="seen" value="{}">', key, seen)


@register.simple_tag(takes_context=True)
def field_error(context: dict[str, Any], field: str) -> SafeString:
    """What is wrong with one input, above it; nothing when nothing is."""
    lines = [error.sentence for error in context.get("page_errors", ()) if error.field == field]
    if not lines:
        return mark_safe("")
    return format_html('<p class="field-error" id="{}-error">{}</p>', field, "；".join(lines))
