"""``python -m tests.survival.unit_by_unit``: a worker makes a letter out unit by unit until all is made.

The first one writes, signs and orders the letter. Each finished paper is one line of standard output.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengsui.settings")
django.setup()

import sys  # noqa: E402
from uuid import uuid4  # noqa: E402

from fengsui.conduct import timekeeping  # noqa: E402
from fengsui.documents.letters import actions, copies  # noqa: E402
from fengsui.documents.models import Letter  # noqa: E402
from fengsui.registry.queries import actor_for_officer  # noqa: E402

UNITS = tuple(f"示例县第{place:02d}工作专班" for place in range(1, 11))
TEXTS = {"title": "关于报送联络人的函", "recipients": "\n".join(UNITS), "body": "请报送联络人。"}


def order() -> None:
    """A letter to every unit, signed by the head and ordered by the duty chief."""
    head, duty, clerk = (actor_for_officer(f"officer/{login}") for login in ("zuzhang", "zhiban", "wendian"))
    begun = actions.begin_letter(actor=clerk, form="coordination_letter", separate=True, idempotency_key=str(uuid4()))
    letter = begun.fact.stream
    submitted = actions.submit_letter(actor=clerk, letter=letter, texts=TEXTS, idempotency_key=str(uuid4()))
    actions.sign_letter(
        actor=head, paper=submitted.fact.reference, seen_hash=submitted.fact.hash, idempotency_key=str(uuid4())
    )
    copies.order_copies(actor=duty, letter=letter, channel="公文交换", idempotency_key=str(uuid4()))


def main() -> None:
    """Order if nobody has, then make one paper after the other."""
    if not Letter.objects.exists():
        order()
    while copies.make_copies(timekeeping.system_now(), limit=1):
        sys.stdout.write("made\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
