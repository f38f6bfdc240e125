"""A sensitive period of the invented province, over by now: two days reported in time, the third late (0.4)."""

from datetime import date, time, timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.command.place_reports import file_place_report, reports_owed
from fengsui.demonstration.stage import Stage, Story
from fengsui.warning import readiness

DAYS_AGO = 57
REPORTS = ((16, "", "wendian"), (16, "信访窗口接待出借人两批共九人，均已答复，无聚集", "wendian"), (18, "", "zhiban"))
"""For each day: the hour, what there was (nothing: a zero report), who filed it."""


def sensitive_days(stage: Stage) -> Story:
    """The head declares three days; every day has its report."""
    first = _first(stage)
    yield _until(stage, first - timedelta(days=1), 16)
    readiness.declare_period(
        actor=stage.who("zuzhang"),
        name="重要会议期间",
        first_day=first,
        last_day=first + timedelta(days=len(REPORTS) - 1),
        reason="云汀演示通〔2019〕7号",
        idempotency_key=stage.key(),
    )
    for number, (hour, text, login) in enumerate(REPORTS):
        day = first + timedelta(days=number)
        yield _until(stage, day, hour - 1)
        _prefectures(stage, day)
        yield _until(stage, day, hour)
        readiness.file_report(actor=stage.who(login), day=day, nothing=not text, text=text, idempotency_key=stage.key())


def _prefectures(stage: Stage, day: date) -> None:
    """Each prefecture tells by telephone that there was nothing; one forgot the last day."""
    duty = stage.who("zhiban")
    told = [row.region for row in reports_owed(duty) if row.day == day and row.filed is None]
    for region in told[:-1] if day == _first(stage) + timedelta(days=len(REPORTS) - 1) else told:
        file_place_report(actor=duty, region=region, day=day, nothing=True, idempotency_key=stage.key())


def _first(stage: Stage) -> date:
    return stage.now.astimezone(BEIJING).date() - timedelta(days=DAYS_AGO)


def _until(stage: Stage, day: date, hour: int) -> timedelta:
    """How long before the opening that hour of the day was, Beijing time."""
    moment = time(hour, tzinfo=BEIJING)
    return stage.now - stage.now.combine(day, moment)
