"""Statements to the public: what was published, and recording one."""

from django.http import HttpResponse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct import timekeeping
from fengsui.response.statements.actions import StatementEntry, record_statement, release_signatures, statements_of
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import event_address, room_of, show, stream_of
from fengsui.web.routes import Words
from fengsui.web.submitting import act_arguments, form_page

KINDS: tuple[tuple[str, Words], ...] = (
    ("first_information", gettext_lazy("首次权威信息")),
    ("briefing", gettext_lazy("新闻发布会")),
    ("further", gettext_lazy("其他发布")),
)


def statements(request: OfficerRequest, number: str) -> HttpResponse:
    """What was published so far, and the form."""
    room = room_of(request, number)
    names = dict(KINDS)
    running = {clock["definition"] for clock in room.clocks if clock["status"] == "running"}
    kind = next((value for value, _ in KINDS if value in running), "further")
    return show(
        request,
        "response/statements.html",
        room,
        rows=[(fact, names[fact.payload["kind"]]) for fact in statements_of(room.row.pk)],
        kinds=KINDS,
        signatures=[
            (f"signature-{place}", name)
            for place, name in enumerate(release_signatures(room.plan, room.state.grade), 1)
        ],
        values=form_values(request, {"kind": kind, **moment_values("published", timekeeping.now())}),
    )


def _record(request: OfficerRequest, number: str) -> str:
    room, reading = room_of(request, number), Reading(request.POST)
    entry = StatementEntry(
        kind=reading.choice("kind", gettext("发布了什么"), dict(KINDS)),
        title=reading.text("title", gettext("题目"), longest=120),
        channel=reading.text("channel", gettext("在哪里发布"), longest=120),
        number=reading.text("document", gettext("文号（可不填）"), required=False, longest=60),
        published_at=reading.moment("published", gettext("发布时间")),
        released=[
            reading.text(f"signature-{place}", name, longest=60)
            for place, name in enumerate(release_signatures(room.plan, room.state.grade), 1)
        ],
    )
    reading.finish()
    record_statement(actor=request.actor, event=stream_of(number), entry=entry, **act_arguments(request))
    return event_address(number, "event.statements")


statements_page = form_page("event.statements", statements, _record)
