"""``fengsui grade explain``: what the grading rules say of a place, with every number behind it."""

import argparse
import json
from datetime import datetime
from typing import Any

from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.conduct.world import this_world
from fengsui.response.explaining import explain, figure_label, figure_words


def explain_grade(options: argparse.Namespace) -> int:
    """Print the explanation: one JSON document, or words. Raises Stop (3) for an unknown place or time.

    A refused question (a place outside the jurisdiction, a time to come) ends the command with 3 as well.
    """
    told = explain(options.region or this_world().jurisdiction, _moment(options.at) if options.at else None)
    print(json.dumps(told, ensure_ascii=False) if options.json else _in_words(told))
    return 0


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        msg = f"看不懂时间 {text!r}，请写成 2018-07-01T09:00+08:00"
        raise Stop(msg, BAD_INPUT) from error
    if moment.tzinfo is None:
        msg = "时间要带时区，北京时间写 +08:00"
        raise Stop(msg, BAD_INPUT)
    return moment


def _in_words(told: dict[str, Any]) -> str:
    proposal = told["proposal"]
    rule = f"（{proposal['rule']}）" if proposal["rule"] else ""
    lines = [
        f"{told['region_name']}（{told['region']}）{'只作展示，不定级' if told['shown_only'] else ''}".rstrip(),
        f"{'按当时已知' if told['as_of'] else '截至'} {told['at']}",
        f"窗口 {told['window_days']} 日，参数 {told['parameters']}",
        f"建议：{proposal['grade_name'] or '规则没有给出等级'}{rule}{'，临界' if proposal['borderline'] else ''}",
    ]
    lines += [f"须复核：{row['rule']} {row['explanation']}" for row in told["reviews"]]
    lines += [f"须报告：{row['rule']} {row['explanation']}" for row in told["reports"]]
    lines += [f"{row['rule']:6} {_TRUTH[row['truth']]}  {row['phrase']}{_missing(row)}" for row in told["rules"]]
    lines += [f"  {figure_label(name)}：{figure_words(name, one['value'])}" for name, one in told["figures"].items()]
    floors, base = told["floors"], told["base"]
    if base is not None:
        lines.append(f"基数：{base['as_of']}，{_known(base['count'])}家，地市 {base['prefectures']} 个")
    if floors is not None:
        lines.append(
            f"家数下限：N={floors['population']}，λ×10⁶={floors['expected_millionths']}，"
            f"k99={floors['k99']}，k90={floors['k90']}，大面积 {floors['large_area']}，少部分地区 {floors['scattered']}"
        )
    lines += [
        f"爆雷：{row['name']} {row['condition']} {row['occurred_at']} {'已确认' if row['confirmed'] else '疑似'}"
        for row in told["failures"]
    ]
    return "\n".join(lines)


_TRUTH = {True: "成立", False: "不成立", None: "待核"}


def _missing(row: dict[str, Any]) -> str:
    names = "、".join(figure_label(name) for name in row["missing"])
    return f"（缺 {names}）" if row["truth"] is None and names else ""


def _known(number: int | None) -> str:
    return "待核" if number is None else str(number)
