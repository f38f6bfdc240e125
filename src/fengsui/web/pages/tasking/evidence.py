"""Evidence: register a piece, its page with the chain of custody, hand it over, open its file."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.files import FileLost
from fengsui.ledger.sealed import LONGEST_PURPOSE
from fengsui.tasking import evidence as acts
from fengsui.tasking import queries
from fengsui.tasking.policy import CUSTODY
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values, moment_values
from fengsui.web.pages.response.event_frame import Powers
from fengsui.web.submitting import act_arguments, form_page

MOST_COLLECTORS = 4


def stream_of(number: str) -> str:
    """``2026-001`` → ``evidence/2026-001``."""
    return f"evidence/{number}"


def evidence_form(request: OfficerRequest) -> HttpResponse:
    """A new piece: what it belongs to, what it is, from whom, when and where, by whom, the file or the original."""
    subject = request.GET.get("subject", "") or request.POST.get("subject", "")
    about = _subject_words(request.actor, subject) if subject else ""
    context = {
        "subject": subject,
        "about": about,
        "provided": plan_in_force().provides(CUSTODY),
        "largest": acts.LARGEST_BYTES // 1024 // 1024,
        "collectors": range(1, MOST_COLLECTORS + 1),
        "values": form_values(request, {"subject": subject, **moment_values("collected", timekeeping.now())}),
    }
    return render(request, "tasking/evidence_form.html", context)


def _subject_words(actor: Actor, subject: str) -> str:
    event, _ = acts.subject_of(actor, subject)
    if subject.startswith("order/"):
        return queries.order_of(actor, subject).number
    return gettext("事件 %(number)s") % {"number": event.partition("/")[2]}


def _collect(request: OfficerRequest) -> str:
    reading = Reading(request.POST)
    subject = reading.text("subject", gettext("属于哪个事件、任务或者指令"))
    pairs = []
    for number in range(1, MOST_COLLECTORS + 1):
        required = number <= 2  # noqa: PLR2004 (两人以上)
        label = gettext("取证人%(number)d") % {"number": number}
        name = reading.text(f"collector-{number}", label, required=required, longest=60)
        post = reading.text(
            f"post-{number}", gettext("%(who)s的职务") % {"who": label}, required=bool(name), longest=60
        )
        if name:
            pairs.append((name, post))
    entry = acts.EvidenceEntry(
        subject=subject,
        what=reading.text("what", gettext("证据名称")),
        source=reading.text("source", gettext("来源")),
        place=reading.text("place", gettext("取得地点")),
        collected_at=reading.moment("collected", gettext("取得时间")),
        collectors=pairs,
        original=reading.text("original", gettext("原件存放处"), required=False),
        holder=reading.text("holder", gettext("保管人"), required=False, longest=60),
    )
    reading.finish()
    file = request.FILES.get("file")
    if file is not None and (file.size or 0) > acts.LARGEST_BYTES:
        msg = f"文件超过 {acts.LARGEST_BYTES // 1024 // 1024} MB，请写明原件存放处"
        raise Refused(msg)
    outcome = acts.collect_evidence(
        actor=request.actor,
        entry=entry,
        content=file.read() if file is not None else None,
        idempotency_key=act_arguments(request)["idempotency_key"],
    )
    return _address(outcome.fact.stream.partition("/")[2])


def show_evidence(request: OfficerRequest, number: str) -> HttpResponse:
    """One piece: what it is, who took it, its SHA-256, its chain of custody, who opened the file."""
    row, state, _ = queries.evidence_page(request.actor, stream_of(number))
    subject = row.subject
    home = ""
    if subject.startswith("order/"):
        home = reverse("order", kwargs={"number": subject.partition("/")[2]})
    elif Powers(request.actor)["view_events"]:
        home = reverse("event.case_file", kwargs={"number": row.event.partition("/")[2]})
    context = {
        "row": row,
        "state": state,
        "number": number,
        "home": home,
        "can": Powers(request.actor, "tasking"),
        "steps": len(state.chain) + 1,
    }
    return render(request, "tasking/evidence.html", context)


def hand_form(request: OfficerRequest, number: str) -> HttpResponse:
    """Handing a piece over: to whom, when, why. From whom is known."""
    row, state, seen = queries.evidence_page(request.actor, stream_of(number))
    values = form_values(request, moment_values("handed", timekeeping.now()))
    context = {"row": row, "state": state, "number": number, "seen": seen, "values": values}
    return render(request, "tasking/evidence_hand.html", context)


def _hand(request: OfficerRequest, number: str) -> str:
    reading = Reading(request.POST)
    taker = reading.text("taker", gettext("接收人"), longest=60)
    post = reading.text("taker_post", gettext("接收人的单位和职务"), longest=60)
    at = reading.moment("handed", gettext("移交时间"))
    reason = reading.text("reason", gettext("移交原因"))
    reading.finish()
    acts.hand_evidence(
        actor=request.actor,
        evidence=stream_of(number),
        taker=taker,
        taker_post=post,
        handed_at=at,
        reason=reason,
        **act_arguments(request),
    )
    return _address(number)


def file_form(request: OfficerRequest, number: str) -> HttpResponse:
    """Before the file is handed out: what for. The purpose is put on record."""
    row, state, _ = queries.evidence_page(request.actor, stream_of(number))
    context = {"row": row, "state": state, "number": number, "longest": LONGEST_PURPOSE}
    return render(request, "tasking/evidence_file.html", {**context, "values": form_values(request, {})})


def _open(request: OfficerRequest, number: str) -> HttpResponseBase:
    reading = Reading(request.POST)
    purpose = reading.text("purpose", gettext("用途"), longest=LONGEST_PURPOSE)
    reading.finish()
    try:
        content, kind = acts.open_file(
            actor=request.actor,
            evidence=stream_of(number),
            purpose=purpose,
            idempotency_key=act_arguments(request)["idempotency_key"],
        )
    except FileLost as lost:
        raise Refused(str(lost)) from lost
    # Whatever it is, it is saved and never shown inside our pages.
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{number}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _address(number: str) -> str:
    return reverse("evidence", kwargs={"number": number})


new_page = form_page("evidence.new", evidence_form, _collect)
hand_page = form_page("evidence.hand", hand_form, _hand)
file_page = form_page("evidence.file", file_form, _open)
