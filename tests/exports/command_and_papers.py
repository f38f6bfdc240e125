"""A night of command and papers through the rooms' acts: every kind of fact that these rooms leave (演示数据)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fengsui.command import calling, deciding, expiring, handing_over, meeting, place_reports
from fengsui.command.facts import Vote
from fengsui.command.models import Handover
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, system_actor
from fengsui.dispatch import answering, links
from fengsui.dispatch.alerting import alert_stream, run_alerts
from fengsui.dispatch.models import Alert
from fengsui.documents import actions as documents
from fengsui.documents import scans
from fengsui.documents.facts import PaperKind, Sending
from fengsui.documents.letters import actions as letters
from fengsui.documents.letters.queries import letter_state
from fengsui.registry.actions import assign_duty
from fengsui.response import commanding, reporting
from fengsui.response.joining import carrying, leading, merging, reopening, splitting, supporting
from fengsui.response.neighbours import actions as neighbours
from fengsui.response.paper_texts import TEXTS as PASSAGES
from fengsui.response.statements.actions import StatementEntry, record_statement
from fengsui.tasking import dealings, evidence, ordering, working
from fengsui.tasking import handing_over as work
from fengsui.tasking.ordering import OrderEntry
from fengsui.warning import readiness
from tests.plan_2019_75.evening import OFFICES, Evening, minute

_ACTS: Mapping[str, tuple[str, ...]] = {
    "handover": ("prepared", "accepted"),
    "call": ("logged", "followed_up"),
    "decision": ("recorded", "signed", "returned"),
    "meeting": ("convened", "concluded"),
    "alert": ("raised", "stepped", "answered", "called", "closed"),
    "answer_link": ("issued", "revoked", "used"),
    "order": (
        "issued",
        "acknowledged",
        "progressed",
        "returned",
        "overdue",
        "overdue_explained",
        "handed_over",
        "closed",
    ),
    "evidence": ("collected", "handed", "opened"),
    "letter": ("recorded", "begun", "dropped"),
    "resource": ("recorded",),
    "scan": ("attached",),
    "paper": ("withdrawn",),
    "task": ("progressed", "handed_over", "taken_over"),
    "support": ("acknowledged", "overseen", "taken_over"),
    "activation": ("extended",),
    "place_report": ("filed",),
    "statement": ("recorded",),
    "event": ("merged", "absorbed", "reopened"),
    "suspicion": ("taken_over",),
    "receipt": ("counted",),
    "institution": ("split_off",),
    "split": ("received",),
    "lead": ("transferred",),
    "lenders": ("counted",),
    "neighbour": ("notified",),
}
KINDS = frozenset(f"{thing}.{act}" for thing, acts in _ACTS.items() for act in acts)
"""Kinds of facts that came with command and papers: the kept export tells each of them."""
PAPER_KINDS = frozenset({"follow_up_report", "situation_report", "correction_report", "recall_notice"})
STORY = "command-and-papers"
PROVINCE, CITY = "990000", "990300"
PDF = b"%PDF-1.7\n"
TYPED = {text.name: "平稳" for texts in PASSAGES.values() for text in texts} | {
    "contact_name": "锡安",
    "contact_phone": "另告",
    "unit": "某县金融办",
}


class CommandAndPapers:
    """The story, step by step; each step goes on from the one before."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.people = people
        self.evening = Evening(people)
        self.event = ""
        self.notice = ""

    def _sent(self) -> dict[str, Any]:
        """An idempotency key, and no number that a page was made from."""
        return {"seen": None, "idempotency_key": self.evening.key()}

    def _key(self) -> dict[str, Any]:
        return {"idempotency_key": self.evening.key()}

    def command(self) -> None:
        """A shift is handed over; calls, a joint meeting, a decision that is signed and one that is not."""
        self.event = self.evening.activated()
        duty, now = self.people["zhiban"], timekeeping.now()
        for answered, said in ((True, "问首报是否已发"), (False, "")):
            entry = calling.CallEntry("in", "省政府值班室", answered, said, "一小时后回电", now, self.event)
            call = calling.log_call(actor=duty, entry=entry, **self._sent()).fact.reference
        calling.follow_up(actor=duty, call=call, outcome="已回电", **self._sent())
        called = meeting.convene(
            actor=duty,
            event=self.event,
            title="停付会商",
            begins_at=now,
            place="会议电话",
            departments=("police", "publicity"),
            agenda=("资金去向",),
            **self._sent(),
        )
        meeting.conclude(
            actor=duty,
            meeting=called.fact.reference,
            present={"police": "何定"},
            conclusions=("先核资金去向",),
            tasks=(("police", "核资金去向", None),),
            **self._sent(),
        )
        first, second = self._decide("请存管银行逐笔报告"), self._decide("每日汇总一次")
        head = self.people["zuzhang"]
        deciding.sign_decision(actor=head, decision=first.reference, seen_hash=first.hash, **self._sent())
        deciding.return_decision(actor=head, decision=second.reference, reason="与所定不符", **self._sent())
        expiring.extend_activation(
            actor=head,
            event=self.event,
            until=minute(60 * 24 * 60).date(),
            reason="仍有未兑付",
            **self._sent(),
        )
        readiness.declare_period(
            actor=head,
            name="重要会议期间",
            first_day=now.date(),
            last_day=now.date(),
            reason="会期",
            **self._key(),
        )
        readiness.start_daily_reports(now)
        place_reports.file_place_report(
            actor=self.people["donglu"], region=CITY, day=now.date(), nothing=True, **self._sent()
        )
        self._hand_over()

    def _decide(self, decision: str) -> Any:
        entry = deciding.DecisionEntry(
            question="资金变动怎样报告",
            options=("逐笔报告", "每日汇总"),
            no_options_reason="",
            clauses=("5.2.1.2.c",),
            facts=(),
            basis="会商结论",
            legal_reviewer="法律顾问",
            legal_opinion="可行",
            no_legal_review_reason="",
            votes=(Vote(who="程北川", says="for"),),
            decision=decision,
            approver=self.people["zuzhang"].officer,
            decided_at=timekeeping.now(),
        )
        return deciding.record_decision(actor=self.people["zhiban"], event=self.event, entry=entry, **self._sent()).fact

    def _hand_over(self) -> None:
        ids = [self.people[login].officer for login in ("zhiban", "zhiban2", "dingfang2")]
        for number, officer in enumerate(ids[:2]):
            begins = minute(-460 + 480 * number)
            assign_duty(
                actor=system_actor("export", PROVINCE),
                region=PROVINCE,
                post="夜班值班长",
                starts_at=begins,
                ends_at=begins + timedelta(hours=8),
                officer_a=officer,
                officer_b=ids[2],
                **self._key(),
            )
        duty, now = self.people["zhiban"], timekeeping.now()
        shift = next(row.pk for row, _ in handing_over.shifts_to_hand_over(duty, now) if row.post == "夜班值班长")
        handing_over.hand_over(actor=duty, shift=shift, incoming=ids[1], notes="盯住口径", now=now, **self._sent())
        row = Handover.objects.get(shift=shift)
        handing_over.take_over(actor=self.people["zhiban2"], handover=row.pk, seen_hash=row.hash, **self._sent())

    def order(self) -> None:
        """An order from its issue to its closing, one passed down and sent back; evidence, letters, resources."""
        duty, police, now = self.people["zhiban"], self.people["gongan"], timekeeping.now()
        entry = OrderEntry(
            "核对余额", PROVINCE, owner=police.officer, event=self.event, due_at=now + timedelta(hours=1)
        )
        order = ordering.issue_order(actor=duty, entry=entry, **self._key()).fact.stream
        working.acknowledge_order(actor=police, order=order, **self._key())
        below = OrderEntry("核对东麓余额", CITY, owner=self.people["donglu"].officer)
        ordering.pass_down(actor=duty, parent=order, entry=below, **self._key())
        self._evidence(order)
        dealings.record_letter(
            actor=duty,
            event=self.event,
            department="tax",
            direction="sent",
            title="商请核实",
            exchanged_at=now,
            **self._key(),
        )
        dealings.record_resource(
            actor=duty, event=self.event, item="帐篷", amount=2, unit="顶", provider="街道", used_at=now, **self._key()
        )
        self.evening.at(70)
        working.explain_overdue(actor=police, order=order, reason="银行流水晚到", **self._key())
        working.report_order(actor=police, order=order, note="已核对", done=True, **self._key())
        working.return_order(actor=duty, order=order, reason="附流水", **self._key())
        work.hand_over(
            actor=duty, old=police.officer, new=self.people["chufei"].officer, cause="off_duty", **self._key()
        )
        working.close_order(actor=duty, order=order, outcome="withdrawn", reason="另行督办", **self._key())

    def _evidence(self, order: str) -> None:
        watcher, now = self.people["dingfang"], timekeeping.now()
        entry = evidence.EvidenceEntry(
            subject=order,
            what="停付公告截图",
            source="平台网站",
            place="办公室",
            collected_at=now,
            collectors=[("王栈", "盯防专人"), ("李屿", "盯防专人")],
        )
        piece = evidence.collect_evidence(actor=watcher, entry=entry, content=PDF, **self._key()).fact.stream
        evidence.hand_evidence(
            actor=watcher,
            evidence=piece,
            taker="何定",
            taker_post="公安联络",
            handed_at=now,
            reason="立案",
            **self._sent(),
        )
        evidence.open_file(actor=watcher, evidence=piece, purpose="核对", **self._key())

    def urge(self) -> None:
        """Urgent news nobody signs for climbs, is called, answered and closed; three links, one of them used."""
        duty = self.people["zhiban"]
        for number in (75, 82, 92):
            self.evening.at(number)
            run_alerts(timekeeping.now())
        waiting = [row.pk for row in Alert.objects.filter(matter=self.event, running=True).order_by("pk")]
        answering.record_call(
            actor=duty,
            stream=alert_stream(self.event),
            messages=waiting[:1],
            officer=self.people["zuzhang"].officer,
            outcome="no_answer",
            spoke_with="",
            called_at=timekeeping.now(),
            note="",
            **self._key(),
        )
        answering.answer(actor=duty, stream=alert_stream(self.event), messages=waiting[:1], **self._key())
        about = [task.fact for task in self.evening.state(self.event).tasks.values() if not task.acknowledged]
        revoked = links.issue(actor=duty, about=about[0], liaison="苏联络", hours=4, **self._key())[0].fact.stream
        links.revoke(actor=duty, key=revoked.partition("/")[2], **self._key())
        _, token = links.issue(actor=duty, about=about[1], liaison="苏联络", hours=4, **self._key())
        link = links.opened(token, "127.0.0.1", "answered")
        assert link is not None
        links.answer(link, "已安排")

    def write(self) -> None:
        """A letter that is sent and scanned and one that is dropped; a paper withdrawn; the further papers."""
        self._letters()
        evening, duty = self.evening, self.people["zhiban"]
        regions = evening.state(self.event).regions
        evening.figures(self.event, lender_count=20_000, account_controlled=True)
        withdrawn = evening.submit(self.event)
        documents.withdraw_paper(
            actor=self.people["wendian"], paper=withdrawn, reason="数字有误", regions=regions, **self._key()
        )
        self.notice = evening.sent(self.event, at=92)
        evening.receipt(self.event, self.notice, OFFICES[0], 92)
        evening.figures(self.event, lender_count=23_000)
        for kind, act, who in (
            ("follow_up_report", "sign_follow_up_report", "zuzhang"),
            ("situation_report", "sign_situation_report", "zhiban"),
            ("correction_report", "sign_correction_report", "zuzhang"),
            ("recall_notice", "sign_correction_report", "zuzhang"),
        ):
            about = self.notice if kind in {"correction_report", "recall_notice"} else ""
            paper = self._submitted(kind, about)  # type: ignore[arg-type]
            evening.sign(self.event, act, who)
            units = evening.state(self.event).papers[paper].payload["addressees"]
            self._send_now(duty, paper, units, regions)

    def _submitted(self, kind: PaperKind, about: str) -> str:
        return reporting.submit(
            actor=self.people["wendian"], event=self.event, kind=kind, texts=TYPED, about=about, **self._sent()
        ).fact.reference

    def _send_now(self, actor: Actor, paper: str, units: list[str], regions: Any) -> None:
        sendings = [
            Sending(addressee=unit, addressee_name=unit, channel="专线", sent_at=timekeeping.now()) for unit in units
        ]
        documents.send_paper(
            actor=actor, paper=paper, sendings=sendings, regions=regions, clause="5.2.1.1.e", **self._key()
        )

    def _letters(self) -> None:
        writer, duty = self.people["wendian"], self.people["zhiban"]
        dropped = letters.begin_letter(actor=writer, form="work_notice", **self._key()).fact.stream
        letters.drop_letter(actor=writer, letter=dropped, reason="不用发", **self._key())
        letter = letters.begin_letter(
            actor=writer, form="coordination_letter", about=self.event, **self._key()
        ).fact.stream
        texts = {"title": "关于商请协调支持的函", "recipients": "互联网金融风险专项整治领导小组", "body": "请予支持。"}
        submitted = letters.submit_letter(actor=writer, letter=letter, texts=texts, **self._sent()).fact
        paper, regions = submitted.reference, letter_state(letter).regions
        letters.sign_letter(actor=self.people["zuzhang"], paper=paper, seen_hash=submitted.hash, **self._key())
        self._send_now(duty, paper, submitted.payload["addressees"], regions)
        scans.attach_scan(actor=duty, paper=paper, content=PDF, name="scan.pdf", regions=regions, **self._key())

    def tell(self) -> None:
        """A statement, lenders of other provinces, a request refused and overseen, the lead passed on and back."""
        evening, event = self.evening, self.event
        record_statement(
            actor=self.people["xuanchuan"],
            event=event,
            entry=StatementEntry(
                "first_information", "情况说明", "省政府网站", timekeeping.now(), ("许言", "顾文简", "程北川")
            ),
            **self._sent(),
        )
        duty, now = self.people["zhiban"], timekeeping.now()
        neighbours.count_lenders(
            actor=duty, event=event, counts=[("130000", 1200)], as_of=now, source="存管银行", **self._sent()
        )
        neighbours.note_sent(
            actor=duty,
            event=event,
            region="130000",
            letter="0" * 64,
            number="云网险函〔2026〕4号",
            channel="公文交换",
            sent_at=now,
            **self._sent(),
        )
        request = next(ref for ref, row in evening.state(event).support.items() if row["region"] == CITY)
        commanding.record_support_answer(
            actor=self.people["donglu"],
            request=request,
            officer_name="秦麓",
            channel="电话",
            answered_at=now,
            note="人手不够",
            agreed=False,
            regions=evening.state(event).regions,
            **self._key(),
        )
        supporting.oversee_refusal(
            actor=self.people["zuzhang"], request=request, excused=False, note="应当支持", **self._sent()
        )
        leading.transfer_lead(
            actor=self.people["zuzhang"], event=event, region=CITY, reason="实际经营在东麓", **self._sent()
        )

    def join(self) -> None:
        """Another event takes this one over; an institution is split off; what ended too early is opened again."""
        evening, duty = self.evening, self.people["zhiban"]
        task = next(task for task in evening.state(self.event).tasks.values() if task.acknowledged and not task.done)
        commanding.report_task(
            actor=self.people["chufei"] if task.payload["department"] == "police" else duty,
            task=task.fact,
            note="正在办",
            done=False,
            regions=evening.state(self.event).regions,
            **self._key(),
        )
        self.evening.at(100)
        staying = evening.open_blown_up(2, occurred=-30, known=95)
        evening.grade(staying)
        evening.activate(staying)
        merging.merge_events(actor=duty, event=self.event, into=staying, reason="同一实际控制人", **self._sent())
        run_alerts(timekeeping.now())
        evening.receipt(self.event, self.notice, OFFICES[1], 100)
        assert carrying.pass_receipts() == 1
        splitting.split_event(
            actor=duty,
            event=staying,
            institution=evening.institutions[1].pk,
            name="另案",
            reason="原因不同",
            **self._sent(),
        )
        evening.end(staying, reason="演示结束")
        reopening.reopen_event(actor=self.people["zuzhang"], event=staying, reason="又有逾期", **self._sent())
