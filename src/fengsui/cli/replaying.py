"""``fengsui replay``: real failures day by day under the plan's rules. Reads files and prints; keeps nothing."""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.conduct.plans import plan_in_force
from fengsui.documents.drawing import draw_png, draw_svg
from fengsui.warning.replay.chart import draw_replay
from fengsui.warning.replay.page import write_page
from fengsui.warning.replay.reading import FILE_LIMITS, UnreadableFile
from fengsui.warning.replay.replaying import Replay, replay
from fengsui.warning.replay.report import document, in_words
from fengsui.warning.replay.selection import Selection
from fengsui.warning.rules.grading import terms_of

CHART_KINDS: Final = (".png", ".svg", ".html")


def run_replay(options: argparse.Namespace) -> int:
    """Replay, draw, print."""
    charts = [Path(name) for name in options.chart]
    for chart in charts:
        if chart.suffix.lower() not in CHART_KINDS:
            msg = f"图只能写成 {'、'.join(CHART_KINDS)}：{chart}"
            raise Stop(msg, BAD_INPUT)
    plan = plan_in_force()
    try:
        outcome = replay(
            _content(options.incidents),
            _content(options.registry),
            plan=plan,
            terms=terms_of(plan),
            selection=Selection(
                population=options.population,
                without_batch_days=options.without_batch_days,
                without_types=frozenset(part.strip() for part in options.without_types.split(",") if part.strip()),
            ),
            first=options.first,
            last=options.last,
            progress=_progress,
        )
    except UnreadableFile as error:
        raise Stop(str(error), BAD_INPUT) from error
    for chart in charts:
        _write(outcome, chart)
    if options.json:
        print(json.dumps(document(outcome, daily=options.daily), ensure_ascii=False))
    else:
        print(in_words(outcome))
    return 0


def _write(outcome: Replay, chart: Path) -> None:
    drawing = draw_replay(outcome)
    match chart.suffix.lower():
        case ".png":
            content = draw_png(drawing)
        case ".svg":
            content = draw_svg(drawing).encode()
        case _:
            content = write_page(outcome, draw_svg(drawing)).encode()
    try:
        chart.write_bytes(content)
    except OSError as error:
        msg = f"写不了 {chart}：{error.strerror}"
        raise Stop(msg, BAD_INPUT) from error
    _progress(f"已写 {chart}（{len(content)} 字节）")


def _content(name: str) -> bytes:
    """The file's bytes; no more of it is read than a table may have."""
    try:
        with Path(name).open("rb") as file:
            return file.read(FILE_LIMITS.size_bytes + 1)
    except OSError as error:
        msg = f"读不了 {name}：{error.strerror}"
        raise Stop(msg, BAD_INPUT) from error


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
