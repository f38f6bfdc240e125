"""The facts of this package as sentences an officer reads. Pure."""

from collections.abc import Mapping
from typing import Any

SIGNED = ("event.merged", "event.absorbed", "institution.split_off", "event.reopened", "lead.transferred")


def _number(event: str) -> str:
    return event.partition("/")[2]


def _absorbed(p: Mapping[str, Any], _plan: Any, _facts: Any) -> str:
    told = {
        "机构": len(p["institutions"]),
        "爆雷": len(p["suspicions"]),
        "数据": len(p["figures"]),
        "任务": len(p["tasks"]),
        "支持请求": len(p["supports"]),
        "时钟": sum(step["taken"] is not None for step in p["clocks"]),
    }
    came = "、".join(f"{name} {count}" for name, count in told.items() if count) or "没有要转的事项"
    zero = f"。{p['t0_basis']}" if p["t0_basis"] else ""
    return f"{p['officer_name']}签字并案，{_number(p['event'])}号事件并入：转入{came}{zero}。理由：{p['reason']}"


def _suspicion(p: Mapping[str, Any], _plan: Any, _facts: Any) -> str:
    state = "爆雷（已确认）" if p["status"] == "confirmed" else "疑似爆雷"
    return f"{state}转入：{p['institution']['name']}（{p['suspicion']['condition']}），原记录 {_source(p)}"


def _source(p: Mapping[str, Any]) -> str:
    return str(p["source"]).partition("/")[2]


def asked(p: Mapping[str, Any], _plan: Any, _facts: Any) -> str:
    """A request for support."""
    what = f"：{p['asked']}" if p.get("asked") else ""
    return f"请求 {p['region_name']} 支持配合{what}"


def answered(p: Mapping[str, Any], _plan: Any, _facts: Any) -> str:
    """Its answer: what is given, or why not."""
    if not p.get("agreed", True):
        return f"{p['region']} {p['officer_name']}答复不能支持（{p['channel']}）：{p['note']}。等上级督办"
    given = f"：{p['given']}" if p.get("given") else ""
    return f"{p['region']} {p['officer_name']}答复支持（{p['channel']}）{given}"


TELLERS: Mapping[str, Any] = {
    "event.merged": lambda p, _plan, _facts: (
        f"{p['officer_name']}签字并案，本事件并入{_number(p['into'])}号事件。理由：{p['reason']}"
    ),
    "event.absorbed": _absorbed,
    "suspicion.taken_over": _suspicion,
    "task.taken_over": lambda p, _plan, _facts: (
        f"任务转入 {p['department_name']}：{p['title']}（{p['owner_name']}／{p['deputy_name']}），原记录 {_source(p)}"
    ),
    "support.taken_over": lambda p, _plan, _facts: f"对{p['region_name']}的支持请求转入，原记录 {_source(p)}",
    "receipt.counted": lambda p, _plan, _facts: f"{p['addressee_name']}对并入事件公文的回执计入，原记录 {_source(p)}",
    "support.overseen": lambda p, _plan, _facts: (
        f"{p['officer_name']}督办{p['region_name']}的支持："
        f"{'同意其不支持' if p['excused'] else '要求支持，再次发出请求'}。{p['note']}"
    ),
    "lenders.counted": lambda p, _plan, _facts: (
        f"登记各地出借人数：{len(p['counts'])} 个省份，"
        f"共 {sum(row['lenders'] for row in p['counts'])} 人。{p['source']}"
    ),
    "neighbour.notified": lambda p, _plan, _facts: (
        f"{p['officer_name']}已向{p['region_name']}发函通报（{p['channel']}）：出借人 {p['lenders']} 人"
    ),
    "activation.extended": lambda p, _plan, _facts: (
        f"{p['officer_name']}签字，启动期限延长到{p['until']}。理由：{p['reason']}"
    ),
    "statement.recorded": lambda p, _plan, _facts: (
        f"{p['officer_name']}登记对外发布：{p['title']}（{p['channel']}）。"
        + "；".join(f"{row['signature']} {row['name']}" for row in p["released"])
    ),
    "institution.split_off": lambda p, _plan, _facts: (
        f"{p['officer_name']}签字拆分：{p['institution_name']}拆出，另立{_number(p['into'])}号事件。理由：{p['reason']}"
    ),
    "split.received": lambda p, _plan, _facts: f"本事件由{_number(p['event'])}号事件拆出。理由：{p['reason']}",
    "event.reopened": lambda p, _plan, _facts: (
        f"{p['officer_name']}签字重新打开，{len(p['clocks'])} 个时钟按原时限继续。理由：{p['reason']}"
    ),
    "lead.transferred": lambda p, _plan, _facts: (
        f"{p['officer_name']}签字，牵头由{p['previous_name']}移交{p['region_name']}。理由：{p['reason']}"
    ),
}
