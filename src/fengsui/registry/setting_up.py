"""Making the empty copy of a jurisdiction: ``fengsui init --jurisdiction CODE`` (clauses 0.3, 0.7)."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from fengsui.conduct import streams, world
from fengsui.conduct.access import system_actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import BUILT_IN, plan_in_force
from fengsui.conduct.world import WorldKind
from fengsui.registry.credentials import check_password_strength, make_temporary_password, set_password
from fengsui.registry.importing import import_table
from fengsui.registry.officer_actions import appoint_officer
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import CENTRE, Region, built_in_regions
from fengsui.registry.table_cells import ADMINISTRATOR_ROLE, read_cell
from fengsui.registry.table_reading import read_table
from fengsui.registry.table_templates import DEPARTMENTS
from fengsui.registry.table_writing import export_rows

INVENTED = ("990000", "980000")
"""Provinces of demonstrations, exercises and tests; never of a live copy."""


def jurisdictions() -> list[Region]:
    """Who may run a copy: the notice's addressees, of the levels the plan names; the centre; the invented provinces."""
    regions = built_in_regions()
    named = {level.id for level in plan_in_force().organisation.jurisdictions}
    more = [region for code in (CENTRE, *INVENTED) if (region := regions.get(code)) is not None]
    return [*(region for region in regions.addressees() if region.level in named), *more]


def make_empty_copy(
    jurisdiction: str,
    kind: WorldKind,
    *,
    administrator_login: str,
    administrator_name: str,
    password: str | None = None,
    start: datetime | None = None,
    plan: str = BUILT_IN,
) -> str:
    """Found the world, enter the plan's departments and a first administrator (R16); returns the password.

    ``password`` None: a temporary one is made. ``start``: where a simulated clock begins. ``plan``: which of the plans
    that ship with the program it runs under. All or nothing. Raises Refused for a region that runs no copy (with the
    list), no such plan (with the list), a home in use, a bad login or a weak password.
    """
    region = _jurisdiction(jurisdiction, kind)
    _refuse_drawn_keys(kind)
    reading = read_cell("login", administrator_login, built_in_matcher())
    if not isinstance(reading.value, str):
        raise Refused("".join(problem.message_zh for problem in reading.problems) or "请写管理员的登录名")
    chosen = password or make_temporary_password()
    check_password_strength(chosen)
    actor = system_actor("init", jurisdiction)
    try:
        with transaction.atomic():
            world.found(kind=kind, jurisdiction=jurisdiction, jurisdiction_name=region.name, start=start, plan=plan)
            content = plan_departments_table()
            import_table(
                actor=actor,
                template_id=DEPARTMENTS.id,
                content=content,
                seen_sha256=read_table(content, DEPARTMENTS, built_in_matcher()).sha256,
            )
            appointed = appoint_officer(
                actor=actor,
                name=administrator_name,
                roles=(ADMINISTRATOR_ROLE,),
                post="系统管理员",
                login=reading.value,
            )
            set_password(appointed.fact.stream, chosen, actor)
    except BaseException:
        world.forget_world()
        streams.forget_all()
        raise
    return chosen


def _refuse_drawn_keys(kind: WorldKind) -> None:
    """Keys that were drawn from a seed can be drawn again by anybody: an abandoned test set-up leaves such keys."""
    master = Path(settings.HOME) / "keys" / "master.key"
    if (
        kind in {"live", "demonstration"}
        and master.exists()
        and master.read_text(encoding="ascii").startswith("seeded")
    ):
        msg = "这个目录里留有测试或演练环境的密钥，不能用于正式或演示环境。请换一个 FENGSUI_HOME。"
        raise Refused(msg)


def plan_departments_table() -> bytes:
    """The plan's departments as a table that can be imported."""
    return export_rows(
        DEPARTMENTS,
        (
            {"id": department.id, "name": department.name, "clause": department.clause}
            for department in plan_in_force().departments
        ),
    )


def _jurisdiction(code: str, kind: WorldKind) -> Region:
    allowed = {region.code: region for region in jurisdictions()}
    if kind == "live":
        allowed = {key: region for key, region in allowed.items() if key not in INVENTED}
    if code not in allowed:
        listed = "、".join(f"{region.code} {region.name}" for region in allowed.values())
        msg = f"“{code}”不能单独建立环境。可以建立的是：{listed}"
        raise Refused(msg)
    return allowed[code]
