"""One replay: two files and a choice in, every region's days out. Pure but for the progress it is asked to tell."""

from dataclasses import dataclass
from datetime import date

from fengsui.plan import Plan
from fengsui.warning.replay.days import Grader, Progress, Region, replay_regions
from fengsui.warning.replay.history import History, build_history
from fengsui.warning.replay.places import Places
from fengsui.warning.replay.reading import UnreadableFile, read_incidents, read_platforms
from fengsui.warning.replay.selection import Selection
from fengsui.warning.rules.grading import GradingTerms


@dataclass(frozen=True, slots=True)
class Replay:
    """What came out. ``regions``: the nation first. ``never_known``: figures the rules read and no file gives."""

    plan: Plan
    history: History
    first: date
    last: date
    regions: tuple[Region, ...]
    never_known: tuple[str, ...]

    @property
    def nation(self) -> Region:
        """The whole country."""
        return self.regions[0]


def replay(
    incidents: bytes,
    registry: bytes,
    *,
    plan: Plan,
    terms: GradingTerms | None,
    selection: Selection,
    first: date | None = None,
    last: date | None = None,
    progress: Progress | None = None,
) -> Replay:
    """Grade every day between ``first`` and ``last``; by default from the first to the last dated failure.

    Raises UnreadableFile for a file that is no such table, or without a failure in the days asked for.
    """
    incident_rows = read_incidents(incidents, "爆雷表")
    platform_rows = read_platforms(registry, "登记表")
    if progress:
        progress(f"爆雷表 {len(incident_rows)} 行，登记表 {len(platform_rows)} 行")
    places = Places()
    history = build_history(incident_rows, platform_rows, selection, places)
    days = [life.failed for life in history.lives if life.failed]
    if not days:
        raise UnreadableFile("按所选的机构口径，没有一家爆雷")
    first, last = first or min(days), min(last or max(days), max(days))
    if first > last:
        raise UnreadableFile(f"文件里最后一家爆雷在 {max(days)}，所选日期之内没有")
    grader = Grader(plan, terms)
    regions = replay_regions(history.lives, (first, last), grader, places, progress=progress)
    return Replay(plan, history, first, last, tuple(regions), grader.never_known)
