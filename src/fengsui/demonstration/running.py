"""The running event: what came of 江桥's warning. Two of the largest stop paying within an hour (GR-2).

Placed so that its clocks really run when the pages open: knowledge an hour and more ago, two of three receipts in.
"""

from fengsui.conduct import timekeeping
from fengsui.demonstration import measures
from fengsui.demonstration.intake import POSTS, PRESS, Intake
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.stories import acknowledge_tasks, grade_event, minutes
from fengsui.demonstration.warnings import ensure_ticket, note, verify
from fengsui.documents import actions as documents
from fengsui.documents.facts import Sending
from fengsui.response import commanding, opening, reporting
from fengsui.response.tickets import prefill_from_ticket
from fengsui.warning import watching


def running_event(intake: Intake) -> Story:
    """Opened from the ticket with its sheet, activated, notice sent, one receipt still to come."""
    stage = intake.stage
    first, second = stage.institutions[0], stage.institutions[1]
    yield minutes(76)
    found = prefill_from_ticket(stage.who("zhiban"), stage.ticket(0).fact)
    if found.sheet is None:
        msg = "the sheet of the running event's institution does not stand"
        raise LookupError(msg)
    sheet = found.sheet
    report = opening.Report(
        name="江桥贷、云渡贷停付",
        event_type="E1",
        institutions=[first],
        occurred_at=sheet.occurred_at,
        known_at=sheet.known_at,
        source="存管银行电话",
        narrative="存管银行报告江桥贷自今日起停止兑付，可用资金下降三成。盯防专人致电，机构财务负责人联系不上。",
        trend="担保人相同的机构可能受影响，出借人可能集中来访",
        suspicion=opening.SuspicionEntry(
            first.id, sheet.condition, sheet.evidence, sheet.occurred_at, sheet.known_at, sheet.reference
        ),
        ticket=found.ticket,
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    yield minutes(72)
    intake.told(1, "存管银行电话", "custody_bank", payment_limit="限额")
    intake.say(
        1, PRESS, "press", (6, "{p}公告限额兑付", "{p}今日公告，自即日起限制提现，每人每日限额，称流动性受到影响。")
    )
    yield minutes(69)
    ensure_ticket(stage, 1, 2, "公告限额兑付，与江桥贷同一担保人")
    yield minutes(66)
    now = timekeeping.now()
    verify(stage, 1, "true", "存管银行证实：今日起限额兑付，流水为零")
    room = stage.room(event)
    opening.suspect_blowup(
        actor=stage.who("dingfang"),
        event=event,
        institution=second,
        entry=opening.SuspicionEntry(second.id, "B2", "公告限额兑付，存管流水为零", now - minutes(20), now),
        regions=room.state.regions,
        seen=room.number,
        idempotency_key=stage.key(),
    )
    yield minutes(63)
    stage.sign(event, "confirm_blowup", "dingfang", "zhiban")
    yield minutes(60)
    grade_event(stage, event, "extraordinary", "")
    watching.end_watch(
        actor=stage.who("zhiban"),
        watch=stage.watch(0),
        reason="已转为特别重大事件，按事件等级另行盯防",
        idempotency_key=stage.key(),
    )
    yield from _activate(stage, event)
    yield from _record_figures(intake, event)
    yield from _send_notice(stage, event)


def _activate(stage: Stage, event: str) -> Story:
    yield minutes(57)
    room = stage.room(event)
    commanding.draft_activation(
        actor=stage.who("zhiban"),
        event=event,
        entry=commanding.ActivationEntry(
            matters="江桥贷、云渡贷停付的先期处置",
            response_level="一级",
            expected_period="三十日，视情延长",
            measures="账户查询和异常流出监测；关键岗位人员联系；现场接待；统一发布；关联机构逐家核查",
            scope="全省；岚湾省配合",
        ),
        seen=room.number,
        idempotency_key=stage.key(),
    )
    yield minutes(54)
    stage.telephone(event, "activate_plan", "zuzhang")
    yield minutes(47)
    acknowledge_tasks(stage, event, 9)


def _record_figures(intake: Intake, event: str) -> Story:
    yield minutes(46)
    stage, both = intake.stage, intake.sized[:2]
    note(
        intake,
        "gongan",
        "telephone",
        0,
        "街道来电：{p}办公楼下有三十余名出借人询问兑付，秩序平稳。",
        minutes=6,
        people=36,
    )
    intake.say(
        0, POSTS, "public_post",
        (31, "", "{p}早上公告暂停兑付，投了五年的钱，群里都在说去公司讨说法。"),
        (24, "", "{p}提现失败，客服说等公告。"),
        (24, "", "{p}提现失败，客服说等公告。"),
        (12, "", "出借人聚集在{p}楼下，人不多，警察在维持秩序。"),
    )  # fmt: skip
    owed = sum(int(str(measures.day_of(it, 0)["outstanding_balance"])) for it in both)
    lenders = sum(it.lenders for it in both)
    room = stage.room(event)
    opening.record_figures(
        actor=stage.who("yanpan"),
        event=event,
        figures=[
            stage.figure("outstanding_amount_fen", value=owed * 100, unit="分", source="存管银行对账", verified=True),
            stage.figure("lender_count", value=lenders, unit="人", source="平台口径", verified=False),
            stage.figure("payment_stopped", value=True, unit="", source="机构公告", verified=True),
        ],
        known_at=timekeeping.now(),
        regions=room.state.regions,
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _send_notice(stage: Stage, event: str) -> Story:
    yield minutes(41)
    room = stage.room(event)
    texts = {
        "narrative": "存管银行报告江桥贷停止兑付，云渡贷随后公告限额兑付。两家均在省内规模前列，担保人相同。"
        "财务负责人联系不上，已请街道到场核实。",
        "trend": "出借人可能集中来访，关联机构可能受影响",
        "support_needed": "请协调岚湾省配合查询经营地账户",
        "contact_name": "锡安（值班长）",
        "contact_phone": "0990-8000 8001",
    }
    submitted = reporting.submit(
        actor=stage.who("wendian"),
        event=event,
        kind="first_notice",
        texts=texts,
        seen=None,
        idempotency_key=stage.key(),
    )
    yield minutes(38)
    stage.telephone(event, "approve_first_notice", "zuzhang")
    yield minutes(35)
    now = timekeeping.now()
    documents.send_paper(
        actor=stage.who("zhiban"),
        paper=submitted.fact.reference,
        sendings=[
            Sending(addressee=office.id, addressee_name=office.name, channel="专线", sent_at=now)
            for office in room.plan.addressees
        ],
        regions=room.state.regions,
        clause="5.2.1.1.a",
        idempotency_key=stage.key(),
    )
    for before, office, receiver in ((31, room.plan.addressees[0], "陈值班"), (28, room.plan.addressees[1], "卫值班")):
        yield minutes(before)
        now = timekeeping.now()
        documents.record_receipt(
            actor=stage.who("zhiban"),
            paper=submitted.fact.reference,
            addressee=office.id,
            channel="专线",
            receiver=receiver,
            received_at=now,
            regions=room.state.regions,
            idempotency_key=stage.key(),
        )
