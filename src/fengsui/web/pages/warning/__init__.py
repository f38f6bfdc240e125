"""Pages of the warning room."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.warning import (
    checking,
    desk,
    league,
    levels,
    preventing_forms,
    prompt_paper,
    prompting_form,
    sensitive_periods,
    ticket,
    ticketing_forms,
    verifying_forms,
    watching_forms,
)
from fengsui.web.routes import GET, POST, Route, View, Words

_VIEW = "warning.view"
_BOTH = (*GET, *POST)


def _list(path: str, name: str, view: View, title: Words, permission: str = _VIEW) -> Route:
    methods = GET if permission == _VIEW else _BOTH
    return Route(path, name, view, permission, methods, title, "warnings")


def _page(path: str, name: str, view: View, permission: str, *, methods: tuple[str, ...] = _BOTH) -> Route:
    """A page of one institution's warning; a permission with a dot is another room's."""
    full = permission if "." in permission else f"warning.{permission}"
    return Route(f"warnings/<str:institution>{path}", name, view, full, methods, section="warnings")


# The fixed words of an address before those that vary: “warnings/league” is no institution.
ROUTES: tuple[Route, ...] = (
    _list("warnings", "warnings", desk.list_tickets, gettext_lazy("预警")),
    _list("warnings/key-list", "warnings.key_list", desk.list_key_institutions, gettext_lazy("重点盯防名单")),
    _list("warnings/levels", "warnings.levels", levels.show_levels, gettext_lazy("研判级别表")),
    _list(
        "warnings/levels/adopt",
        "warnings.levels.adopt",
        levels.adopt_page,
        gettext_lazy("采用研判级别表"),
        "warning.adopt_table",
    ),
    _list(
        "warnings/sensitive-periods",
        "warnings.sensitive_periods",
        sensitive_periods.show_periods,
        gettext_lazy("敏感时期"),
    ),
    _list(
        "warnings/sensitive-periods/declare",
        "warnings.sensitive_periods.declare",
        sensitive_periods.declare_page,
        gettext_lazy("宣布敏感时期"),
        "warning.declare_sensitive_period",
    ),
    _list(
        "warnings/sensitive-periods/end",
        "warnings.sensitive_periods.end",
        sensitive_periods.end_page,
        gettext_lazy("提前结束敏感时期"),
        "warning.declare_sensitive_period",
    ),
    _list(
        "warnings/sensitive-periods/report",
        "warnings.daily_report",
        sensitive_periods.report_page,
        gettext_lazy("每日报告"),
        "warning.file_daily_report",
    ),
    Route(
        "warnings/league",
        "warnings.league",
        league.show_league,
        _VIEW,
        title=gettext_lazy("预警排行"),
        section="warnings",
    ),
    Route("map/provinces", "map.shapes", league.show_shapes, _VIEW, title=gettext_lazy("地图")),
    _page("", "warning", ticket.ticket, "view", methods=GET),
    _page("/open", "warning.open", ticketing_forms.open_page, "open_ticket"),
    _page("/level", "warning.level", ticketing_forms.level_page, "sign_level"),
    _page("/verify", "warning.verify", ticketing_forms.verify_page, "verify"),
    _page("/close", "warning.close", ticketing_forms.close_page, "close_ticket"),
    _page("/check/<str:signal>", "warning.check", checking.check_page, "check_signal"),
    _page("/watch", "warning.watch", watching_forms.begin_page, "open_watch"),
    _page("/watch/log", "warning.watch.log", watching_forms.log_page, "keep_watch"),
    _page("/watch/analysis", "warning.watch.analyse", watching_forms.analyse_page, "analyse"),
    _page("/watch/report", "warning.watch.report", watching_forms.report_page, "keep_watch"),
    _page("/watch/end", "warning.watch.end", watching_forms.end_page, "end_watch"),
    _page("/watch/texts", "warning.watch.texts", watching_forms.texts_page, "open_log"),
    _page(
        "/watch/acknowledge/<int:fact>",
        "warning.watch.acknowledge",
        watching_forms.acknowledge_page,
        "acknowledge_report",
        methods=POST,
    ),
    _page("/sheet", "warning.sheet", verifying_forms.sheet_page, "submit_sheet"),
    _page("/sheet/<int:fact>/reject", "warning.sheet.reject", verifying_forms.reject_page, "reject_sheet"),
    _page("/sign/<int:fact>", "warning.sign", verifying_forms.sign_page, "sign"),
    _page("/measure", "warning.measure", preventing_forms.measure_page, "require_measure"),
    _page("/measure/<int:fact>/answer", "warning.measure.answer", preventing_forms.answer_page, "require_measure"),
    _page("/key-list", "warning.key_list", preventing_forms.entry_page, "keep_key_list"),
    _page("/key-list/review", "warning.key_list.review", preventing_forms.review_page, "keep_key_list"),
    _page("/prompt", "warning.prompt", prompting_form.draft_page, "documents.draft_paper"),
    _page("/papers/<int:fact>", "warning.paper", prompt_paper.paper, "documents.view_papers", methods=GET),
    _page("/papers/<int:fact>/send", "warning.paper.send", prompt_paper.send_page, "documents.send_paper"),
    _page(
        "/papers/<int:fact>/withdraw",
        "warning.paper.withdraw",
        prompt_paper.withdraw_page,
        "documents.withdraw_paper",
    ),
    _page(
        "/papers/<int:fact>/receipt/<str:addressee>",
        "warning.paper.receipt",
        prompt_paper.receipt_page,
        "documents.record_receipt",
    ),
    _page(
        "/papers/<int:fact>/file/<str:form>",
        "warning.paper.file",
        prompt_paper.file,
        "documents.open_paper",
        methods=GET,
    ),
)
