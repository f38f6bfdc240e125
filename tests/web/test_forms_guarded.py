"""Filled forms: sealed boxes, places, hostile input, other plans, and that a signed sheet never changes."""

import hashlib
import random
from contextlib import suppress
from pathlib import Path

import pytest

from fengsui.clock.models import Clock
from fengsui.conduct import plans, runner, timekeeping, world
from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Refused
from fengsui.conduct.rebuild import compare_with_database
from fengsui.dispatch.alerting import run_alerts
from fengsui.documents.files import read_file
from fengsui.documents.models import PaperDraft, Sheet
from fengsui.documents.sheets import filling, signing
from fengsui.documents.sheets.queries import sheet_state
from fengsui.ledger.models import SealedValue, SealOpening
from fengsui.ledger.reading import read_all
from fengsui.plan.loader import load_plan
from fengsui.plan.measures import FormField
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import graded, key, send, tried, words
from tests.proofs.event_pages import refused as page_refused
from tests.proofs.proving import Desk
from tests.web.form_pages import (
    ADMONITION,
    HEAD,
    RUMOUR,
    TRAINING,
    begin,
    boxes,
    city_officer,
    file_of,
    filled,
    pdf_text,
    refused,
    sign,
    signed,
    submit,
    under,
    with_box,
    write,
)
from tests.web.sheet_signed import sign_sheet, submitted_sheet

PERSON = "于江桥，法定代表人"
ROOT = Path(__file__).resolve().parents[2]


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


def test_a_clock_that_lapses_breaks_nothing(desk: Desk) -> None:  # noqa: F811
    """Nobody checks the rumour in its time: the desk says so, whoever must is told, and it can still be signed."""
    graded(desk)
    sheet = begin(desk, "rumour_check", about="event/2026-001")
    desk.evening.at(125)
    runner.tick(timekeeping.now())
    run_alerts(timekeeping.now())
    assert "lapsed" in Clock.objects.get(stream="form/2026-001").fired
    assert f'href="{sheet}"' in desk.page("zhiban", "/desk")
    assert desk.browser("zhiban").get("/alerts").status_code == 200
    submit(desk, sheet, **RUMOUR)
    sign(desk, sheet, "xuanchuan")
    assert Clock.objects.get(stream="form/2026-001").status == "settled"
    assert compare_with_database(read_all()) == []


def test_a_form_whose_key_was_destroyed_says_so(desk: Desk) -> None:  # noqa: F811
    """When its personal data were destroyed, every page of the form answers in words (3.2.9)."""
    sheet = signed(desk, "admonition", {**ADMONITION, "persons": PERSON}, "chufei")
    send(desk, "dingfang", f"{sheet}/revise", reason="复查")
    world.sealed_values().destroy("form/2026-001", reason="期满", now=timekeeping.now())
    for page in ("", "/write", "/versions/1", "/versions/1/pdf"):
        assert "密钥已销毁" in words(desk.page("dingfang", f"{sheet}{page}")), page
    assert "密钥已销毁" in page_refused(desk, "zhiban", f"{sheet}/versions/1/sealed", purpose="复查", form="")
    assert "密钥已销毁" in words(
        desk.answer(
            "zhiban", f"{sheet}/versions/1/sealed", purpose="复查", form="pdf", idempotency_key=key()
        ).content.decode()
    )


def test_a_colleague_s_sealed_box_is_not_shown_in_the_comparison(desk: Desk) -> None:  # noqa: F811
    """Two who fill see that the sealed box differs, not what the other wrote; both are kept."""
    sheet = begin(desk, "admonition")
    base = filled(desk, sheet)
    theirs = {**base, **boxes(persons=PERSON), "decision": "save"}
    desk.answer("zhiban", f"{sheet}/write", idempotency_key=key(), seen="", **theirs)
    mine = {**base, **boxes(persons="江某，董事")}
    told, _ = tried(desk, "dingfang", f"{sheet}/write", **mine, decision="preview")
    assert "两份不同的地方" in told
    assert PERSON not in told
    desk.answer("dingfang", f"{sheet}/write", idempotency_key=key(), seen="", **mine, theirs="1", decision="merge")
    submit(desk, sheet, **ADMONITION)
    sign(desk, sheet, "chufei")
    opened = desk.answer("zhiban", f"{sheet}/versions/1/sealed", purpose="复查", form="", idempotency_key=key())
    assert PERSON in opened.content.decode()
    assert "江某，董事" in opened.content.decode()


def test_what_was_tampered_with_is_neither_shown_nor_signed(desk: Desk) -> None:  # noqa: F811
    """A changed sealed text is refused in words by the page and by the signature; nothing is frozen of it."""
    sheet = begin(desk, "rumour_check")
    submit(desk, sheet, **RUMOUR)
    state = sheet_state("form/2026-001")
    SealedValue.objects.filter(pk=state.current.payload["content"]["sealed"]).update(ciphertext=b"x" * 40)
    assert "不一致" in words(desk.page("zhiban", sheet))
    assert "不一致" in words(desk.page("xuanchuan", f"{sheet}/sign"))
    assert "不一致" in page_refused(desk, "xuanchuan", f"{sheet}/sign", seen_hash=state.current.hash)
    assert Sheet.objects.get().status == "submitted"
