"""One filled form of each kind: a talk, a training, a rumour, an answer line, an order (演示数据)."""

from collections.abc import Mapping
from datetime import timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.stories import minutes
from fengsui.documents.sheets import filling, signing
from fengsui.documents.sheets.queries import sheet_state
from fengsui.response.queries import open_events
from fengsui.tasking import ordering, working
from fengsui.tasking.ordering import OrderEntry

_HEAD = {"source": "本单位工作记录", "verification": "已核"}
_TALK = {
    "addressee": "江桥贷",
    "persons": "于江桥，法定代表人",
    "basis": "防范和处置非法集资条例第十八条",
    "problems": "信息披露办法第九条｜二月份运营信息没有披露\n暂行办法第二十八条｜部分资金没有进存管账户",
    "demands": "三个工作日内补披露，十个工作日内资金全部进存管",
    "defence": "机构表示系统升级延误，认可所列问题",
    "signatures": "到场人员当场签字，记录一式两份",
}
_TRAINING = {
    "plan_number": "2026年第1期",
    "topic": "首报、续报和核实单怎么填",
    "audience": "成员单位联络人",
    "hours": "4",
    "teacher": "文电组",
    "material": "预案培训教材第2版",
    "attendance": "应到24人，实到23人",
    "test": "平均91分，1人补考",
}
_RUMOUR = {
    "text": "有人说江桥贷的存管户已经空了",
    "first_seen": "今日8时40分，热线和论坛",
    "institution": "江桥贷",
    "spread": "热线问到11次",
    "checked_by": "盯防专人、研判分析岗",
    "method": "请存管银行核对余额",
    "finding": "不实",
    "evidence": "存管银行书面答复",
    "advice": "答问",
}
_ANSWER = {
    "question": "存管账户里还有钱吗？",
    "answer": "存管账户余额正在逐笔核对，资金没有被划走；下一次更新在今日18时。",
    "facts": "存管银行书面答复；谣言核实单",
    "audience": "热线、接待点",
}


def filled_forms(stage: Stage) -> Story:
    """What officers filled beside the running event."""
    yield minutes(5)
    watcher, duty = stage.who("dingfang"), stage.who("zhiban")
    event = max(open_events(duty), key=lambda row: row.opened_at).pk
    _filled(stage, watcher, "rumour_check", _RUMOUR, about=event, signers=("xuanchuan",))
    week, fortnight = _day(7), _day(14)
    _filled(stage, duty, "answer_line", {**_ANSWER, "valid_until": week}, about=event, signers=("wendian", "fuzuzhang"))
    yield minutes(4)
    _filled(stage, stage.who("hecha"), "admonition", {**_TALK, "due": fortnight}, about=event, signers=("chufei",))
    _filled(stage, duty, "training", _TRAINING)
    _ordered(stage, duty, watcher, event)


def _ordered(stage: Stage, duty: Actor, watcher: Actor, event: str) -> None:
    """An order that was signed for and reported on, to print as 指令、督办单."""
    entry = OrderEntry(
        title="核对江桥贷存管账户余额",
        detail="请存管银行出书面答复，逐笔核对三月以来的划款",
        region=watcher.region,
        owner=watcher.officer,
        due_at=timekeeping.now() + timedelta(days=1),
        event=event,
    )
    order = ordering.issue_order(actor=duty, entry=entry, idempotency_key=stage.key()).fact.stream
    working.acknowledge_order(actor=watcher, order=order, idempotency_key=stage.key())
    note = "已电话联系存管银行，书面答复今日送到"
    working.report_order(actor=watcher, order=order, note=note, done=False, idempotency_key=stage.key())


def _day(ahead: int) -> str:
    """So many days from now in the demonstration, as it is written in a box."""
    return f"{(timekeeping.now() + timedelta(days=ahead)).astimezone(BEIJING):%Y-%m-%d}"


def _filled(
    stage: Stage, actor: Actor, form: str, values: Mapping[str, str], *, about: str = "", signers: tuple[str, ...] = ()
) -> None:
    """Begin, fill, submit and sign; a plan without the form has none to show."""
    begun = filling.begin_sheet(actor=actor, form=form, about=about, idempotency_key=stage.key())
    sheet = begun.fact.stream
    draft = filling.sheet_draft(actor=actor, sheet=sheet)
    texts = {**draft.values, **_HEAD, **values}
    filling.submit_sheet(actor=actor, sheet=sheet, values=texts, idempotency_key=stage.key())
    for login in signers:
        seen = sheet_state(sheet).current.hash
        signing.sign_sheet(actor=stage.who(login), sheet=sheet, seen_hash=seen, idempotency_key=stage.key())
