"""Who may do what with orders and evidence. Material is 内部; publicity (R11) sees its own orders and no others'."""

from fengsui.conduct.house import AccessRule, house
from fengsui.response.policy import WORKERS

COMMAND = ("R1", "R2", "R3")
PASS_DOWN = (*COMMAND, "R8", "R9", "R13")
INVESTIGATORS = ("R3", "R4", "R6", "R8", "R9")

RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("tasking.issue_order", COMMAND, "下达指令、督办单"),
    ("tasking.view_orders", (*COMMAND, "R4", "R5", "R6", "R7", "R14", "R15"), "查看指令、督办单"),
    ("tasking.view_own_orders", ("R1", *WORKERS, "R14", "R15"), "查看本人、本单位的指令"),
    ("tasking.work_order", WORKERS, "签收、办理指令"),
    ("tasking.acknowledge_order_by_telephone", ("R3",), "代记指令的电话签收"),
    ("tasking.pass_down", PASS_DOWN, "把指令分解到下级"),
    ("tasking.close_order", PASS_DOWN, "关闭、退回指令"),
    ("tasking.hand_over", ("R2", "R3"), "交接未办结的任务和指令"),
    ("tasking.collect_evidence", INVESTIGATORS, "登记证据"),
    ("tasking.hand_evidence", (*INVESTIGATORS, "R7", "R15"), "登记证据移交"),
    ("tasking.view_evidence", ("R1", "R2", *INVESTIGATORS, "R7", "R14", "R15"), "查看证据登记"),
    ("tasking.open_evidence", ("R2", *INVESTIGATORS, "R14"), "打开证据原件"),
    ("tasking.record_dealings", ("R3", "R7"), "登记部门来往函件和资源使用"),
)
CASCADE = "tasking.cascade"
DEPARTMENT_LIST = "tasking.department_list"
CUSTODY = "tasking.chain_of_custody"
ORGANISATION = "tasking.organisation"
CASE_FILE = "tasking.case_file"
INITIAL_ACTIONS = "tasking.initial_actions"
PROVISIONS: tuple[tuple[str, str], ...] = (
    (CASCADE, "指令可以逐级分解；下级没有办结的，上级不能当作办结关闭，除非写明理由"),
    (DEPARTMENT_LIST, "事件的部门任务逐个单位列出：责任、办理情况、来往函件"),
    (CUSTODY, "证据写明来源、时间、地点、两名以上取证人；移交一环不断"),
    (ORGANISATION, "事件的分工、人员、值班和资源使用列在一页"),
    (CASE_FILE, "案卷应有的材料逐项列出，缺的写明"),
    (INITIAL_ACTIONS, "先期处置逐项记下时间"),
)
"""Rules that hold because a plan names them."""


def register() -> None:
    """Hand the access rules and the provisions in."""
    for permission, roles, title in RULES:
        purpose = permission == "tasking.open_evidence"
        house.add_rule(AccessRule(permission, frozenset(roles), title, needs_purpose=purpose))
    for name, title in PROVISIONS:
        house.add_provision(name, title)
