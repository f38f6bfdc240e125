"""Who may see and do what in the warning room (1.5.d). Material is 内部."""

from fengsui.conduct.house import AccessRule, house

RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("warning.view", ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R14", "R15"), "查看预警"),
    ("warning.assess", (), "研判"),
    ("warning.open_ticket", ("R3", "R4"), "建立预警单"),
    ("warning.sign_level", ("R3", "R4"), "定研判级别"),
    ("warning.verify", ("R3", "R4"), "填写核查结论"),
    ("warning.check_signal", ("R3", "R4", "R5", "R11"), "核实信息"),
    ("warning.close_ticket", ("R3",), "销预警单"),
    ("warning.open_watch", ("R3",), "安排盯防"),
    ("warning.keep_watch", ("R3", "R4"), "记盯防日志"),
    ("warning.analyse", ("R3", "R4", "R5"), "写盯防分析"),
    ("warning.acknowledge_report", ("R3",), "签收盯防报告"),
    ("warning.end_watch", ("R3",), "结束盯防"),
    ("warning.submit_sheet", ("R3", "R4", "R5", "R6"), "提交爆雷核查单"),
    ("warning.sign", ("R1", "R2", "R3", "R4"), "签字"),
    ("warning.reject_sheet", ("R3",), "否定爆雷核查单"),
    ("warning.require_measure", ("R3", "R4", "R6"), "要求机构整改"),
    ("warning.keep_key_list", ("R3",), "管理重点盯防名单"),
    ("warning.adopt_table", ("R1",), "采用研判级别表"),
    ("warning.declare_sensitive_period", ("R1",), "宣布敏感时期"),
    ("warning.file_daily_report", ("R2", "R3", "R4", "R7"), "每日报告"),
    ("warning.start_daily_report", (), "每日报告计时"),
)
PROVISIONS: tuple[tuple[str, str], ...] = (
    ("warning.prevention_counted", "写明一年内的预警单和其中已化解的"),
    ("warning.lead_time_measured", "写明爆雷前有没有预警单、提前多久"),
    ("warning.mechanism", "按指标和硬规则自动研判、建预警单"),
    ("warning.named_watch", "特别重大、重大事件自动开始专人盯防"),
    ("warning.sensitive_period_readiness", "宣布敏感时期，查值班缺口，每日报告"),
)
"""Rules that hold because a plan names them."""
LOG_RULE = AccessRule(
    "warning.open_log", frozenset({"R2", "R3", "R4", "R14"}), "查看盯防日志和核实内容", needs_purpose=True
)


def register() -> None:
    """Hand the access rules in, and the rules that a plan switches on."""
    for permission, roles, title in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title))
    house.add_rule(LOG_RULE)
    for name, title in PROVISIONS:
        house.add_provision(name, title)
    house.add_signed_acts("warning.sign", "verify_blowup", "send_risk_prompt")
    house.add_signed_acts("warning.sign_level", "lower_attention")
    house.add_signed_acts("warning.adopt_table", "adopt_attention_table")
