"""Who may name, mark and record."""

from fengsui.conduct.house import AccessRule

DUTY_CHIEF = "R3"
# A liaison (R10) sees one letter and its answer box, nothing else (1.5.d).
_OFFICERS = frozenset(f"R{number}" for number in range(1, 16)) - {"R10"}
RULES = (
    AccessRule("duties.name_owner", frozenset({"R1", DUTY_CHIEF}), "指定条款责任人"),
    # Who of them, is decided act by act: the officer named for the clause, the practice's own posts, the duty chief.
    AccessRule("duties.mark_implemented", _OFFICERS, "登记条款已落实"),
    AccessRule("duties.record_practice", _OFFICERS, "登记实务办理情况"),
    AccessRule("duties.view_records", _OFFICERS, "查看实务办理记录"),
)
