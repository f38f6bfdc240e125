"""``python -m tests.survival.province``: fill the home that the environment names with a staffed invented province."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

from datetime import UTC, date, datetime  # noqa: E402

from django.core.management import call_command  # noqa: E402

from fengsui.conduct import world  # noqa: E402
from fengsui.demonstration.staffing import staff_province  # noqa: E402

PASSWORD = "yun-ting-ce-shi-7"
MORNING = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)


def main() -> None:
    """Migrate, found a test world on a simulated clock, staff it."""
    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    staff_province(password=PASSWORD, as_of=date(2026, 1, 31), now=MORNING)


if __name__ == "__main__":
    main()
