"""The pages of plan versions: what each officer sees and may do, what is wrong with a file, and what warns."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fengsui.conduct import plans, streams
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Refused
from fengsui.registry.plan_versions import queries
from tests.clauses import clause
from tests.plan_2019_75.evening import staffed_province
from tests.registry.plan_desk import PlanDesk, national_files, whole_plan, zipped
from tests.web.forms import fill_in


@pytest.fixture(scope="module")
def staffed(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, dict[str, Actor]]]:
    """The home and the officers of the invented province, once for the module."""
    home = tmp_path_factory.mktemp("home")
    with django_db_blocker.unblock(), staffed_province(home) as officers:
        yield home, officers


@pytest.fixture
def desk(staffed: tuple[Path, dict[str, Actor]], db: None) -> Iterator[PlanDesk]:
    """The officers before any version was proposed; what a test does is taken back."""
    streams.forget_all()
    yield PlanDesk(staffed[1])
    streams.forget_all()
    plans.plan_of_version.cache_clear()


def browser(login: str) -> Client:
    """A browser in which the officer of this login has signed in."""
    client = Client()
    user, _ = User.objects.get_or_create(username=login)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def words(login: str, address: str) -> str:
    """The words of a page without its tags and spaces."""
    answer = browser(login).get(address)
    assert answer.status_code == 200, address
    return plain(answer)


def plain(answer: Any) -> str:
    """The words of an answer."""
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", answer.content.decode()))


def upload(login: str, content: bytes) -> Any:
    """Propose the plan in a zip through the form."""
    file = SimpleUploadedFile("预案.zip", content, "application/zip")
    return fill_in(browser(login), "/plan/versions/propose", having="note", note="首次制定", file=file)


def test_before_anybody_proposes_the_page_says_what_to_do(desk: PlanDesk) -> None:
    """The national plan is in force, nobody has adopted one, nothing waits; the way to begin is named."""
    told = words("wendian", "/plan/versions")
    assert "领导小组还没有采用本地版本" in told
    assert "还没有人提出本地版本" in told
    assert "没有待修订的事由" in told
    assert "没有发出过副本" in told
    assert "提出新版本" in told
    assert "提出新版本" not in words("gongan", "/plan/versions").replace("右上角“提出新版本”", "")


@clause("P.5")
def test_a_version_goes_from_hand_to_hand(desk: PlanDesk) -> None:
    """Each officer finds the one next step; who may not, or may not any more, is told who does."""
    answer = upload("wendian", whole_plan())
    assert answer.status_code == 303, plain(answer)[:600]
    page = answer["Location"]
    assert "由有权的岗位办理" in words("gongan", page)
    assert fill_in(browser("wendian"), page, having="asked", asked="各成员单位", summary="无异议").status_code == 303
    assert "提出人不能自己审查" in words("wendian", page)
    assert fill_in(browser("zhiban"), page, having="opinion", opinion="agreed").status_code == 303
    assert "要签的人：组长" in words("zhiban", page)
    assert fill_in(browser("zuzhang"), page, having="document", document="纪要1号").status_code == 303
    assert fill_in(browser("dangan"), page, having="to", to="全国整治办").status_code == 303
    told = words("zhiban", "/plan/versions")
    assert "网络借贷风险事件应急处置预案版本本地1" in told
    assert "已采用现行" in told
    assert "全国整治办2026-03-02·待回执" in told
    history = words("zhiban", page)
    assert all(step in history for step in ("提出预案版本", "预案征求意见", "预案法律审查", "签字采用预案", "预案备案"))


@clause("3.2.2")
def test_a_filing_stays_open_until_its_receipt_is_registered(desk: PlanDesk) -> None:
    """Without a receipt the next step is to register it, and what was sent before is still there; then nothing."""
    page = f"/plan/version/{desk.adopted()}"
    assert "能办的岗位：值班长、文电、档案" in words("gongan", page)
    assert fill_in(browser("dangan"), page, having="to", to="全国整治办", number="示例1号").status_code == 303
    shown = browser("dangan").get(page).content.decode()
    assert "登记回执" in shown
    assert 'value="全国整治办"' in shown
    assert fill_in(browser("dangan"), page, having="to", receipt="收文示例2号").status_code == 303
    told = words("dangan", page)
    assert "示例1号·收文示例2号" in told
    assert "登记回执" not in told


@clause("0.9")
def test_the_plan_page_says_since_when_the_adopted_version_holds(desk: PlanDesk) -> None:
    """The day the leading group set, not the one written in the file."""
    desk.adopted()
    assert f"自{queries.today().isoformat()}起施行" in words("gongan", "/plan")


@clause("0.6")
def test_every_problem_of_a_file_is_shown_with_its_line(desk: PlanDesk) -> None:
    """A refused upload comes back with file, line, place and remedy of each problem; nothing was proposed."""
    files = national_files(version="'坏'")
    files["plan.yaml"] += "nonsense: 1\n"
    files["clocks.yaml"] = files["clocks.yaml"].replace("clause:", "clause: 9.9.9 #", 1)
    answer = upload("wendian", zipped(files))
    told = plain(answer)
    assert answer.status_code == 422
    assert re.search(r"plan\.yaml\d+nonsense", told), told[-900:]
    assert re.search(r"clocks\.yaml\d+clocks\.0\.clause", told)
    assert "什么都没有留下" in told
    assert queries.plan_versions() == []


def test_what_is_no_plan_is_refused_in_words(desk: PlanDesk) -> None:
    """Neither file nor folder, both, or something else than a zip: a sentence, and the form again."""
    page = "/plan/versions/propose"
    assert "请选择预案文件的ZIP压缩包" in plain(fill_in(browser("wendian"), page, having="note", note="试"))
    assert "不是能打开的ZIP压缩包" in plain(upload("wendian", b"no zip"))


@clause("3.2.2")
def test_an_occasion_is_noted_shown_on_the_desk_and_closed(desk: PlanDesk) -> None:
    """One of six kinds; the desk of those who propose counts it until it is closed with a reason."""
    page = "/plan/revision"
    assert fill_in(browser("zhiban"), page, having="kind", kind="problem", note="演练发现缺人").status_code == 303
    assert "预案有1项修订事由待办" in words("zhiban", "/desk")
    assert "修订事由待办" not in words("gongan", "/desk")
    closed = fill_in(browser("zhiban"), "/plan/versions", having="trigger", reason="补了值班表")
    assert closed.status_code == 303, plain(closed)[:500]
    assert "修订事由待办" not in words("zhiban", "/desk")


@clause("3.2.2")
def test_an_overdue_review_shows(desk: PlanDesk) -> None:
    """The national plan of 2019 was never looked at again: overdue on the page and on the desk."""
    assert "已过期应当不晚于2020-09-20评估" in words("zhiban", "/plan/versions")
    assert "预案评估已于2020-09-20到期" in words("zhiban", "/desk")
    desk.adopted()
    assert "到期" not in words("zhiban", "/plan/versions")


def test_a_version_that_cannot_be_read_warns_everybody_concerned(
    desk: PlanDesk, staffed: tuple[Path, dict[str, Actor]]
) -> None:
    """Desk, system page, the monitor's answer and the versions page say so; every page still opens."""
    version = desk.adopted()
    (staffed[0] / "plans" / version.replace("@", "_") / "clocks.yaml").write_text("{", encoding="utf-8")
    plans.plan_of_version.cache_clear()
    streams.forget_all()
    assert f"应当施行的预案版本{version}读不出来" in words("zhiban", "/desk")
    assert "应当施行的预案版本读不出来" in words("guanli", "/system")
    assert "应当施行的版本读不出来" in words("zhiban", "/plan/versions")
    assert "这个版本的文件读不出来" in words("zhiban", f"/plan/version/{version}")
    assert Client().get("/health").json()["plan"] == "failing"


@clause("0.9")
def test_which_version_applied_on_a_day(desk: PlanDesk) -> None:
    """Yesterday's version for yesterday, tomorrow's for tomorrow, and for 2018 the rules of that time."""
    version = desk.adopted(later=2)
    day = (queries.today() + timedelta(days=2)).isoformat()
    assert re.search(rf"{day}适用《[^》]+》。版本{re.escape(version)}", words("zhiban", f"/plan/versions?on={day}"))
    assert "适用当时规定" in words("zhiban", "/plan/versions?on=2018-07-01")
    assert "请写日期" in words("zhiban", "/plan/versions?on=2018-13-01")


@clause("0.9")
def test_a_live_copy_applies_no_plan_before_its_first_day(desk: PlanDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the world is live, a day before 2019-09-20 falls under no plan of ours."""
    monkeypatch.setattr(queries, "this_world", lambda: type("Live", (), {"kind": "live"}))
    found = queries.rules_on(queries.today().replace(year=2018))
    assert found is not None
    assert (found.plan, found.version) == (None, "")


@clause("0.1")
def test_copies_go_to_who_needs_them_through_those_who_may(desk: PlanDesk) -> None:
    """The form asks for recipient and purpose; the same form sent twice registers one copy."""
    form = {"recipient": "示例单位", "purpose": "会商"}
    answer = fill_in(browser("wendian"), "/plan/copy", having="recipient", **form)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer.content.count("副本 2026-001 · 发给 示例单位".encode()) == 2
    assert len(queries.copies()) == 1
    assert browser("gongan").get("/plan/copy").status_code == 403


def test_no_version_of_this_name(desk: PlanDesk) -> None:
    """A version that nobody proposed is not found; the built-in one has its page."""
    assert browser("zhiban").get("/plan/version/other@000000000000").status_code == 404
    built_in = plans.version_of(plans.built_in_plan())
    assert "随程序提供的国家预案" in words("zhiban", f"/plan/version/{built_in}")


def test_signatures_that_a_plan_adds_are_all_asked_for(desk: PlanDesk) -> None:
    """Where the plan in force asks for head and deputy, the version is adopted with the second signature only."""
    files = national_files(version="'双签'")
    asked = files["cases/signatures.yaml"]
    case = asked.index("given_act: adopt_plan")
    files["cases/signatures.yaml"] = asked[:case] + asked[case:].replace("[[组长]]", "[[组长], [副组长]]", 1)
    start = files["signatures.yaml"].index("act: adopt_plan")
    rest = files["signatures.yaml"][start:].replace("[{roles: [R1]}]", "[{roles: [R1]}, {roles: [R2]}]", 1)
    first = desk.adopted(zipped({**files, "signatures.yaml": files["signatures.yaml"][:start] + rest}))
    second = desk.propose(whole_plan("其后"))
    desk.consult(second)
    desk.review(second)
    desk.adopt(second)
    assert plans.version_of(plans.plan_in_force()) == first
    assert "等其他签字" in words("fuzuzhang", "/plan/versions")
    with pytest.raises(Refused, match="签同一天"):
        desk.adopt(second, by="fuzuzhang", later=1)
    desk.adopt(second, by="fuzuzhang")
    assert plans.version_of(plans.plan_in_force()) == second


def test_the_desk_says_what_waits_for_a_signature(desk: PlanDesk) -> None:
    """Whoever may sign the next step finds the version on the desk; whoever may not, or has signed, does not."""
    version = desk.propose()
    desk.consult(version)
    told = "等您签字"
    assert told in words("zhiban", "/desk")
    assert told not in words("wendian", "/desk")
    desk.review(version)
    assert told not in words("zhiban", "/desk")
    assert told in words("zuzhang", "/desk")
    desk.adopt(version)
    assert told not in words("zuzhang", "/desk")
