"""The command desk of the running event: two calls, a joint meeting, a decision that waits for the head (演示数据)."""

from fengsui.command import calling, deciding, meeting
from fengsui.command.facts import Vote
from fengsui.conduct import timekeeping
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.stories import minutes
from fengsui.response.queries import open_events


def command_desk(stage: Stage) -> Story:
    """What the duty chief wrote down this morning beside the papers."""
    yield minutes(33)
    duty = stage.who("zhiban")
    event = max(open_events(duty), key=lambda row: row.opened_at).pk
    call = calling.CallEntry(
        direction="in",
        party="省政府值班室",
        answered=True,
        said="问首报是否已发，要求一小时后报进展",
        follows="一小时后电话报进展",
        at=timekeeping.now(),
        event=event,
    )
    calling.log_call(actor=duty, entry=call, idempotency_key=stage.key())
    missed = calling.CallEntry(
        "out", "岚湾省值班室", answered=False, said="", follows="", at=timekeeping.now(), event=event
    )
    calling.log_call(actor=duty, entry=missed, idempotency_key=stage.key())
    yield minutes(27)
    convened = meeting.convene(
        actor=duty,
        event=event,
        title="江桥贷、云渡贷停付会商",
        begins_at=timekeeping.now(),
        place="省应急会议电话",
        departments=("police", "financial_regulation", "publicity"),
        agenda=("两家资金去向", "对外口径"),
        idempotency_key=stage.key(),
    )
    yield minutes(20)
    meeting.conclude(
        actor=duty,
        meeting=convened.fact.reference,
        present={"police": "何定", "financial_regulation": "沈未"},
        conclusions=("先核清存管账户余额和流向，再定是否约见担保公司", "对外只说已发公告的内容"),
        tasks=(("police", "核查财务负责人去向", None), ("financial_regulation", "汇总存管银行流水", None)),
        idempotency_key=stage.key(),
    )
    yield minutes(16)
    deciding.record_decision(
        actor=duty,
        event=event,
        entry=deciding.DecisionEntry(
            question="是否请存管银行对两家平台的资金变动逐笔报告",
            options=("请存管银行逐笔报告", "每日汇总一次"),
            no_options_reason="",
            clauses=(),
            facts=(),
            basis="会商结论；存管银行已来电说明余额",
            legal_reviewer="",
            legal_opinion="",
            no_legal_review_reason="不涉及限制权利的措施，值班法律顾问上班后补阅",
            votes=(Vote(who="程北川", says="for"),),
            decision="请存管银行逐笔报告，直至另行通知",
            approver=stage.who("zuzhang").officer,
            decided_at=timekeeping.now(),
        ),
        idempotency_key=stage.key(),
    )
