"""One-time answer links: the duty chief's page, and the page that opens for whoever holds the link, without sign-in."""

import hashlib
import hmac
from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from pydantic import ValidationError

from fengsui.conduct import timekeeping
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import this_world
from fengsui.dispatch import links
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.response.event_frame import reference_of
from fengsui.web.routes import GET, POST, PUBLIC, Route
from fengsui.web.submitting import act_arguments, form_page, not_kept, page_action, see_other

GONE, TOO_MANY = 410, 429


def show_links(request: OfficerRequest, number: str, fact: int, token: str = "") -> HttpResponse:
    """The links of one task or request; a new one is shown here, once."""
    about, now = reference_of(number, fact), timekeeping.now()
    address = request.build_absolute_uri(reverse("answer", kwargs={"token": token})) if token else ""
    title = links.title_of(request.actor, about)
    rows = [
        (row, row.pk.partition("/")[2], row.expires_at > now and not row.revoked_at and not row.used_at)
        for row in links.links_about(request.actor, about)
    ]
    most = links.longest_hours()
    context = {
        "number": number,
        "fact": fact,
        "title": title,
        "rows": rows,
        "address": address,
        "most": most,
        "values": form_values(request, {"hours": str(min(4, most))}),
    }
    return render(request, "dispatch/answer_links.html", context)


def _issue(request: OfficerRequest, number: str, fact: int) -> HttpResponseBase:
    reading = Reading(request.POST)
    liaison = reading.text("liaison", gettext("联络人（姓名或职务）"), longest=60)
    hours = reading.text("hours", gettext("几小时内有效"), longest=3)
    if hours and not (hours.isascii() and hours.isdigit()):
        reading.faults["hours"] = gettext("“%(text)s”不是整数，请只写数字。") % {"text": hours}
    reading.finish()
    key = act_arguments(request)["idempotency_key"]
    _, token = links.issue(
        actor=request.actor,
        about=reference_of(number, fact),
        liaison=liaison,
        hours=int(hours),
        idempotency_key=key,
    )
    request.method = "GET"
    return not_kept(show_links(request, number, fact, token))


def _revoke(request: OfficerRequest, number: str, fact: int, key: str) -> str:
    sent = act_arguments(request)["idempotency_key"]
    links.revoke(actor=request.actor, key=key, idempotency_key=sent)
    return reverse("answer_links", kwargs={"number": number, "fact": fact})


def answer_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Whoever holds the link: what is asked, and one button. No name and nothing else of the case."""
    posts = request.method == "POST"
    try:
        link = links.opened(token, _origin(request), "answered" if posts else "opened")
    except links.TooManyTries:
        return _page(request, {"refused": gettext("试的次数太多，请过几分钟再试。")}, TOO_MANY)
    now = timekeeping.now()
    if link is None:
        return _page(request, {"refused": gettext("没有这个链接，请核对地址，或与值班室联系。")}, 404)
    if link.used:
        return _page(request, {"done": True, "title": link.title}, 200)
    if not link.open_at(now):
        return _page(request, {"refused": gettext("这个链接已经失效，请与值班室联系。")}, GONE)
    shown = {"title": link.title, "what": link.what, "expires_at": link.expires_at}
    if not posts:
        return _page(request, shown, 200)
    try:
        links.answer(link, request.POST.get("note", "").strip())
    except Refused as problem:
        return _page(request, {**shown, "fault": str(problem)}, 422)
    except ValidationError:
        fault = gettext("答复最多 400 字，不能写手机号、身份证号或银行卡号。")
        return _page(request, {**shown, "fault": fault}, 422)
    return see_other(request.path)


def _page(request: HttpRequest, context: Mapping[str, object], status: int) -> HttpResponse:
    named = {**context, "jurisdiction": this_world().jurisdiction_name, "world_kind": this_world().kind}
    response = not_kept(render(request, "dispatch/answer.html", named, status=status))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _origin(request: HttpRequest) -> str:
    """Where a request came from, as a digest that says nothing without the installation's key."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return hmac.new(settings.SECRET_KEY.encode(), address.encode(), hashlib.sha256).hexdigest()


LINKS = "events/<str:number>/links/<int:fact>"
ROUTES: tuple[Route, ...] = (
    Route(
        LINKS,
        "answer_links",
        form_page("answer_links", show_links, _issue),
        "dispatch.issue_link",
        (*GET, *POST),
        gettext_lazy("答复链接"),
        "events",
    ),
    Route(
        f"{LINKS}/<str:key>/revoke",
        "answer_link.revoke",
        page_action("answer_links")(_revoke),
        "dispatch.issue_link",
        POST,
        section="events",
    ),
    Route("answer/<str:token>", "answer", answer_page, PUBLIC, (*GET, *POST), gettext_lazy("答复")),
)
