"""A copy founded on the plan for guarantee companies: its own departments, officers and institutions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fengsui.conduct import streams, world
from fengsui.conduct.access import Actor, system_actor
from fengsui.registry import actions
from fengsui.registry.queries import actor_for_officer
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.setting_up import make_empty_copy
from fengsui.registry.table_reading import read_table
from fengsui.registry.table_templates import INSTITUTIONS
from tests.conftest import MORNING
from tests.plan_2019_75.evening import Evening

PLAN = "guarantee-2026"
# Who does a department's tasks; of each there are two people (AB角).
LIAISON_ROLES = {"police": "R8", "publicity": "R11", "petition": "R12"}
OFFICE = {
    "zuzhang": "R1",
    "fuzuzhang": "R2",
    "zhiban": "R3",
    "zhiban2": "R3",
    "dingfang": "R4",
    "dingfang2": "R4",
    "wendian": "R7",
}
TASKED = ("financial_regulation", "banking_supervision", "state_assets", "police", "publicity", "petition")
COMPANIES = """机构名称,注册地,机构分类,待偿余额（元）,余额日期
云汀示例第一融资担保有限公司,云汀省南浦市浦湾区,G1,9000000000.00,2026-01-31
云汀示例第二融资担保有限公司,云汀省南浦市浦湾区,G2,8000000000.00,2026-01-31
云汀示例第三融资担保有限公司,云汀省南浦市浦湾区,民营担保公司,500000000.00,2026-01-31
云汀示例第四融资担保有限公司,云汀省南浦市浦湾区,G3,400000000.00,2026-01-31
云汀示例第五融资担保有限公司,云汀省南浦市浦湾区,B4,300000000.00,2026-01-31
"""


@pytest.fixture
def desks(db: None, home: Path, settings: Any) -> Iterator[Evening]:
    """The copy at 09:12, founded and staffed through the acts an administrator would do."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    make_empty_copy(
        "990000", "test", administrator_login="admin", administrator_name="系统管理员", start=MORNING, plan=PLAN
    )
    people = {login: _appoint(login, role, "coordination_office") for login, role in OFFICE.items()}
    for department in TASKED:
        role = LIAISON_ROLES.get(department, "R10")
        people |= {f"{department}.{letter}": _appoint(f"{department}.{letter}", role, department) for letter in "ab"}
    actions.establish_group(
        actor=system_actor("test", "990000"),
        region="990000",
        name="云汀省融资担保风险处置协调小组",
        established_by="云汀演示发〔2026〕1号",
        established_on=date(2026, 1, 8),
        government_head_name="高远",
        paper_mark="",
        number_mark="",
    )
    content = COMPANIES.encode()
    actions.import_table(
        actor=system_actor("test", "990000"),
        template_id=INSTITUTIONS.id,
        content=content,
        seen_sha256=read_table(content, INSTITUTIONS, built_in_matcher()).sha256,
    )
    yield Evening(people, condition="C1")
    streams.forget_all()
    world.forget_world()


def _appoint(login: str, role: str, department: str) -> Actor:
    outcome = actions.appoint_officer(
        actor=system_actor("test", "990000"),
        name=f"示例{login[:3]}{login[-1]}",
        roles=(role,),
        post="示例",
        department=department,
        region="990000",
        login=login,
    )
    return actor_for_officer(outcome.fact.stream)


def browser(login: str) -> Client:
    """A browser in which the officer of this login has signed in."""
    client = Client()
    user, _ = User.objects.get_or_create(username=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client
