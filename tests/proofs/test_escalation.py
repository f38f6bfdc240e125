"""逐级负责: what nobody signs for goes up, rung by rung, and whoever signs ends it; through the pages (1.1.f)."""

import re

from tests.plan_2019_75.evening import Evening
from tests.proofs.event_pages import DUTY, HEAD, activated, key, words
from tests.proofs.proving import Desk, proof

ALERTS = "/alerts"


def minutes_later(desk: Desk, number: float) -> None:
    """The clock stands so many minutes after 09:12, and the worker went round."""
    Evening.at(desk.evening, number)
    assert desk.command("work", "--once")[0] == 0


@proof("1.1.f")
def test_each_level_answers_to_the_next(desk: Desk) -> None:
    """An order that nobody signs for is told to the next level at its minute, up to the head; a signature ends it."""
    activated(desk)
    minutes_later(desk, 6)
    told = words(desk.page(DUTY, ALERTS))
    assert re.search(r"新任务.{0,60}发出，无人签收", told), told[:300]
    assert "报上一级" not in told.partition("有人签收即停")[2]
    minutes_later(desk, 16)
    told = words(desk.page(DUTY, ALERTS))
    assert re.search(r"新任务.*?通知替补.*?报上一级", told), told[:300]
    minutes_later(desk, 21)
    assert re.search(r"20分钟无人签收，报组长", words(desk.page(HEAD, "/desk?news=all")))
    page = desk.page(DUTY, ALERTS)
    waiting = re.findall(r'name="message" value="([^"]+)"', page)
    assert waiting
    for message in waiting:
        desk.answer(DUTY, f"{ALERTS}/sign", message=message, idempotency_key=key(), seen="")
    told = words(desk.page(DUTY, ALERTS))
    assert "没有无人签收的急件" in told
    assert "（页面签收）" in told
    minutes_later(desk, 60)
    assert "新任务" not in _waiting(desk)


def _waiting(desk: Desk) -> str:
    return words(desk.page(DUTY, ALERTS)).partition("没有送出的消息")[0]
