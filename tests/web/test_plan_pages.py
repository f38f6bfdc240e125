"""The plan, clause by clause, as officers read it."""

from fengsui.conduct.plans import built_in_plan
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
    """Every part but the clauses themselves links to clauses that exist on the clauses' page."""
    browser = sign_in("zhiban")
    known = {f"/plan/clauses#clause-{clause}" for clause in built_in_plan().clauses}
    for part in PARTS:
        if part.slug == "clauses":
            continue
        links = {a["href"] for a in Page(browser.get(f"/plan/{part.slug}").content.decode()).all("a")}
        led = {link for link in links if "#clause-" in link}
        assert led, part.slug
        assert led <= known, part.slug


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
