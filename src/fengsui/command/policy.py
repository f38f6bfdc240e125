"""Who may see and do what at the command desk."""

from fengsui.conduct.house import AccessRule, house

_OFFICE = tuple(f"R{number}" for number in range(1, 10))
"""The group and its office, reception and police: those who serve on the roster of a command post."""

RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("command.view_handover", (*_OFFICE, "R13", "R14"), "查看交接班"),
    ("command.hand_over", (*_OFFICE, "R13"), "交班、接班"),
    ("command.view_calls", ("R1", "R2", "R3", "R4", "R7", "R14"), "查看通话记录"),
    ("command.log_call", ("R3", "R4", "R7"), "记通话"),
    ("command.open_calls", ("R2", "R3", "R4", "R7", "R14"), "查看通话内容"),
    ("command.view_decisions", (*_OFFICE, "R14", "R15"), "查看决策记录"),
    ("command.record_decision", ("R1", "R2", "R3", "R7"), "登记决策"),
    ("command.sign_decision", ("R1", "R2"), "签决策记录"),
    ("command.convene_meeting", ("R1", "R2", "R3", "R7"), "召集会商、登记会商结果"),
    ("command.view_expiring", (*_OFFICE, "R13", "R14"), "查看到期的职责"),
    ("command.view_place_reports", (*_OFFICE, "R13", "R14"), "查看各市每日报告"),
    ("command.file_place_report", ("R3", "R4", "R7", "R13"), "报各市每日报告"),
    ("command.extend_activation", ("R1",), "延长启动期限"),
)
ASK_PURPOSE = frozenset({"command.open_calls"})


def register() -> None:
    """Hand the access rules in."""
    for permission, roles, title in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title, needs_purpose=permission in ASK_PURPOSE))
