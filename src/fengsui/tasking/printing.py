"""An order as the plan's 指令、督办单 (3.2.7): every box from its facts, its tree; a letter's first text from it."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from fengsui.conduct.access import Actor, may
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.world import this_world
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper, Table, render_docx, render_pdf
from fengsui.documents.letters import composing as letters
from fengsui.documents.sheets.boxes import boxes_of
from fengsui.documents.sheets.composing import SheetContent, Signed, compose_sheet, moment_words, written
from fengsui.documents.sheets.queries import frame_of_world
from fengsui.ledger.canonical import parse_timestamp
from fengsui.ledger.sealer import checkpoint_line
from fengsui.tasking.models import Order
from fengsui.tasking.ordering import FORM
from fengsui.tasking.queries import VIEW_EVIDENCE, OrderPage

ORIGINS = {"superior": "上级指令", "own": "本级指令", "overdue": "逾期督办"}
OUTCOMES = {"done": "办结", "withdrawn": "撤销"}
LETTER = "command_order"
"""The plan's paper by which an order goes outside."""
_RENDER = {"pdf": render_pdf, "docx": render_docx}


def order_file(actor: Actor, page: OrderPage, form: str, now: datetime) -> bytes:
    """The order as a PDF or DOCX, as its facts stand now. Raises Refused where the plan has no such form."""
    return _RENDER[form](order_sheet(actor, page, now))


def order_sheet(actor: Actor, page: OrderPage, now: datetime) -> Paper:
    """The order as a sheet. A box that a local plan added and no fact fills prints 待核. Raises Refused."""
    plan = plan_in_force()
    form = next((row for row in plan.forms if row.id == FORM), None)
    if form is None:
        msg = "现行预案没有指令、督办单这张表，不能打印"
        raise Refused(msg)
    row = page.row
    boxes = boxes_of(plan, form)
    content = SheetContent(
        form=form.id,
        form_name=form.name,
        handling=form.handling,
        number=row.number,
        version=1,
        about=row.event.partition("/")[2],
        filled_at=moment_words(row.issued_at),
        filler_name=row.issuer_name,
        boxes=written(boxes, _values(actor, page, now), {}),
    )
    signed = Signed(
        slot="",
        officer_name=row.issuer_name,
        post=plan.role(str(page.state.issued["issuer_role"])).name_zh,
        at=moment_words(row.issued_at),
    )
    paper = compose_sheet(
        content,
        issuer=issuer(this_world().jurisdiction).body,
        frame=frame_of_world(),
        signatures=(signed,),
        digest=hashlib.sha256(content.model_dump_json().encode()).hexdigest(),
        checkpoint=f"按底账 {row.pk}#{page.number} 打印，底账检查点 {checkpoint_line()}",
        draft=False,
    )
    return paper.model_copy(update={"blocks": (*paper.blocks, _tree(page, now))})


def _values(actor: Actor, page: OrderPage, now: datetime) -> Mapping[str, str]:
    row, state = page.row, page.state
    issued = state.issued
    reported = "；".join(filter(None, (ORIGINS.get(row.origin), issued["source"])))
    place = " · ".join(filter(None, (row.region_name, row.department_name)))
    deputy_name = state.owners.get("deputy_name", "")
    deputy = f"，{deputy_name}（B）" if deputy_name else ""
    return {
        "handling": "内部",
        "unit": issuer(this_world().jurisdiction).body,
        "filled_by": row.issuer_name,
        "figures_as_of": moment_words(now),
        "source": "底账",
        "verification": "已核",
        "attachments": f"佐证 {len(page.evidence)} 件，见上" if page.evidence else "无",
        "origin": reported,
        "task": "\n".join(filter(None, (row.title, issued["detail"]))),
        "responsible": f"{place}：{state.owners['owner_name']}（A）{deputy}",
        "due": moment_words(row.due_at),
        "acknowledged": _acknowledged(page),
        "progress": "\n".join(_dated(state.notes, "note")) or "还没有反馈",
        "evidence": _evidence(actor, page),
        "overdue_reason": _overdue(page, now),
        "closed": _closed(page),
    }


def _acknowledged(page: OrderPage) -> str:
    told, row = page.state.acknowledged, page.row
    by = f"（应于 {moment_words(row.sign_for_due_at)} 前签收）" if row.sign_for_due_at else ""
    if not told:
        return f"还没有签收{by}"
    how = "（电话）" if told["by_telephone"] else ""
    return f"{told['officer_name']}{how} {_at(told['at'])}{by}"


def _evidence(actor: Actor, page: OrderPage) -> str:
    if not may(actor, VIEW_EVIDENCE):
        return "按权限没有列出"
    return "\n".join(f"{one.number} {one.what}（{one.holder}保管）" for one in page.evidence) or "没有登记证据"


def _overdue(page: OrderPage, now: datetime) -> str:
    if not page.state.is_overdue(now):
        return "没有超期"
    return "\n".join(_dated(page.state.reasons, "reason")) or "已超期，还没有写明原因"


def _closed(page: OrderPage) -> str:
    closing = page.state.closing
    if not closing:
        return "还没有关闭"
    told = f"{OUTCOMES.get(str(closing['outcome']), '')} {_at(closing['at'])}"
    left = "、".join(f"{child['number']} {child['title']}" for child in closing["open_children"])
    return "\n".join(filter(None, (told, closing["reason"], f"关闭时仍未办结：{left}" if left else "")))


def _dated(rows: Iterable[Mapping[str, str]], key: str) -> list[str]:
    return [f"{_at(row['at'])} {row[key]}" for row in rows]


def _at(text: str) -> str:
    return moment_words(datetime.fromisoformat(text) if "+" in text else parse_timestamp(text))


def _tree(page: OrderPage, now: datetime) -> Table:
    columns = ("编号", "任务", "责任单位、责任人", "时限", "情况")
    lines = [*([page.above] if page.above else []), *page.below]
    rows = tuple(
        (
            line.row.number,
            line.row.title,
            f"{line.row.region_name} {line.row.owner_name}",
            moment_words(line.row.due_at),
            ("上级指令，" if line is page.above else "") + _standing(line.row, now),
        )
        for line in lines
    )
    return Table(columns=columns, rows=rows, caption="任务树（上级和分解）", widths=(5, 8, 7, 6, 5), when_empty="无")


def _standing(row: Order, now: datetime) -> str:
    if row.closed_at:
        return "已关闭"
    standing = "报办结" if row.completed_at else "已签收" if row.acknowledged_at else "待签收"
    late = row.overdue or (row.completed_at is None and row.due_at < now)
    return f"{standing}，已超期" if late else standing


def sends_outside() -> bool:
    """Whether the plan has the paper by which an order goes outside."""
    return any(paper.id == LETTER for paper in letters.drafted_papers(plan_in_force()))


def letter_texts(page: OrderPage) -> dict[str, str]:
    """The first text of the paper by which an order goes outside, from its facts."""
    row, issued = page.row, page.state.issued
    paper = next((one for one in letters.drafted_papers(plan_in_force()) if one.id == LETTER), None)
    kind = paper.kind if paper else "通知"
    body = [
        f"一、任务：{row.title}",
        *([str(issued["detail"])] if issued["detail"] else []),
        f"二、责任单位、责任人：{' '.join(filter(None, (row.region_name, row.department_name)))} {row.owner_name}",
        f"三、时限：{moment_words(row.due_at)}前办结并书面反馈",
        f"四、依据：{'；'.join(filter(None, (ORIGINS.get(row.origin), issued['source'], row.number)))}",
    ]
    return {
        "title": f"关于{row.title}的{kind}"[:100],
        "recipients": row.department_name or row.region_name,
        "body": "\n".join(body),
    }
