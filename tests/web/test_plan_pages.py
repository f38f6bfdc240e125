"""The plan, clause by clause, as officers read it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from fengsui.conduct.plans import built_in_plan
from fengsui.plan.duties import Cycle, DutiesFile, Duty, Practice, PracticeField, PracticesFile
from fengsui.plan.measures import Form, FormField, FormsFile, LegalBasis, LegalBasisFile, Measure, MeasuresFile
from fengsui.web.pages.plan import PARTS
from tests.web.conftest import SignIn
from tests.web.markup import Page


def test_every_clause_is_there_with_its_quote(sign_in: SignIn) -> None:
    """All 177 clauses, each at an address of its own."""
    html = sign_in("zhiban").get("/plan/clauses").content.decode()
    plan = built_in_plan()
    assert len(plan.clauses) == 177
    for clause in plan.clauses.values():
        assert f'id="clause-{clause.id}"' in html
        assert clause.quote in html


def test_what_the_national_text_does_not_state_is_labelled(sign_in: SignIn) -> None:
    """2 and 4 hours stand bare; 15 minutes for 立即 carry 省定参数."""
    html = sign_in("zhiban").get("/plan/clocks").content.decode()
    rows = {name: html.split(f">{name}")[1].split("</tr>")[0] for name in ("首报", "书面报告", "启动预案")}
    assert "2小时" in rows["首报"]
    assert "4小时" in rows["书面报告"]
    assert "省定参数" not in rows["首报"] + rows["书面报告"]
    assert "省定参数" in rows["启动预案"]


def test_a_rule_reads_as_a_sentence(sign_in: SignIn) -> None:
    """GR-2 shows its figures by name and its signs in words, and no formula."""
    page = Page(sign_in("zhiban").get("/plan/grading").content.decode())
    assert "不少于 2" in page.text
    assert "30日内省内前K位机构爆雷家数" in page.text
    assert "blown_up" not in page.text
    assert ">=" not in page.text


def test_elements_lead_to_their_clause(sign_in: SignIn) -> None:
    """Every part with elements of the plan, but the clauses themselves, links to clauses of the clauses' page."""
    browser = sign_in("zhiban")
    plan = built_in_plan()
    known = {f"/plan/clauses#clause-{clause}" for clause in plan.clauses}
    for part in PARTS:
        elements = [element for listed in part.groups(plan).values() for element in listed]
        if part.slug == "clauses" or not any(getattr(element, "clause", "") for element in elements):
            continue
        links = {a["href"] for a in Page(browser.get(f"/plan/{part.slug}").content.decode()).all("a")}
        led = {link for link in links if "#clause-" in link}
        assert led, part.slug
        assert led <= known, part.slug


def test_every_carrier_is_found_where_its_clause_says(sign_in: SignIn) -> None:
    """On the clauses' page each clause names what carries it, and every such link leads to a row that is there."""
    browser = sign_in("zhiban")
    page = Page(browser.get("/plan/clauses").content.decode())
    pages: dict[str, set[str]] = {}
    links = {a["href"] for a in page.all("a") if "#" in a["href"] and not a["href"].startswith(("#", "/plan/clauses"))}
    assert len(links) > 100
    for link in links:
        address, _, row = link.partition("#")
        if address not in pages:
            found = Page(browser.get(address).content.decode())
            pages[address] = {attributes["id"] for _, attributes, _ in found.elements if "id" in attributes}
        assert row in pages[address], link


def test_a_clause_says_who_answers_and_whether_it_binds(sign_in: SignIn) -> None:
    """Posts by name; 可以 and 无需 are marked, since nobody can be late with them."""
    html = sign_in("zhiban").get("/plan/clauses").content.decode()
    rows = {row: html.split(f'id="clause-{row}"')[1].split("</tr>")[0] for row in ("5.2.2.3.a", "3.1.b", "3.2.3.a")}
    assert "可以" in rows["5.2.2.3.a"]
    assert "无需" in rows["3.1.b"]
    assert "组长" in rows["3.2.3.a"]
    assert "可以" not in rows["3.2.3.a"]


def test_a_parameter_says_how_it_may_be_changed(sign_in: SignIn) -> None:
    """Reason, who decides, bounds with their unit, and which way is stricter, in words."""
    html = sign_in("zhiban").get("/plan/parameters").content.decode()
    row = html.split('id="PAR-07"')[1].split("</tr>")[0]
    for words in ("省定参数", "只能缩短、调低", "不高于 12个月", "组长"):
        assert words in row
    assert "只能从严" in html
    assert ">lower<" not in html


def test_who_may_do_what_is_told_by_post(sign_in: SignIn) -> None:
    """A post's name finds its permissions, in a plan that writes them down and in one that leaves them as they are."""
    browser = sign_in("zhiban")
    page = Page(browser.get("/plan/access").content.decode())
    assert "终止" in page.text
    assert "组长" in page.text
    assert not re.search(r"\bR\d+\b", page.text)


LAWS = LegalBasisFile(
    legal_basis=(
        LegalBasis(
            id="old",
            title="某法（旧）",
            says="旧的规定",
            effective_from=date(2007, 11, 1),
            effective_to=date(2024, 10, 31),
            replaced_by="new",
            clause="P.3",
        ),
        LegalBasis(
            id="new",
            title="某法（新）",
            says="新的规定",
            effective_from=date(2024, 11, 1),
            verified=False,
            clause="P.3",
        ),
    )
)


@pytest.fixture
def another_plan(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the plan in force say some parts otherwise."""

    def say(**parts: Any) -> None:
        plan = built_in_plan()
        other = replace(plan, written=plan.written.model_copy(update=parts))
        monkeypatch.setattr("fengsui.web.pages.plan.showing.plan_in_force", lambda: other)

    return say


def test_the_law_of_a_day(sign_in: SignIn, another_plan: Callable[..., None]) -> None:
    """Both texts with their dates; asked for a day, only what was law on it; what nobody has checked is marked."""
    another_plan(legal_basis=LAWS)
    browser = sign_in("zhiban")
    page = Page(browser.get("/plan/legal_basis").content.decode())
    for words in ("旧的规定", "新的规定", "2024-10-31", "待核实", "其后"):
        assert words in page.text
    before = Page(browser.get("/plan/legal_basis?on=2024-10-31").content.decode()).text
    assert ("旧的规定" in before, "新的规定" in before) == (True, False)
    after = Page(browser.get("/plan/legal_basis?on=2024-11-01").content.decode()).text
    assert ("旧的规定" in after, "新的规定" in after) == (False, True)


def test_what_is_no_date_narrows_nothing(sign_in: SignIn, another_plan: Callable[..., None]) -> None:
    """It is said, and everything stays on the page."""
    another_plan(legal_basis=LAWS)
    page = Page(sign_in("zhiban").get("/plan/legal_basis", {"on": "昨天<b>"}).content.decode())
    assert "看不懂日期" in page.text
    assert "旧的规定" in page.text
    assert page.faults() == []


def test_parts_that_a_plan_does_not_write(sign_in: SignIn, another_plan: Callable[..., None]) -> None:
    """An older plan has no duties, practices, measures or forms: the page says so and stays whole."""
    missing = ("legal_basis", "measures", "forms", "statements", "duties", "practices", "information", "provisions")
    another_plan(**dict.fromkeys((*missing, "access")))
    browser = sign_in("zhiban")
    for part in ("legal_basis", "measures", "forms", "statements", "duties", "practice", "information", "provisions"):
        page = Page(browser.get(f"/plan/{part}").content.decode())
        assert "没有写这一部分" in page.text, part
        assert page.faults() == []
    assert "照程序划定的范围" in Page(browser.get("/plan/access").content.decode()).text


def test_measures_forms_duties_and_practices_read_as_sentences(
    sign_in: SignIn, another_plan: Callable[..., None]
) -> None:
    """Posts, departments, laws and forms by name, never by id; options are marked."""
    measure = Measure(
        id="m",
        name="某措施",
        kind="control",
        modality="option",
        bodies=(built_in_plan().departments[0].id,),
        approvers=("R1",),
        legal_basis=("old",),
        person_types=("director",),
        conditions=("先核实",),
        form="f",
        clause="4.1.c",
    )
    form = Form(id="f", name="某表", clause="4.1.c", fields=(FormField(id="a", name="姓名", must=True, sealed=True),))
    cycle = Cycle(id="c", name="年度演练", kind="exercise", parameter="PAR-06", key="table_top", clause="3.2.8.b")
    duty = Duty(id="d", name="某职责", owners=("R3",), shown_by="值班记录", clause="3.2.8.a")
    boxes = (
        PracticeField(id="when", name="哪一天", kind="date"),
        PracticeField(id="more", name="其他", required=False),
    )
    practice = Practice(id="p", name="走访", owners=("R1",), reason="要人去", fields=boxes, cycle="c", clause="3.2.8.b")
    another_plan(
        legal_basis=LAWS,
        measures=MeasuresFile(measures=(measure,)),
        forms=FormsFile(forms=(form,)),
        duties=DutiesFile(duties=(duty,), cycles=(cycle,)),
        practices=PracticesFile(practices=(practice,)),
    )
    browser = sign_in("zhiban")
    told = {
        "measures": (
            "某措施",
            "可以",
            "组长",
            "董事",
            "某法（旧）",
            "某表",
            "先核实",
            built_in_plan().departments[0].name,
        ),
        "forms": ("某表", "姓名", "必填", "加密"),
        "duties": ("某职责", "值班记录", "年度演练", "12个月"),
        "practice": ("走访", "要人去", "哪一天", "其他（选填）", "12个月"),
    }
    for part, words in told.items():
        page = Page(browser.get(f"/plan/{part}").content.decode())
        assert [word for word in words if word not in page.text] == [], part
        assert page.faults() == []


def test_a_search_narrows_every_part(sign_in: SignIn) -> None:
    """Searching 首报 finds its clock and leaves the countersignatures out; each tab says how much it has."""
    page = Page(sign_in("zhiban").get("/plan/clocks?q=首报").content.decode())
    assert "首报" in page.text
    assert "支持请求确认" not in page.text
    assert "这一部分有 1 处" in page.text


def test_a_search_finds_posts_by_name_and_clauses_by_place(sign_in: SignIn) -> None:
    """Nobody has to know codes: 盯防专人 finds who signs, 四（二）7 finds the clauses there."""
    browser = sign_in("zhiban")
    assert "确认爆雷" in Page(browser.get("/plan/signatures?q=盯防专人").content.decode()).text
    html = browser.get("/plan/clauses?q=四（二）7").content.decode()
    assert 'id="clause-4.2.7.a"' in html
    assert 'id="clause-4.2.8"' not in html


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7|add:7 }}{% now %}",
    "' OR 1=1 --",
    "\x00",
    "％" * 5000,
    "(?:a+)+$",
]


def test_hostile_searches_are_only_words(sign_in: SignIn) -> None:
    """Whatever is typed is looked for, escaped when shown, and cut when too long."""
    browser = sign_in("zhiban")
    for text in HOSTILE:
        for address in ("/plan/clauses", "/plan"):
            answer = browser.get(address, {"q": text})
            html = answer.content.decode()
            assert answer.status_code == 200
            assert "<script>alert" not in html
            assert "<img src=x" not in html
            assert len(html) < 400_000
            assert Page(html).faults() == []


def test_an_unknown_part_is_not_there(sign_in: SignIn) -> None:
    """404, not an error."""
    assert sign_in("zhiban").get("/plan/nothing").status_code == 404
