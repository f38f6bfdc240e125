"""Who may bring information in and see it (clauses 4.2, 1.5.d). Material is 内部 unless said otherwise."""

from fengsui.conduct.house import AccessRule

_OFFICE = frozenset(f"R{number}" for number in range(1, 10))

RULES = (
    AccessRule("monitoring.view_signals", _OFFICE | {"R11", "R13", "R14"}, "查看风险信息"),
    AccessRule("monitoring.import_texts", frozenset({"R3", "R4", "R5", "R6"}), "导入信息"),
    AccessRule(
        "monitoring.take_note", frozenset({"R3", "R4", "R5", "R6", "R7", "R8", "R9", "R13"}), "登记来电和现场信息"
    ),
    AccessRule("monitoring.import_indicators", frozenset({"R3", "R5", "R6"}), "导入指标"),
    AccessRule("monitoring.view_indicators", _OFFICE | {"R11", "R13", "R14"}, "查看指标"),
)
