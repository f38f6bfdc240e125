"""The plan as a document: its mark, number, dates, law, and its way from draft to filing; through the pages."""

import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from fengsui.conduct.plans import BUILT_IN
from tests.proofs.event_pages import DAY, DUTY, HEAD, WRITER, activated, key, refused, send, words
from tests.proofs.proving import Desk, proof

HEADER = (
    "id: yunting-2026\nversion: '1'\ntitle: 云汀省网络借贷风险事件应急处置预案\nbase: national-2019-75\n"
    "document_number: 云网险发〔2026〕5号\nclause: '0.2'\nissued_on: 2026-03-01\neffective_from: 2026-03-01\n"
    "handling: 内部\n"
)
TIGHTER = {
    "plan.yaml": HEADER,
    "parameters.yaml": "parameters:\n  - id: PAR-25\n    value: 10\n    text: 认定后10分钟内\n",
    "cases/clocks.yaml": "cases:\n"
    "  - {name: 认定后10分钟内启动, clause: 5.2.1.0.a, given_grade: 特别重大, then_terms: {activation: 10分钟}}\n",
}
RELAXED = {**TIGHTER, "parameters.yaml": "parameters:\n  - id: PAR-25\n    value: 30\n"}


def zipped(files: Mapping[str, str]) -> SimpleUploadedFile:
    """The overlay as an officer uploads it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return SimpleUploadedFile("预案.zip", content.getvalue(), "application/zip")


def proposed(desk: Desk) -> str:
    """The writer proposes the tightening overlay; the address of its page."""
    answer: Any = desk.answer(
        WRITER, "/plan/versions/propose", idempotency_key=key(), seen="", note="首次制定", file=zipped(TIGHTER)
    )
    assert answer.redirect_chain, words(answer.content.decode())[:400]
    return str(answer.redirect_chain[-1][0])


def seen_hash(desk: Desk, login: str, version: str) -> str:
    """The hash of the content, as the form of the next step carries it."""
    found = re.search(r'name="seen_hash" value="([0-9a-f]{64})"', desk.page(login, version))
    assert found, words(desk.page(login, version))[:400]
    return found[1]


def consulted(desk: Desk, version: str) -> str:
    """The consultation of today is recorded, where the plan asks for one."""
    asked = {"asked": "各成员单位、法律顾问", "held_on": DAY, "summary": "均无异议"}
    return send(desk, WRITER, f"{version}/consult", **asked)


def reviewed(desk: Desk, version: str) -> str:
    """The duty chief signs the legal review."""
    told = {"opinion": "agreed", "note": "不抵触", "seen_hash": seen_hash(desk, DUTY, version)}
    return send(desk, DUTY, f"{version}/review", **told)


def adopted(desk: Desk, version: str, day: str = DAY) -> str:
    """The head signs the adoption from a day on."""
    told = {"effective_from": day, "document": "领导小组会议纪要〔2026〕1号"}
    return send(desk, HEAD, f"{version}/adopt", seen_hash=seen_hash(desk, HEAD, version), **told)


@proof("0.1")
def test_every_copy_is_marked_and_registered_with_its_recipient(desk: Desk) -> None:
    """No copy without recipient and purpose; the copy bears mark and watermark; the register names it."""
    typed = {"idempotency_key": key(), "seen": "", "recipient": "财政厅 文某", "purpose": "会商"}
    answer: Any = desk.answer(WRITER, "/plan/copy", **typed)
    text = answer.content.decode()
    assert "attachment" in answer.headers.get("Content-Disposition", "")
    assert "内部 · 副本 2026-001 · 发给 财政厅 文某 · 经办 顾文简" in text
    assert "请填写“用途”" in refused(desk, WRITER, "/plan/copy", recipient="财政厅 文某", purpose="")
    told = words(desk.page(DUTY, "/plan/versions"))
    assert re.search(r"2026-001内部财政厅文某会商national-2019-75@\w{12}顾文简", told)
    assert "您不能打开这一页" in refused(desk, "gongan", "/plan/copy", recipient="甲", purpose="乙")


@proof("0.2")
def test_every_rule_cites_document_and_clause(desk: Desk) -> None:
    """Where a clock, a signature, a task or a paper names its clause, the document's number stands with it."""
    cited = {
        "clocks": "五（二）1（1）",
        "signatures": "三（二）3",
        "tasks": "五（二）1（2）",
        "papers": "五（二）1（1）",
    }
    for part, place in cited.items():
        assert f'title="整治办函〔2019〕75号 {place}' in desk.page(DUTY, f"/plan/{part}"), part


def folder(desk: Desk, name: str, files: Mapping[str, str]) -> str:
    """An overlay on the disk, beside the plan it lies over."""
    place, base = desk.home / "drafts" / name, desk.home / "drafts" / BUILT_IN
    place.mkdir(parents=True, exist_ok=True)
    if not base.exists():
        shutil.copytree(Path(settings.PLANS) / BUILT_IN, base)
    for file, text in files.items():
        (place / file).parent.mkdir(exist_ok=True)
        (place / file).write_text(text, encoding="utf-8")
    return str(place)


@proof("0.6")
def test_local_rules_may_tighten_and_never_relax(desk: Desk) -> None:
    """The check refuses what relaxes, by file, line and clause; what tightens goes to review by somebody else."""
    code, said, told = desk.command("plan", "check", folder(desk, "relaxed", RELAXED))
    assert code == 1
    assert re.search(r"parameters\.yaml:\d+: .*条款 5\.2\.1\.0\.a", said + told)
    assert desk.command("plan", "check", folder(desk, "tighter", TIGHTER))[0] == 0
    version = proposed(desk)
    if "登记征求意见" in words(desk.page(WRITER, version)):
        consulted(desk, version)
    unseen = {"opinion": "agreed", "note": "", "seen_hash": "0" * 64}
    assert "不能" in refused(desk, WRITER, f"{version}/review", **unseen)
    assert "逐项比对：没有放宽" in reviewed(desk, version)


@proof("0.9")
def test_the_plan_applies_from_its_date(desk: Desk) -> None:
    """Before the plan's first day the rules of that time; a version from its day on, the one before it until then."""
    told = words(desk.page(DUTY, "/plan/versions?on=2019-09-19"))
    assert "2019-09-19时本预案还没有施行，正式环境适用当时规定" in told
    assert re.search(
        r"2019-09-20适用《[^》]+》。版本national-2019-75@\w{12}", words(desk.page(DUTY, "/plan/versions?on=2019-09-20"))
    )


@proof("3.2.2")
def test_the_local_plan_is_drawn_up_consulted_on_filed_and_looked_at_again(desk: Desk) -> None:
    """Who was asked, with whom it was filed, when it is reviewed, and what makes a revision due: all on the pages."""
    version = proposed(desk)
    assert "各成员单位、法律顾问（2026-03-02）：均无异议" in consulted(desk, version)
    reviewed(desk, version)
    adopted(desk, version)
    filed = {"to": "全国整治办", "filed_on": DAY, "number": "云网险〔2026〕9号", "receipt": "收文12号"}
    assert "全国整治办·2026-03-02云网险〔2026〕9号·收文12号" in send(desk, WRITER, f"{version}/file", **filed)
    told = send(desk, DUTY, "/plan/revision", kind="law", occurred_on=DAY, note="突发事件应对法修订")
    assert "法律、法规或者上位预案有变化突发事件应对法修订" in told
    assert "下次不晚于2027-03-02" in told


@proof("P.5")
def test_the_plan_is_adopted_by_the_leading_group(desk: Desk) -> None:
    """The head signs, from a day on and by a document; only then is the version in force, and the record says so."""
    version = proposed(desk)
    consulted(desk, version)
    reviewed(desk, version)
    assert "领导小组采用，自" not in words(desk.page(DUTY, "/plan/versions"))
    assert "张望山·领导小组会议纪要〔2026〕1号·自2026-03-02起施行" in adopted(desk, version)
    told = words(desk.page(DUTY, "/plan/versions"))
    assert "云汀省网络借贷风险事件应急处置预案（云网险发〔2026〕5号）" in told
    assert "领导小组采用，自2026-03-02起施行" in told


@proof("P.3")
def test_each_decision_stands_on_the_law_of_its_day(desk: Desk) -> None:
    """The activation order of March 2026 names the law as it reads since November 2024, with the article."""
    order = words(desk.page(DUTY, f"{activated(desk)}/activation/order"))
    assert "法律依据《中华人民共和国突发事件应对法（2024年文本）》第七十二条" in order
    assert "2007年文本" not in order
