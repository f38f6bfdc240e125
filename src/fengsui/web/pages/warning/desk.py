"""The warning desk: open tickets by level and nearest line, closed ones, the key list, the tables to take away."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers, may
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import states_of
from fengsui.monitoring.queries import newest_news
from fengsui.registry.workbook_writing import write_workbook
from fengsui.warning import queries
from fengsui.warning.levels import is_graver
from fengsui.warning.queries import DeskTicket
from fengsui.web.access import OfficerRequest
from fengsui.web.frame import BEIJING
from fengsui.web.pages.monitoring.showing import section_tabs
from fengsui.web.pages.registry.showing import download, place_name, places_below
from fengsui.web.pages.warning.choices import FINDINGS, OUTCOMES, words_of
from fengsui.web.pages.warning.clock_steps import WarningLine, warning_lines
from fengsui.web.pages.warning.warning_frame import level_choices
from fengsui.web.routes import Words
from fengsui.web.templatetags.wording import span_in_words

MOST_TICKETS, MOST_CLOSED = 200, 100
MINE: tuple[tuple[str, Words], ...] = (
    ("watched", gettext_lazy("我盯防的")),
    ("unwatched", gettext_lazy("没定盯防专人的")),
)


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One line of the desk. ``proposed``: a graver level the rules propose, else 0. ``news_at``: of the newest text."""

    ticket: DeskTicket
    decided: bool
    why: str
    proposed: int
    clock: WarningLine | None
    news_at: Any
    place: str
    finding: Words


def list_tickets(request: OfficerRequest) -> HttpResponse:
    """Open tickets, the gravest first; ``?status=closed`` the closed ones, ``?format=xlsx`` the table to take away."""
    chosen = _chosen(request)
    lines = ticket_lines(request.actor, chosen)
    if request.GET.get("format") == "xlsx":
        name = gettext("已销预警单") if chosen["status"] == "closed" else gettext("预警单")
        return download(_workbook(lines, name), f"{name} {timekeeping.now().astimezone(BEIJING):%Y-%m-%d}.xlsx")
    plan, actor = plan_in_force(), request.actor
    everything = lines if not any(chosen.values()) else ticket_lines(actor, _NOTHING_CHOSEN)
    counts = [(rank, sum(line.ticket.level == int(rank) for line in everything)) for rank, _ in level_choices(plan)]
    return render(
        request,
        "warning/desk.html",
        {
            "tabs": section_tabs(actor, "warnings"),
            "lines": lines,
            "now": timekeeping.now(),
            "closed": chosen["status"] == "closed",
            **(_how_early(request.actor) if chosen["status"] == "closed" else {}),
            "chosen": chosen,
            "filters": _filters(actor, chosen),
            "narrowed": any(value for name, value in chosen.items() if name != "status"),
            "counts": [(int(rank), number) for rank, number in counts if number],
            "total": len(lines if chosen["status"] == "closed" else everything),
            "unwatched": sum(not line.ticket.watchers for line in everything),
            "notice": plan.warning.notice,
            "waiting": queries.desk_matters(actor),
            "duties": [duty for duty in queries.duties(actor) if duty.kind != "name_watchers"],
            "outcomes": dict(OUTCOMES),
            "may_name": may(actor, "registry.name_watchers"),
            "may_sign": may(actor, "warning.sign"),
            "may_open": may(actor, "warning.open_ticket") and may(actor, "registry.view_institutions"),
            "export": _export_address(request),
        },
    )


def _how_early(actor: Actor) -> dict[str, Any]:
    """Prevention in numbers, as far as the plan asks for it.

    A year's tickets with those resolved (0.5); verified blow-ups, those with an earlier ticket, the lead (1.1.a).
    """
    plan = plan_in_force()
    counted, measured = (plan.provides(name) for name in ("warning.prevention_counted", "warning.lead_time_measured"))
    if not (counted or measured):
        return {}
    early = queries.prevention(actor, timekeeping.now() - timedelta(days=365))
    median = early.median_lead
    return {
        "early": early,
        "counted": counted,
        "resolved": early.closed.get("resolved", 0),
        "measured": measured,
        "lead": span_in_words(median) if median and median > timedelta(0) else "",
    }


_NOTHING_CHOSEN = {"level": "", "region": "", "whose": "", "status": ""}


def _chosen(request: OfficerRequest) -> dict[str, str]:
    """The filters asked for; those that nobody offers are none."""
    offered = {name: dict(choices) for name, _, choices in _offered(request.actor)}
    found = {name: value for name in offered if (value := request.GET.get(name, "")) in offered[name]}
    return {**_NOTHING_CHOSEN, **found, "status": "closed" if request.GET.get("status") == "closed" else ""}


def _offered(actor: Actor) -> list[tuple[str, Words, list[tuple[str, Words]]]]:
    regions: list[tuple[str, Words]] = [(place.code, place.name) for place in places_below(actor.region)]
    levels: list[tuple[str, Words]] = list(level_choices(plan_in_force()))
    found: list[tuple[str, Words, list[tuple[str, Words]]]] = [("level", gettext("级别"), levels)]
    if regions:
        found.append(("region", gettext("地区"), regions))
    return [*found, ("whose", gettext("盯防"), list(MINE))]


def _filters(actor: Actor, chosen: dict[str, str]) -> list[tuple[str, Words, list[tuple[str, Words]], str]]:
    return [(name, words, choices, chosen[name]) for name, words, choices in _offered(actor)]


def _export_address(request: OfficerRequest) -> str:
    query = request.GET.copy()
    query["format"] = "xlsx"
    return "?" + query.urlencode()


def ticket_lines(actor: Actor, chosen: dict[str, str] | None = None, *, limit: int = MOST_TICKETS) -> list[TicketLine]:
    """Tickets with their next clock and what settles it: the same number of queries for one as for many."""
    wanted = chosen or _NOTHING_CHOSEN
    status = wanted["status"] or "open"
    level = int(wanted["level"]) if wanted["level"] else 0
    found = queries.tickets(
        actor, status=status, level=level, limit=MOST_CLOSED if status == "closed" else MOST_TICKETS
    )
    found = [row for row in found if _wanted(row, wanted, actor)][:limit]
    if status == "closed":
        found.sort(key=lambda row: row.row.closed_at or row.row.opened_at, reverse=True)
    ids = [row.row.institution for row in found]
    news = newest_news(ids)
    clocks = [row.next_clock for row in found if row.next_clock]
    states = states_of(clock["stream"] for clock in clocks)
    steps = {line.stream: line for line in warning_lines(clocks, states, actor)}
    return [
        TicketLine(
            ticket=row,
            decided=is_decided(row.row, signed=row.signed is not None),
            why=next(iter(row.row.why), ""),
            proposed=row.proposed_level if is_graver(row.proposed_level, row.level) else 0,
            clock=steps.get(row.row.stream),
            news_at=news.get(row.row.institution),
            place=place_name(row.row.registered_region),
            finding=words_of(FINDINGS, row.row.finding) if row.row.finding else "",
        )
        for row in found
    ]


def is_decided(row: queries.Ticket, *, signed: bool) -> bool:
    """Whether an officer has decided the level: signed it, or opened the ticket himself and no rule raised it since."""
    return signed or (row.basis == "judgement" and row.raised_at is None)


def _wanted(row: DeskTicket, chosen: dict[str, str], actor: Actor) -> bool:
    if chosen["region"] and not covers(chosen["region"], row.row.registered_region):
        return False
    if chosen["whose"] == "unwatched":
        return not row.watchers
    return chosen["whose"] != "watched" or actor.name in row.watchers


def _workbook(lines: list[TicketLine], title: str) -> bytes:
    header = [
        gettext("机构"),
        gettext("注册地"),
        gettext("级别"),
        gettext("已签定"),
        gettext("原因"),
        gettext("盯防A角"),
        gettext("盯防B角"),
        gettext("建单时间"),
        gettext("下一时钟"),
        gettext("到期"),
        gettext("核查结论"),
        gettext("销单结果"),
        gettext("销单理由"),
        gettext("销单时间"),
        gettext("底账编号"),
    ]
    return write_workbook(title, header, [_cells(line) for line in lines])


def _cells(line: TicketLine) -> list[Any]:
    row, watchers = line.ticket.row, (*line.ticket.watchers, "", "")
    names = {level.rank: level.name for level in plan_in_force().warning.levels}
    return [
        row.name,
        line.place,
        names.get(row.level, str(row.level)),
        gettext("是") if line.decided else gettext("否，规则建议"),
        "；".join(row.why),
        watchers[0],
        watchers[1],
        _when(row.opened_at),
        line.clock.name if line.clock else "",
        _when(line.clock.due_at) if line.clock else "",
        str(line.finding),
        str(words_of(OUTCOMES, row.outcome)) if row.outcome else "",
        row.reason,
        _when(row.closed_at) if row.closed_at else "",
        row.pk,
    ]


def _when(moment: Any) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def list_key_institutions(request: OfficerRequest) -> HttpResponse:
    """重点盯防名单 (1.1.c): who is on it by which criteria until when, and whom the rules would put there."""
    actor, now = request.actor, timekeeping.now()
    rows = queries.key_list(actor)
    if request.GET.get("format") == "xlsx":
        return download(_key_workbook(actor), f"{gettext('重点盯防名单')} {now.astimezone(BEIJING):%Y-%m-%d}.xlsx")
    return render(
        request,
        "warning/key_list.html",
        {
            "tabs": section_tabs(actor, "warnings.key_list"),
            "rows": [(row, place_name(row.registered_region)) for row in rows],
            "left": [row for row in queries.key_list(actor, everything=True) if not row.listed],
            "candidates": queries.key_candidates(actor),
            "today": now.astimezone(BEIJING).date(),
            "may_keep": may(actor, "warning.keep_key_list"),
        },
    )


def _key_workbook(actor: Actor) -> bytes:
    header = [
        gettext("机构"),
        gettext("注册地"),
        gettext("列入标准"),
        gettext("在名单"),
        gettext("复核日期"),
        gettext("列入时间"),
        gettext("移出理由"),
    ]
    rows = [
        [
            row.name,
            place_name(row.registered_region),
            row.criteria,
            gettext("是") if row.listed else gettext("否，已移出"),
            row.review_on,
            _when(row.entered_at),
            "" if row.listed else row.reason,
        ]
        for row in queries.key_list(actor, everything=True)
    ]
    return write_workbook(gettext("重点盯防名单"), header, rows)
