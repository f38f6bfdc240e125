"""``python -m tests.browser.province``: a staffed demonstration province on the system clock, nothing happening yet."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

from datetime import timedelta  # noqa: E402

from django.conf import settings  # noqa: E402

from fengsui.cli.tables import migrate  # noqa: E402
from fengsui.conduct import timekeeping, world  # noqa: E402
from fengsui.demonstration.staffing import staff_province  # noqa: E402
from fengsui.registry.credentials import set_password  # noqa: E402
from fengsui.registry.queries import actor_for_officer  # noqa: E402

PASSWORD = "yun-ting-qi-qiao-9"
LIAISON = "shuiwu"
ANALYST = "yanpan"
ADMINISTRATOR = "guanli"
LOGINS = ("zhiban", "dingfang", "zuzhang", "wendian", LIAISON, ANALYST, ADMINISTRATOR)


def main() -> None:
    """Migrate, found the world, staff it, give those who play a password."""
    migrate()
    world.found(kind="demonstration", jurisdiction="990000", jurisdiction_name="云汀省")
    now = timekeeping.now()
    month_end = (now.replace(day=1) - timedelta(days=1)).date()
    officers = staff_province(password=None, as_of=month_end, now=now)
    settings.PASSWORD_HASHERS = ["tests.browser.hashing.QuickHasher"]
    for login in LOGINS:
        set_password(officers[login], PASSWORD, actor_for_officer(officers[login]))


if __name__ == "__main__":
    main()
