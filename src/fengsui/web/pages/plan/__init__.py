"""The plan's pages: what it says, part by part and clause by clause, and what two plans say differently.

Nothing here can be changed.
"""

from django.utils.translation import gettext_lazy

from fengsui.web.pages.plan.arranging import warning_in_words
from fengsui.web.pages.plan.comparing import show_differences
from fengsui.web.pages.plan.parts import PARTS
from fengsui.web.pages.plan.showing import LONGEST_SEARCH, show_plan
from fengsui.web.routes import Route

__all__ = ["LONGEST_SEARCH", "PARTS", "ROUTES", "warning_in_words"]

# Fixed words of an address before those that vary: “plan/diff” is no part.
ROUTES: tuple[Route, ...] = (
    Route("plan", "plan", show_plan, "plan.view", title=gettext_lazy("预案"), section="plan"),
    Route("plan/diff", "plan.diff", show_differences, "plan.view", title=gettext_lazy("比较预案"), section="plan"),
    Route("plan/<slug:part>", "plan.part", show_plan, "plan.view", title=gettext_lazy("预案"), section="plan"),
)
