"""The rules of the command desk that hold because the plan names them; each has a title in the user's words."""

from collections.abc import Mapping

from fengsui.conduct.house import house

HANDOVER = "command.handover_by_two"
DECISION_RECORD = "command.decision_record"
JOINT_EFFORT = "command.joint_effort"

PROVISIONS: Mapping[str, str] = {
    HANDOVER: "换班时交接清单由交班人、接班人两人签；没有交接的写在值班台上",
    DECISION_RECORD: "每项决策都记下备选方案、法律审查、表决、批准人和时间；没有的写明理由",
    JOINT_EFFORT: "会商记下到会单位、结论和任务；各部门看同一张态势图",
}


def register() -> None:
    """Offer the rules to plans."""
    for name, title in PROVISIONS.items():
        house.add_provision(name, title)
