"""Who may see alerts, sign for them and telephone about them."""

from fengsui.conduct.house import AccessRule

ANSWERERS = frozenset(f"R{number}" for number in range(1, 14))
"""Whose 已阅 on the own desk is a signature; oversight and the archive only read."""
RULES = (
    AccessRule("dispatch.run_alerts", frozenset(), "逐级报告"),
    AccessRule("dispatch.view_alerts", frozenset({"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R14"}), "查看急件"),
    AccessRule("dispatch.answer_alert", frozenset(f"R{number}" for number in range(1, 8)), "签收急件"),
    AccessRule("dispatch.issue_link", frozenset({"R3"}), "发出、撤销答复链接"),
    AccessRule("dispatch.answer_by_link", frozenset(), "凭链接答复"),
    AccessRule("dispatch.record_call", frozenset({"R2", "R3", "R4", "R7"}), "登记电话通知"),
)
