"""The event's facts as sentences an officer reads. Pure: facts in, lines out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fengsui.conduct.house import house
from fengsui.conduct.signatures import requirement_for
from fengsui.ledger.canonical import Fact
from fengsui.plan import Plan
from fengsui.response import joined_telling as joining
from fengsui.response.figures import BY_NAME, in_words
from fengsui.response.wording import clock_time, span

SIGNED = frozenset(
    {
        "signature.given",
        "countersignature.given",
        "grade.signed",
        "plan.activated",
        "event.terminated",
        "event.dismissed",
        *joining.SIGNED,
    }
)
LATE_ENTRY_SECONDS = 600
"""From ten minutes on, the lag between happening and typing is shown (补录)."""
HIDDEN = frozenset({"clock.confirmed"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line: when it happened, what, which fact. ``tone``: act, late, sign or plain."""

    at: datetime
    text: str
    fact: str
    kind: str
    tone: str
    clause: str
    entry_lag: str = ""


def timeline(facts: Iterable[Fact], plan: Plan) -> list[Line]:
    """Lines in order of happening, newest first. Started clocks of one act are told in one line."""
    facts = list(facts)
    names = {fact.reference: fact.payload for fact in facts}
    lines: list[Line] = []
    told: set[tuple[str, str]] = set()
    for fact in facts:
        if fact.kind in HIDDEN or _is_told(fact, told):
            continue
        text = sentence(fact, plan, names)
        lag = (fact.recorded_at - fact.happened_at).total_seconds()
        lines.append(
            Line(
                fact.happened_at,
                text,
                fact.reference,
                fact.kind,
                _tone(fact),
                fact.clause,
                f"补录，晚 {span(fact.happened_at, fact.recorded_at)}"
                if lag >= LATE_ENTRY_SECONDS and not fact.cause
                else "",
            )
        )
    return sorted(lines, key=lambda line: (_minute(line.at), _number(line.fact)), reverse=True)


def _minute(at: datetime) -> datetime:
    """Typed times are to the minute: within one, the order of the facts counts."""
    return at.replace(second=0, microsecond=0)


def _number(reference: str) -> int:
    return int(reference.rpartition("#")[2])


def _is_told(fact: Fact, told: set[tuple[str, str]]) -> bool:
    if fact.kind not in {"clock.started", "clock.cancelled", "clock.ended"}:
        return False
    place = (fact.cause, fact.kind + fact.payload.get("definition", ""))
    if place in told:
        return True
    told.add(place)
    return False


def _tone(fact: Fact) -> str:
    if fact.kind == "clock.lapsed":
        return "late"
    if fact.kind in SIGNED:
        return "sign"
    return "plain" if fact.cause else "act"


def sentence(fact: Fact, plan: Plan, facts: dict[str, dict[str, Any]]) -> str:
    """What a fact says, in one Chinese sentence."""
    teller = _TELLERS.get(fact.kind)
    if teller is None:
        known = house.kinds.get(fact.kind)
        return str(known.title) if known else fact.kind
    return str(teller(fact.payload, plan, facts))


def _opened(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    names = "、".join(row["name"] for row in p["institutions"])
    return f"接报：{p['name']}。涉事机构 {names}。来源：{p['source']}"


def _figures(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    marks = {"verified": "已核", "unverified": "待核", "estimated": "推算"}
    told = (
        f"{BY_NAME[row['name']].label} {in_words(BY_NAME[row['name']], row['value'])}（{marks[row['verification']]}）"
        for row in p["figures"]
    )
    return "登记数据：" + "；".join(told)


def _suspected(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    return f"疑似爆雷：{p['institution']['name']}（{p['suspicion']['condition']}）。{p['suspicion']['evidence']}"


def _confirmed(p: dict[str, Any], _plan: Plan, facts: dict[str, dict[str, Any]]) -> str:
    return f"两人签字，爆雷确认（{p['condition']}）：{_institution(p['matter'], p['institution'], facts)}"


def _rejected(p: dict[str, Any], _plan: Plan, facts: dict[str, dict[str, Any]]) -> str:
    return f"爆雷不成立：{_institution(p['matter'], p['institution'], facts)}。{p['reason']}"


def _institution(matter: str, institution: str, facts: dict[str, dict[str, Any]]) -> str:
    opened = facts.get(matter, {})
    rows = [opened["institution"]] if "institution" in opened else opened.get("institutions", [])
    return next((str(row["name"]) for row in rows if row["id"] == institution), institution)


def _proposed(p: dict[str, Any], plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    if p["grade"] is None:
        unknown = sum(outcome["truth"] is None for outcome in p["outcomes"])
        return f"规则没有给出等级（{unknown} 条因缺数据未能判断），由人工认定"
    return f"规则建议：{plan.grade(p['grade']).name}（{p['rule']}），待值班长签字"


def _assessed(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    situation = p["situation"]
    confirmed = sum(row["confirmed"] for row in situation["blowups"]) + situation.get("others_confirmed", 0)
    suspected = sum(not row["confirmed"] for row in situation["blowups"]) + situation.get("others_suspected", 0)
    return f"辖区情况变化，按现在所知重新比对：已确认爆雷 {confirmed} 家，疑似 {suspected} 家"


def _signed_grade(p: dict[str, Any], plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    basis = p["rule"] or "人工认定"
    zero = f"；T0 {clock_time(p['t0'])}" if p["t0"] else ""
    reason = f"。理由：{p['reason']}" if p["reason"] else ""
    return f"{p['officer_name']}签等级：{plan.grade(p['grade']).name}（{basis}）{zero}{reason}"


def _correction(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    told = f"新情况会改变T0：已签 {clock_time(p['fixed'])}，按现在所知应为 {clock_time(p['computed'])}"
    return f"{told}；两个值都保留，待组长阅签"


def _signature(p: dict[str, Any], plan: Plan, facts: dict[str, dict[str, Any]]) -> str:
    requirement = requirement_for(plan, p["act"])
    name = (requirement.name if requirement else "") + _what_for(p["matter"], facts)
    if p["mode"] == "telephone":
        return f"{p['officer_name']}电话批准：{name}（值班长记录，须补签）"
    return f"{p['officer_name']}签字：{name}"


def _what_for(matter: str, facts: dict[str, dict[str, Any]]) -> str:
    """What a signature is about, where its name alone does not say."""
    opened = facts.get(matter, {})
    suspicion = opened.get("suspicion")
    return f"（{_institution(matter, suspicion['institution'], facts)}）" if suspicion else ""


def _task(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    return f"任务下达 {p['department_name']}：{p['title']}（{p['owner_name']}／{p['deputy_name']}）"


def _of_task(p: dict[str, Any], facts: dict[str, dict[str, Any]]) -> str:
    task = facts.get(p["task"], {})
    return f"{task.get('department_name', '')} {task.get('title', '')}".strip()


def _clock(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    kind = "暂计" if p["provisional"] else "开始计时"
    several = "各家分别" if p["definition"] in {"first_notice", "written_report"} else ""
    subject = "" if several else f"（{p['subject_name']}）"
    return f"{p['name']}{subject}{several}{kind}：{clock_time(p['started_at'])} 起，{clock_time(p['due_at'])} 到期"


def _settled(p: dict[str, Any], _plan: Plan, facts: dict[str, dict[str, Any]]) -> str:
    clock = facts.get(p["clock"], {})
    late = p["settled_at"] > clock.get("due_at", "9")
    state = "已超时限后了结" if late else "按时了结"
    return f"{clock.get('name', '时钟')}（{clock.get('subject_name', '')}）{state}"


def _sent(p: dict[str, Any], _plan: Plan, _facts: dict[str, dict[str, Any]]) -> str:
    return f"{p['number']} 发出：" + "、".join(f"{s['addressee_name']}（{s['channel']}）" for s in p["sendings"])


_TELLERS: dict[str, Any] = {
    "event.opened": _opened,
    "figures.recorded": _figures,
    "blowup.suspected": _suspected,
    "blowup.confirmed": _confirmed,
    "blowup.rejected": _rejected,
    "grade.proposed": _proposed,
    "situation.assessed": _assessed,
    "grade.signed": _signed_grade,
    "grade.proposal_rejected": lambda p, _plan, _facts: f"{p['officer_name']}不采纳等级建议：{p['reason']}",
    "t0.correction_raised": _correction,
    "signature.given": _signature,
    "countersignature.requested": lambda p, _plan, _facts: f"待补签：{p['title']}",
    "countersignature.given": lambda p, _plan, _facts: f"{p['officer_name']}补签",
    "activation.drafted": lambda p, _plan, _facts: f"启动令送签 {p['number']}：{p['matters']}",
    "plan.activated": lambda p, _plan, _facts: f"预案启动（{p['response_level']}响应），{p['signatory']}签发",
    "task.issued": _task,
    "task.acknowledged": lambda p, _plan, facts: (
        f"{p['officer_name']}签收{'（电话）' if p['by_telephone'] else ''}：{_of_task(p, facts)}"
    ),
    "task.progressed": lambda p, _plan, facts: f"{_of_task(p, facts)}：{p['note']}{'（办结）' if p['done'] else ''}",
    "task.handed_over": lambda p, _plan, facts: (
        f"{_of_task(p, facts)}：{'责任人' if p['post'] == 'owner' else '替补'}由{p['old_name']}换为{p['new_name']}"
    ),
    "notices.taken_over": lambda p, _plan, _facts: (
        f"接过事件{p['from_event'].partition('/')[2]}的通知：那个事件不再是最高等级，T0 {clock_time(p['t0'])}"
    ),
    "support.requested": joining.asked,
    "support.acknowledged": joining.answered,
    "clock.started": _clock,
    "clock.warned": lambda p, _plan, _facts: f"{p['name']}（{p['subject_name']}）临近时限 {clock_time(p['due_at'])}",
    "clock.lapsed": lambda p, _plan, _facts: f"{p['name']}（{p['subject_name']}）超过时限 {clock_time(p['due_at'])}",
    "clock.settled": _settled,
    "clock.cancelled": lambda p, _plan, _facts: f"暂计时钟取消：{p['reason']}",
    "clock.ended": lambda p, _plan, _facts: f"时钟停止：{p['reason']}",
    "paper.submitted": lambda p, _plan, _facts: f"{p['title']}（{p['number']}）送签",
    "paper.approved": lambda p, _plan, _facts: f"公文批准，{p['signatory']}签发",
    "paper.withdrawn": lambda p, _plan, facts: (
        f"{facts.get(p['paper'], {}).get('number', '')} 撤回，编号作废：{p['reason']}"
    ),
    "paper.sent": _sent,
    "scan.attached": lambda p, _plan, facts: f"{facts.get(p['paper'], {}).get('number', '')} 登记用印扫描件",
    "paper.sealed": lambda p, _plan, _facts: f"{p['number']} 加盖电子印章",
    "receipt.recorded": lambda p, _plan, _facts: f"{p['addressee_name']}回执，接收人 {p['receiver']}（{p['channel']}）",
    "event.dismissed": lambda p, _plan, _facts: f"认定误报：{p['reason']}",
    "termination.proposed": lambda p, _plan, _facts: f"终止送签：{p['reason']}",
    "event.terminated": lambda p, _plan, _facts: f"组长终止事件：{p['reason']}",
    **joining.TELLERS,
    "offline_form.imported": lambda p, _plan, _facts: f"导入离线首报，{p['filled_by']}于{clock_time(p['filled_at'])}填",
    "note.added": lambda p, _plan, _facts: f"日志（{p['channel']}），内容已加密",
}
