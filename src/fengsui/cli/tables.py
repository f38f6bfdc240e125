"""Bringing the tables up to date."""

import subprocess
import sys

from django.core.management import call_command
from django.db import connections

from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.conduct import world
from fengsui.conduct.rebuild import drawn_otherwise, note_shape, write_projections
from fengsui.ledger.exporting import verify_ledger
from fengsui.ledger.reading import read_all


def make_tables() -> bool:
    """Make or change tables as this version needs them; returns whether rows of an older version wait to be redrawn."""
    call_command("migrate", verbosity=0, interactive=False)
    return drawn_otherwise()


def migrate() -> None:
    """Make the tables; draw anew from the facts what an older version drew. Silent when nothing is to do.

    Where the ledger isn't whole the rows stay as they are. Redrawing reads batches, which starts threads: a process
    that will fork does it in a child (:func:`migrate_apart`).
    """
    if not make_tables():
        return
    if world.current_world() is None:
        note_shape()
    elif not verify_ledger(public_key=world.keys().public_key).holds:
        print("底账有问题，投影表没有改动，请运行 fengsui ledger verify 查明", file=sys.stderr, flush=True)
    else:
        print("程序已升级，正在按底账重建投影表", file=sys.stderr, flush=True)
        write_projections(read_all())


def migrate_apart() -> None:
    """The same in a process that may fork afterwards. Raises Stop when the child failed."""
    if not make_tables():
        return
    connections.close_all()
    if subprocess.run([sys.executable, "-m", "fengsui.cli", "migrate"], check=False).returncode:
        msg = "投影表没有更新成，请看上面的提示"
        raise Stop(msg, BAD_INPUT)
    world.forget_world()
