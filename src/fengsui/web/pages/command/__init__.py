"""Pages of the command desk: handing over, calls, decisions, joint meetings, the shared picture."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.command import calls, decisions, expiring, handover, meetings, picture, place_reports
from fengsui.web.routes import GET, POST, Route, View, Words

_BOTH = (*GET, *POST)


def _desk(
    path: str, name: str, view: View, permission: str, title: Words = "", *, methods: tuple[str, ...] = GET
) -> Route:
    return Route(path, name, view, f"command.{permission}", methods, title, "desk")


def _event(path: str, name: str, view: View, permission: str, *, methods: tuple[str, ...] = GET) -> Route:
    return Route(f"events/<str:number>/{path}", name, view, permission, methods, section="events")


ROUTES: tuple[Route, ...] = (
    _desk("handover", "handover", handover.handover_board, "view_handover", gettext_lazy("交接班")),
    _desk("handover/give", "handover.give", handover.give, "hand_over", methods=POST),
    _desk("handover/take", "handover.take", handover.take, "hand_over", methods=POST),
    _desk("handover/notes", "handover.notes", handover.notes, "hand_over", methods=POST),
    _desk("expiring", "expiring", expiring.board, "view_expiring", gettext_lazy("到期的职责")),
    _desk("expiring/extend", "expiring.extend", expiring.extend, "extend_activation", methods=POST),
    _desk("place-reports", "place_reports", place_reports.board, "view_place_reports", gettext_lazy("各市每日报告")),
    _desk("place-reports/file", "place_reports.file", place_reports.file, "file_place_report", methods=POST),
    _desk("calls", "calls", calls.call_log, "view_calls", gettext_lazy("通话记录")),
    _desk("calls/log", "calls.log", calls.log, "log_call", methods=POST),
    _desk("calls/follow", "calls.follow", calls.follow, "log_call", methods=POST),
    _desk("calls/open", "calls.open", calls.open_page, "open_calls", methods=POST),
    _desk("decisions", "decisions", decisions.decision_log, "view_decisions", gettext_lazy("决策记录")),
    _desk("decisions/new", "decisions.new", decisions.new_page, "record_decision", methods=_BOTH),
    _desk("decisions/sign", "decisions.sign", decisions.sign, "sign_decision", methods=POST),
    _desk("decisions/return", "decisions.return", decisions.give_back, "sign_decision", methods=POST),
    _event("picture", "event.picture", picture.picture, "response.view_events"),
    _event("decisions", "event.decisions", decisions.event_decisions, "command.view_decisions"),
    _event("decisions/new", "event.decisions.new", decisions.event_new_page, "command.record_decision", methods=_BOTH),
    _event("meetings", "event.meetings", meetings.event_meetings, "response.view_events"),
    _event("meetings/new", "event.meetings.new", meetings.new_page, "command.convene_meeting", methods=_BOTH),
    _event(
        "meetings/conclude", "event.meetings.conclude", meetings.conclude_page, "command.convene_meeting", methods=_BOTH
    ),
)
