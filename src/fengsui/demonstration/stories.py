"""What happened in the invented province: three events of the past, one that runs."""

from datetime import timedelta

from fengsui.conduct import timekeeping
from fengsui.demonstration.stage import Stage
from fengsui.documents import actions as documents
from fengsui.documents.facts import Sending
from fengsui.response import commanding, facts, grading, opening, reporting


def _minutes(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


def past_events(stage: Stage) -> None:
    """A false alarm, an ordinary failure that was closed, a crowd that was major."""
    _false_alarm(stage)
    _closed_failure(stage)
    _crowd(stage)


def _false_alarm(stage: Stage) -> None:
    now = stage.at(timedelta(days=44, hours=3))
    event = opening.open_event(
        actor=stage.who("zhiban"),
        idempotency_key=stage.key(),
        report=opening.Report(
            name="云汀市汀兰贷网站不能访问",
            event_type="E2",
            subtype="out_of_contact",
            institutions=[stage.institutions[7]],
            occurred_at=now - _minutes(50),
            known_at=now,
            source="盯防专人巡查",
            narrative="网站约一小时不能访问，客服电话占线。已请街道到办公场所核实。",
            trend="待核实",
        ),
    ).fact.stream
    stage.at(timedelta(days=44, hours=1))
    room = stage.room(event)
    commanding.dismiss_event(
        actor=stage.who("zhiban"),
        event=event,
        reason="机房断电两小时，已恢复；办公场所正常，负责人在岗，兑付正常",
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _closed_failure(stage: Stage) -> None:
    now = stage.at(timedelta(days=38))
    institution = stage.institutions[21]
    report = opening.Report(
        name="西栈市逾期兑付",
        event_type="E1",
        institutions=[institution],
        occurred_at=now - timedelta(hours=20),
        known_at=now - _minutes(30),
        source="出借人来电",
        narrative="部分标的到期三日未兑付，机构称借款人回款延迟。",
        trend="规模小，正在与借款人协商",
        suspicion=opening.SuspicionEntry(
            institution.id, "B1", "存管流水显示三日实兑率不足九成", now - timedelta(hours=20), now - _minutes(30)
        ),
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    stage.sign(event, "confirm_blowup", "dingfang", "zhiban")
    _grade(stage, event, "other", "仅一家规模较小机构，其余机构按步骤退出")
    stage.at(timedelta(days=19))
    room = stage.room(event)
    commanding.terminate_event(
        actor=stage.who("zuzhang"),
        event=event,
        reason="已按协商方案全部兑付，风险消除",
        conditions=[
            facts.ConditionChecked(condition=condition.id, met=True) for condition in room.plan.termination_conditions
        ],
        residual="无",
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _crowd(stage: Stage) -> None:
    now = stage.at(timedelta(days=12, hours=5))
    report = opening.Report(
        name="南浦市出借人集中来访",
        event_type="E5",
        institutions=[stage.institutions[13]],
        occurred_at=now - _minutes(40),
        known_at=now - _minutes(25),
        source="信访部门电话",
        narrative="出借人在市民中心前广场聚集，要求说明退出方案的兑付时间。秩序平稳。",
        trend="人数可能增加",
        figures=[stage.figure("on_site_head_count", value=1200, unit="人", source="信访部门分区估计", verified=False)],
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    _grade(stage, event, "major", "")
    room = stage.room(event)
    commanding.draft_activation(
        actor=stage.who("zhiban"),
        event=event,
        entry=commanding.ActivationEntry("现场接待和解释说明", "二级", "三日", "增设接待点，公布兑付时间表", "南浦市"),
        seen=room.number,
        idempotency_key=stage.key(),
    )
    stage.sign(event, "activate_plan", "zuzhang")
    _acknowledge(stage, event, len(stage.room(event).state.tasks))
    stage.at(timedelta(days=9))
    room = stage.room(event)
    commanding.terminate_event(
        actor=stage.who("zuzhang"),
        event=event,
        reason="来访人员均已登记并得到书面答复，现场恢复正常",
        conditions=[
            facts.ConditionChecked(condition=condition.id, met=True) for condition in room.plan.termination_conditions
        ],
        residual="兑付方案由金融管理部门继续督促",
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _grade(stage: Stage, event: str, grade: str, reason: str) -> None:
    room = stage.room(event)
    signed = grading.sign_grade(
        actor=stage.who("zhiban"),
        event=event,
        grade=grade,
        reason=reason,
        seen=room.number,
        idempotency_key=stage.key(),
    )
    request = next((fact for fact in signed.derived if fact.kind == "countersignature.requested"), None)
    if request is not None and grade != "extraordinary":
        grading.countersign(
            actor=stage.who("zuzhang"),
            request=request.reference,
            seen_hash=signed.fact.hash,
            regions=room.state.regions,
            idempotency_key=stage.key(),
        )


def _acknowledge(stage: Stage, event: str, count: int) -> None:
    room = stage.room(event)
    logins = {officer: login for login, officer in stage.officers.items()}
    for task in list(room.state.tasks.values())[:count]:
        commanding.acknowledge_task(
            actor=stage.who(logins[task.payload["owner"]]),
            task=task.fact,
            regions=room.state.regions,
            idempotency_key=stage.key(),
        )


def running_event(stage: Stage) -> None:
    """Two of the largest stop paying within an hour: GR-2, activated, notice sent, one receipt still to come."""
    first, second = stage.institutions[0], stage.institutions[1]
    now = stage.at(_minutes(76))
    report = opening.Report(
        name="江桥贷、云渡贷停付",
        event_type="E1",
        institutions=[first],
        occurred_at=now - _minutes(75),
        known_at=now - _minutes(4),
        source="存管银行电话",
        narrative="存管银行报告江桥贷自今日起停止兑付，可用资金下降三成。盯防专人致电，机构财务负责人联系不上。",
        trend="担保人相同的机构可能受影响，出借人可能集中来访",
        suspicion=opening.SuspicionEntry(
            first.id, "B2", "机构公告停付截图，存管银行证实", now - _minutes(75), now - _minutes(4)
        ),
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    now = stage.at(_minutes(66))
    room = stage.room(event)
    opening.suspect_blowup(
        actor=stage.who("dingfang"),
        event=event,
        institution=second,
        entry=opening.SuspicionEntry(second.id, "B2", "公告限额兑付，存管流水为零", now - _minutes(20), now),
        regions=room.state.regions,
        seen=room.number,
        idempotency_key=stage.key(),
    )
    stage.at(_minutes(63))
    stage.sign(event, "confirm_blowup", "dingfang", "zhiban")
    stage.at(_minutes(60))
    _grade(stage, event, "extraordinary", "")
    _activate(stage, event)
    _record_figures(stage, event)
    _send_notice(stage, event)


def _activate(stage: Stage, event: str) -> None:
    stage.at(_minutes(57))
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
    stage.at(_minutes(54))
    stage.telephone(event, "activate_plan", "zuzhang")
    stage.at(_minutes(47))
    _acknowledge(stage, event, 9)


def _record_figures(stage: Stage, event: str) -> None:
    stage.at(_minutes(46))
    room = stage.room(event)
    opening.record_figures(
        actor=stage.who("yanpan"),
        event=event,
        figures=[
            stage.figure(
                "outstanding_amount_fen", value=2_170_000_000_00, unit="分", source="存管银行对账", verified=True
            ),
            stage.figure("lender_count", value=54_250, unit="人", source="平台口径", verified=False),
            stage.figure("payment_stopped", value=True, unit="", source="机构公告", verified=True),
        ],
        known_at=timekeeping.now(),
        regions=room.state.regions,
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _send_notice(stage: Stage, event: str) -> None:
    stage.at(_minutes(41))
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
    stage.at(_minutes(38))
    stage.telephone(event, "approve_first_notice", "zuzhang")
    now = stage.at(_minutes(35))
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
        now = stage.at(_minutes(before))
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
