"""Setting the invented province up through the same acts an administrator would do."""

from datetime import date, datetime, timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import system_actor
from fengsui.demonstration.institutions import institution_rows
from fengsui.demonstration.people import ADMINISTRATOR, DEPUTIES, PEOPLE, PROVINCE, Person
from fengsui.registry import actions
from fengsui.registry.credentials import set_password
from fengsui.registry.facts import GroupPosition
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.setting_up import plan_departments_table
from fengsui.registry.table_reading import read_table
from fengsui.registry.table_templates import DEPARTMENTS, INSTITUTIONS, Template
from fengsui.registry.table_writing import export_rows

GROUP = "云汀省网络借贷风险事件应急处置领导小组"


def staff_province(
    *, password: str | None, as_of: date, now: datetime, group_since: date | None = None
) -> dict[str, str]:
    """Departments, officers, leading group, roster, institutions; returns officer ids by login.

    ``password``: the same for every officer whose sign-in is shown; None leaves them without one. ``group_since``: when
    the leading group was established; None: early in the year of ``as_of``.
    """
    actor = system_actor("demonstration", PROVINCE)
    _import(DEPARTMENTS, plan_departments_table())
    officers: dict[str, str] = {}
    administrator = Person(ADMINISTRATOR[0], ADMINISTRATOR[1], "系统管理员", ("R16",), "")
    for place, person in enumerate((*PEOPLE, administrator)):
        outcome = actions.appoint_officer(
            actor=actor,
            name=person.name,
            roles=person.roles,
            post=person.post,
            department=person.department,
            region=person.region,
            login=person.login,
            phone=f"0999-88002{place:02}",
            email=f"{person.login}@yanshi.example",
            document="云汀演示任〔2019〕1号",
        )
        officers[person.login] = outcome.fact.stream
        if password is not None and (person.shown or person is administrator):
            set_password(outcome.fact.stream, password, actor)
    _name_deputies(officers)
    _set_up_group(officers, group_since or as_of.replace(month=1, day=8))
    _set_up_roster(officers, now)
    _import(INSTITUTIONS, export_rows(INSTITUTIONS, institution_rows(as_of)))
    return officers


def _name_deputies(officers: dict[str, str]) -> None:
    people = {person.login: person for person in PEOPLE}
    for login, deputy in DEPUTIES.items():
        person = people[login]
        actions.appoint_officer(
            actor=system_actor("demonstration", PROVINCE),
            officer=officers[login],
            name=person.name,
            roles=person.roles,
            post=person.post,
            department=person.department,
            region=person.region,
            login=person.login,
            deputy=officers[deputy],
            document="云汀演示任〔2019〕1号",
        )


def _import(template: Template, content: bytes) -> None:
    actions.import_table(
        actor=system_actor("demonstration", PROVINCE),
        template_id=template.id,
        content=content,
        seen_sha256=read_table(content, template, built_in_matcher()).sha256,
    )


def _set_up_group(officers: dict[str, str], since: date) -> None:
    actor = system_actor("demonstration", PROVINCE)
    actions.establish_group(
        actor=actor,
        region=PROVINCE,
        name=GROUP,
        established_by="云汀演示发〔2019〕8号",
        established_on=since,
        government_head_name="高远",
        paper_mark=f"{GROUP}文件",
        number_mark="云网险",
    )
    positions: tuple[tuple[str, GroupPosition, str], ...] = (
        ("zuzhang", "group_head", "fuzuzhang"),
        ("fuzuzhang", "deputy_head", "zhiban"),
        ("zhiban", "member", "zhiban2"),
        ("gongan", "member", "gongan2"),
        ("chufei", "member", "chufei2"),
    )
    for login, position, deputy in positions:
        actions.appoint_member(
            actor=actor,
            region=PROVINCE,
            officer=officers[login],
            position=position,
            document="云汀演示发〔2019〕8号",
            valid_from=since,
            deputy=officers[deputy],
        )


def _set_up_roster(officers: dict[str, str], now: datetime) -> None:
    start = now.astimezone(BEIJING).replace(hour=8, minute=30, second=0, microsecond=0)
    start = start if start <= now else start - timedelta(days=1)
    for day in range(3):
        shift = start + timedelta(days=day)
        for post, first, second, extension in (
            ("值班长", "zhiban", "zhiban2", "8001"),
            ("盯防专人", "dingfang", "dingfang2", "8012"),
            ("公安联络", "gongan", "gongan2", "8103"),
            ("新闻发言人", "xuanchuan", "xuanchuan2", "8121"),
        ):
            actions.assign_duty(
                actor=system_actor("demonstration", PROVINCE),
                region=PROVINCE,
                post=post,
                starts_at=shift,
                ends_at=shift + timedelta(days=1),
                officer_a=officers[first],
                officer_b=officers[second],
                extension=extension,
            )
