"""What happened in the invented province: three events of the past (演示数据)."""

from datetime import timedelta

from fengsui.conduct import timekeeping
from fengsui.demonstration.stage import Stage, Story
from fengsui.response import commanding, ending, facts, grading, opening


def minutes(count: int) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def past_events(stage: Stage) -> tuple[Story, ...]:
    """A false alarm, an ordinary failure that was closed, a crowd that was major."""
    return (_false_alarm(stage), _closed_failure(stage), _crowd(stage))


def _false_alarm(stage: Stage) -> Story:
    yield timedelta(days=44, hours=3)
    now = timekeeping.now()
    event = opening.open_event(
        actor=stage.who("zhiban"),
        idempotency_key=stage.key(),
        report=opening.Report(
            name="云汀市汀兰贷网站不能访问",
            event_type="E2",
            subtype="out_of_contact",
            institutions=[stage.institutions[7]],
            occurred_at=now - minutes(50),
            known_at=now,
            source="盯防专人巡查",
            narrative="网站约一小时不能访问，客服电话占线。已请街道到办公场所核实。",
            trend="待核实",
        ),
    ).fact.stream
    yield timedelta(days=44, hours=1)
    room = stage.room(event)
    ending.dismiss_event(
        actor=stage.who("zhiban"),
        event=event,
        reason="机房断电两小时，已恢复；办公场所正常，负责人在岗，兑付正常",
        seen=room.number,
        idempotency_key=stage.key(),
    )


def _closed_failure(stage: Stage) -> Story:
    yield timedelta(days=38)
    now = timekeeping.now()
    institution = stage.institutions[21]
    report = opening.Report(
        name="西栈市逾期兑付",
        event_type="E1",
        institutions=[institution],
        occurred_at=now - timedelta(hours=20),
        known_at=now - minutes(30),
        source="出借人来电",
        narrative="部分标的到期三日未兑付，机构称借款人回款延迟。",
        trend="规模小，正在与借款人协商",
        suspicion=opening.SuspicionEntry(
            institution.id, "B1", "存管流水显示三日实兑率不足九成", now - timedelta(hours=20), now - minutes(30)
        ),
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    stage.sign(event, "confirm_blowup", "dingfang", "zhiban")
    grade_event(stage, event, "other", "仅一家规模较小机构，其余机构按步骤退出")
    yield timedelta(days=19)
    room = stage.room(event)
    ending.terminate_event(
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


def _crowd(stage: Stage) -> Story:
    yield timedelta(days=12, hours=5)
    now = timekeeping.now()
    report = opening.Report(
        name="南浦市出借人集中来访",
        event_type="E5",
        institutions=[stage.institutions[13]],
        occurred_at=now - minutes(40),
        known_at=now - minutes(25),
        source="信访部门电话",
        narrative="出借人在市民中心前广场聚集，要求说明退出方案的兑付时间。秩序平稳。",
        trend="人数可能增加",
        figures=[stage.figure("on_site_head_count", value=1200, unit="人", source="信访部门分区估计", verified=False)],
    )
    event = opening.open_event(actor=stage.who("zhiban"), report=report, idempotency_key=stage.key()).fact.stream
    grade_event(stage, event, "major", "")
    room = stage.room(event)
    commanding.draft_activation(
        actor=stage.who("zhiban"),
        event=event,
        entry=commanding.ActivationEntry("现场接待和解释说明", "二级", "三日", "增设接待点，公布兑付时间表", "南浦市"),
        seen=room.number,
        idempotency_key=stage.key(),
    )
    stage.sign(event, "activate_plan", "zuzhang")
    acknowledge_tasks(stage, event, len(stage.room(event).state.tasks))
    yield timedelta(days=9)
    room = stage.room(event)
    ending.terminate_event(
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


def grade_event(stage: Stage, event: str, grade: str, reason: str) -> None:
    """The duty chief signs a grade; the head countersigns one that is not the gravest."""
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


def acknowledge_tasks(stage: Stage, event: str, count: int) -> None:
    """The owners of the first tasks sign for them."""
    room = stage.room(event)
    logins = {officer: login for login, officer in stage.officers.items()}
    for task in list(room.state.tasks.values())[:count]:
        commanding.acknowledge_task(
            actor=stage.who(logins[task.payload["owner"]]),
            task=task.fact,
            regions=room.state.regions,
            idempotency_key=stage.key(),
        )
