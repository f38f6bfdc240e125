"""Orders of the running event: one passed down to a prefecture, one that waits; a piece of evidence (演示数据)."""

from fengsui.conduct import timekeeping
from fengsui.demonstration.people import PROVINCE
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.stories import minutes
from fengsui.response.queries import open_events
from fengsui.tasking import evidence, ordering, working

PREFECTURE = "990300"


def orders_of_the_day(stage: Stage) -> Story:
    """What the duty chief ordered this morning beside the plan's own tasks."""
    yield minutes(39)
    duty, below = stage.who("zhiban"), stage.who("donglu")
    event = max(open_events(duty), key=lambda row: row.opened_at).pk
    issued = ordering.issue_order(
        actor=duty,
        entry=ordering.OrderEntry(
            title="逐家核查与江桥贷同一担保人的机构",
            detail="今日下班前报：在营情况、可用资金、未来七日到期兑付",
            region=PROVINCE,
            department="financial_regulation",
            event=event,
        ),
        idempotency_key=stage.key(),
    ).fact.stream
    passed = ordering.issue_order(
        actor=duty,
        entry=ordering.OrderEntry(
            title="在东麓市分支场所安排接待和秩序维护",
            detail="只登记人数和诉求，不登记来访人身份",
            region=PREFECTURE,
            owner=below.officer,
            event=event,
        ),
        idempotency_key=stage.key(),
    ).fact.stream
    yield minutes(34)
    working.acknowledge_order(actor=below, order=passed, idempotency_key=stage.key())
    yield minutes(22)
    working.report_order(
        actor=below,
        order=passed,
        note="已安排四名工作人员到场，现场十二人，秩序平稳",
        done=False,
        idempotency_key=stage.key(),
    )
    evidence.collect_evidence(
        actor=stage.who("gongan"),
        entry=evidence.EvidenceEntry(
            subject=event,
            what="江桥贷存管账户近三十日流水（打印件，加盖存管银行章）",
            source="云汀银行资金存管部",
            place="云汀银行总行",
            collected_at=timekeeping.now() - minutes(10),
            collectors=(("何定", "公安联络"), ("关山", "公安联络（B角）")),
            original="公安联络处档案柜三号",
        ),
        idempotency_key=stage.key(),
    )
    yield minutes(12)
    working.acknowledge_order(
        actor=duty, order=issued, by_telephone=True, receiver="贺兰", acknowledged_at=timekeeping.now(),
        idempotency_key=stage.key(),
    )  # fmt: skip
