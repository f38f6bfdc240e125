"""What every page shows around its content: sections, world, officer, time, checkpoint, version."""

from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import current_world
from fengsui.ledger.sealer import checkpoint_line
from fengsui.registry.regions import built_in_regions
from fengsui.web.access import actor_of, role_names
from fengsui.web.routes import PUBLIC, Route, Words, known_routes

BEIJING = ZoneInfo("Asia/Shanghai")
SECTIONS: tuple[tuple[str, Words], ...] = (
    ("desk", gettext_lazy("值班台")),
    ("warnings", gettext_lazy("预警")),
    ("events", gettext_lazy("事件")),
    ("institutions", gettext_lazy("机构")),
    ("papers", gettext_lazy("公文")),
    ("plan", gettext_lazy("预案")),
    ("ledger", gettext_lazy("底账")),
    ("system", gettext_lazy("系统")),
)


@dataclass(frozen=True, slots=True)
class SectionLink:
    """One entry of the header."""

    title: Words
    address: str
    current: bool


@dataclass(frozen=True, slots=True)
class WorldNotice:
    """How a page says that it is no live system, or that the plan does not apply yet. ``kind`` names a style."""

    kind: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page.

    ``clock_runs``: whether the world's time is the system's, so that a page may tick.
    ``address``: where this page can be opened again.
    """

    sections: tuple[SectionLink, ...]
    notice: WorldNotice | None
    plan_notice: str
    jurisdiction: str
    officer: str
    posts: str
    now: datetime
    clock_runs: bool
    checkpoint: str
    version: str
    address: str


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: ``frame``, ``actor``, and after a refused act ``page_errors`` and ``typed``."""
    actor = actor_of(request)
    return {
        "frame": _frame(request, actor),
        "actor": actor,
        "page_errors": getattr(request, "page_errors", ()),
        "typed": getattr(request, "typed", {}),
    }


def _frame(request: HttpRequest, actor: Actor | None) -> Frame:
    world, now = current_world(), timekeeping.now()
    route = getattr(request, "route", None)
    return Frame(
        sections=allowed_sections(actor, route.section if route else ""),
        notice=_notice(),
        plan_notice=_plan_notice(now),
        jurisdiction=world.jurisdiction_name if world else "",
        officer=actor.name if actor else "",
        posts=_posts(actor),
        now=now,
        clock_runs=world is None or world.time_source == "system",
        checkpoint=checkpoint_line() if actor else "",
        version=program_version(),
        address=getattr(request, "page_address", request.get_full_path()),
    )


def allowed_sections(actor: Actor | None, current: str = "") -> tuple[SectionLink, ...]:
    """The sections whose first plain page the actor may open."""
    links = []
    for section, title in SECTIONS:
        doors = [r for r in known_routes if r.section == section and not r.has_parameters and "GET" in r.methods]
        open_doors = [r for r in doors if actor and (r.permission is PUBLIC or may(actor, str(r.permission)))]
        if open_doors:
            # The page nearest the root is the section's own; a sub-page is a door only for who may open no other.
            door = min(open_doors, key=lambda route: route.path.count("/"))
            links.append(SectionLink(_title(title, door, doors), reverse(door.name), section == current))
    return tuple(links)


def _title(title: Words, door: Route, doors: list[Route]) -> Words:
    """The section's title, or the page's own where the officer enters by another page than most."""
    return title if door is doors[0] or not door.title else door.title


def _posts(actor: Actor | None) -> str:
    if actor is None:
        return ""
    known = built_in_regions()
    place = known.get(actor.region)
    return " · ".join(part for part in (place.name if place else "", "、".join(role_names(actor.roles))) if part)


def _notice() -> WorldNotice | None:
    world = current_world()
    match world.kind if world else "none":
        case "live":
            return None
        case "demonstration":
            sentence = gettext("地区、机构、人员和数字全部虚构；消息不外发。")
            return WorldNotice("demonstration", gettext("演示数据"), sentence)
        case "exercise":
            sentence = gettext("不是真实事件；消息不外发，公文均注明演练。")
            return WorldNotice("exercise", gettext("演练"), sentence)
        case "test":
            return WorldNotice("test", gettext("测试"), gettext("程序测试环境；消息不外发。"))
        case _:
            return WorldNotice("test", gettext("尚未建立环境"), gettext("请先建立环境，再登录办理。"))


def _plan_notice(now: datetime) -> str:
    """A plan used before its first day says so (design §5); a live world never comes here."""
    world = current_world()
    if world is None or world.kind == "live":
        return ""
    plan, today = plan_in_force(), now.astimezone(BEIJING).date()
    if plan.in_force(today):
        return ""
    first = plan.effective_from
    day = gettext("%(year)d年%(month)d月%(day)d日") % {"year": first.year, "month": first.month, "day": first.day}
    if today < first:
        return gettext("预案自%(day)s起施行，此处提前适用，仅供演示和演练。") % {"day": day}
    return gettext("预案已停止施行，此处仍适用，仅供演示和演练。")


def program_version() -> str:
    """The installed version."""
    try:
        return version("fengsui")
    except PackageNotFoundError:
        return "0.1.0"
