"""``python -m tests.exports.make_export FILE``: the invented province's first evening as one ledger export.

A test world draws its keys, salts and ids from a seed, its clock is simulated and every act has an idempotency key of
its own, so the same program on the same machine writes the same bytes. The files in this folder are kept as they were
made: a later version must go on reading them (test_exports.py), and making them anew would prove nothing.

``tonights-room.zip`` tells the main line: report, two suspected blow-ups of the largest, signatures, grade 特别重大,
activation, eleven tasks of which one is late, 首报 with three receipts of which one is typed in late, two
countersignatures.

``early-warning.zip`` tells what goes before it: a text, a note and two indicator rows come in, the rules open a ticket,
a pair watches, a letter goes out, a sheet is signed by two, the event grows out of the ticket.

``plan-as-data.zip``: the province adopts an overlay of its own, names who answers for clauses, records a practice,
stays ready through a sensitive period, and works a night under the version in force.

``command-and-papers.zip``: a night of command: handover, calls, decisions, orders, evidence, urgent news, letters,
further papers, neighbours, and events that join, split and open again. Its story tells every kind of fact in its
``KINDS``; the tokens of answer links are not drawn from the seed, so its bytes differ from run to run.
"""

import os
import sys
import tempfile
from pathlib import Path

import django


def main(target: Path) -> int:
    """Live the story that the file is named after in a home of its own, write it; returns its size in bytes."""
    with tempfile.TemporaryDirectory(prefix="fengsui-export-") as folder:
        os.environ["FENGSUI_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "fengsui.settings"
        django.setup()
        stories = {
            "tonights-room": _live,
            "early-warning": _warn,
            "plan-as-data": _adopt,
            "command-and-papers": _command,
            "forms-and-copies": _fill,
        }
        stories[target.stem]()
        from fengsui.conduct.archiving import write_export_file  # noqa: PLC0415 (after django.setup)

        write_export_file(target)
    return target.stat().st_size


def _live() -> None:
    """The evening, through the same acts as any other; minutes count from 09:12."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)

    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.ledger.sealer import seal  # noqa: PLC0415
    from tests.conftest import MORNING  # noqa: PLC0415
    from tests.plan_2019_75.evening import OFFICES, Evening  # noqa: PLC0415
    from tests.staffing import staff  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    evening = Evening(staff(MORNING))
    logins = {actor.officer: login for login, actor in evening.people.items()}
    event = evening.cluster()
    evening.confirm(event)
    evening.at(8)
    evening.grade(event)
    evening.draft_order(event)
    evening.telephone(event, "activate_plan", "zuzhang", at=8)
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    for task in list(evening.state(event).tasks.values())[1:]:
        evening.acknowledge(task.fact, logins[task.payload["owner"]])
    evening.at(30)
    evening.figures(event, known=25, outstanding_amount_fen=1_240_000_000_00, lender_count=31_200)
    notice = evening.submit(event)
    evening.telephone(event, "approve_first_notice", "fuzuzhang", at=30)
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    evening.send(event, notice, sent=30)
    for office, typed, received in zip(OFFICES, (36, 38, 70), (35, 38, 37), strict=True):
        evening.at(typed)
        evening.receipt(event, notice, office, received)
    evening.countersign(event, "activate_plan", "zuzhang")
    evening.countersign(event, "approve_first_notice", "fuzuzhang")
    seal(holder="export", now=timekeeping.now(), keys=world.keys())


def _warn() -> None:
    """The warning, through the same acts as any other; minutes count from 09:12."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)

    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.ledger.sealer import seal  # noqa: PLC0415
    from tests.conftest import MORNING  # noqa: PLC0415
    from tests.exports.early_warning import EarlyWarning  # noqa: PLC0415
    from tests.staffing import staff  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    story = EarlyWarning(staff(MORNING))
    story.bring_in()
    story.watch()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.prompt()
    story.verify()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.become_event()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())


def _adopt() -> None:
    """The province's own plan, through the same acts as any other."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)

    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.ledger.sealer import seal  # noqa: PLC0415
    from tests.conftest import MORNING  # noqa: PLC0415
    from tests.exports.plan_as_data import PlanAsData  # noqa: PLC0415
    from tests.staffing import staff  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    story = PlanAsData(staff(MORNING))
    story.draw_up()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.answer_for()
    story.stay_ready()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.work()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())


def _command() -> None:
    """Command and papers, through the same acts as any other."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)

    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.ledger.sealer import seal  # noqa: PLC0415
    from tests.conftest import MORNING  # noqa: PLC0415
    from tests.exports.command_and_papers import CommandAndPapers  # noqa: PLC0415
    from tests.staffing import staff  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    story = CommandAndPapers(staff(MORNING))
    story.command()
    story.order()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.urge()
    story.write()
    story.tell()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.join()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())


def _fill() -> None:
    """Forms, a letter to many units, a report from a form filled in offline, through the same acts as any other."""
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)

    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.ledger.sealer import seal  # noqa: PLC0415
    from tests.conftest import MORNING  # noqa: PLC0415
    from tests.exports.forms_and_copies import FormsAndCopies  # noqa: PLC0415
    from tests.staffing import staff  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    world.found(kind="test", jurisdiction="990000", jurisdiction_name="云汀省", start=MORNING)
    story = FormsAndCopies(staff(MORNING))
    story.fill()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.make_out()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())
    story.report()
    seal(holder="export", now=timekeeping.now(), keys=world.keys())


if __name__ == "__main__":
    print(main(Path(sys.argv[1])), "bytes")  # noqa: T201 (its answer)
