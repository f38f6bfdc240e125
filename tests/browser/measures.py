"""``python -m tests.browser.measures``: forty calm days of daily figures of the largest institution; prints its id."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

import csv  # noqa: E402
import io  # noqa: E402
from datetime import timedelta  # noqa: E402

from fengsui.clock.calendar import BEIJING  # noqa: E402
from fengsui.conduct import timekeeping  # noqa: E402
from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators  # noqa: E402
from fengsui.registry.models import Institution, Officer  # noqa: E402
from fengsui.registry.queries import actor_for_officer  # noqa: E402

HEADER = (
    "机构名称",
    "日期",
    "借贷余额（万元）",
    "当日新增出借（万元）",
    "当日到期未续本金（万元）",
    "当日应付出借人（万元）",
    "当日实付出借人（万元）",
    "逾期金额（万元）",
)


def main() -> None:
    """Everything is paid, nothing flows out: the rules propose no level, so that no other test sees a ticket."""
    largest = Institution.objects.order_by("-outstanding_balance_fen", "id").first()
    assert largest is not None
    balance = (largest.outstanding_balance_fen or 0) // 1_000_000
    today = timekeeping.now().astimezone(BEIJING).date()
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(HEADER)
    for ago in range(40, 0, -1):
        day = (today - timedelta(days=ago)).isoformat()
        rows.writerow([largest.name, day, balance - 10 * (40 - ago), 900, 890, 800, 800, balance // 50])
    duty = actor_for_officer(Officer.objects.get(login="zhiban").pk)
    content, name, source, channel = out.getvalue().encode(), "日报.csv", "存管银行日报", "custody_bank"
    seen = preview_indicators(actor=duty, content=content, filename=name, source=source, channel=channel)
    import_indicators(
        actor=duty, content=content, filename=name, source=source, channel=channel, seen_sha256=seen.sha256
    )
    print(largest.pk)  # noqa: T201 (for the test that ran this)


if __name__ == "__main__":
    main()
