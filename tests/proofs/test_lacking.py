"""A plan that lacks an element: pages and acts say what is missing, in words; nothing opens because of it."""

import re

import pytest

from tests.clauses import clause
from tests.proofs.event_pages import (
    DUTY,
    HEAD,
    ORDER,
    PASSAGES,
    WRITER,
    draft_order,
    graded,
    open_event,
    refused,
    send,
    sign,
    submit,
    words,
)
from tests.proofs.proving import Desk, plan_without


@clause("1.1.e")
def test_no_grade_where_nobody_is_named_to_sign(desk: Desk) -> None:
    """Without the signature the grade's page opens, offers nothing, and a form sent to it is refused in words."""
    with plan_without("1.1.e"):
        event = open_event(desk)
        assert "定级：特别重大" not in words(desk.page(DUTY, f"{event}/grade"))
        told = refused(desk, DUTY, f"{event}/grade", grade="extraordinary", reason="会商认定")
        assert "预案没有写明“定级、升级”由谁签字" in told


@clause("3.2.3.a")
def test_no_activation_where_nobody_is_named_to_sign(desk: Desk) -> None:
    """Without the signature no order goes to anybody."""
    with plan_without("3.2.3.a"):
        event = graded(desk)
        assert "预案没有写明“启动预案”由谁签字" in refused(desk, DUTY, f"{event}/activation", **ORDER)


@pytest.mark.parametrize(
    ("clause_id", "kind"), [("5.2.1.1.a", "first_notice"), ("5.2.1.1.d", "written_report")], ids=["首报", "书面报告"]
)
def test_no_paper_where_nobody_is_named_to_sign(desk: Desk, clause_id: str, kind: str) -> None:
    """Without clock and signature the event goes on; the paper can be drafted, not submitted; the page says so."""
    with plan_without(clause_id):
        event = graded(desk)
        draft = f"{event}/papers/{kind}/draft"
        assert "起草" in words(desk.page(WRITER, draft))
        told = refused(desk, WRITER, draft, decision="submit", revision="0", **PASSAGES)
        assert "由谁签字，现在不能办" in told
        other = "written_report" if kind == "first_notice" else "first_notice"
        assert submit(desk, event, other).startswith("/papers/")


@clause("1.1.h")
def test_a_task_of_nobody_says_so(desk: Desk) -> None:
    """Without the rule a department that named nobody gets its task all the same, marked 未指定."""
    with plan_without("1.1.h"):
        event = graded(desk)
        for liaison in ("shuiwu", "shuiwu2"):
            send(desk, "guanli", f"/officer/{liaison}/end", reason="调任")
        draft_order(desk, event)
        sign(desk, HEAD, event, "启动令")
        assert re.search("税务提供涉事机构税务情况.{0,20}未指定／未指定", words(desk.page(DUTY, f"{event}/tasks")))


@clause("5.2.1.0.a", "5.2.1.0.c")
@pytest.mark.parametrize("clause_id", ["5.2.1.0.a", "5.2.1.0.c"])
def test_what_has_no_time_is_still_asked_for(desk: Desk, clause_id: str) -> None:
    """Without a clock the order is signed and the places are asked for support; only no time runs."""
    with plan_without(clause_id):
        event = graded(desk)
        draft_order(desk, event)
        assert "一级响应" in sign(desk, HEAD, event, "启动令")
        assert "云汀省东麓市等答复" in words(desk.page(DUTY, f"{event}/tasks"))


@clause("1.6.c")
def test_a_paper_with_gaps_is_readable(desk: Desk) -> None:
    """Without the rule on required passages a paper may go with gaps: they are there to be seen, and the head signs."""
    with plan_without("1.6.c"):
        event = graded(desk)
        paper = submit(desk, event, "first_notice", support_needed="", contact_name="")
        sign(desk, HEAD, event, "首报")
        assert "已批准" in words(desk.page(DUTY, paper))
