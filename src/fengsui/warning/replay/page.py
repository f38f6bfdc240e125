"""A replay as one HTML page: the picture, and its figures as tables; no script, nothing from elsewhere. Pure."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from fengsui.warning.replay.finding import finding_of, sources_of, subtitle_of, when_gravest
from fengsui.warning.replay.replaying import Replay
from fengsui.warning.replay.report import assumptions, document, percent

_STYLE: Final = """
:root { color-scheme: light }
body { margin: 0 auto; max-width: 1180px; padding: 24px; background: #fff; color: #1c2126;
  font: 15px/24px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", Arial, sans-serif;
  font-variant-numeric: tabular-nums }
h1 { font-size: 24px; line-height: 32px; margin: 0 } h2 { font-size: 17px; margin: 32px 0 8px }
p { margin: 4px 0; color: #59626b } figure { margin: 16px 0 } svg { width: 100%; height: auto; display: block }
table { border-collapse: collapse; width: 100%; font-size: 14px }
caption { text-align: left; color: #59626b; padding: 4px 0 }
th, td { padding: 4px 10px; border-bottom: 1px solid #e5e1d8; text-align: right; white-space: nowrap }
th { font-weight: 500; color: #59626b } th:first-child, td:first-child { text-align: left }
thead { display: table-header-group }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.wide { overflow-x: auto } li { color: #59626b }
@page { size: A4; margin: 10mm }
@media print { body { max-width: none; padding: 0 } svg { max-height: 270mm } tr, figure { break-inside: avoid } }
"""


def write_page(outcome: Replay, svg: str) -> str:
    """The page; ``svg`` is the drawn picture."""
    title = escape(finding_of(outcome))
    notes = "".join(f"<p>{escape(note)}</p>" for note in sources_of(outcome))
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head><body>'
        # Letters of the picture are outlines: what it says stands here once more for those who cannot see it.
        f'<div class="unseen"><h1>{title}</h1><p>{escape(when_gravest(outcome))}。{escape(subtitle_of(outcome))}</p>'
        f"{notes}</div>"
        f'<figure role="img" aria-label="{title}">{_inline(svg)}</figure>{_tables(outcome)}</body></html>\n'
    )


def _inline(svg: str) -> str:
    """The picture without a fixed size, so that it fills the page's width."""
    return re.sub(r'(<svg [^>]*?) width="[^"]*" height="[^"]*"', r"\1", svg, count=1)


def _tables(outcome: Replay) -> str:
    found = document(outcome)
    names = {grade["id"]: grade["name"] for grade in found["grades"]}
    nation = found["regions"][0]
    months = [
        (month["month"], *_figures(month["peak"]), month["last"]["n"], _grade(names, month["gravest"]))
        for month in nation["months"]
    ]
    regions = [
        (region["name"], *region["days_by_grade"].values(), *_peak(region["months"])) for region in found["regions"]
    ]
    spells = [
        (
            spell["from"],
            spell["to"],
            spell["days"],
            names[spell["grade"]],
            "、".join(spell["rules"]),
            *_figures(spell["peak"]),
        )
        for spell in nation["spells"]
    ]
    kinds = {"clean_up": "集中列入", "month_start": "只知月份（月初）"}
    batches = [
        (batch["date"], batch["source"], batch["reported"], f"{batch['usual']:g}", kinds[batch["kind"]])
        for batch in found["batch_days"]
    ]
    figures = ("家数", "在营", "占比")
    unknown = "、".join(found["unknown_figures"]) or "无"
    return "".join(
        [
            _table("各地区：各级日数和最多的一日", ("地区", *names.values(), "无", "日期", *figures), regions),
            _table("全国：各段", ("起", "止", "天数", "定级", "规则", *(f"最多时{name}" for name in figures)), spells),
            _table("全国：逐月（家数最多的一日）", ("月份", *figures, "月末家数", "最重的一级"), months),
            _table(f"批量日：{found['batch_rule']}", ("日期", "来源", "列出家数", "平常每日", "判断"), batches),
            "<h2>怎样算的</h2><ul>",
            *(f"<li>{escape(line)}</li>" for line in assumptions(outcome)),
            f"<li>规则读取而文件没有的数：{escape(unknown)}</li></ul>",
        ]
    )


def _figures(day: dict[str, int | None]) -> tuple[object, ...]:
    return day["n"], day["N"], percent(day["s_c_ppm"])


def _peak(months: Sequence[dict[str, dict[str, int | None]]]) -> tuple[object, ...]:
    peak = max((month["peak"] for month in months), key=lambda day: day["n"] or 0)
    return peak["date"], *_figures(peak)


def _grade(names: dict[str, str], grade: str | None) -> str:
    return names[grade] if grade else "—"


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f'<h2>{escape(title)}</h2><div class="wide">{table}</div>'
