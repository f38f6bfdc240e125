"""The list of orders, and one order: sign for it, report, explain, send back; its tree, clocks and evidence."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import covers, may
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.letters import actions as letters
from fengsui.documents.queries import FORMATS
from fengsui.tasking import queries, working
from fengsui.tasking.ordering import FORM
from fengsui.tasking.policy import CASCADE, CUSTODY
from fengsui.tasking.printing import LETTER, letter_texts, order_file, sends_outside
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.pages.tasking.choices import ORIGINS, OUTCOMES
from fengsui.web.submitting import act_arguments, form_page, not_kept

SIZE = 25
STATUSES = ("open", "unsigned", "overdue", "closed")


def stream_of(number: str) -> str:
    """``2026-001`` → ``order/2026-001``."""
    return f"order/{number}"


def order_list(request: OfficerRequest) -> HttpResponse:
    """Every order the officer reads, newest first; by state and words."""
    words = {
        "open": gettext("未关闭"),
        "unsigned": gettext("待签收"),
        "overdue": gettext("已超期"),
        "closed": gettext("已关闭"),
    }
    search, status = request.GET.get("search", ""), request.GET.get("status", "")
    event = request.GET.get("event", "")
    page = int(typed) if (typed := request.GET.get("page", "1")).isdecimal() and len(typed) < 7 else 1  # noqa: PLR2004
    rows, total = queries.orders(
        request.actor,
        search=search,
        status=status if status in STATUSES else "",
        event=f"event/{event}" if event else "",
        page=page,
        size=SIZE,
    )
    context = {
        "rows": rows,
        "total": total,
        "search": search,
        "status": status,
        "event": event,
        "statuses": list(words.items()),
        "page": page,
        "pages": max(1, -(-total // SIZE)),
        "now": timekeeping.now(),
        "can": Powers(request.actor, "tasking"),
        "provided": has_form(),
    }
    return render(request, "tasking/orders.html", context)


def has_form() -> bool:
    """Whether the plan in force has the form of orders (3.2.1)."""
    return any(form.id == FORM for form in plan_in_force().forms)


def show_order(request: OfficerRequest, number: str) -> HttpResponse:
    """One order: what, by when, whose; the tree below it; what the officer can do now."""
    actor, now, plan = request.actor, timekeeping.now(), plan_in_force()
    page = queries.order_page(actor, stream_of(number))
    row, state = page.row, page.state
    unit = bool(actor.department) and actor.department == row.department and covers(actor.region, row.region)
    theirs = (actor.officer in state.officers or unit) and may(actor, "tasking.work_order")
    leads = bool(actor.roles & {"R1", "R2"}) and covers(actor.region, row.issuer_region)
    decides = (actor.officer == row.issuer or leads) and may(actor, "tasking.close_order")
    passes = actor.officer in {row.owner, row.deputy, row.issuer} or bool(actor.roles & {"R1", "R2", "R3"})
    context = {
        "page": page,
        "row": row,
        "state": state,
        "number": number,
        "now": now,
        "origin": ORIGINS.get(row.origin, row.origin),
        "outcome": OUTCOMES.get(row.outcome, row.outcome),
        "overdue": state.is_overdue(now),
        "theirs": theirs and state.is_open,
        "decides": decides and state.is_open,
        "passes": passes and state.is_open and may(actor, "tasking.pass_down") and plan.provides(CASCADE),
        "may_telephone": may(actor, "tasking.acknowledge_order_by_telephone") and state.is_open,
        "may_evidence": may(actor, "tasking.collect_evidence") and plan.provides(CUSTODY),
        "sees_evidence": may(actor, queries.VIEW_EVIDENCE),
        "sees_all": may(actor, queries.VIEW),
        "sees_event": bool(row.event) and may(actor, "response.view_events"),
        "letter_of_order": sends_outside() and may(actor, "documents.draft_paper") and state.is_open,
        "prints": has_form(),
        "values": form_values(request, {"receiver": row.owner_name, **moment_values("acknowledged", now)}),
    }
    return render(request, "tasking/order.html", context)


def _do_order(request: OfficerRequest, number: str) -> str:
    arguments: dict[str, Any] = {
        "actor": request.actor,
        "order": stream_of(number),
        "idempotency_key": act_arguments(request)["idempotency_key"],
    }
    reading = Reading(request.POST)
    match request.POST.get("decision"):
        case "acknowledge":
            working.acknowledge_order(**arguments)
        case "telephone":
            receiver = reading.text("receiver", gettext("电话里签收的人"), longest=60)
            at = reading.moment("acknowledged", gettext("签收时间"))
            reading.finish()
            working.acknowledge_order(by_telephone=True, receiver=receiver, acknowledged_at=at, **arguments)
        case "explain":
            reason = reading.text("overdue_reason", gettext("超期原因"))
            reading.finish()
            working.explain_overdue(reason=reason, **arguments)
        case "letter":
            return _letter_of(request, number, arguments["idempotency_key"])
        case "return":
            reason = reading.text("return_reason", gettext("为什么退回"))
            reading.finish()
            working.return_order(reason=reason, **arguments)
        case _:
            note = reading.text("note", gettext("做了什么、结果怎样"))
            reading.finish()
            working.report_order(note=note, done=reading.checked("done"), **arguments)
    return order_address(number)


def _letter_of(request: OfficerRequest, number: str, key: str) -> str:
    """Begin the paper by which the order goes outside (command_order), its first text taken from the order."""
    page = queries.order_page(request.actor, stream_of(number))
    row = page.row
    begun = letters.begin_letter(actor=request.actor, form=LETTER, about=row.event, idempotency_key=key)
    if not begun.repeated:
        texts = letter_texts(page)
        letters.save_letter(actor=request.actor, letter=begun.fact.stream, texts=texts, revision=0)
    return reverse("letter.write", kwargs={"letter": begun.fact.stream.partition("/")[2]})


def order_print(request: OfficerRequest, number: str, form: str) -> HttpResponse:
    """The order as the plan's 指令、督办单, from its facts."""
    if form not in FORMATS:
        raise Http404
    page = queries.order_page(request.actor, stream_of(number))
    if not has_form():
        raise Http404
    content = order_file(request.actor, page, form, timekeeping.now())
    response = HttpResponse(content, content_type=FORMATS[form])
    name = f"{page.row.number}.{form}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return not_kept(response)


def order_address(number: str, page: str = "order") -> str:
    """The address of a page of the order."""
    return reverse(page, kwargs={"number": number})


order_page = form_page("order", show_order, _do_order)
