"""Pages of the monitoring room: texts and notes that came in, measures of institutions, and bringing them in."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.monitoring import indicators, information, note
from fengsui.web.pages.monitoring.indicators import INDICATORS
from fengsui.web.pages.monitoring.showing import SECTION
from fengsui.web.pages.monitoring.text_imports import TEXTS
from fengsui.web.routes import GET, POST, Route, View, Words

_BOTH = (*GET, *POST)


def _route(path: str, name: str, view: View, permission: str, title: Words, *, methods: tuple[str, ...] = GET) -> Route:
    return Route(path, name, view, f"monitoring.{permission}", methods, title, SECTION)


# Fixed words of an address before those that vary: “information/import” is no text.
ROUTES: tuple[Route, ...] = (
    _route("information", "information", information.list_information, "view_signals", gettext_lazy("信息")),
    _route("indicators", "indicators", indicators.list_indicators, "view_indicators", gettext_lazy("指标")),
    _route(
        "information/export",
        "information.export",
        information.export_information,
        "view_signals",
        gettext_lazy("导出信息"),
    ),
    _route(
        "information/note/new",
        "note.new",
        note.note_page,
        "take_note",
        gettext_lazy("登记来电和现场信息"),
        methods=_BOTH,
    ),
    *TEXTS.routes(),
    _route("information/<str:signal>", "signal", information.show_signal, "view_signals", gettext_lazy("信息")),
    _route(
        "indicators/export",
        "indicators.export",
        indicators.export_all,
        "view_indicators",
        gettext_lazy("导出指标"),
    ),
    *INDICATORS.routes(),
    _route(
        "indicators/<str:institution>",
        "indicators.institution",
        indicators.show_indicators,
        "view_indicators",
        gettext_lazy("机构指标"),
    ),
)
