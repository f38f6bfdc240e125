"""A controlled copy of the plan as one file to print (0.1): what the data say, under a mark and a watermark. Pure.

The plan's own text is not in it: clauses stand by their number and short quote.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape

from fengsui.clock.calendar import BEIJING
from fengsui.plan import Parameter, Plan, Term
from fengsui.plan.model import UNIT_NAMES

MARK = "内部"
_STYLE = """
body { font: 12pt/1.6 "FangSong", "STFangsong", "Noto Serif CJK SC", serif; margin: 2cm; }
.mark { font: bold 16pt "SimHei", "Noto Sans CJK SC", sans-serif; color: #b00; }
.mark { border: 2px solid #b00; padding: 0 .4em; }
.watermark { color: #555; border: 1px dashed #999; padding: .2em .6em; font-size: 10pt; }
table { border-collapse: collapse; width: 100%; margin: .5em 0 1.5em; page-break-inside: auto; }
th, td { border: 1px solid #999; padding: .2em .5em; text-align: left; vertical-align: top; }
thead { display: table-header-group; }
@media print { .watermark.foot { position: fixed; bottom: 0; left: 0; right: 0; background: #fff; } }
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """Whose copy it is: its number, for whom, what for, who made it out and when (UTC)."""

    number: str
    recipient: str
    purpose: str
    officer: str
    at: datetime

    @property
    def watermark(self) -> str:
        """The line on the head and foot of every page."""
        moment = self.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
        whose = f"副本 {self.number} · 发给 {self.recipient} · 经办 {self.officer} · {moment}"
        return f"{MARK} · {whose} · 注意保管，不得转发"


def compose(plan: Plan, copy: Copy) -> bytes:
    """The copy as HTML in UTF-8. The same plan and the same copy give the same bytes."""
    line = escape(copy.watermark)
    version = f"{plan.id}@{plan.source_hash[:12]}"
    which = (plan.document_number, f"版本 {version}", f"自 {plan.effective_from} 起施行", f"用途：{copy.purpose}")
    parts = (
        f'<p><span class="mark">{MARK}</span></p>',
        f"<h1>{escape(plan.title)}</h1>",
        f'<p class="watermark">{line}</p>',
        f"<p>{escape(' · '.join(which))}</p>",
        _table("时钟", ("时钟", "等级、级别", "期限", "条款"), _clocks(plan)),
        _table("签字", ("事项", "谁签", "可否电话", "条款"), _signatures(plan)),
        _table("省定参数", ("编号", "名称", "写明的", "取值", "条款"), _parameters(plan)),
        _table("条款", ("条款", "原文短句", "章节"), _clauses(plan)),
        f'<p class="watermark foot">{line}</p>',
    )
    title = f"{escape(plan.title)}（副本 {escape(copy.number)}）"
    body = "\n".join(parts)
    return (
        f'<!doctype html>\n<html lang="zh-Hans"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    ).encode()


def digest(content: bytes) -> str:
    """SHA-256 of the file, hex."""
    return sha256(content).hexdigest()


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<h2>{escape(title)}</h2>\n<table><thead><tr>{head}</tr></thead><tbody>\n{lines}\n</tbody></table>"


def _clocks(plan: Plan) -> Iterable[Sequence[str]]:
    levels = {level.rank: level.name for level in plan.warning.levels}
    for clock in plan.clocks.values():
        terms: list[tuple[str, Term]] = [(plan.grade(grade).name, term) for grade, term in clock.terms.items()]
        terms += [(levels.get(level, str(level)), term) for level, term in clock.level_terms.items()]
        for where, term in terms:
            yield clock.name, where, f"{term.words}{'（省定参数）' if term.provincial else ''}", term.clause


def _signatures(plan: Plan) -> Iterable[Sequence[str]]:
    names = {role.id: role.name_zh for role in plan.roles}
    for row in plan.signatures:
        who = "＋".join("或".join(names.get(role, role) for role in slot.roles) for slot in row.slots)
        yield row.name, who, "可以" if row.phone_allowed else "不可以", row.clause


def _parameters(plan: Plan) -> Iterable[Sequence[str]]:
    for parameter in plan.parameters.values():
        yield parameter.id, parameter.name, parameter.text, _values(parameter), parameter.clause


def _values(parameter: Parameter) -> str:
    if parameter.quantities:
        return "；".join(
            quantity.words or f"{key} {quantity.amount}{UNIT_NAMES.get(quantity.unit, quantity.unit)}"
            for key, quantity in parameter.quantities.items()
        )
    return f"{parameter.value}{UNIT_NAMES.get(parameter.unit or '', '')}" if parameter.value is not None else "—"


def _clauses(plan: Plan) -> Iterable[Sequence[str]]:
    for clause in plan.clauses.values():
        yield clause.id, clause.quote, clause.section
