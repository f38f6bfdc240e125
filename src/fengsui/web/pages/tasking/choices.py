"""What the forms of orders and evidence offer to choose from."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.conduct.access import Actor, covers
from fengsui.plan import Plan
from fengsui.registry.regions import built_in_regions
from fengsui.tasking.people import able_officers
from fengsui.web.routes import Words

ORIGINS: Mapping[str, Words] = {
    "own": gettext_lazy("本级指令"),
    "superior": gettext_lazy("上级指令"),
    "overdue": gettext_lazy("逾期督办"),
}
OUTCOMES: Mapping[str, Words] = {"done": gettext_lazy("已办结"), "withdrawn": gettext_lazy("撤销")}
CAUSES: Mapping[str, Words] = {
    "left": gettext_lazy("离任"),
    "off_duty": gettext_lazy("下班、休假"),
    "other": gettext_lazy("其他"),
}


def officer_choices(actor: Actor) -> list[tuple[str, str]]:
    """Officers who can be given work: name, post and place."""
    regions = built_in_regions()
    return [
        (row.pk, f"{row.name}（{row.post or '—'} · {regions.full_name(row.region)}）") for row in able_officers(actor)
    ]


def region_choices(within: str) -> list[tuple[str, str]]:
    """Places inside a place, itself first."""
    regions = built_in_regions()
    inside = {region.code for region in regions.spells() if region.current and covers(within, region.code)}
    return [(code, regions.full_name(code)) for code in sorted(inside, key=lambda code: (code != within, code))]


def department_choices(plan: Plan) -> list[tuple[str, str]]:
    """Member departments of the plan."""
    return [(unit.id, unit.name) for unit in plan.departments]
