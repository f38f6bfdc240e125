"""What this room hands in at start-up."""

from fengsui.conduct.house import FactKind, Projector, house
from fengsui.conduct.shapes import FactModel
from fengsui.registry import facts, policy, projectors, provisions
from fengsui.registry.plan_duties import actions as plan_duties
from fengsui.registry.plan_duties import facts as duty_facts
from fengsui.registry.plan_duties import policy as duty_policy
from fengsui.registry.plan_duties import projectors as duty_projectors
from fengsui.registry.plan_versions import registration as plan_versions

_KINDS: tuple[tuple[str, type[FactModel], str, Projector], ...] = (
    ("departments.imported", facts.DepartmentsImported, "导入成员单位", projectors.project_import),
    ("officers.imported", facts.OfficersImported, "导入人员名册", projectors.project_import),
    ("institutions.imported", facts.InstitutionsImported, "导入机构名册", projectors.project_import),
    ("contacts.imported", facts.ContactsImported, "导入通讯录", projectors.project_import),
    ("contact.recorded", facts.ContactRecorded, "登记通讯录", projectors.project_contact),
    ("institution.registered", facts.InstitutionRegistered, "登记机构", projectors.project_institution),
    ("institution.changed", facts.InstitutionChanged, "更改机构登记", projectors.project_institution),
    ("institution.watchers_named", facts.WatchersNamed, "指定盯防人", projectors.project_institution),
    ("officer.appointed", facts.OfficerAppointed, "任命", projectors.project_officer),
    ("officer.ended", facts.OfficerEnded, "离任", projectors.project_officer),
    ("group.established", facts.GroupEstablished, "设立领导小组", projectors.project_group),
    ("group.member_appointed", facts.MemberAppointed, "任命领导小组成员", projectors.project_group),
    ("duty.assigned", facts.DutyAssigned, "排班", projectors.project_duty),
    ("duty.owner_named", duty_facts.DutyOwnerNamed, "指定条款责任人", duty_projectors.project_duty_owner),
    ("duty.implemented", duty_facts.DutyImplemented, "条款已落实", duty_projectors.project_implementation),
    ("practice.recorded", duty_facts.PracticeRecorded, "实务办理记录", duty_projectors.project_practice),
)


def register() -> None:
    """Hand the kinds, projectors, tables and access rules in, and all that plan versions hand in."""
    for name, model, title, projector in _KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projector)
    house.add_table(*projectors.TABLES, *duty_projectors.TABLES)
    for rule in (*policy.RULES, *duty_policy.RULES):
        house.add_rule(rule)
    for name, title in plan_duties.PROVISIONS:
        house.add_provision(name, title)
    provisions.register()
    plan_versions.register()
