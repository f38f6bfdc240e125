"""The offline 首报 as one HTML page: styles and script inside it, nothing fetched, printable as a blank form. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from pathlib import Path

from fengsui.documents.actions import CHANNELS
from fengsui.response.figures import EventFigure
from fengsui.response.offline.fields import FORM, MOST_CHARACTERS, OfflineField

_MONEY = (("wan", "万元"), ("yi", "亿元"), ("yuan", "元"))
_CHECKED = (("unverified", "待核"), ("verified", "已核"), ("estimated", "推算"))
_YES_NO = (("", "待核"), ("yes", "是"), ("no", "否"))
_HEADS = "".join(f'<th scope="col">{head}</th>' for head in ("接收单位", "渠道", "发送时间", "接收人", "回执时间"))
_NOT_SAID = frozenset({"credit_code", "institution_class"})
"""Too long to be read out; they stand on the paper."""


@dataclass(frozen=True, slots=True)
class CalledUnit:
    """An addressee of the plan: who answers there today, and the numbers."""

    id: str
    name: str
    full_name: str
    answered_by: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """What a template is made of. ``known``: field → what the event already says; ``event``: its number or empty."""

    fields: Sequence[OfflineField]
    units: Sequence[CalledUnit]
    event_types: Sequence[tuple[str, str]]
    issuer: str
    plan_name: str
    world: str
    world_name: str
    mark: str
    made_at: str
    event: str = ""
    known: Mapping[str, str] = field(default_factory=dict)


def page(template: Template) -> bytes:
    """The whole page, UTF-8."""
    data = {
        "form": FORM,
        "mark": template.mark,
        "world": template.world,
        "most": MOST_CHARACTERS,
        "issuer": template.issuer,
        "addressees": [unit.id for unit in template.units],
    }
    kept = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    about = f"事件 {escape(template.event)}" if template.event else "未指定事件，可以导入任何一个事件"
    world = "" if template.world == "live" else f'<p class="world">{escape(template.world_name)}，不得用于真实事件</p>'
    return f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>离线首报表</title><style>{_resource("sheet.css")}</style></head><body><main>
<p class="s">{escape(template.issuer)} · 内部 · {about}</p><h1>离线首报表</h1>{world}
<p class="s">{escape(template.plan_name)}。{escape(template.made_at)}下载。时间都写北京时间，24小时制。\
<b class="must">●</b> 必报；<span class="may">○</span> 不知道就空着，报“待核”。</p>
<p class="s screen">没有网络时用：填好、电话报出、记下回执，按“保存文件”。网络恢复后导入，不用再打一遍。</p>
<section><h2>基本情况</h2><div class="fields">\
{"".join(_field(row, template) for row in template.fields)}</div></section>
<section><h2>数据截止和来源</h2><div class="fields">\
{_line("figures_as_of", "数据截止时间", "datetime-local", now=True)}\
{_line("figures_source", "数据来源", "text")}</div></section>
<section><h2>填报和批准</h2><div class="fields">{_line("filled_by", "填报人", "text", must=True)}\
{_line("approved_by", "电话批准人（组长或副组长）", "text")}\
{_line("approved_at", "批准时间", "datetime-local", now=True)}</div></section>
<section><h2>报给谁、谁收到</h2><table class="calls"><thead><tr>{_HEADS}</tr></thead><tbody>\
{"".join(_unit(unit) for unit in template.units)}</tbody></table></section>
<section class="screen"><h2>电话稿</h2>\
<p class="s">随填随变，照着读；没有填的读“待核”。</p><pre id="script"></pre></section>
</main><div class="bar"><div class="inner"><button class="go" id="save" type="button">保存文件</button>\
<button id="print" type="button">打印</button><span id="total"></span><span id="said" role="status"></span></div></div>
<script type="application/json" id="data">{kept}</script><script>{_resource("sheet.js")}</script></body></html>
""".encode()


@lru_cache(maxsize=4)
def _resource(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _mark(*, must: bool) -> str:
    return '<b class="must">●</b>' if must else '<span class="may">○</span>'


def _field(row: OfflineField, template: Template) -> str:
    label = escape(row.label)
    if row.kind == "computed":
        return f'<p class="field computed">{_mark(must=row.must)} {label}：导入后由系统计算</p>'
    if row.kind == "figures":
        inside = "".join(_figure(figure) for figure in row.figures)
        return f'<div class="field"><span class="label">{_mark(must=row.must)} {label}</span>{inside}</div>'
    said = "" if row.id in _NOT_SAID else " data-said"
    must = ' data-must="1"' if row.must else ""
    asked = f'id="{row.id}" data-text="{row.id}" data-label="{label}" data-longest="{row.longest}"{must}{said}'
    known = escape(template.known.get(row.id, ""))
    counter = ""
    if row.kind == "passage":
        inside = f'<textarea {asked} data-counts="1" rows="3">{known}</textarea>'
        counter = f'<span class="s" id="count-{row.id}"></span>'
    elif row.kind == "choice":
        kinds = (("", "待核"), *template.event_types)
        inside = _select(asked, kinds, template.known.get(row.id, ""))
    elif row.kind == "moment":
        inside = f'<input {asked} type="datetime-local" value="{known}">'
    else:
        inside = f'<input class="wide" {asked} data-counts="1" type="text" value="{known}">'
    head = f'<label class="label" for="{row.id}">{_mark(must=row.must)} {label} {counter}</label>'
    whole = " whole" if row.kind in {"passage", "choice"} else ""
    return f'<div class="field{whole}">{head}{inside}</div>'


def _figure(figure: EventFigure) -> str:
    name, label = figure.name, escape(figure.label)
    asked = f'id="figure-{name}" data-figure="{name}" data-label="{label}" data-said aria-label="{label}"'
    unit = ""
    if figure.type == "boolean":
        inside = _select(asked, _YES_NO)
    elif figure.unit == "分":
        inside = f'<input {asked} data-unit="money" inputmode="decimal" size="10">'
        unit = _select(f'id="unit-{name}" aria-label="{label}的单位"', _MONEY)
    elif figure.type == "integer":
        inside = f'<input {asked} data-unit="{escape(figure.unit)}" inputmode="numeric" size="10">'
        unit = f"<span>{escape(figure.unit)}</span>"
    else:
        inside = f'<input {asked} type="text">'
    checked = _select(f'id="verification-{name}" aria-label="{label}的核实情况"', _CHECKED)
    return f'<div class="row"><span class="name">{label}</span>{inside}{unit}{checked}</div>'


def _select(attributes: str, rows: Sequence[tuple[str, str]], chosen: str = "") -> str:
    """A list to choose from; on paper its choices stand as boxes to tick."""
    boxes = " ".join(f"□{escape(label)}" for _, label in rows)
    return f'<select {attributes}>{_options(rows, chosen)}</select><span class="print">{boxes}</span>'


def _options(rows: Sequence[tuple[str, str]], chosen: str = "") -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen and chosen else ""}>{escape(label)}</option>'
        for value, label in rows
    )


def _line(name: str, label: str, kind: str, *, must: bool = False, now: bool = False) -> str:
    button = f' <button type="button" class="screen" data-now="{name}">现在</button>' if now else ""
    head = f'<label class="label" for="{name}">{_mark(must=must)} {label}</label>'
    return f'<div class="field">{head}<input id="{name}" type="{kind}">{button}</div>'


def _unit(unit: CalledUnit) -> str:
    name = escape(unit.name)
    answered = "　".join(escape(text) for text in (unit.answered_by or unit.full_name, unit.phone) if text)
    channels = _select(f'id="channel-{unit.id}" aria-label="{name}渠道"', [(name, name) for name in CHANNELS])

    def moment(prefix: str, label: str) -> str:
        known = f"{prefix}-{unit.id}"
        button = f'<button type="button" class="screen" data-now="{known}">现在</button>'
        inside = f'<input id="{known}" type="datetime-local" aria-label="{name}{label}"> {button}'
        return f'<td data-label="{label}">{inside}</td>'

    return (
        f'<tr><td><b>{name}</b><br><span class="s">{answered}</span></td>'
        f'<td data-label="渠道">{channels}</td>'
        f"{moment('sent', '发送时间')}"
        f'<td data-label="接收人"><input id="receiver-{unit.id}" type="text" size="8" aria-label="{name}接收人"></td>'
        f"{moment('received', '回执时间')}</tr>"
    )
