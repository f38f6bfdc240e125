"""An order as the plan's 指令、督办单: printed from its facts, and begun as a letter that goes outside."""

from datetime import timedelta

from fengsui.conduct import timekeeping
from fengsui.documents.models import Letter
from fengsui.plan.measures import FormField
from fengsui.tasking import ordering, working
from fengsui.tasking.ordering import OrderEntry
from tests.proofs.conftest import desk, staffed  # noqa: F401
from tests.proofs.event_pages import graded, send, words
from tests.proofs.proving import Desk
from tests.web.form_pages import city_officer, docx_text, file_of, pdf_text, under, with_box

TITLE = "核对存管账户余额"


def issued(desk: Desk, **more: str) -> str:  # noqa: F811
    """An order to the watcher, signed for and reported on; its address."""
    people, evening = desk.people, desk.evening
    due = timekeeping.now() + timedelta(days=2)
    entry = OrderEntry(title=TITLE, region="990000", owner=people["dingfang"].officer, due_at=due, **more)
    order = ordering.issue_order(actor=people["zhiban"], entry=entry, idempotency_key=evening.key()).fact.stream
    by = {"actor": people["dingfang"], "order": order}
    working.acknowledge_order(**by, idempotency_key=evening.key())  # type: ignore[arg-type]
    working.report_order(**by, note="已核对两家", done=False, idempotency_key=evening.key())  # type: ignore[arg-type]
    return f"/orders/{order.partition('/')[2]}"


def test_an_order_prints_from_its_facts(desk: Desk) -> None:  # noqa: F811
    """Number, task, owner, line, who signed for it, progress, the tree below: each from a fact, in PDF and DOCX."""
    order = issued(desk, detail="逐家对账", source="省政府值班室电话")
    entry = OrderEntry(title="核对南浦市的", region="990100", owner=desk.people["dingfang2"].officer)
    stream = f"order/{order.rpartition('/')[2]}"
    ordering.pass_down(actor=desk.people["zhiban"], parent=stream, entry=entry, idempotency_key=desk.evening.key())
    assert f'href="{order}/print/pdf"' in desk.page("zhiban", order)
    for text in (pdf_text(file_of(desk, f"{order}/print/pdf")), docx_text(file_of(desk, f"{order}/print/docx"))):
        for part in (
            "指令、督办单",
            TITLE,
            "逐家对账",
            "本级指令；省政府值班室电话",
            "王栈（A）",
            "已核对两家",
            "核对南浦市的",
        ):
            assert part in text, part
        for part in ("没有超期", "还没有关闭", "没有登记证据", "督〔2026〕001号", "内部", "待签收"):
            assert part in text, part


def test_a_box_that_a_province_adds_to_orders_is_printed(desk: Desk) -> None:  # noqa: F811
    """Nothing fills it yet: it prints 待核 under its own name."""
    with under(with_box("order", FormField(id="extra", name="省里另要的一栏"))):
        order = issued(desk)
        assert "省里另要的一栏待核" in pdf_text(file_of(desk, f"{order}/print/pdf"))


def test_an_order_of_another_place_is_not_printed(desk: Desk) -> None:  # noqa: F811
    """Who doesn't see the order doesn't get its print; an odd format is no page."""
    order = issued(desk)
    city_officer(desk, "clerk.500", "990500", "R10")
    assert desk.browser("clerk.500").get(f"{order}/print/pdf").status_code == 404
    assert desk.browser("zhiban").get(f"{order}/print/exe").status_code == 404
    assert desk.browser("guanli").get(f"{order}/print/pdf").status_code == 403


def test_an_order_goes_outside_as_a_letter(desk: Desk) -> None:  # noqa: F811
    """The plan's 指令、督办单 of kind 通知 begins with the order's words, for the order's event; the writer goes on."""
    graded(desk)
    order = issued(desk, event="event/2026-001", detail="逐家对账")
    assert "起草外发公文" in words(desk.page("zhiban", order))
    page = send(desk, "zhiban", order, decision="letter")
    for part in (f"关于{TITLE}的通知", "逐家对账", "督〔2026〕001号"):
        assert part in page
    row = Letter.objects.get()
    assert (row.form, row.about) == ("command_order", "event/2026-001")
    assert "起草外发公文" not in words(desk.page("dingfang", order))
