"""Bringing the tables up to date."""

import sys

from django.core.management import call_command

from fengsui.conduct import world
from fengsui.conduct.rebuild import drawn_otherwise, note_shape, write_projections
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.reading import read_all


def migrate() -> None:
    """Make or change tables as this version needs them; silent when nothing is to do.

    Rows that an older version drew are drawn anew from the facts. Where the ledger isn't whole they stay as they are.
    """
    call_command("migrate", verbosity=0, interactive=False)
    if not drawn_otherwise():
        return
    if world.current_world() is None:
        note_shape()
    elif not verify_ledger(public_key=world.keys().public_key).holds:
        print("底账有问题，投影表没有改动，请运行 fengsui ledger verify 查明", file=sys.stderr, flush=True)
    else:
        print("程序已升级，正在按底账重建投影表", file=sys.stderr, flush=True)
        write_projections(read_all())
