"""Who may see and do what in the event room."""

from fengsui.conduct.house import AccessRule, house

WORKERS = ("R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13")
CASE_READERS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11", "R12", "R13", "R14", "R15")

RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("response.view_desk", tuple(f"R{number}" for number in range(1, 16)), "打开值班台"),
    ("response.view_events", CASE_READERS, "查看事件"),
    ("response.open_narrative", ("R2", "R3", "R4", "R7", "R8", "R9", "R14"), "查看基本经过"),
    ("response.open_event", ("R3", "R4"), "建立事件"),
    ("response.record_figures", ("R3", "R4", "R5", "R6", "R7"), "登记数据"),
    ("response.suspect_blowup", ("R3", "R4", "R5", "R6"), "提出疑似爆雷"),
    ("response.assess_situation", (), "更新情况"),
    ("response.carry_over", (), "接续预警核查"),
    ("response.reject_blowup", ("R3",), "否定疑似爆雷"),
    ("response.sign", ("R1", "R2", "R3", "R4"), "签字"),
    ("response.record_telephone_approval", ("R3",), "记录电话批准"),
    ("response.sign_grade", ("R1", "R3"), "签等级"),
    ("response.reject_proposal", ("R1", "R3"), "不采纳等级建议"),
    ("response.draft_activation", ("R3", "R7"), "起草启动令"),
    ("response.acknowledge_task", WORKERS, "签收任务"),
    ("response.acknowledge_task_by_telephone", ("R3",), "代记电话签收"),
    ("response.report_task", WORKERS, "反馈任务进展"),
    ("response.record_support_answer", ("R3", "R13"), "登记支持答复"),
    ("response.add_note", ("R3", "R4", "R7"), "记日志"),
    ("response.dismiss_event", ("R3",), "认定误报"),
    ("response.terminate_event", ("R1",), "终止事件"),
    ("response.merge_events", ("R1", "R3"), "并案"),
    ("response.split_event", ("R1", "R3"), "拆分事件"),
    ("response.reopen_event", ("R1", "R3"), "重新打开事件"),
    ("response.transfer_lead", ("R1",), "移交牵头"),
    ("response.request_support", ("R1", "R3"), "请求支持"),
    ("response.oversee_support", ("R1", "R3"), "督办支持"),
    ("response.count_lenders", ("R3", "R4", "R5", "R6", "R7"), "登记各地出借人数"),
    ("response.notify_neighbour", ("R3", "R7"), "登记通报有关地区"),
    ("response.record_statement", ("R3", "R7", "R11"), "登记对外发布"),
    ("response.carry_joined", (), "接续并案"),
    ("response.view_own_tasks", (*WORKERS, "R1"), "查看本单位任务"),
)


def register() -> None:
    """Hand the access rules in."""
    for permission, roles, title in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title, needs_purpose=permission.endswith("narrative")))
