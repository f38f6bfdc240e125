"""江桥, the largest: ten days of warning from the first sign to this morning's sheet (演示数据)."""

from datetime import timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.demonstration.intake import POSTS, PRESS, Intake, check
from fengsui.demonstration.stage import Stage, Story
from fengsui.demonstration.stories import minutes
from fengsui.demonstration.warnings import (
    BASIS,
    analysis,
    ensure_ticket,
    log,
    note,
    open_watch,
    raise_level,
    report,
    send_prompt,
    verify,
    watchers,
)
from fengsui.warning import facts, preventing, ticketing, verifying

RANK = 0
_LOG = (
    (9, "净流出连续第五日，客服解释为标的到期集中。", "电话"),
    (8, "到场查看：员工在岗，财务负责人出差未归。", "到场"),
    (7, "债转排队增加，转让折价。机构称正在洽谈新资金。", "电话"),
    (6, "兑付延后半日到账，首次不足额。", "存管银行"),
    (5, "担保公司承认未足额代偿。", "电话"),
    (4, "约见实际控制人未到场，派财务经理到会。", "到场"),
    (3, "存管户余额不够付三日。", "存管银行"),
    (2, "客服排队四十分钟，无聚集。", "电话"),
    (1, "昨日应付九成三到账。整改期限已到，未见资金补足。", "到场"),
)
_REPORTS = {
    8: "净流出扩大，关联借款占比上升",
    6: "兑付首次不足额，建议提高级别",
    4: "负责人回避约见",
    2: "存管余额不足",
}
# Days before today: a table of all institutions, the rumour, 约谈, 二级 with 限期整改; bad answers on two of them.
_TABLE_DAY, _RUMOUR_DAY, _TALK_DAY, _GRAVER_DAY = 4, 7, 8, 6
_ANSWER_DAYS = frozenset({7, 1})
_CAUSES = {
    9: "关联企业借款到期未还，新增出借不足以接续",
    6: "实际控制人挪腾资金，担保公司未代偿，出借人集中转让",
    3: "存管户余额不足以支付未来三日应付，存在停付可能",
}


def warning_of_the_largest(intake: Intake) -> Story:
    """三级 by the rules, 二级 after an analysis, watched by a pair, measures answered badly, 一级 and sheet today."""
    stage = intake.stage
    yield timedelta(days=10, hours=6)
    intake.say(
        RANK, PRESS, "press",
        (200, "{p}关联借款占比上升被问询", "{r}金融管理部门就{p}关联借款占比上升、披露不完整出具警示函，要求说明。"),
        (90, "{p}债转排队变长", "出借人反映{p}债转困难，折价转让增多，平台称属正常波动。"),
    )  # fmt: skip
    yield timedelta(days=10, hours=5)
    ensure_ticket(stage, RANK, 3, "净流出连日扩大，关联借款占比上升")
    watchers(stage, RANK)
    yield timedelta(days=10, hours=2)
    _check_everything(stage)
    verify(stage, RANK, "partly", "存管流水证实净流出扩大；关联借款占比与披露一致；兑付尚未中断")
    send_prompt(stage, RANK)
    watch = open_watch(stage, RANK, 3, "三级研判：省内余额第一，净流出扩大，关联借款占比上升")
    log(stage, watch, "与财务负责人通话：承认到期集中，称备付充足。", "电话")
    yield from _ten_days(intake, watch)
    yield timedelta(hours=13)
    log(stage, watch, "客服电话接通率下降，办公场所正常，财务负责人仍未露面。", "到场", by="dingfang2")
    yield from _this_morning(intake)


def _ten_days(intake: Intake, watch: str) -> Story:
    stage = intake.stage
    measure = ""
    for days, words, channel in _LOG:
        yield timedelta(days=days, hours=4)
        if days != _TABLE_DAY:  # the table of all institutions has just told it
            intake.days([RANK], [days + 1])
        if days == _RUMOUR_DAY:
            _rumour(intake)
        yield timedelta(days=days, hours=3)
        log(stage, watch, words, channel, by="dingfang" if days % 2 else "dingfang2")
        if days in _CAUSES:
            linked = (stage.institutions[1].id,) if days == _GRAVER_DAY else ()
            analysis(stage, watch, "worsening", _CAUSES[days], linked)
        if days in _REPORTS:
            report(stage, watch, _REPORTS[days])
        if days == _GRAVER_DAY:
            raise_level(stage, RANK, 2, "分析：兑付首次不足额，担保公司未代偿，关联机构云渡贷可能受影响")
            _list(stage)
        _check_everything(stage)
        measure = _measures(stage, days) or measure
        if days in _ANSWER_DAYS:
            _answer(stage, measure, "书面说明未附资金证明，备付资金未到账，要求没有落实")


def _measures(stage: Stage, days: int) -> str:
    """约谈 on the eighth day, 限期整改 on the sixth; returns the measure's reference."""
    if days == _TALK_DAY:
        return _demand(stage, "talk", "到会说明净流出原因，报送备付资金证明和关联借款清单", 2)
    if days == _GRAVER_DAY:
        return _demand(stage, "deadline", "五日内补足备付资金，停止新增关联借款，逐日报送兑付明细", 5)
    return ""


def _demand(stage: Stage, measure: facts.MeasureKind, demand: str, days: int) -> str:
    return preventing.require_measure(
        actor=stage.who("hecha"),
        institution=stage.institutions[RANK].id,
        measure=measure,
        problems=("净流出连日扩大", "关联借款占比超过百分之五", "备付资金不足"),
        demand=demand,
        legal_basis=BASIS,
        due_at=timekeeping.now() + timedelta(days=days, hours=3),
        statement="机构陈述：属到期集中，请求宽限",
        idempotency_key=stage.key(),
    ).fact.reference


def _answer(stage: Stage, measure: str, words: str) -> None:
    preventing.answer_measure(
        actor=stage.who("hecha"),
        measure=measure,
        result="not_rectified",
        answer=words,
        answered_at=timekeeping.now(),
        idempotency_key=stage.key(),
    )


def _list(stage: Stage) -> None:
    preventing.enter_key_list(
        actor=stage.who("zhiban"),
        institution=stage.institutions[RANK].id,
        criteria="省内余额第一，二级研判，兑付首次不足额",
        review_on=(timekeeping.now() + timedelta(days=30)).astimezone(BEIJING).date(),
        idempotency_key=stage.key(),
    )


def _rumour(intake: Intake) -> None:
    intake.say(
        RANK, POSTS, "public_post",
        (50, "", "网传{p}资金链紧张，实际控制人在卖股权，不知真假。"),
        (45, "", "{p}提现排队三天还没到，客服说系统升级，已投诉。"),
        (20, "", "请问{p}怎么样，还能续投吗？有人说资金链紧张。"),
    )  # fmt: skip


def _check_everything(stage: Stage) -> None:
    """The rumour of day seven is true in part; whatever else waits is checked by the analyst."""
    state, institution = stage.warning(RANK), stage.institutions[RANK].id
    waiting = state.pending.get("K1", ())
    if waiting:
        found = ticketing.SignalFinding(
            signal=waiting[0],
            also=tuple(waiting[1:]),
            kind="K1",
            method="约见财务负责人，查询股权登记，比对存管流水",
            finding="partly",
            claim="资金链紧张，实际控制人在卖股权",
            evidence="股权转让属实，已登记；当日兑付足额，备付资金偏少",
            response="answer",
        )
        ticketing.check_signal(
            actor=stage.who("dingfang"), institution=institution, found=found, idempotency_key=stage.key()
        )
    check(stage, institution, "K2")


def _this_morning(intake: Intake) -> Story:
    """Payment breaks: the custody bank's table, a text, the bank's call; the sheet is signed by watcher and chief."""
    stage = intake.stage
    yield minutes(100)
    intake.days([RANK, 1], [0])
    yield minutes(96)
    intake.say(
        RANK, PRESS, "press",
        (35, "{p}公告暂停兑付", "{p}今日在网站公告，因流动性受到影响，自即日起暂停兑付，恢复时间另行公告。"),
    )  # fmt: skip
    yield minutes(92)
    _check_everything(stage)
    yield minutes(80)
    note(intake, "yanpan", "custody_bank", RANK, "存管银行来电：{p}今日起停止兑付，可用资金下降三成。", minutes=0)
    intake.told(RANK, "存管银行电话", "custody_bank", payment_limit="全部暂停")
    yield minutes(79)
    now = timekeeping.now()
    occurred, known = now - minutes(72), now - minutes(1)
    answers = {"B1": "unknown", "B2": "yes", "B3": "unknown", "B4": "no", "B5": "no"}
    evidence = {"B2": "机构公告停付截图，存管银行证实", "B1": "昨日实兑率九成三，今日不足一成，未满三日"}
    sheet = verifying.submit_sheet(
        actor=stage.who("dingfang"),
        institution=stage.institutions[RANK].id,
        entry=verifying.SheetEntry(
            conditions=[
                facts.ConditionFound.model_validate({"condition": name, "met": met, "evidence": evidence.get(name, "")})
                for name, met in answers.items()
            ],
            occurred_at=occurred,
            known_at=known,
            checks=[
                facts.CheckMade(kind="custody", made_at=known, result="存管银行证实停付，可用资金下降三成"),
                facts.CheckMade(kind="site", made_at=now, result="网站公告暂停兑付"),
                facts.CheckMade(kind="telephone", made_at=now, result="财务负责人电话未接"),
            ],
            finding="公告停付，存管银行证实，符合B2",
        ),
        idempotency_key=stage.key(),
    ).fact.reference
    yield minutes(78)
    stage.sign_warning(sheet, "dingfang")
    yield minutes(77)
    stage.sign_warning(sheet, "zhiban")
