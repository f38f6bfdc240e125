"""The steps of a filled form over HTTP, one function each."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from docx import Document
from pypdf import PdfReader

from fengsui.conduct import plans
from fengsui.conduct.access import system_actor
from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.measures import FormField
from fengsui.registry.actions import appoint_officer
from tests.proofs.event_pages import key, send, tried, words
from tests.proofs.proving import Desk

HEAD = {"source": "来电", "verification": "已核"}
RUMOUR = {
    "text": "有人说平台下周停止提现",
    "first_seen": "2026年3月2日8时30分，网络论坛",
    "institution": "云渡贷",
    "checked_by": "研判分析岗",
    "method": "电话核对存管银行",
    "finding": "不实",
    "evidence": "存管银行书面答复",
    "advice": "发布",
}
ADMONITION = {
    "addressee": "云渡贷",
    "basis": "条例第十八条",
    "problems": "第九条｜未按时披露\n第十二条｜资金未进存管",
    "demands": "限期整改并书面报告",
    "due": "2026-03-20",
    "defence": "机构表示正在整改",
    "signatures": "到场人员已签字",
}
ANSWER_LINE = {
    "question": "平台还能提现吗",
    "answer": "正在核实，下一次更新在明日9时",
    "facts": "存管银行来函",
    "audience": "热线、接待点",
    "valid_until": "2026-03-09",
}
TRAINING = {
    "plan_number": "2026-1",
    "topic": "首报和续报怎么填",
    "audience": "各成员单位联络人",
    "hours": "4",
    "teacher": "文电组",
    "material": "教材第2版",
    "attendance": "应到20人，实到19人",
}


def begin(desk: Desk, form: str, login: str = "dingfang", **typed: Any) -> str:
    """Begin a form; its address."""
    told, where = tried(desk, login, "/papers/forms/new", form=form, **typed)
    assert where.endswith("/write"), told[:300]
    return where.removesuffix("/write")


def filled(desk: Desk, sheet: str, login: str = "dingfang") -> dict[str, str]:
    """What the boxes hold, by input name, with the revision."""
    page = desk.page(login, f"{sheet}/write")
    found = dict(re.findall(r'<textarea id="(box-[\w-]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL))
    found |= dict(re.findall(r'<input id="(box-[\w-]+)" name="[^"]+"(?: type="date")? value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="(box-[\w-]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    revision = re.search(r'name="revision" value="(\d+)"', page)
    assert revision
    return {name: html.unescape(text).strip() for name, text in found.items()} | {"revision": revision[1]}


def boxes(**values: str) -> dict[str, str]:
    """Box ids → input names."""
    return {f"box-{name}": text for name, text in values.items()}


def write(desk: Desk, sheet: str, decision: str, login: str = "dingfang", **values: str) -> Any:
    """Type into the boxes and press a button; the answer."""
    fields = {**filled(desk, sheet, login), **boxes(**values), "decision": decision}
    return desk.browser(login).post(f"{sheet}/write", {**fields, "idempotency_key": key(), "seen": ""})


def submit(desk: Desk, sheet: str, login: str = "dingfang", **values: str) -> str:
    """Send it for signature; the form's page."""
    answer = write(desk, sheet, "submit", login, **{**HEAD, **values})
    assert answer.status_code == 303, words(answer.content.decode())[:600]
    return str(answer.headers["Location"])


def refused(desk: Desk, sheet: str, login: str = "dingfang", **values: str) -> str:
    """What the page says where submitting is refused."""
    answer = write(desk, sheet, "submit", login, **{**HEAD, **values})
    assert answer.status_code in {409, 422}, answer.status_code
    return words(answer.content.decode())


def sign(desk: Desk, sheet: str, login: str) -> str:
    """An officer signs; the form's page."""
    page = desk.page(login, f"{sheet}/sign")
    seen = re.search(r'name="seen_hash" value="([0-9a-f]+)"', page)
    assert seen, words(page)[:300]
    return send(desk, login, f"{sheet}/sign", seen_hash=seen[1])


def signed(desk: Desk, form: str, values: dict[str, str], *signers: str, **begun: Any) -> str:
    """A form from its beginning to its last signature; its address."""
    sheet = begin(desk, form, **begun)
    submit(desk, sheet, **values)
    for login in signers:
        sign(desk, sheet, login)
    return sheet


def file_of(desk: Desk, address: str, login: str = "zhiban") -> bytes:
    """A frozen file."""
    answer = desk.browser(login).get(address)
    assert answer.status_code == 200, answer.status_code
    return bytes(answer.content)


def pdf_text(content: bytes) -> str:
    """What an independent reader finds in a PDF, without spaces and line ends."""
    found = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return "".join(found.replace("\u200b", "").split())


def docx_text(content: bytes) -> str:
    """What stands in a DOCX, tables included."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "".join([*(paragraph.text for paragraph in document.paragraphs), *cells]).replace("\n", "")


@contextmanager
def under(plan: Plan) -> Iterator[None]:
    """The plan in force is this one, here and for facts that name no version."""
    kept = Path(settings.HOME) / "plans" / plans.version_of(plan).replace("@", "_")
    kept.mkdir(parents=True, exist_ok=True)
    plans.plan_of_version.cache_clear()
    with patch.object(plans, "built_in_plan", lambda: plan):
        yield
    plans.plan_of_version.cache_clear()


def with_box(form: str, box: FormField) -> Plan:
    """The national plan with one more box in a form."""
    written = plans.built_in_plan().written
    assert written.forms is not None
    forms = tuple(
        row.model_copy(update={"fields": (*row.fields, box)}) if row.id == form else row for row in written.forms.forms
    )
    return build_plan(written.model_copy(update={"forms": written.forms.model_copy(update={"forms": forms})}))


def city_officer(desk: Desk, login: str, region: str, *roles: str) -> None:
    """An officer of another place."""
    appoint_officer(actor=system_actor("test", "990000"), name="示例市员", roles=roles, login=login, region=region)
