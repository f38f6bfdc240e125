"""A province draws up its own plan, adopts it, and works a night under it, through the rooms' acts (演示数据)."""

from collections.abc import Mapping
from datetime import date

from fengsui.conduct.access import Actor
from fengsui.registry.plan_duties.actions import mark_implemented, name_owner, record_practice
from fengsui.registry.plan_versions import actions, queries
from fengsui.warning.readiness import declare_period, end_period, file_report, start_daily_reports
from tests.plan_2019_75.evening import OFFICES, Evening, minute
from tests.registry.plan_desk import PlanDesk

OVERLAY = "yunting-2026"
TOLD = (*OFFICES, "provincial_finance_office")


class PlanAsData:
    """The story, step by step; each step goes on from the one before."""

    def __init__(self, people: Mapping[str, Actor]) -> None:
        self.people = people
        self.evening, self.desk = Evening(people), PlanDesk(people)

    def draw_up(self) -> None:
        """Note an occasion, propose the overlay, ask, review, adopt, file; hand out a copy."""
        actions.note_revision(
            actor=self.people["wendian"],
            kind="problem",
            occurred_on=date(2026, 2, 20),
            note="演练中首报用时偏长",
            idempotency_key="story-occasion",
        )
        version = str(
            actions.propose_version(
                actor=self.people["wendian"], note="叠加省里的规定", folder=OVERLAY, idempotency_key="story-proposal"
            ).fact.payload["version"]
        )
        self.desk.consult(version)
        self.desk.review(version)
        self.desk.adopt(version)
        actions.file_version(
            actor=self.people["wendian"],
            version=version,
            to="国家有关部门",
            filed_on=queries.today(),
            number="云备〔2026〕1号",
            idempotency_key="story-filing",
        )
        actions.hand_out_copy(
            actor=self.people["zhiban"], recipient="省公安厅", purpose="值班使用", idempotency_key="story-copy"
        )

    def answer_for(self) -> None:
        """Name who answers for three clauses, say that one is in place, record a practice."""
        owner = self.people["dingfang"].officer
        name_owner(
            actor=self.people["zhiban"],
            clauses=("0.7", "1.1.h", "5.2.1.1.a"),
            officer=owner,
            deputy=self.people["dingfang2"].officer,
            idempotency_key="story-owner",
        )
        mark_implemented(
            actor=self.people["dingfang"], clauses=("1.1.h",), note="云应急办〔2026〕5号", idempotency_key="story-done"
        )
        record_practice(
            actor=self.people["zhiban"],
            practice="public_education",
            done_on=date(2026, 3, 1),
            entries={
                "held_on": "2026-03-01",
                "place": "云渡社区",
                "topic": "识别网贷风险",
                "channel": "讲座",
                "reached": "120",
            },
            idempotency_key="story-practice",
        )

    def stay_ready(self) -> None:
        """The head declares a sensitive period; its report of the day is due and filed; the period ends early."""
        outcome = declare_period(
            actor=self.people["zuzhang"],
            name="重要会议期间",
            first_day=date(2026, 3, 2),
            last_day=date(2026, 3, 12),
            reason="会期",
            idempotency_key="story-period",
        )
        start_daily_reports(minute(1))
        file_report(
            actor=self.people["zhiban"], day=date(2026, 3, 2), nothing=True, idempotency_key="story-daily-report"
        )
        end_period(
            actor=self.people["zuzhang"],
            period=outcome.fact.reference,
            reason="会议提前结束",
            idempotency_key="story-period-over",
        )

    def work(self) -> None:
        """A night under the version in force: its terms, its fourth addressee, its two signatures at the end."""
        event = self.evening.activated()
        notice = self.evening.submit(event)
        self.evening.sign(event, "approve_first_notice", "zuzhang")
        self.evening.send(event, notice, sent=dict.fromkeys(TOLD, 0))
        self.evening.at(12)
        for office in TOLD:
            self.evening.receipt(event, notice, office, 5)
