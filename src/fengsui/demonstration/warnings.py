"""The warnings of the invented province: a rumour that was false, a trouble that was mended, four that stand open."""

from datetime import datetime, timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.demonstration.intake import POSTS, PRESS, Intake, check
from fengsui.demonstration.stage import Stage, Story
from fengsui.documents import actions as documents
from fengsui.monitoring.texts.notes import take_note
from fengsui.registry.actions import name_watchers
from fengsui.warning import preventing, prompting, ticketing, watching

BASIS = "《网络借贷信息中介机构业务活动管理暂行办法》第四十条"
WATCHED = (1, 2, 4, 8, 10)
"""Ranks whose watchers are named from the outset; of 青堰 nobody has named any yet."""


def outset(intake: Intake) -> Story:
    """The head adopts the table of levels; the duty chief names watchers of the larger ones."""
    yield timedelta(days=59, hours=22)
    stage = intake.stage
    preventing.adopt_attention_table(
        actor=stage.who("zuzhang"), document="云汀演示发〔2019〕12号", idempotency_key=stage.key()
    )
    for rank in WATCHED:
        watchers(stage, rank)


def watchers(stage: Stage, rank: int) -> None:
    """Name the pair that watches an institution; every second one the other way round."""
    pair = ("dingfang", "dingfang2") if rank % 4 in {0, 1} else ("dingfang2", "dingfang")
    name_watchers(
        actor=stage.who("zhiban"),
        institution=stage.institutions[rank].id,
        watcher_a=stage.officers[pair[0]],
        watcher_b=stage.officers[pair[1]],
        idempotency_key=stage.key(),
    )


def mended(intake: Intake) -> Story:
    """东麓: a level-3 ticket after a finding of the inspectors; 限期整改, rechecked, closed as 已化解."""
    stage, rank = intake.stage, 4
    yield timedelta(days=36, hours=3)
    intake.told(
        rank, "行政核查组", "inspection", open_findings=3, promotional_share="47%", related_balance=26_000_000,
        top_ten_borrowers_share="52%", offered_rate="14.9%", governance_hits=1,
    )  # fmt: skip
    intake.say(
        rank,
        PRESS,
        "press",
        (90, "{p}短期标占比偏高被约谈", "东麓市金融管理部门就{p}天标、返利占比偏高和关联借款对其约谈。"),
    )
    yield timedelta(days=36, hours=1)
    ensure_ticket(stage, rank, 3, "行政核查发现三项问题，短期标和关联借款占比偏高")
    check(stage, stage.institutions[rank].id, "K2")
    ticketing.verify_ticket(
        actor=stage.who("dingfang"),
        ticket=stage.ticket(rank).fact,
        finding="true",
        note="核查组底稿和存管流水一致：返利标占四成七，关联借款占五个百分点",
        checks=("查阅核查底稿", "比对存管流水"),
        idempotency_key=stage.key(),
    )
    yield timedelta(days=35, hours=22)
    send_prompt(stage, rank)
    demanded = preventing.require_measure(
        actor=stage.who("hecha"),
        institution=stage.institutions[rank].id,
        measure="deadline",
        problems=("返利标和一月以内标的占四成七", "向关联企业出借未披露", "三项核查问题未整改"),
        demand="十五日内停发返利标，关联借款清零，逐项报送整改证明",
        legal_basis=BASIS,
        due_at=timekeeping.now() + timedelta(days=18),
        statement="机构陈述：认可所列问题，请求给予两周",
        idempotency_key=stage.key(),
    ).fact.reference
    yield timedelta(days=18, hours=4)
    preventing.answer_measure(
        actor=stage.who("hecha"),
        measure=demanded,
        result="rectified",
        answer="复查：返利标已停发，关联借款已收回，三项问题全部整改",
        answered_at=timekeeping.now(),
        idempotency_key=stage.key(),
    )
    intake.days([rank], range(19, 38))
    intake.told(
        rank, "行政核查组", "inspection", open_findings=0, promotional_share="9%", related_balance=0,
        top_ten_borrowers_share="27%", offered_rate="9.1%", governance_hits=0,
    )  # fmt: skip
    yield timedelta(days=15, hours=20)
    ticketing.close_ticket(
        actor=stage.who("zhiban"),
        ticket=stage.ticket(rank).fact,
        outcome="resolved",
        reason="限期整改到位，复查合格，资金净流出恢复正常",
        idempotency_key=stage.key(),
    )


def unfounded(intake: Intake) -> Story:
    """望山: posts say the platform ran away; the watcher is there within two hours; closed as 不属实, and said so."""
    stage, rank = intake.stage, 8
    yield timedelta(days=21, hours=6)
    intake.say(
        rank, POSTS, "public_post",
        (70, "", "刚路过{p}公司，大门锁着，老板跑路了，{p}跑路了！"),
        (55, "", "听说{p}跑路了，群里有人去看，公司人去楼空。"),
        (55, "", "听说{p}跑路了，群里有人去看，公司人去楼空。"),
        (30, "", "网传{p}失联，客服联系不上，有没有人报警？"),
    )  # fmt: skip
    yield timedelta(days=21, hours=5, minutes=57)
    yield timedelta(days=21, hours=4, minutes=40)
    ticket = stage.ticket(rank).fact
    ticketing.verify_ticket(
        actor=stage.who("dingfang"),
        ticket=ticket,
        finding="false",
        note="到场核实：当日办公楼停电检修，物业贴有通知；负责人和财务在岗，存管流水正常",
        checks=("到场核实", "致电存管银行", "登录网站"),
        idempotency_key=stage.key(),
    )
    state = stage.warning(rank)
    for kind, signals in state.pending.items():
        if signals:
            found = ticketing.SignalFinding(
                signal=signals[0],
                also=tuple(signals[1:]),
                kind=kind,
                method="到场核实，比对存管流水，查看停电通知",
                finding="false",
                claim="老板跑路，公司人去楼空",
                evidence="停电检修通知照片；当日兑付明细",
                response="publish",
                correction="当日十八时在整治办网站发布核实情况",
            )
            ticketing.check_signal(
                actor=stage.who("dingfang"),
                institution=stage.institutions[rank].id,
                found=found,
                idempotency_key=stage.key(),
            )
    yield timedelta(days=21, hours=3)
    intake.say(
        rank,
        PRESS,
        "press",
        (20, "整治办：{p}跑路传言不属实", "经核实，网上所称{p}跑路、失联不属实，系谣言，当日为停电检修。"),
    )
    ticketing.close_ticket(
        actor=stage.who("zhiban"),
        ticket=ticket,
        outcome="unfounded",
        reason="传闻不实，已到场核实并公开说明",
        idempotency_key=stage.key(),
    )


def watched(intake: Intake) -> Story:
    """北屿: a large borrower fails; level 2, watched for ten days, on the key list, its letter sent. It stands open."""
    stage, rank = intake.stage, 2
    yield timedelta(days=10, hours=6, minutes=50)
    intake.say(
        rank, PRESS, "press",
        (300, "{p}最大借款人逾期", "{p}公告称最大借款企业出现逾期，担保公司拒绝代偿，占比两成以上。"),
        (200, "{p}债转排队", "多名出借人反映{p}债转困难，排队超过二十天，平台称正在增加受让人。"),
    )  # fmt: skip
    yield timedelta(days=10, hours=3)
    ensure_ticket(stage, rank, 3, "最大借款人逾期，占余额两成以上，债转排队")
    for kind in ("K1", "K2"):
        check(stage, stage.institutions[rank].id, kind)
    verify(stage, rank, "true", "存管银行和借款合同证实：最大借款人占余额两成四，已逾期")
    yield timedelta(days=10, hours=1)
    send_prompt(stage, rank)
    raise_level(stage, rank, 2, "单一借款人占比高，净流出连日扩大，提高一级盯防")
    watch = open_watch(stage, rank, 2, "二级研判：最大借款人逾期，债转排队")
    preventing.enter_key_list(
        actor=stage.who("zhiban"),
        institution=stage.institutions[rank].id,
        criteria="省内余额前五，单一借款人占比超过两成",
        review_on=(timekeeping.now() + timedelta(days=36)).astimezone(BEIJING).date(),
        idempotency_key=stage.key(),
    )
    log(stage, watch, "到场查看：员工在岗，客服正常。财务称已起诉借款人，正在洽谈受让。", "到场")
    for days, words in (
        (9, "净流出未停，财务提供备付安排。"),
        (8, "债转排队约三百笔，客服正常。"),
        (7, "净流出比昨日略增，存管余额够付一周。"),
        (6, "借款人提出分期，机构未接受。无聚集。"),
        (5, "无变化。"),
        (4, "债转排队仍在增加，未见新的负面报道。"),
        (3, "约见负责人，承诺本周内补足备付资金。"),
        (2, "备付资金到账三成。"),
        (1, "到场查看，秩序正常，备付资金到账五成。"),
    ):
        yield timedelta(days=days, hours=2)
        log(stage, watch, words, "到场" if days % 3 == 1 else "电话")
        if days % 3 == 0:
            analysis(
                stage,
                watch,
                "worsening" if days in range(6, 10) else "steady",
                "最大借款人逾期导致备付不足，净流出放缓",
            )
        if days in {8, 6, 4, 2}:
            report(stage, watch, f"第{10 - days}日盯防：净流出放缓，备付资金陆续到账，兑付未中断")
    yield timedelta(minutes=170)
    watching.report_watch(
        actor=stage.who("dingfang2"),
        watch=watch,
        summary="备付资金到账五成，兑付延后一日但未中断，建议维持二级",
        changes="江桥贷净流出后，本平台咨询增多",
        idempotency_key=stage.key(),
    )


def not_yet_watched(intake: Intake) -> Story:
    """青堰: a visit finds dear short loans and an unreported change; level 3 this morning, nobody named to watch."""
    stage, rank = intake.stage, 6
    yield timedelta(hours=5, minutes=10)
    intake.told(
        rank, "行政核查组", "inspection", open_findings=4, promotional_share="63%", offered_rate="18.6%",
        governance_hits=1, related_balance=30_000_000, top_ten_borrowers_share="51%",
    )  # fmt: skip
    intake.say(
        rank, POSTS, "public_post",
        (120, "", "{p}年化十八个点还返现，这不就是虚假宣传吗，客服说拉人头再加息，大家谨慎。"),
        (80, "", "网传{p}要降息停标，利率比别家高一倍，不知真假。"),
    )  # fmt: skip
    yield timedelta(hours=5, minutes=8)
    ensure_ticket(stage, rank, 3, "现场核查：利率明显偏高，返利标占六成以上，一名董事变更未报")


def rumoured(intake: Intake) -> Story:
    """长亭: a rumour, early redemptions, a site that opens slowly; level 3 since an hour or two, being checked."""
    stage, rank = intake.stage, 10
    yield timedelta(hours=2, minutes=20)
    intake.told(rank, "网站监测", "inspection", site_unreachable_hours=6, content_stale_days=16)
    intake.say(
        rank, POSTS, "public_post",
        (100, "", "网传{p}资金链紧张，担保公司和江桥贷是同一家，不知真假。"),
        (60, "", "{p}网站打不开了，早上到现在登录不上，提现排队。"),
        (40, "", "听说{p}要停标，有没有人知道怎么回事，请问还能投吗？"),
    )  # fmt: skip
    yield timedelta(hours=2, minutes=18)
    ensure_ticket(stage, rank, 3, "传闻与江桥贷同一担保人，网站打开缓慢，提前兑付申请增多")
    yield timedelta(minutes=95)
    watching.open_watch(
        actor=stage.who("zhiban"),
        institution=stage.institutions[rank].id,
        because=stage.ticket(rank).fact,
        criteria="三级研判：传闻和提前兑付增多，核实传闻、盯网站",
        review_on=(timekeeping.now() + timedelta(days=7)).astimezone(BEIJING).date(),
        level=3,
        idempotency_key=stage.key(),
    )


def noted(intake: Intake) -> Story:
    """Calls and visits: a handful of notes."""
    for days, login, channel, rank, words in (
        (50, "hecha", "inspection", 12, "例行走访{p}，资料齐全，员工在岗。"),
        (33, "gongan", "telephone", 15, "街道来电：{p}门口有两名出借人询问，已劝离，无聚集。"),
        (26, "chufei", "telephone", 19, "{p}员工在商场发传单，称保本高息，已制止，要求机构说明。"),
        (5, "hecha", "inspection", 2, "走访{p}：财务提供备付资金安排，债转排队约三百笔。"),
    ):
        yield timedelta(days=days, hours=7)
        note(intake, login, channel, rank, words, minutes=35)


def note(
    intake: Intake, login: str, channel: str, rank: int, words: str, *, minutes: int, people: int | None = None
) -> None:
    """Take a note about one institution, of so many minutes ago."""
    stage = intake.stage
    take_note(
        actor=stage.who(login),
        channel=channel,
        source="存管银行来电" if channel == "custody_bank" else "来电登记" if channel == "telephone" else "现场走访",
        text=words.format(p=intake.subjects[rank].platform),
        happened_at=timekeeping.now() - timedelta(minutes=minutes),
        region=stage.institutions[rank].registered_region,
        institutions=(stage.institutions[rank].id,),
        on_site_head_count=people,
        idempotency_key=stage.key(),
    )


def ensure_ticket(stage: Stage, rank: int, level: int, reason: str) -> None:
    """The rules have opened a ticket; where they have not, the duty chief does by judgement."""
    if stage.warning(rank).ticket is None:
        ticketing.open_ticket(
            actor=stage.who("zhiban"),
            institution=stage.institutions[rank].id,
            level=level,
            reason=reason,
            idempotency_key=stage.key(),
        )


def raise_level(stage: Stage, rank: int, level: int, reason: str) -> None:
    """The watcher's pair raise the level in force, unless the rules have."""
    if stage.ticket(rank).level > level:
        ticketing.sign_level(
            actor=stage.who("dingfang"),
            institution=stage.institutions[rank].id,
            level=level,
            reason=reason,
            seen_hash=stage.warning(rank).assessment_hash,
            idempotency_key=stage.key(),
        )


def verify(stage: Stage, rank: int, finding: str, words: str) -> None:
    """The watcher writes down what the check of the ticket found."""
    ticketing.verify_ticket(
        actor=stage.who("dingfang"),
        ticket=stage.ticket(rank).fact,
        finding=finding,  # type: ignore[arg-type]  # one of the four findings
        note=words,
        checks=("到场核实", "致电存管银行"),
        idempotency_key=stage.key(),
    )


def send_prompt(stage: Stage, rank: int) -> None:
    """The 风险提示函: drafted from the facts, signed by the deputy head, sent, its receipt written down."""
    ticket = stage.ticket(rank).fact
    passages, _ = prompting.prompt_texts(actor=stage.who("wendian"), ticket=ticket)
    cut = {name: text[:900] for name, text in passages.items()}
    paper = prompting.submit_prompt(
        actor=stage.who("wendian"), ticket=ticket, texts=cut, idempotency_key=stage.key()
    ).fact.reference
    stage.sign_warning(paper, "fuzuzhang")
    now = timekeeping.now()
    prompting.send_prompt(
        actor=stage.who("zhiban"), paper=paper, channel="专人送达", sent_at=now, idempotency_key=stage.key()
    )
    documents.record_receipt(
        actor=stage.who("wendian"),
        paper=paper,
        addressee=prompting.TO_INSTITUTION,
        channel="专人送达",
        receiver="机构合规负责人",
        received_at=now,
        regions=(stage.institutions[rank].registered_region,),
        idempotency_key=stage.key(),
    )


def open_watch(stage: Stage, rank: int, level: int, criteria: str) -> str:
    """The duty chief lets the named pair watch; returns the watch."""
    return watching.open_watch(
        actor=stage.who("zhiban"),
        institution=stage.institutions[rank].id,
        because=stage.ticket(rank).fact,
        criteria=criteria,
        review_on=(timekeeping.now() + timedelta(days=14)).astimezone(BEIJING).date(),
        level=level,
        idempotency_key=stage.key(),
    ).fact.reference


def log(stage: Stage, watch: str, words: str, channel: str, by: str = "dingfang") -> None:
    """A line of the watch log."""
    watching.log_watch(
        actor=stage.who(by),
        watch=watch,
        text=words,
        known_at=_moment(10),
        channel=channel,
        idempotency_key=stage.key(),
    )


def analysis(stage: Stage, watch: str, trend: str, cause: str, linked: tuple[str, ...] = ()) -> None:
    """The analyst's note to a watch."""
    watching.analyse_watch(
        actor=stage.who("yanpan"), watch=watch, trend=trend, cause=cause, linked=linked, idempotency_key=stage.key()
    )


def report(stage: Stage, watch: str, summary: str) -> None:
    """A watch report that the duty chief acknowledges."""
    made = watching.report_watch(
        actor=stage.who("dingfang2"), watch=watch, summary=summary, idempotency_key=stage.key()
    )
    watching.acknowledge_report(actor=stage.who("zhiban"), report=made.fact.reference, idempotency_key=stage.key())


def _moment(minutes: int) -> datetime:
    return timekeeping.now() - timedelta(minutes=minutes)
