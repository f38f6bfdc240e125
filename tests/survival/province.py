"""``python -m tests.survival.province``: fill the home that the environment names with a staffed invented province."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

from datetime import UTC, date, datetime  # noqa: E402
from pathlib import Path  # noqa: E402

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from fengsui.conduct import world  # noqa: E402
from fengsui.demonstration.staffing import staff_province  # noqa: E402
from fengsui.registry.credentials import set_password  # noqa: E402
from fengsui.registry.queries import actor_for_officer  # noqa: E402
from tests.staffing import institution_ids  # noqa: E402

PASSWORD = "yun-ting-ce-shi-7"
SIGN_IN = ("zhiban", "zhiban2")
INSTITUTIONS = "institutions.txt"
"""In the home: the ids of its institutions, for tests that only have the pages."""
MORNING = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)


def main() -> None:
    """Migrate, found a test world on a simulated clock, staff it."""
    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    officers = staff_province(password=PASSWORD, as_of=date(2026, 1, 31), now=MORNING)
    for login in SIGN_IN:
        actor = actor_for_officer(officers[login])
        set_password(actor.officer, PASSWORD, actor)  # chosen by the officer: no page asks for another first
    known = institution_ids(actor_for_officer(officers["zhiban"]))
    (Path(settings.HOME) / INSTITUTIONS).write_text("\n".join(known), encoding="ascii")


if __name__ == "__main__":
    main()
