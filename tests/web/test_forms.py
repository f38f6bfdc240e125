"""Filled forms through the pages: the plan's boxes, signatures, versions, sealed boxes, places, hostile input."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from docx import Document
from pypdf import PdfReader

from fengsui.clock.models import Clock
from fengsui.conduct import plans
from fengsui.conduct.access import AccessDenied, system_actor
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents.files import read_file
from fengsui.documents.models import BookNumber, PaperDraft, Sheet
from fengsui.documents.sheets import filling, signing
from fengsui.documents.sheets.queries import sheet_state
from fengsui.ledger.models import SealOpening
from fengsui.ledger.reading import read_all
from fengsui.plan import Plan
from fengsui.plan.build import build_plan
from fengsui.plan.loader import load_plan
from fengsui.plan.measures import FormField
from fengsui.registry.actions import appoint_officer
from fengsui.registry.models import Institution
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import graded, key, send, tried, words
from tests.proofs.event_pages import refused as page_refused
from tests.proofs.proving import Desk
from tests.web.form_pages import (
    ADMONITION,
    ANSWER_LINE,
    HEAD,
    RUMOUR,
    TRAINING,
    begin,
    boxes,
    filled,
    refused,
    sign,
    signed,
    submit,
    write,
)
from tests.web.sheet_signed import sign_sheet, submitted_sheet

PERSON = "于江桥，法定代表人"
ROOT = Path(__file__).resolve().parents[2]


def file_of(desk: Desk, address: str, login: str = "zhiban") -> bytes:  # noqa: F811
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


def city_officer(desk: Desk, login: str, region: str, *roles: str) -> None:  # noqa: F811
    """An officer of another place."""
    appoint_officer(actor=system_actor("test", "990000"), name="示例市员", roles=roles, login=login, region=region)


def test_a_rumour_is_checked_approved_and_printed(desk: Desk) -> None:  # noqa: F811
    """The spokesperson approves what the watcher filled; the print says what was typed, 待核 for the rest."""
    sheet = signed(desk, "rumour_check", RUMOUR, "xuanchuan")
    page = words(desk.page("dingfang", sheet))
    assert "谣言核实单〔2026〕1号" in page
    assert "已冻结" in page
    content = file_of(desk, f"{sheet}/versions/1/pdf")
    text = pdf_text(content)
    for part in ("谣言核实单", "有人说平台下周停止提现", "不实", "许言", "待核", "内部", "—1—", "底账检查点"):
        assert part in text
    docx = docx_text(file_of(desk, f"{sheet}/versions/1/docx"))
    assert "有人说平台下周停止提现" in docx
    assert sheet_state("form/2026-001").current.payload["content_hash"] in text
    assert Sheet.objects.get().status == "signed"
    assert compare_with_database(read_all()) == []


def test_the_signature_waits_on_the_signers_desk(desk: Desk) -> None:  # noqa: F811
    """It stands on the desk of who may sign, not of who filled it, and leaves it with the signature."""
    sheet = begin(desk, "rumour_check")
    submit(desk, sheet, **RUMOUR)
    assert f'href="{sheet}/sign"' in desk.page("xuanchuan", "/desk")
    assert f'href="{sheet}/sign"' not in desk.page("zhiban", "/desk")
    sign(desk, sheet, "xuanchuan")
    assert f'href="{sheet}/sign"' not in desk.page("xuanchuan", "/desk")


def test_three_officers_review_an_answer_line(desk: Desk) -> None:  # noqa: F811
    """Secrecy, law and publicity each sign; it counts with the third; who filled it can't be one of them."""
    sheet = begin(desk, "answer_line", "wendian")
    submit(desk, sheet, "wendian", **ANSWER_LINE)
    seen = sheet_state("form/2026-001").current.hash
    assert "不能自己签" in page_refused(desk, "wendian", f"{sheet}/sign", seen_hash=seen)
    assert "不由您的岗位" in page_refused(desk, "zhiban", f"{sheet}/sign", seen_hash=seen)
    assert "不一致" in page_refused(desk, "chufei", f"{sheet}/sign", seen_hash="0" * 64)
    appoint_officer(
        actor=system_actor("test", "990000"), name="示例文电", roles=("R7",), login="wendian2", region="990000"
    )
    for login in ("xuanchuan", "chufei", "wendian2"):
        assert Sheet.objects.get().status == "submitted"
        assert desk.browser("zhiban").get(f"{sheet}/versions/1/pdf").status_code == 200  # says why there is none
        sign(desk, sheet, login)
    text = pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
    assert Sheet.objects.get().status == "signed"
    for part in ("许言（宣传与新闻发言人）", "白榆（处非牵头）", "示例文电（文电）", "平台还能提现吗"):
        assert part in text


def test_who_was_spoken_to_stays_sealed(desk: Desk) -> None:  # noqa: F811
    """The name is in no page, print or draft that anybody opens, but for a purpose that stands in the log."""
    sheet = signed(desk, "admonition", {**ADMONITION, "persons": PERSON}, "chufei")
    assert PERSON not in desk.page("zhiban", sheet)
    assert PERSON not in pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
    assert "查看加密的内容" not in desk.page("yanpan", sheet)
    assert desk.browser("yanpan").get(f"{sheet}/versions/1/sealed").status_code == 403
    assert "请填写“用途”" in page_refused(desk, "zhiban", f"{sheet}/versions/1/sealed", purpose="")
    told = desk.answer("zhiban", f"{sheet}/versions/1/sealed", purpose="复查整改", idempotency_key=key(), form="")
    assert PERSON in told.content.decode()
    whole = desk.answer("zhiban", f"{sheet}/versions/1/sealed", purpose="存卷", idempotency_key=key(), form="pdf")
    assert PERSON in pdf_text(whole.content)
    assert {"复查整改", "存卷"} <= set(SealOpening.objects.values_list("purpose", flat=True))
    assert all(PERSON not in str(fact.payload) for fact in read_all())


def test_a_sealed_box_is_not_shown_back_and_not_lost(desk: Desk) -> None:  # noqa: F811
    """Saved once, the box comes back empty; left empty it keeps what was saved, through versions too."""
    sheet = begin(desk, "admonition")
    write(desk, sheet, "save", **ADMONITION, persons=PERSON)
    assert PERSON not in desk.page("zhiban", f"{sheet}/write")
    assert PERSON not in str(PaperDraft.objects.values())
    submit(desk, sheet, **ADMONITION)
    sign(desk, sheet, "chufei")
    send(desk, "dingfang", f"{sheet}/revise", reason="补填复查结果")
    submit(desk, sheet, recheck="三项已改，一项延期")
    sign(desk, sheet, "chufei")
    told = desk.answer("zhiban", f"{sheet}/versions/2/sealed", purpose="复查", idempotency_key=key(), form="")
    assert PERSON in told.content.decode()


def test_a_form_with_sealed_boxes_is_never_public(desk: Desk) -> None:  # noqa: F811
    """A name and 公开 don't go together (N11)."""
    sheet = begin(desk, "admonition")
    assert "不能标“公开”" in refused(desk, sheet, **ADMONITION, persons=PERSON, handling="公开")


def test_a_signed_version_is_corrected_by_a_further_one(desk: Desk) -> None:  # noqa: F811
    """The second names the first and why; the first reads as it did, byte for byte; the number stays."""
    sheet = signed(desk, "admonition", ADMONITION, "chufei")
    first = file_of(desk, f"{sheet}/versions/1/pdf")
    assert "签字以后" not in desk.page("dingfang", f"{sheet}/revise")
    assert "请填写“理由”" in page_refused(desk, "dingfang", f"{sheet}/revise", reason=" ")
    send(desk, "dingfang", f"{sheet}/revise", reason="复查")
    assert Sheet.objects.get().valid_version == 1
    submit(desk, sheet, recheck="三项已改")
    sign(desk, sheet, "chufei")
    text = pdf_text(file_of(desk, f"{sheet}/versions/2/pdf"))
    for part in ("第2版", "代替第1版；原因：复查", "三项已改", "约谈、警示、责令整改记录〔2026〕1号"):
        assert part in text
    assert file_of(desk, f"{sheet}/versions/1/pdf") == first
    assert "已由第2版代替" in words(desk.page("dingfang", f"{sheet}/versions/1"))
    assert BookNumber.objects.count() == 1
    assert compare_with_database(read_all()) == []


def test_two_who_fill_lose_nothing(desk: Desk) -> None:  # noqa: F811
    """Who saves second sees both; an undecided text keeps both, a choice keeps the one chosen."""
    sheet = begin(desk, "rumour_check")
    base = filled(desk, sheet)
    first = {**base, **boxes(text="同事听到的", finding="不实"), "decision": "save"}
    desk.answer("zhiban", f"{sheet}/write", idempotency_key=key(), seen="", **first)
    mine = {**base, **boxes(text="我听到的", finding="属实")}
    told, _ = tried(desk, "dingfang", f"{sheet}/write", **mine, decision="save")
    assert "同事听到的" in told
    looked, _ = tried(desk, "dingfang", f"{sheet}/write", **mine, decision="preview")
    assert "两份不同的地方" in looked
    assert "刚刚保存" in page_refused(desk, "dingfang", f"{sheet}/write", **mine, decision="submit")
    choices = {"take-box-text": "both", "take-box-finding": "mine", "theirs": "1"}
    desk.answer("dingfang", f"{sheet}/write", idempotency_key=key(), seen="", **mine, **choices, decision="merge")
    now = filled(desk, sheet)
    assert (now["box-text"], now["box-finding"], now["revision"]) == ("同事听到的\n我听到的", "属实", "2")


def test_a_returned_form_keeps_its_number(desk: Desk) -> None:  # noqa: F811
    """Sent back with a reason, it is filled on and submitted again under the same number; no number is lost."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    assert "请填写“理由”" in page_refused(desk, "zuzhang", f"{sheet}/return", reason="")
    send(desk, "zuzhang", f"{sheet}/return", reason="人数不对")
    assert "人数不对" in desk.page("wendian", f"{sheet}/write")
    submit(desk, sheet, "wendian", attendance="应到20人，实到18人")
    sign(desk, sheet, "zuzhang")
    assert "实到18人" in pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
    assert [row.ordinal for row in BookNumber.objects.all()] == [1]


def test_a_dropped_number_is_void_in_its_own_book(desk: Desk) -> None:  # noqa: F811
    """A form dropped after it took a number leaves it void, with the reason, in the book of that form."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    send(desk, "wendian", f"{sheet}/return", reason="改期")
    send(desk, "wendian", f"{sheet}/drop", reason="培训取消")
    row = BookNumber.objects.get()
    assert (row.mark, row.ordinal, row.status, row.reason) == ("培训记录", 1, "void", "培训取消")
    assert "培训取消" in words(desk.page("zhiban", "/papers/numbers"))
    other = begin(desk, "training", "wendian")
    submit(desk, other, "wendian", **TRAINING)
    assert Sheet.objects.get(status="submitted").number == "培训记录〔2026〕2号"


def test_forms_of_another_place_are_neither_seen_nor_filled(desk: Desk) -> None:  # noqa: F811
    """A clerk of another prefecture finds nothing, opens nothing, fills nothing, signs nothing; her own she does."""
    graded(desk)
    sheet = signed(desk, "rumour_check", RUMOUR, "xuanchuan", about="event/2026-001")
    city_officer(desk, "clerk.500", "990500", "R3", "R7", "R9", "R11")
    assert "还没有填过表单" in words(desk.page("clerk.500", "/papers/forms"))
    browser = desk.browser("clerk.500")
    for page in ("", "/write", "/sign", "/return", "/revise", "/drop", "/versions/1", "/versions/1/pdf"):
        assert browser.get(f"{sheet}{page}").status_code == 404, page
    for page in ("/write", "/sign", "/return", "/revise", "/drop"):
        answer = browser.post(f"{sheet}{page}", {"idempotency_key": key(), "reason": "x", "decision": "save"})
        assert answer.status_code == 404, page
    assert browser.get(f"{sheet}/versions/1/sealed").status_code == 404
    assert "请选择“所属事件”" in words(
        browser.post(
            "/papers/forms/new", {"idempotency_key": key(), "form": "training", "about": "event/2026-001"}
        ).content.decode()
    )
    own = begin(desk, "training", "clerk.500")
    submit(desk, own, "clerk.500", **TRAINING)
    assert Sheet.objects.get(pk="form/2026-002").regions == ["990500"]
    assert "培训记录〔2026〕1号" in words(desk.page("zhiban", "/papers/forms"))


def test_a_place_of_operation_sees_but_does_not_fill(desk: Desk) -> None:  # noqa: F811
    """Only the place that leads the event fills and signs its forms (5.2.1.0.b)."""
    graded(desk)
    event = next(iter(sheet_state(_begun(desk)).regions[1:]), "")
    assert event
    city_officer(desk, "support", event, "R3")
    assert desk.browser("support").get("/papers/forms/2026-001").status_code == 200
    assert desk.browser("support").get("/papers/forms/2026-001/write").status_code == 404


def _begun(desk: Desk) -> str:  # noqa: F811
    begin(desk, "rumour_check", about="event/2026-001")
    return "form/2026-001"


def test_a_form_belongs_to_its_institution(desk: Desk) -> None:  # noqa: F811
    """Named by name or code, found in the roll; several or none are told; the list finds it by the institution."""
    row = Institution.objects.order_by("name").first()
    assert row is not None
    sheet = begin(desk, "admonition", institution=row.name)
    found = Sheet.objects.get()
    assert (found.institution, found.regions) == (row.pk, [row.registered_region])
    assert row.name in words(desk.page("dingfang", sheet))
    assert row.name in words(desk.page("dingfang", f"/papers/forms?institution={row.pk}"))
    told, _ = tried(desk, "dingfang", "/papers/forms/new", form="admonition", institution="没有这一家")
    assert "没有找到这家机构" in told
    told, _ = tried(desk, "dingfang", "/papers/forms/new", form="admonition", institution="公司")
    assert "好几家" in told


def test_forms_are_found_by_form_event_state_and_words(desk: Desk) -> None:  # noqa: F811
    """Each filter keeps what it says; a filter that finds nothing says what to do."""
    graded(desk)
    signed(desk, "rumour_check", RUMOUR, "xuanchuan", about="event/2026-001")
    begin(desk, "training", "wendian")
    for query, finds in (
        ("form=training", {"002"}),
        ("form=rumour_check", {"001"}),
        ("about=event/2026-001", {"001"}),
        ("status=signed", {"001"}),
        ("status=drafted", {"002"}),
        ("search=核实单〔2026", {"001"}),
        ("status=late", set()),
        ("page=999", {"001", "002"}),
        ("page=x&status=%00", set()),
    ):
        page = desk.page("zhiban", f"/papers/forms?{query}")
        assert {number for number in ("001", "002") if f'/papers/forms/2026-{number}"' in page} == finds, query
    assert "没有符合的表单" in words(desk.page("zhiban", "/papers/forms?status=late"))


def test_a_day_that_has_passed_shows_until_the_result_is_filled(desk: Desk) -> None:  # noqa: F811
    """An overdue rectification stands on the desk and in the list; the recheck takes it away."""
    sheet = signed(desk, "admonition", {**ADMONITION, "due": "2026-03-01"}, "chufei")
    assert "期限2026-03-01已过" in words(desk.page("zhiban", "/desk"))
    assert "已过期" in words(desk.page("zhiban", "/papers/forms?status=late"))
    send(desk, "dingfang", f"{sheet}/revise", reason="复查")
    submit(desk, sheet, recheck="已改")
    sign(desk, sheet, "chufei")
    assert "2026-03-01已过" not in words(desk.page("zhiban", "/desk"))


def test_a_rumour_runs_against_the_plan_s_clock(desk: Desk) -> None:  # noqa: F811
    """Two hours in an extraordinary event (PAR-15); it stands on the desk; the signature settles it."""
    graded(desk)
    sheet = begin(desk, "rumour_check", about="event/2026-001")
    clock = Clock.objects.get(stream="form/2026-001")
    assert (clock.due_at - clock.started_at).total_seconds() == 2 * 3600
    assert f'href="{sheet}"' in desk.page("zhiban", "/desk")
    submit(desk, sheet, **RUMOUR)
    sign(desk, sheet, "xuanchuan")
    assert Clock.objects.get(stream="form/2026-001").status == "settled"
    dropped = begin(desk, "rumour_check", about="event/2026-001")
    send(desk, "dingfang", f"{dropped}/drop", reason="重复")
    assert Clock.objects.get(stream="form/2026-002").status == "ended"


def test_a_local_plan_s_box_is_there_and_its_name_stays_a_name(desk: Desk) -> None:  # noqa: F811
    """A box that a province adds is asked, demanded and printed; markup in its name is never run."""
    name = '<script>alert(1)</script>"省里{{7*7}}'
    with under(with_box("training", FormField(id="extra", name=name, must=True))):
        sheet = begin(desk, "training", "wendian")
        page = desk.page("wendian", f"{sheet}/write")
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "省里{{7*7}}" in refused(desk, sheet, "wendian", **TRAINING)
        submit(desk, sheet, "wendian", **TRAINING, extra="第三考点")
        sign(desk, sheet, "zuzhang")
        text = pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))
        assert "第三考点" in text
        assert "<script>alert(1)" in text


@pytest.mark.parametrize(
    "form", ["claim", "reception_register", "accountability", "order", "transfer_letter", "", "x" * 999]
)
def test_what_is_kept_elsewhere_is_not_begun_here(desk: Desk, form: str) -> None:  # noqa: F811
    """Claims, receptions, discipline, orders, letters and what no plan lists are refused, page and act alike."""
    assert "请选择“表单”" in page_refused(desk, "zhiban", "/papers/forms/new", form=form)
    with pytest.raises(Refused):
        filling.begin_sheet(actor=desk.people["zhiban"], form=form, idempotency_key=key())


@pytest.mark.parametrize(
    "typed",
    [
        {"decision": "submit", "box-text": "停\x00停"},
        {
            "decision": "submit",
            "box-finding": "<b>",
            "box-text": "\ud800".encode("utf-8", "surrogatepass").decode("latin1"),
        },
        {"decision": "save", "box-text": "停" * 100_000},
        {"decision": "merge", "theirs": "9" * 99, "take-box-text": "x"},
        {"decision": "什么", "revision": "-1"},
        {"decision": "save", "revision": "1e9", "box-nothing": "x"},
        {"decision": "submit", "idempotency_key": "x"},
        {},
    ],
)
def test_odd_input_is_answered_in_words(desk: Desk, typed: dict[str, str]) -> None:  # noqa: F811
    """Whatever a form is sent, nothing breaks and nothing is submitted."""
    sheet = begin(desk, "rumour_check")
    fields = {"idempotency_key": key(), "seen": "", "revision": "0", **typed}
    assert desk.browser("dingfang").post(f"{sheet}/write", fields).status_code in {200, 409, 422}
    assert Sheet.objects.get().status == "drafted"


@pytest.mark.parametrize("login", ["gongan", "ducha", "guanli"])
def test_only_who_may_fill_fills_and_nobody_signs_alone(desk: Desk, login: str) -> None:  # noqa: F811
    """Discipline and administrators fill nothing; police fill but don't sign."""
    fills = login == "gongan"
    assert (desk.browser(login).get("/papers/forms/new").status_code == 200) is fills
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    assert desk.browser(login).get(f"{sheet}/sign").status_code == 403


def test_the_same_form_sent_twice_acts_once(desk: Desk) -> None:  # noqa: F811
    """A repeated submission or signature writes nothing further."""
    people, evening = desk.people, desk.evening
    sheet = submitted_sheet(evening, "training", TRAINING, login="wendian")
    again = evening.key()
    seen = sheet_state(sheet).current.hash
    first = signing.sign_sheet(actor=people["zuzhang"], sheet=sheet, seen_hash=seen, idempotency_key=again)
    assert (
        signing.sign_sheet(actor=people["zuzhang"], sheet=sheet, seen_hash=seen, idempotency_key=again).fact
        == first.fact
    )
    assert len(sheet_state(sheet).current.signatures) == 1


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_a_signed_sheet_never_changes(desk: Desk, seed: int) -> None:  # noqa: F811
    """Random acts by random officers: every signed version keeps its content's hash and its files' bytes."""
    chance, evening = random.Random(seed), desk.evening  # noqa: S311
    sheet = submitted_sheet(evening)
    sign_sheet(evening, sheet, "chufei")
    frozen: dict[int, tuple[str, dict[str, bytes]]] = {}
    fill, signers = ("hecha", "zhiban", "dingfang", "gongan", "ducha"), ("chufei", "fuzuzhang", "zuzhang", "hecha")
    for _ in range(30):
        actor = evening.people[chance.choice((*fill, *signers))]
        by = {"actor": actor, "sheet": sheet, "idempotency_key": evening.key()}
        values = {
            **ADMONITION,
            **HEAD,
            "handling": "内部",
            "unit": "办",
            "filled_by": "王",
            "figures_as_of": "今",
            "recheck": str(chance.random()),
        }
        acts = (
            lambda by=by: filling.revise_sheet(**by, reason="复查"),
            lambda by=by, values=values: filling.submit_sheet(**by, values=values),
            lambda by=by: filling.return_sheet(**by, reason="退回"),
            lambda by=by: filling.drop_sheet(**by, reason="不要"),
            lambda actor=actor, values=values: filling.save_sheet(actor=actor, sheet=sheet, values=values, revision=0),
            lambda: sign_sheet(evening, sheet, chance.choice(signers)),
        )
        with suppress(Refused, AccessDenied):
            chance.choice(acts)()
        for version in sheet_state(sheet).versions:
            if not version.signed:
                continue
            files = {
                name: read_file(stream=sheet, digest=digest)
                for name, digest in version.signed["files"].items()
                if digest
            }
            now = (version.payload["content_hash"], files)
            assert frozen.setdefault(version.number, now) == now
            assert all(
                hashlib.sha256(file).hexdigest() == version.signed["files"][name] for name, file in files.items()
            )
    assert frozen
    assert set(frozen) <= {version.number for version in sheet_state(sheet).versions}
    assert compare_with_database(read_all()) == []


def test_the_provincial_plan_s_forms_are_filled_too(desk: Desk) -> None:  # noqa: F811
    """A plan laid over the national one offers the same forms, filled and signed the same way."""
    with under(load_plan(ROOT / "plans" / "yunting-2026", plans.vocabulary())):
        sheet = signed(desk, "rumour_check", RUMOUR, "xuanchuan")
        assert "有人说平台下周停止提现" in pdf_text(file_of(desk, f"{sheet}/versions/1/pdf"))


def test_a_plan_without_forms_says_so(desk: Desk) -> None:  # noqa: F811
    """The guarantee companies' plan lists none: the page says so, and nothing can be begun."""
    with under(load_plan(ROOT / "plans" / "guarantee-2026", plans.vocabulary())):
        assert "预案没有列出" in words(desk.page("zhiban", "/papers/forms"))
        assert "预案没有列出" in words(desk.page("zhiban", "/papers/forms/new"))
        with pytest.raises(Refused):
            filling.begin_sheet(actor=desk.people["zhiban"], form="rumour_check", idempotency_key=key())


def test_days_are_written_in_beijing(desk: Desk) -> None:  # noqa: F811
    """The frozen print carries the signature's moment of the world's clock, in Beijing."""
    sheet = begin(desk, "training", "wendian")
    submit(desk, sheet, "wendian", **TRAINING)
    sign(desk, sheet, "zuzhang")
    assert f"签发人{desk.people['zuzhang'].name}（组长）{date(2026, 3, 2)}09:12" in pdf_text(
        file_of(desk, f"{sheet}/versions/1/pdf")
    )
