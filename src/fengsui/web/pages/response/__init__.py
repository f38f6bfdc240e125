"""Pages of the response room: the list of events, an event and everything done in it, tasks."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.response import (
    chronicle,
    commanding,
    joining,
    jurisdiction_grade,
    neighbours,
    offline,
    opening,
    order,
    overview,
    papers,
    recording,
    signing,
    statements,
    tasks,
    timeline,
)
from fengsui.web.routes import GET, POST, Route, View

_BOTH = (*GET, *POST)


def _page(path: str, name: str, view: View, permission: str) -> Route:
    """A page of one event that is only read; a permission with a dot is another room's."""
    full = permission if "." in permission else f"response.{permission}"
    return Route(f"events/<str:number>{path}", name, view, full, section="events")


def _form(path: str, name: str, view: View, permission: str) -> Route:
    """A page of one event with a form on it; a permission with a dot is another room's."""
    full = permission if "." in permission else f"response.{permission}"
    return Route(f"events/<str:number>{path}", name, view, full, _BOTH, section="events")


ROUTES: tuple[Route, ...] = (
    Route("events", "events", opening.events, "response.view_events", title=gettext_lazy("事件"), section="events"),
    Route(
        "events/new",
        "event.new",
        opening.new_event_page,
        "response.open_event",
        _BOTH,
        title=gettext_lazy("报告新事件"),
        section="events",
    ),
    Route(
        "grading",
        "grading",
        jurisdiction_grade.jurisdiction_grade,
        "response.view_events",
        title=gettext_lazy("辖区定级"),
        section="events",
    ),
    Route(
        "grading/workbook",
        "grading.workbook",
        jurisdiction_grade.jurisdiction_grade_workbook,
        "response.view_events",
        section="events",
    ),
    _page("", "event", overview.overview, "view_events"),
    _page("/timeline", "event.timeline", timeline.timeline, "view_events"),
    _page("/chronicle/<str:form>", "event.chronicle", chronicle.file, "view_events"),
    _page("/tasks", "event.tasks", tasks.event_tasks, "view_events"),
    _page("/papers", "event.papers", papers.event_papers, "view_events"),
    _page("/figures", "event.figures", recording.figures, "view_events"),
    _form("/figures/new", "event.figures.new", recording.figures_page, "record_figures"),
    _form("/blowup", "event.blowup", recording.blowup_page, "suspect_blowup"),
    _form("/blowup/<int:fact>/reject", "event.blowup.reject", recording.rejection_page, "reject_blowup"),
    _form("/note", "event.note", recording.note_page, "add_note"),
    _form("/narrative", "event.narrative", signing.narrative_page, "open_narrative"),
    _form("/grade", "event.grade", signing.grade_page, "sign_grade"),
    _form("/sign/<int:fact>", "event.sign", signing.matter_page, "sign"),
    _form("/countersign/<int:fact>", "event.countersign", signing.countersign_page, "sign"),
    _form("/activation", "event.activation", commanding.activation_page, "draft_activation"),
    _page("/activation/order", "event.order", order.order, "documents.view_papers"),
    _page("/activation/order/pdf", "event.order.pdf", order.order_pdf, "documents.view_papers"),
    _form("/support/<int:fact>", "event.support", commanding.support_page, "record_support_answer"),
    _form("/support/new", "event.support.new", joining.support_request_page, "request_support"),
    _form("/support/<int:fact>/oversee", "event.support.oversee", joining.oversee_page, "oversee_support"),
    _form("/neighbours", "event.neighbours", neighbours.neighbours_page, "count_lenders"),
    _form("/neighbours/<str:place>", "event.neighbour", neighbours.neighbour_page, "notify_neighbour"),
    _form("/statements", "event.statements", statements.statements_page, "record_statement"),
    _form("/dismiss", "event.dismiss", commanding.dismissal_page, "dismiss_event"),
    _form("/terminate", "event.terminate", commanding.termination_page, "terminate_event"),
    _form("/merge", "event.merge", joining.merge_page, "merge_events"),
    _form("/split", "event.split", joining.split_page, "split_event"),
    _form("/reopen", "event.reopen", joining.reopen_page, "reopen_event"),
    _form("/lead", "event.lead", joining.lead_page, "transfer_lead"),
    Route("papers/offline-form", "offline.template", offline.any_template, "documents.draft_paper", section="papers"),
    _page("/offline/form", "event.offline.template", offline.event_template, "documents.draft_paper"),
    _form("/offline", "event.offline", offline.offline_page, "documents.draft_paper"),
    Route(
        "events/<str:number>/offline/record",
        "event.offline.record",
        offline.record_calls,
        "documents.send_paper",
        POST,
        section="events",
    ),
    _form("/offline/<str:sha256>", "event.offline.preview", offline.preview_page, "documents.draft_paper"),
    _form("/papers/<str:kind>/draft", "paper.draft", papers.draft_page, "documents.draft_paper"),
    Route("tasks", "tasks", tasks.own_tasks, "response.view_own_tasks", title=gettext_lazy("任务"), section="desk"),
    Route("tasks/<str:number>/<int:fact>", "task", tasks.task_page, "response.view_own_tasks", _BOTH, section="desk"),
)
