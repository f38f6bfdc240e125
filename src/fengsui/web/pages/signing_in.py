"""Coming in and going out: sign-in, sign-out, the language of the pages, and where a session begins."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.i18n import set_language

from fengsui.conduct.access import AccessDenied, may
from fengsui.conduct.world import current_world
from fengsui.registry.credentials import must_change_password, officer_for_user, set_password
from fengsui.web.access import CHOOSES_FIRST, OfficerRequest, not_allowed
from fengsui.web.frame import allowed_sections
from fengsui.web.routes import GET, POST, PUBLIC, Route
from fengsui.web.submitting import Misfilled, PageError, page_action, see_other

SHORTEST_PASSWORD = 10
DEMONSTRATION_SIGN_INS = "demonstration-sign-ins.json"
"""In the home of a demonstration: a JSON list of {"username", "password", "name", "post"}, all invented."""


class SignInForm(AuthenticationForm):
    """Name and password. The message is the same whichever of the two is wrong."""

    error_messages = {
        "invalid_login": gettext_lazy("用户名或密码不对。请检查大小写后重试；连续 5 次不对，会暂停登录 15 分钟。"),
        "inactive": gettext_lazy("这个账号已停用。请联系系统管理员。"),
    }


class SignIn(LoginView):
    """The sign-in page. A visitor who is already signed in goes on."""

    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Add the invented sign-ins of a demonstration, and whether a page sent the visitor here."""
        sent_here = self.request.method == "GET" and bool(self.get_redirect_url().strip("/"))
        return super().get_context_data(demonstration_sign_ins=demonstration_sign_ins(), sent_here=sent_here, **context)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Let an officer in. Somebody whose password another person has seen chooses a new one first."""
        try:
            officer = officer_for_user(form.get_user())
        except AccessDenied as denied:
            form.add_error(None, str(denied))
            return self.form_invalid(form)
        response = super().form_valid(form)
        world = current_world()
        if must_change_password(officer.officer) and not (world and world.kind == "demonstration"):
            self.request.session[CHOOSES_FIRST] = True
        return response

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the page again with the reasons on top, as every page does."""
        self.request.__dict__["page_errors"] = _sentences(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _sentences(form: AuthenticationForm) -> list[PageError]:
    missing = {"username": gettext_lazy("请填写用户名。"), "password": gettext_lazy("请填写密码。")}
    lines = [PageError(str(missing[field]), field) for field in missing if form.has_error(field, "required")]
    return lines + [PageError(str(sentence)) for sentence in form.non_field_errors()]


def demonstration_sign_ins() -> list[dict[str, str]]:
    """The invented sign-ins of a demonstration; none in any other world, whatever file lies there."""
    world = current_world()
    path = Path(settings.HOME) / DEMONSTRATION_SIGN_INS
    if world is None or world.kind != "demonstration" or not path.is_file():
        return []
    keys = ("username", "password", "name", "post")
    return [{key: str(entry.get(key, "")) for key in keys} for entry in json.loads(path.read_text(encoding="utf-8"))]


def change_password(request: OfficerRequest) -> HttpResponseBase:
    """The page on which an officer chooses a password."""
    required = bool(request.session.get(CHOOSES_FIRST))
    return render(request, "web/password.html", {"required": required, "shortest": SHORTEST_PASSWORD})


@page_action(page="password")
def set_new_password(request: OfficerRequest) -> str:
    """Set one's own password; the session goes on."""
    user = request.user
    new = request.POST.get("new", "")
    if not user.is_authenticated or not user.check_password(request.POST.get("current", "")):
        raise Misfilled({"current": gettext("现在的密码不对。")})
    if new != request.POST.get("again", ""):
        raise Misfilled({"again": gettext("两次填的新密码不一样。")})
    if new == request.POST.get("current", ""):
        raise Misfilled({"new": gettext("新密码不能与现在的相同。")})
    set_password(request.actor.officer, new, request.actor)
    user.refresh_from_db()
    update_session_auth_hash(request, user)
    request.session.pop(CHOOSES_FIRST, None)
    messages.success(request, gettext("密码已更改。"), extra_tags="done")
    return reverse("home")


def home(request: OfficerRequest) -> HttpResponseBase:
    """Go to the first section the officer may open; the administrators begin where the system is."""
    sections = allowed_sections(request.actor)
    if may(request.actor, "web.system"):
        return see_other(reverse("system"))
    if not sections:
        return not_allowed(request, gettext("您的岗位没有可以打开的页面。"))
    return see_other(sections[0].address)


ROUTES: tuple[Route, ...] = (
    Route("", "home", home, "web.home", title=gettext_lazy("首页")),
    Route("sign-in", "sign_in", SignIn.as_view(), PUBLIC, (*GET, *POST), gettext_lazy("登录")),
    Route("password", "password", change_password, "web.home", title=gettext_lazy("更改密码")),
    Route("password/new", "password.set", set_new_password, "web.home", POST, gettext_lazy("更改密码")),
    Route("sign-out", "sign_out", LogoutView.as_view(), PUBLIC, POST, gettext_lazy("退出")),
    Route("language", "set_language", set_language, PUBLIC, POST, gettext_lazy("语言")),
)
