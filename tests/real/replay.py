"""Real failures of 2013–2019, day by day under the plan's rules: within a minute, every row accounted for.

``python -m tests.real`` runs it; the figures it prints are those of docs/replay.md. Names stay in the files.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import django

INCIDENTS = ("panel/incidents_all_sources.csv", "failures/failures.csv")
REGISTRY = "panel/platform_status_2018-08-22.csv"
FIRST = date(2013, 1, 1)
LONGEST_SECONDS = 60


def main() -> int:
    """Replay both incident files; 1 when one takes too long or its rows do not add up."""
    django.setup()
    from fengsui.conduct.plans import built_in_plan  # noqa: PLC0415
    from fengsui.documents.drawing import draw_png, draw_svg  # noqa: PLC0415
    from fengsui.warning.replay.chart import draw_replay  # noqa: PLC0415
    from fengsui.warning.replay.page import write_page  # noqa: PLC0415
    from fengsui.warning.replay.replaying import replay  # noqa: PLC0415
    from fengsui.warning.replay.report import in_words  # noqa: PLC0415
    from fengsui.warning.replay.selection import Selection  # noqa: PLC0415
    from fengsui.warning.rules.grading import terms_of  # noqa: PLC0415

    data, plan, good = Path(sys.argv[1]), built_in_plan(), True
    for name in INCIDENTS:
        started = time.monotonic()
        outcome = replay(
            (data / name).read_bytes(),
            (data / REGISTRY).read_bytes(),
            plan=plan,
            terms=terms_of(plan),
            selection=Selection(),
            first=FIRST,
        )
        drawing = draw_replay(outcome)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "replay.png").write_bytes(draw_png(drawing))
            page = Path(folder) / "replay.html"
            page.write_text(write_page(outcome, draw_svg(drawing)), encoding="utf-8")
        seconds = time.monotonic() - started
        counts = outcome.history.counts
        print(f"-- {name}: {seconds:.1f} s with both pictures")
        print(in_words(outcome))
        whole = counts.rows == counts.dated_rows + counts.undated_rows
        once = counts.dated_rows == counts.names_dated + counts.repeated_dated_rows
        good = good and whole and once and seconds <= LONGEST_SECONDS and len(outcome.regions) == 37
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
