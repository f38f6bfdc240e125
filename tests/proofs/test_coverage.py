"""0.7 and 1.1.b, proven through their pages: a checklist made from the clauses, and no duty without an owner."""

from uuid import uuid4

from tests.proofs.proving import Desk, proof


def form(**fields: object) -> dict[str, object]:
    """What a form sends besides its fields."""
    return {"idempotency_key": str(uuid4()), "seen": "", **fields}


def row(page: str, anchor: str) -> str:
    """The row of the table that carries this id; empty where there is none."""
    return page.partition(f'id="{anchor}"')[2].partition("</tr>")[0]


@proof("0.7")
def test_the_checklist_is_made_from_the_clauses(desk: Desk) -> None:
    """Each duty has its line with a date; a chapter is given to an officer, who then says what is in place."""
    page = desk.page("zhiban", "/plan/checklist")
    assert "未定人" in row(page, "duty-2.1")
    assert "2026-04-14" in row(page, "duty-2.1")  # 30 working days after the copy was made, 清明 left out
    officer = desk.people["dingfang"].officer
    desk.answer("zuzhang", "/plan/checklist/name?chapter=2", **form(clauses=["2.1", "2.2"], officer=officer))
    page = desk.page("dingfang", "/plan/checklist?mine=1")
    assert "王栈" in row(page, "duty-2.1")
    assert "进行中" in row(page, "duty-2.2")
    desk.answer("dingfang", "/plan/checklist/implemented?clause=2.1", **form(clauses=["2.1"], note="机构名册已核对"))
    assert "机构名册已核对" in row(desk.page("zuzhang", "/plan/checklist"), "duty-2.1")


@proof("1.1.b")
def test_no_duty_is_without_an_owner(desk: Desk) -> None:
    """Every clause stands with its posts and what was done; the command ends with 0 and the page has nothing in red."""
    page = desk.page("zhiban", "/plan/coverage")
    assert page.count('id="cover-') == 177
    assert "177 条有责任岗位" in page
    assert "每条都有承载，都有责任岗位" in page
    assert "组长、督查与纪检" in row(page, "cover-1.1.b")
    code, told, _ = desk.command("plan", "coverage")
    assert (code, "缺口" in told) == (0, False)
