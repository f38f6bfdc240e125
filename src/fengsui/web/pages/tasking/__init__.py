"""Pages of orders, evidence and handover, and of an event's command and case file."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.tasking import case_file, command, evidence, handover, order_forms, orders
from fengsui.web.routes import GET, POST, Route

_BOTH = (*GET, *POST)

ROUTES: tuple[Route, ...] = (
    Route("orders", "orders", orders.order_list, "tasking.view_orders", title=gettext_lazy("指令"), section="desk"),
    Route("orders/new", "order.new", order_forms.new_page, "tasking.issue_order", _BOTH, section="desk"),
    Route("orders/<str:number>", "order", orders.order_page, "tasking.view_own_orders", _BOTH, section="desk"),
    Route(
        "orders/<str:number>/print/<str:form>",
        "order.print",
        orders.order_print,
        "tasking.view_own_orders",
        section="desk",
    ),
    Route(
        "orders/<str:number>/pass-down",
        "order.pass_down",
        order_forms.pass_down_page,
        "tasking.pass_down",
        _BOTH,
        section="desk",
    ),
    Route(
        "orders/<str:number>/close", "order.close", order_forms.close_page, "tasking.close_order", _BOTH, section="desk"
    ),
    Route("handover-of-work", "work.handover", handover.handover_page, "tasking.hand_over", _BOTH, section="desk"),
    Route("evidence/new", "evidence.new", evidence.new_page, "tasking.collect_evidence", _BOTH, section="events"),
    Route("evidence/<str:number>", "evidence", evidence.show_evidence, "tasking.view_evidence", section="events"),
    Route(
        "evidence/<str:number>/hand",
        "evidence.hand",
        evidence.hand_page,
        "tasking.hand_evidence",
        _BOTH,
        section="events",
    ),
    Route(
        "evidence/<str:number>/file",
        "evidence.file",
        evidence.file_page,
        "tasking.open_evidence",
        _BOTH,
        section="events",
    ),
    Route("events/<str:number>/command", "event.command", command.command, "response.view_events", section="events"),
    Route(
        "events/<str:number>/letter",
        "event.letter",
        command.letter_page,
        "tasking.record_dealings",
        _BOTH,
        section="events",
    ),
    Route(
        "events/<str:number>/resource",
        "event.resource",
        command.resource_page,
        "tasking.record_dealings",
        _BOTH,
        section="events",
    ),
    Route(
        "events/<str:number>/case-file",
        "event.case_file",
        case_file.case_file,
        "response.view_events",
        section="events",
    ),
)
