"""Who may see and change the register (clause 1.5.d). Material is 内部 unless said otherwise."""

from fengsui.conduct.house import AccessRule

_OFFICE = frozenset(f"R{number}" for number in range(1, 10))


def _rule(permission: str, title: str, roles: frozenset[str] | set[str], *, needs_purpose: bool = False) -> AccessRule:
    return AccessRule(f"registry.{permission}", frozenset(roles), title, needs_purpose=needs_purpose)


RULES = (
    _rule("view_institutions", "查看机构名册", _OFFICE | {"R11", "R12", "R13", "R14", "R15"}),
    _rule("import_institutions", "导入机构名册", {"R3", "R5", "R6"}),
    _rule("change_institution", "登记和更改机构", {"R3", "R5", "R6"}),
    _rule("name_watchers", "指定盯防人", {"R3"}),
    _rule("view_officers", "查看人员名册", _OFFICE | {"R11", "R14", "R16"}),
    _rule("manage_officers", "管理人员和单位名册", {"R16"}),
    _rule("manage_group", "管理领导小组名单", {"R1", "R16"}),
    _rule("assign_duty", "排班", {"R3", "R16"}),
    _rule("view_contacts", "查看通讯录", {"R1", "R2", "R3", "R7"}),
    _rule("manage_contacts", "管理通讯录", {"R3", "R7"}),
    _rule("export_contacts", "查看和导出电话、邮箱", {"R3"}, needs_purpose=True),
)

IMPORT_PERMISSIONS = {
    "institutions": "registry.import_institutions",
    "departments": "registry.manage_officers",
    "officers": "registry.manage_officers",
    "contacts": "registry.manage_contacts",
}
"""Permission by table template."""
