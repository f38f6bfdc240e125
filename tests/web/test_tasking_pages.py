"""Pages of orders, evidence and handover: refusals told in words, hostile input, sealed files, who sees what."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengsui.conduct.access import Actor
from fengsui.documents.files import file_folder
from fengsui.ledger.reading import read_stream
from fengsui.registry.actions import end_officer
from fengsui.tasking.models import Evidence, Order
from tests.web.conftest import SignIn

TYPED = {
    "title": "核对存管账户余额",
    "origin": "own",
    "region": "990000",
    "department": "police",
    "due-date": "2026-03-04",
    "due-time": "18:00",
}


def post(browser: Client, address: str, **fields: Any) -> tuple[int, str]:
    """(status without redirects, the page after them) of a form sent as a browser would."""
    form = {"idempotency_key": str(uuid.uuid4()), "seen": "", **fields}
    answer: Any = browser.post(address, form, follow=True)
    status = answer.redirect_chain[0][1] if answer.redirect_chain else answer.status_code
    return status, answer.content.decode()


@pytest.fixture
def order(sign_in: SignIn) -> str:
    """An order of the duty chief to the police; its address."""
    status, page = post(sign_in("zhiban"), "/orders/new", **TYPED)
    assert status == 303, page[:300]
    return "/orders/2026-001"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "请填写“任务”"),
        ({"title": "身份证11010519491231002X"}, "不能写手机号或身份证号"),
        ({"title": "绝密★一级"}, "国家秘密"),
        ({"region": "110000"}, "请选择“下到哪里”"),
        ({"due-date": "2026-03-01"}, "办结时限要在现在以后"),
        ({"due-date": "三月"}, "请写日期和时间"),
        ({"department": "nobody"}, "请选择“责任单位”"),
        ({"department": "", "owner": ""}, "请写明责任人"),
        ({"owner": "officer/guanli"}, "请选择“责任人（A角）”"),
        ({"event": "event/2099-001"}, "请选择“属于哪个事件”"),
        ({"task": "event/2026-001#1"}, None),
    ],
)
def test_what_is_mistyped_is_said_and_nothing_is_issued(
    sign_in: SignIn, wrong: dict[str, str], told: str | None
) -> None:
    """Every fault of the form comes back in words with what was typed; a task without its event is left out."""
    status, page = post(sign_in("zhiban"), "/orders/new", **{**TYPED, **wrong})
    if told is None:
        assert status == 303
        assert Order.objects.get().task == ""
        return
    assert (status, told in page) == (422, True)
    assert not Order.objects.exists()


def test_a_line_left_empty_is_by_the_plan(sign_in: SignIn) -> None:
    """Without a typed line the plan's term for an answer holds, and the page says that it is provincial."""
    status, page = post(sign_in("zhiban"), "/orders/new", **{**TYPED, "due-date": "", "due-time": ""})
    assert status == 303
    assert "3月10日" in page.replace("<", " ") or "3月9日" in page
    assert read_stream("order/2026-001")[0].payload["due_basis"] == "PAR-40"


def test_an_order_is_seen_by_whom_it_concerns_only(sign_in: SignIn, order: str) -> None:
    """Owner, issuer and who reads all orders of the place open it; other departments and places get a 404."""
    for login in ("gongan", "gongan2", "zhiban", "zuzhang", "ducha"):
        assert sign_in(login).get(order).status_code == 200, login
    for login in ("shuiwu", "donglu", "xuanchuan"):
        assert sign_in(login).get(order).status_code == 404, login
    assert sign_in("guanli").get(order).status_code == 403
    status, _ = post(sign_in("shuiwu"), order, decision="acknowledge")
    assert status == 404


def test_only_the_owner_signs_and_only_the_issuer_closes(sign_in: SignIn, order: str) -> None:
    """The duty chief can't sign for the police in person; the police can't close what they were told to do."""
    assert "办理" in post(sign_in("zhiban"), order, decision="acknowledge")[1]
    assert Order.objects.get().acknowledged_at is None
    post(sign_in("gongan"), order, decision="acknowledge")
    status, page = post(sign_in("gongan"), f"{order}/close", outcome="done", reason="好了")
    assert status == 422
    assert "须由下达人" in page
    status, page = post(sign_in("zhiban"), f"{order}/close", outcome="done", reason="")
    assert status == 422
    assert "责任人还没有报办结" in page


def test_a_telephone_signature_names_who_gave_it(sign_in: SignIn, order: str) -> None:
    """The duty chief writes down who signed by telephone and when; not before it was issued."""
    early = {"acknowledged-date": "2026-03-02", "acknowledged-time": "09:00"}
    status, page = post(sign_in("zhiban"), order, decision="telephone", receiver="何定", **early)
    assert "下达之后、现在之前" in page
    now = {"acknowledged-date": "2026-03-02", "acknowledged-time": "09:12"}
    status, page = post(sign_in("zhiban"), order, decision="telephone", receiver="何定", **now)
    assert status == 303
    assert "（电话）" in page


def test_done_is_sent_back_with_a_reason_and_done_again(sign_in: SignIn, order: str) -> None:
    """A finished report may be returned; it is open again, and the reason stands among its notes."""
    police, duty = sign_in("gongan"), sign_in("zhiban")
    post(police, order, decision="acknowledge")
    post(police, order, decision="report", note="已核对", done="1")
    assert post(duty, order, decision="return", return_reason="")[0] == 422
    status, page = post(duty, order, decision="return", return_reason="缺佐证")
    assert status == 303
    assert "缺佐证" in page
    assert Order.objects.get().completed_at is None
    assert post(police, order, decision="report", note="已补佐证", done="1")[0] == 303


def piece(subject: str, **fields: Any) -> dict[str, Any]:
    """What is typed about a piece of evidence."""
    who = {"collector-1": "王栈", "post-1": "盯防专人", "collector-2": "李屿", "post-2": "盯防专人"}
    when = {"collected-date": "2026-03-02", "collected-time": "09:10"}
    return {"subject": subject, "what": "公告", "source": "网站", "place": "办公室", **when, **who, **fields}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<html><script>alert(1)</script>", "收不了这种文件"),
        (b"MZ\x90\x00", "收不了这种文件"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "文件超过 10 MB"),
    ],
)
def test_files_are_taken_by_what_they_are(sign_in: SignIn, order: str, content: bytes, told: str) -> None:
    """A page, a program or a file too large is not kept, whatever its name says."""
    file = SimpleUploadedFile("公告.pdf", content, content_type="application/pdf")
    status, page = post(sign_in("dingfang"), "/evidence/new", **piece("order/2026-001", file=file))
    assert (status, told in page) == (422, True)
    assert not Evidence.objects.exists()
    assert not list(file_folder().glob("*/*.sealed")) if file_folder().exists() else True


def test_a_file_lies_sealed_and_opens_for_a_purpose(sign_in: SignIn, order: str) -> None:
    """The bytes on disk are not the file's; opening needs a purpose, is on record, and is never shown in the page."""
    content = b"%PDF-1.7 the notice of stopped payment"
    file = SimpleUploadedFile("公告.pdf", content)
    watcher = sign_in("dingfang")
    status, page = post(watcher, "/evidence/new", **piece("order/2026-001", file=file))
    assert status == 303, page[:300]
    kept = list(file_folder().glob("*/*.sealed"))
    assert all(content not in one.read_bytes() for one in kept)
    assert post(watcher, "/evidence/2026-001/file", purpose="")[0] == 422
    form = {"idempotency_key": str(uuid.uuid4()), "seen": "", "purpose": "核对公告日期"}
    answer = watcher.post("/evidence/2026-001/file", form)
    assert answer.content == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "核对公告日期" in watcher.get("/evidence/2026-001").content.decode()
    assert sign_in("wendian").get("/evidence/2026-001/file").status_code == 403
    assert sign_in("shuiwu").get("/evidence/2026-001").status_code == 403


def test_evidence_needs_a_subject_the_officer_sees(sign_in: SignIn, order: str) -> None:
    """No piece without an event, task or order; a made-up one is answered like one of another place."""
    watcher = sign_in("dingfang")
    for subject in ("event/2099-001", "order/2099-001", "order/2026-001#1", "../etc", "event/2026-001#99"):
        assert post(watcher, "/evidence/new", **piece(subject, original="卷柜"))[0] == 404, subject
    assert post(watcher, "/evidence/new", **piece("order/2026-001"))[0] == 422


def test_all_work_of_one_who_leaves_goes_over_at_once(sign_in: SignIn, people: dict[str, Actor], order: str) -> None:
    """Who left is named first; everything in hand goes to another, each fact names old, new and reason."""
    post(sign_in("zhiban"), "/orders/new", **{**TYPED, "title": "第二件"})
    end_officer(actor=people["guanli"], officer=people["gongan"].officer, reason="调离")
    duty = sign_in("zhiban")
    page = duty.get("/handover-of-work").content.decode()
    assert "1 名已离任的人手里还有未办结的工作" in page
    old, new = people["gongan"].officer, people["chufei"].officer
    assert "交给谁" in duty.get("/handover-of-work", {"officer": old}).content.decode()
    status, page = post(duty, "/handover-of-work", old=old, new=people["gongan2"].officer, cause="left", reason="")
    assert status == 422
    assert "已经是" in page
    status, page = post(duty, "/handover-of-work", old=old, new=new, cause="left", reason="调离")
    assert status == 303
    assert "已交接 2 项" in page
    assert set(Order.objects.values_list("owner", flat=True)) == {new}
    fact = read_stream("order/2026-001")[-1]
    assert (fact.payload["old"], fact.payload["new"], fact.payload["reason"]) == (old, new, "调离")
    assert "指令交接给您" in sign_in("chufei").get("/desk").content.decode()


def test_handover_asks_for_a_reason_and_a_fit_officer(sign_in: SignIn, people: dict[str, Actor], order: str) -> None:
    """Another cause needs words; the administrator, the same officer and one without work are refused."""
    duty, old = sign_in("zhiban"), people["gongan"].officer
    chufei = people["chufei"].officer
    assert post(duty, "/handover-of-work", old=old, new=chufei, cause="other", reason="")[0] == 422
    assert post(duty, "/handover-of-work", old=old, new=people["guanli"].officer, cause="left")[0] == 422
    assert post(duty, "/handover-of-work", old=old, new=old, cause="left")[0] == 422
    assert post(duty, "/handover-of-work", old=people["fayuan"].officer, new=chufei, cause="left")[0] == 422
    assert sign_in("dingfang").get("/handover-of-work").status_code == 403


def test_the_list_finds_orders(sign_in: SignIn, order: str) -> None:
    """By words and by state; a page number that is none of ours shows the first page."""
    duty = sign_in("zhiban")
    assert "核对存管账户余额" in duty.get("/orders", {"search": "存管", "status": "unsigned"}).content.decode()
    assert "没有符合的指令" in duty.get("/orders", {"status": "closed"}).content.decode()
    for page in ("-1", "x", "9" * 40, "０"):
        assert duty.get("/orders", {"page": page}).status_code == 200


def test_an_event_page_offers_an_order_for_its_late_task(sign_in: SignIn, event: str) -> None:
    """An order issued within an event carries its name and stands on its command page."""
    duty = sign_in("zhiban")
    number = event.partition("/")[2]
    assert f'value="{event}" selected' in duty.get("/orders/new", {"event": number}).content.decode()
    status, page = post(duty, "/orders/new", **{**TYPED, "event": event})
    assert status == 303
    assert "云汀市江桥贷停付" in page
    assert "核对存管账户余额" in duty.get(f"/events/{number}/command").content.decode()
    assert "没有关闭的：督〔2026〕001号" in duty.get(f"/events/{number}/case-file").content.decode()
    # Publicity opens the event, and reads no order to the police there.
    assert "核对存管账户余额" not in sign_in("xuanchuan").get(f"/events/{number}/command").content.decode()


def test_publicity_reads_no_letter_to_the_police(sign_in: SignIn, event: str) -> None:
    """What is exchanged with the police is withheld from publicity; with the tax authority it is not."""
    address = f"/events/{event.partition('/')[2]}"
    moment = {"exchanged-date": "2026-03-02", "exchanged-time": "09:10"}
    for department, title in (("police", "商请立案"), ("tax", "商请提供欠税情况")):
        fields = {"department": department, "direction": "sent", "title": title}
        assert post(sign_in("zhiban"), f"{address}/letter", **fields, **moment)[0] == 303
    told = sign_in("xuanchuan").get(f"{address}/command").content.decode()
    assert ("商请立案" in told, "商请提供欠税情况" in told) == (False, True)
    wrong = {"department": "tax", "direction": "received", "title": "复函", "answers": "dealings/2026-001#1"}
    assert post(sign_in("zhiban"), f"{address}/letter", **wrong, **moment)[0] == 422
