"""Acts on persons: appointing and ending officers, entries of the contact book."""

from collections.abc import Sequence
from typing import Any

from fengsui.conduct import world
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import FactModel, SealedText
from fengsui.registry import identities
from fengsui.registry.credentials import close_account
from fengsui.registry.facts import ContactRecord, ContactRecorded, OfficerAppointed, OfficerEnded, OfficerRecord
from fengsui.registry.importing import SEALED_LABELS, register_stream, surroundings
from fengsui.registry.models import Department, Officer
from fengsui.registry.records import Given, Record, RecordProblem, build, given_contact
from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import built_in_regions
from fengsui.registry.table_cells import ADMINISTRATOR_ROLE, ROLES, CellKind, read_cell

LENDER_ROLE = "R18"
"""The public's own role: a lender is never an officer."""
_LABELS = {
    "name": "姓名",
    "post": "职务",
    "department": "单位",
    "roles": "角色",
    "region": "地区",
    "organisation": "单位",
    "purpose": "用途",
    "channel": "渠道",
    "phone": "电话",
    "second_phone": "备用电话",
    "fax": "传真",
    "email": "邮箱",
}


def appoint_officer(
    *,
    actor: Actor,
    name: str,
    roles: Sequence[str],
    post: str = "",
    department: str = "",
    region: str = "",
    login: str = "",
    phone: str = "",
    email: str = "",
    deputy: str = "",
    document: str = "",
    officer: str = "",
    idempotency_key: str = "",
) -> Outcome:
    """Appoint an officer, or, with ``officer``, appoint a known one anew with these duties.

    ``region`` empty is the copy's jurisdiction. ``department`` is a department's code. Phone and e-mail are sealed;
    left empty for a known officer they stay. The fact's stream is the officer's id. Raises AccessDenied, Refused.
    """
    region = region or world.this_world().jurisdiction
    if region not in built_in_regions():
        msg = f"没有区划代码 {region}"
        raise Refused(msg)
    if officer:
        # The place of somebody known counts as well as the new one (1.5.d): nobody is fetched down from another place.
        places = Officer.objects.filter(pk=officer).values_list("region", flat=True)
        require(actor, "registry.manage_officers", regions=places)
    login = _cell("login", login)
    numbers = {"phone": _cell("phone", phone), "email": _cell("email", email)}

    def stream() -> str:
        return officer or (identities.officer_id(login) if login else _next_numbered_id())

    def make(drafting: Drafting) -> FactModel:
        known = Officer.objects.filter(pk=drafting.stream).first()
        _check_appointment(
            drafting.stream,
            known,
            again=bool(officer),
            roles=roles,
            department=department,
            deputy=deputy,
            login=login,
        )
        record = _build(
            OfficerRecord,
            {
                "name": name,
                "post": post,
                "department": department,
                "roles": tuple(dict.fromkeys(roles)),
                "region": region,
                "login": login or (known.login if known else ""),
                "deputy": deputy,
            },
        )
        return OfficerAppointed(
            officer=drafting.stream,
            again=known is not None,
            record=record,
            document=document,
            **_seal(drafting.stream, numbers, drafting),
        )

    return act(
        actor=actor,
        permission="registry.manage_officers",
        stream=stream,
        make=make,
        idempotency_key=idempotency_key,
        clause="1.1.h",
        regions=(region,),
        also_lock=(register_stream(),),
    )


def end_officer(*, actor: Actor, officer: str, reason: str, idempotency_key: str = "") -> Outcome:
    """An officer leaves: signs in no more, gets no message any more. Raises AccessDenied, Refused."""
    row = Officer.objects.filter(pk=officer).first()
    if row is None:
        msg = "名册中没有此人"
        raise Refused(msg)

    def make(_: Drafting) -> FactModel:
        if not Officer.objects.filter(pk=officer, active=True).exists():
            msg = "此人已离任"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明离任原因"
            raise Refused(msg)
        _keep_an_administrator(officer, ())
        return OfficerEnded(officer=officer, reason=reason)

    outcome = act(
        actor=actor,
        permission="registry.manage_officers",
        stream=officer,
        make=make,
        idempotency_key=idempotency_key,
        clause="1.1.h",
        regions=(row.region,),
        also_lock=(register_stream(),),
    )
    close_account(officer)
    return outcome


def record_contact(
    *,
    actor: Actor,
    organisation: str,
    addressee: str = "",
    channel: str = "",
    region: str = "",
    idempotency_key: str = "",
    **cells: str,
) -> Outcome:
    """Write an entry of the contact book by hand, whole. ``addressee``: of the plan, for whom this body answers.

    ``cells``: department_id, purpose, name, post, phone, second_phone, fax, email. Mobile numbers and a named person's
    e-mail are sealed. ``channel``: 电话, 专线, 公文 or 邮件. Raises AccessDenied, Refused.
    """
    unknown = cells.keys() - {"department_id", "purpose", "name", "post", "phone", "second_phone", "fax", "email"}
    if unknown:
        raise TypeError(", ".join(sorted(unknown)))
    jurisdiction = world.this_world().jurisdiction
    contact = (
        f"contact/{addressee}"
        if addressee
        else identities.contact_id(
            organisation=organisation, purpose=cells.get("purpose", ""), name=cells.get("name", "")
        )
    )

    def make(drafting: Drafting) -> FactModel:
        if addressee and addressee not in {office.id for office in drafting.plan.addressees}:
            msg = f"预案中没有收文单位“{addressee}”"
            raise Refused(msg)
        given: Given = given_contact(
            {"organisation": organisation, **{name: text or None for name, text in cells.items()}},
            surroundings(drafting.plan),
        )
        columns: dict[str, Any] = {**given.columns, "region": region or jurisdiction}
        if addressee:
            columns["addressee"] = addressee
        if channel:
            columns["channel"] = channel
        record = _build(ContactRecord, columns)
        return ContactRecorded(contact=contact, record=record, **_seal(contact, given.personal, drafting))

    return act(
        actor=actor,
        permission="registry.manage_contacts",
        stream=contact,
        make=make,
        idempotency_key=idempotency_key,
        clause="3.1.e",
        regions=(jurisdiction,),
        also_lock=(register_stream(),),
    )


def roles_problem(roles: Sequence[str]) -> str:
    """Why nobody may hold these roles together, in Chinese; empty when somebody may."""
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        return f"没有角色“{'、'.join(unknown)[:40]}”"
    if ADMINISTRATOR_ROLE in roles and len(set(roles)) > 1:
        return f"{ADMINISTRATOR_ROLE}（系统、安全、审计管理员）不得兼任业务角色"
    if LENDER_ROLE in roles:
        return f"{LENDER_ROLE}是出借人本人，不能任命"
    return ""


def _check_appointment(
    officer: str,
    known: Officer | None,
    *,
    again: bool,
    roles: Sequence[str],
    department: str,
    deputy: str,
    login: str,
) -> None:
    problem = roles_problem(roles)
    taken = bool(login) and Officer.objects.filter(login=login).exclude(pk=officer).exists()
    if again and known is None:
        problem = "名册中没有此人"
    elif taken or (known is not None and not again):
        problem = f"登录名“{login}”已有人使用"
    elif department and not Department.objects.filter(code=department).exists():
        problem = f"没有单位“{department}”"
    elif deputy and (deputy == officer or not Officer.objects.filter(pk=deputy, active=True).exists()):
        problem = "B 角须是另一位在任人员"
    if problem:
        raise Refused(problem)
    if known is not None:
        _keep_an_administrator(officer, roles)


def _keep_an_administrator(officer: str, roles: Sequence[str]) -> None:
    """The copy always has an administrator who can appoint the next one."""
    administrators = {row.pk for row in Officer.objects.filter(active=True) if ADMINISTRATOR_ROLE in row.roles}
    if administrators == {officer} and ADMINISTRATOR_ROLE not in roles:
        msg = "这是最后一名系统管理员（R16），请先任命另一名"
        raise Refused(msg)


def _next_numbered_id() -> str:
    numbers = (pk.removeprefix("officer/") for pk in Officer.objects.values_list("pk", flat=True))
    return identities.numbered_officer_id(max((int(number) for number in numbers if number.isdigit()), default=0) + 1)


def _cell(kind: CellKind, text: str) -> str:
    """A typed-in value, read as a table's cell is read. Raises Refused."""
    if not text.strip():
        return ""
    reading = read_cell(kind, text, built_in_matcher())
    for problem in reading.problems:
        if problem.severity == "error":
            raise Refused(problem.message_zh)
    return str(reading.value)


def _seal(subject: str, texts: Any, drafting: Drafting) -> dict[str, SealedText]:
    sealed = {}
    for name, text in texts.items():
        if text:
            reference = world.sealed_values().seal(
                subject=subject, label=SEALED_LABELS[name], text=text, now=drafting.now
            )
            sealed[name] = SealedText(sealed=reference.id, commitment=reference.commitment)
    return sealed


def _build(kind: type[Record], columns: dict[str, Any]) -> Record:
    record, problems = build(kind, columns)
    if record is None:
        raise Refused(_words(problems))
    return record


def _words(problems: Sequence[RecordProblem]) -> str:
    return "；".join(f"{_LABELS.get(problem.column, problem.column)}：{problem.message_zh}" for problem in problems)
