"""A warning from the first text to the event that grows out of it, through the rooms' acts (演示数据)."""

from collections.abc import Mapping

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor
from fengsui.documents import actions as documents
from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators
from fengsui.monitoring.texts.importing import import_texts, preview_texts
from fengsui.monitoring.texts.notes import take_note
from fengsui.response.carrying import carry_over, carry_proposals
from fengsui.response.opening import SuspicionEntry, assess_situations
from fengsui.warning import preventing, prompting, ticketing, watching
from fengsui.warning.assessing import assess_warnings
from tests.plan_2019_75.evening import Evening, minute
from tests.warning.room import Room

_TEXTS = (
    ("{p}公告暂停兑付", "{p}公告，因流动性受到影响，自即日起暂停兑付。", "2026-03-02 08:30"),
    ("", "网传{p}资金链紧张，不知真假。", "2026-03-02 07:50"),
    ("", "网传{p}资金链紧张，不知真假。", "2026-03-02 08:05"),
    ("", "请问{p}怎么样，靠谱吗？", "2026-03-01 20:00"),
)


class EarlyWarning:
    """The story, step by step; each step goes on from the one before."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.people = people
        self.evening, self.room = Evening(people), Room(people)
        self.largest = self.room.institutions[0]

    def carry(self) -> None:
        """What the worker does between acts."""
        now = timekeeping.now()
        assess_warnings(now)
        assess_situations(now)
        carry_over(now)
        carry_proposals(now)

    def bring_in(self) -> None:
        """Texts, a note and two days of measures; the rules open a ticket."""
        actor, platform = self.people["yanpan"], self.largest.platform_name
        rows = (",".join(cell.format(p=platform) for cell in row) for row in _TEXTS)
        content = "\r\n".join(("标题,正文,发布时间", *rows)).encode()
        seen = preview_texts(actor=actor, content=content, filename="信息.csv", source="公开报道监测", channel="press")
        import_texts(
            actor=actor,
            content=content,
            filename="信息.csv",
            source="公开报道监测",
            channel="press",
            seen_sha256=seen.sha256,
            idempotency_key=self.room.key(),
        )
        take_note(
            actor=actor,
            channel="custody_bank",
            source="存管银行来电",
            text=f"存管银行来电：{platform}今日起停止兑付。",
            happened_at=minute(-10),
            region=self.largest.registered_region,
            institutions=(self.largest.pk,),
            on_site_head_count=12,
            idempotency_key=self.room.key(),
        )
        name = self.largest.name
        content = (
            "机构名称,日期,限额兑付,当日应付出借人（元）,当日实付出借人（元）,借贷余额（万元）\r\n"
            f"{name},2026-02-28,无,4000000,3900000,124000\r\n{name},2026-03-01,全部暂停,4000000,0,123800\r\n"
        ).encode()
        table = preview_indicators(
            actor=actor, content=content, filename="指标.csv", source="存管银行日报", channel="custody_bank"
        )
        import_indicators(
            actor=actor,
            content=content,
            filename="指标.csv",
            source="存管银行日报",
            channel="custody_bank",
            seen_sha256=table.sha256,
            idempotency_key=self.room.key(),
        )
        self.carry()

    def watch(self) -> None:
        """The table of levels is adopted; a pair watches, the rumour is checked, a measure and the key list follow."""
        zhiban, key = self.people["zhiban"], self.room.key
        preventing.adopt_attention_table(
            actor=self.people["zuzhang"], document="云汀演示发〔2019〕12号", idempotency_key=key()
        )
        self.room.watchers()
        watch = self.room.watch()
        self.room.at(5)
        watching.log_watch(
            actor=self.people["dingfang"],
            watch=watch,
            text="客服电话占线，网站公告暂停兑付。",
            known_at=minute(4),
            channel="电话",
            idempotency_key=key(),
        )
        watching.analyse_watch(
            actor=self.people["yanpan"], watch=watch, trend="worsening", cause="资金接续不上", idempotency_key=key()
        )
        made = watching.report_watch(
            actor=self.people["dingfang"], watch=watch, summary="公告停付，正在核实", idempotency_key=key()
        )
        watching.acknowledge_report(actor=zhiban, report=made.fact.reference, idempotency_key=key())
        for kind, signals in self.room.state().pending.items():
            found = ticketing.SignalFinding(
                signal=signals[0], also=tuple(signals[1:]), kind=kind, method="比对存管流水", finding="true"
            )
            ticketing.check_signal(actor=zhiban, institution=self.largest.pk, found=found, idempotency_key=key())
        preventing.require_measure(
            actor=self.people["hecha"],
            institution=self.largest.pk,
            measure="talk",
            problems=("停止兑付",),
            demand="到会说明，报送兑付安排",
            legal_basis="《网络借贷信息中介机构业务活动管理暂行办法》第四十条",
            due_at=minute(180),
            idempotency_key=key(),
        )
        preventing.enter_key_list(
            actor=zhiban, institution=self.largest.pk, criteria="省内余额第一，停止兑付", idempotency_key=key()
        )

    def prompt(self) -> None:
        """The 风险提示函 is drafted, signed, sent; its receipt comes back."""
        writer, zhiban, ticket = self.people["wendian"], self.people["zhiban"], self.room.ticket.fact
        passages, _ = prompting.prompt_texts(actor=writer, ticket=ticket)
        paper = prompting.submit_prompt(
            actor=writer,
            ticket=ticket,
            texts={name: text[:900] for name, text in passages.items()},
            idempotency_key=self.room.key(),
        ).fact.reference
        self.room.sign(paper, "fuzuzhang")
        self.room.at(10)
        prompting.send_prompt(
            actor=zhiban, paper=paper, channel="专人送达", sent_at=minute(10), idempotency_key=self.room.key()
        )
        documents.record_receipt(
            actor=zhiban,
            paper=paper,
            addressee=prompting.TO_INSTITUTION,
            channel="专人送达",
            receiver="机构合规负责人",
            received_at=minute(10),
            regions=(self.largest.registered_region,),
            idempotency_key=self.room.key(),
        )

    def verify(self) -> None:
        """The watcher's sheet is signed by the watcher and the duty chief."""
        self.room.at(14)
        sheet = self.room.sheet(B2="yes").fact.reference
        self.room.sign(sheet, "dingfang")
        self.room.sign(sheet, "zhiban")

    def become_event(self) -> None:
        """The event takes ticket and sheet over; a second institution joins; grade 特别重大 is signed."""
        ticket, (sheet,) = self.room.ticket.fact, self.room.state().sheets.values()
        entry = SuspicionEntry(self.largest.pk, "B2", "停付公告截图", minute(-120), minute(-10), sheet.fact)
        event = self.evening.open(
            0, ticket=ticket, suspicion=entry, occurred_at=minute(-120), known_at=minute(-10), source="预警"
        )
        self.carry()
        self.evening.at(20)
        self.evening.suspect(event, 1, occurred=-30, known=18)
        self.evening.confirm(event)
        self.evening.grade(event)
        self.evening.draft_order(event)
        self.carry()
