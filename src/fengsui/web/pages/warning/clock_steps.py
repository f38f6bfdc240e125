"""What a running clock of a warning waits for, and the one button that does it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, may
from fengsui.documents.state import newest
from fengsui.ledger.canonical import split_reference
from fengsui.warning.papers import KIND
from fengsui.warning.queries import institution_of
from fengsui.warning.state import SUSPECTED, WarningState
from fengsui.web.pages.response.clock_steps import ClockLine, Step
from fengsui.web.pages.warning.warning_frame import number_of, warning_address

NEAR = timedelta(hours=1)
PENDING = {"rumour_check": "K1", "media_check": "K2"}
_WATCH: Mapping[str, tuple[str, str]] = {
    "watch_log": ("warning.watch.log", "warning.keep_watch"),
    "watch_analysis": ("warning.watch.analyse", "warning.analyse"),
    "watch_report": ("warning.watch.report", "warning.keep_watch"),
}


@dataclass(frozen=True, slots=True)
class WarningLine(ClockLine):
    """A clock of a warning; it leads to the ticket."""

    @property
    def home(self) -> str:
        """The address of the warning."""
        return reverse("warning", kwargs={"institution": institution_of(self.stream)})


def warning_lines(
    clocks: Iterable[Mapping[str, Any]], states: Mapping[str, WarningState], actor: Actor, *, named: bool = False
) -> list[WarningLine]:
    """Running clocks, the nearest line first. ``named``: with the institution's name, where a list holds several."""
    now = timekeeping.now()
    rows = [clock for clock in clocks if clock["status"] == "running"]
    rows.sort(key=lambda clock: (clock["due_at"], clock["stream"], split_reference(clock["id"])[1]))
    lines = [_line(clock, states[clock["stream"]], actor, named=named) for clock in rows]
    # Among events a warning's button calls only when its line is near.
    return [replace(line, step=replace(line.step, urgent=not named or line.due_at <= now + NEAR)) for line in lines]


def _line(clock: Mapping[str, Any], state: WarningState, actor: Actor, *, named: bool) -> WarningLine:
    name = clock.get("institution_name", "") or str(state.institution.get("name", ""))
    subject = str(clock["subject_name"]).removeprefix(name).lstrip("：")
    return WarningLine(
        stream=clock["stream"],
        event_name=name if named else "",
        name=clock["name"],
        subjects=(subject,) if subject else (),
        clause=clock["clause"],
        parameter=clock["parameter"],
        provisional=clock["provisional"],
        owner_roles=tuple(clock["owner_roles"]),
        started_at=clock["started_at"],
        due_at=clock["due_at"],
        step=warning_step(clock, state, actor),
    )


def warning_step(clock: Mapping[str, Any], state: WarningState, actor: Actor) -> Step:
    """What settles this clock, as things stand."""
    institution = institution_of(clock["stream"])
    match clock["definition"]:
        case "verification":
            return _verification(institution, state, actor)
        case "warning_notice":
            return _prompt(institution, state, actor)
        case "rumour_check" | "media_check" as kind:
            return _check(institution, kind, state, actor)
        case "watch_log" | "watch_analysis" | "watch_report" as kind:
            page, permission = _WATCH[kind]
            told = {
                "watch_log": (gettext("等记盯防情况"), gettext("记盯防日志")),
                "watch_analysis": (gettext("等盯防分析"), gettext("写盯防分析")),
                "watch_report": (gettext("等盯防报告"), gettext("写盯防报告")),
            }[kind]
            return Step(*told, warning_address(institution, page), may(actor, permission))
        case "preventive_measure":
            address = warning_address(institution, "warning.measure.answer", fact=number_of(clock["subject"]))
            allowed = may(actor, "warning.require_measure")
            return Step(gettext("等机构答复或复查"), gettext("登记答复"), address, allowed)
        case "key_list_review":
            address = warning_address(institution, "warning.key_list.review")
            return Step(
                gettext("等复核"), gettext("复核名单"), address, may(actor, "warning.keep_key_list"), urgent=False
            )
    return Step("", gettext("打开预警"), warning_address(institution), may(actor, "warning.view"), urgent=False)


def _verification(institution: str, state: WarningState, actor: Actor) -> Step:
    sheet = state.standing_sheet
    if sheet is not None and sheet.status == SUSPECTED:
        address = warning_address(institution, "warning.sign", fact=number_of(sheet.fact))
        return Step(gettext("爆雷核查单等签字"), gettext("查看核查单"), address, may(actor, "warning.sign"))
    address = warning_address(institution, "warning.verify")
    return Step(gettext("还没有核查结论"), gettext("填核查结论"), address, may(actor, "warning.verify"))


def _prompt(institution: str, state: WarningState, actor: Actor) -> Step:
    paper = newest(state.papers, KIND, "submitted", "approved", "sent", after=state.spell_floor)
    if paper is None:
        address = warning_address(institution, "warning.prompt")
        return Step(gettext("提示函还没送签"), gettext("起草提示函"), address, may(actor, "documents.draft_paper"))
    fact = number_of(paper.opened)
    if paper.status == "submitted":
        address = warning_address(institution, "warning.sign", fact=fact)
        return Step(gettext("提示函等批准"), gettext("审签"), address, may(actor, "warning.sign"))
    if paper.status == "approved":
        address = warning_address(institution, "warning.paper.send", fact=fact)
        return Step(gettext("提示函已批准，等发出"), gettext("发出"), address, may(actor, "documents.send_paper"))
    address = warning_address(institution, "warning.paper", fact=fact)
    return Step(gettext("提示函已发出"), gettext("查看"), address, may(actor, "documents.view_papers"), urgent=False)


def _check(institution: str, kind: str, state: WarningState, actor: Actor) -> Step:
    waiting = state.pending.get(PENDING[kind], ())
    words = gettext("%(number)d 条待核实") % {"number": len(waiting)}
    if not waiting:
        return Step(words, gettext("打开预警"), warning_address(institution), may(actor, "warning.view"), urgent=False)
    address = warning_address(institution, "warning.check", signal=waiting[0])
    return Step(words, gettext("核实"), address, may(actor, "warning.check_signal"))
