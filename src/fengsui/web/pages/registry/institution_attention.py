"""The institution page's early warning: level now with its reasons, and everything that happened on one time axis."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.monitoring.texts.daily import TextsOfDay, texts_per_day
from fengsui.plan import Indicator
from fengsui.plan.warning import BAND_NAMES
from fengsui.response.explaining import figure_label
from fengsui.warning.institution_story import WarningStory, warning_story
from fengsui.warning.rules.attention_words import percent_words, value_words
from fengsui.web.charts import Mark
from fengsui.web.routes import Words
from fengsui.web.templatetags.wording import as_moment

SPAN = timedelta(days=180)
MOST_STEPS = 60
MOST_SOURCES = 3
OUTCOMES: dict[str, Words] = {
    "unfounded": gettext_lazy("不属实"),
    "resolved": gettext_lazy("已化解"),
    "became_event": gettext_lazy("转为事件"),
    "joined": gettext_lazy("并入"),
}
SHEET_STATUSES: dict[str, Words] = {
    "suspected": gettext_lazy("疑似爆雷"),
    "verified": gettext_lazy("爆雷已确认"),
    "rejected": gettext_lazy("疑似爆雷，未获确认"),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """What a figure was read from: the ``fact`` of an import, or a text with its page's ``address``."""

    fact: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ReadBand:
    """An indicator that reached a band: its words, of when, read from which records."""

    name: str
    value: str
    band: str
    borderline: bool
    as_of: datetime | None
    sources: tuple["Origin", ...]
    further: int
    clause: str


@dataclass(frozen=True, slots=True)
class AttentionShown:
    """The level now. ``level``: in force (signed, else proposed), 0 for none. ``unknown``: labels of figures."""

    story: WarningStory
    level: int
    name: str
    proposed_name: str
    signed: bool
    score: str
    bands: tuple[ReadBand, ...]
    unknown: tuple[str, ...]
    notice: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the time axis. ``fact``: its record; ``address``: its page. ``mark``: on the charts, where not empty.

    ``whole_day``: the time of day says nothing.
    """

    at: datetime
    kind: str
    words: str
    fact: str = ""
    address: str = ""
    mark: str = ""
    whole_day: bool = False


def story_of(actor: Actor, institution: str) -> WarningStory | None:
    """The institution's warning; None for an officer who may see none. Raises AccessDenied for another place's."""
    return warning_story(actor, institution) if may(actor, "warning.view") else None


def attention_shown(story: WarningStory) -> AttentionShown:
    """The level in force with why, figures and what is unknown."""
    attention, signed, plan = story.attention, story.signed, plan_in_force().warning
    proposed = attention.proposed_level if attention else 0
    level = signed.level if signed is not None and signed.level is not None else proposed
    names = {known.rank: known.name for known in plan.levels}
    score = attention.score_ppm if attention else None
    return AttentionShown(
        story=story,
        level=level,
        name=names.get(level, ""),
        proposed_name=names.get(proposed, ""),
        signed=signed is not None,
        score="" if score is None else percent_words(score),
        bands=tuple(_bands(story)),
        unknown=tuple(figure_label(name) for name in attention.unknown) if attention else (),
        notice=plan.notice,
        address=_address("warning", institution=attention.pk) if attention else "",
    )


def _bands(story: WarningStory) -> Iterable[ReadBand]:
    """The bands reached, the heaviest first."""
    plan = plan_in_force().warning
    known = {indicator.id: indicator for indicator in plan.indicators}
    rows = [row for row in (story.attention.bands if story.attention else ()) if row["band"]]
    for row in sorted(rows, key=lambda row: (-row["points_ppm"], -row["weight"])):
        indicator = known.get(row["indicator"])
        if indicator is not None:
            yield _band(indicator, row, story.figures.get(indicator.figure, {}))


def _band(indicator: Indicator, row: dict[str, Any], figure: Any) -> ReadBand:
    sources = tuple(figure.get("sources", ()))
    return ReadBand(
        name=indicator.name,
        value=value_words(indicator, figure.get("value")),
        band=str(BAND_NAMES.get(row["band"], row["band"])),
        borderline=bool(row["borderline"]),
        as_of=as_moment(figure.get("as_of")),
        sources=tuple(_origin(source) for source in sources[:MOST_SOURCES]),
        further=max(0, len(sources) - MOST_SOURCES),
        clause=indicator.clause,
    )


def _origin(source: str) -> Origin:
    """References of facts have their number after a #; anything else names a text."""
    return Origin(fact=source) if "#" in source else Origin(address=_address("signal", signal=source))


def steps_of(actor: Actor, institution: str, story: WarningStory | None, events: Sequence[Any]) -> list[Step]:
    """Texts, tickets, sheets, watches and events of the last 180 days, the newest first. One query."""
    now = timekeeping.now()
    steps: list[Step] = []
    if may(actor, "monitoring.view_signals"):
        texts = texts_per_day(institution, now - SPAN, now)
        steps += [_text_step(row, institution) for row in texts]
    if story is not None:
        steps += _warning_steps(story)
    steps += [
        Step(
            row.known_at, gettext("事件"), row.name, address=_address("event", number=row.number), mark=gettext("事件")
        )
        for row in events
    ]
    return sorted((step for step in steps if step.at >= now - SPAN), key=lambda step: step.at, reverse=True)


def marks_of(steps: Sequence[Step]) -> list[Mark]:
    """What of the time axis stands on the charts."""
    return [Mark(step.at, step.mark) for step in steps if step.mark]


def _text_step(row: TextsOfDay, institution: str) -> Step:
    parts = [(row.reports, gettext("报告 %(number)d 条")), (row.others, gettext("询问、否认和其他 %(number)d 条"))]
    words = [text % {"number": number} for number, text in parts if number]
    if row.negative:
        words.append(gettext("负面 %(number)d 条") % {"number": row.negative})
    address = _address("information")
    return Step(
        datetime.combine(row.day, time(), BEIJING),
        gettext("信息"),
        "，".join(words),
        address=f"{address}?institution={institution}" if address else "",
        whole_day=True,
    )


def _warning_steps(story: WarningStory) -> Iterable[Step]:
    names = {known.rank: known.name for known in plan_in_force().warning.levels}
    ticket_word, watch_word = gettext("预警单"), gettext("盯防")
    for ticket in story.tickets:
        level, address = names.get(ticket.level, ""), _address("warning", institution=ticket.institution)
        yield Step(
            ticket.opened_at,
            ticket_word,
            gettext("建立，%(level)s") % {"level": level},
            ticket.pk,
            address,
            ticket_word,
        )
        if ticket.closed_at:
            outcome = OUTCOMES.get(ticket.outcome, ticket.outcome)
            words = gettext("销单：%(outcome)s") % {"outcome": outcome}
            yield Step(ticket.closed_at, ticket_word, words, ticket.pk, address)
    for sheet in story.sheets:
        words = str(SHEET_STATUSES.get(sheet.status, sheet.status))
        mark = "" if sheet.status == "rejected" else words.removesuffix(gettext("已确认"))
        yield Step(sheet.occurred_at, gettext("爆雷核查"), f"{words} {sheet.condition}".strip(), sheet.pk, mark=mark)
    for watch in story.watches:
        pair = gettext("专人盯防：%(a)s、%(b)s") % {"a": watch.watcher_a_name, "b": watch.watcher_b_name}
        yield Step(watch.opened_at, watch_word, pair, watch.pk)
        if watch.ended_at:
            yield Step(watch.ended_at, watch_word, gettext("盯防结束"), watch.pk)
    if story.signed is not None and story.signed.signed_at is not None:
        words = gettext("%(officer)s 签定 %(level)s") % {
            "officer": story.signed.officer_name,
            "level": names.get(story.signed.level or 0, gettext("不予研判")),
        }
        yield Step(story.signed.signed_at, gettext("定级别"), words)


def _address(name: str, **arguments: str) -> str:
    try:
        return reverse(name, kwargs=arguments)
    except NoReverseMatch:
        return ""
