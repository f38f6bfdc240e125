"""Pages of the warning room."""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.warning import league
from fengsui.web.routes import Route

_VIEW = "warning.view"

# The fixed words of an address before those that vary: “warnings/league” is no institution.
ROUTES: tuple[Route, ...] = (
    Route(
        "warnings/league",
        "warnings.league",
        league.show_league,
        _VIEW,
        title=gettext_lazy("预警排行"),
        section="warnings",
    ),
    Route("map/provinces", "map.shapes", league.show_shapes, _VIEW, title=gettext_lazy("地图")),
)
