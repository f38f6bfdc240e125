"""The page that tells two plans apart."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from fengsui.conduct.known_plans import known_plans
from fengsui.conduct.plans import BUILT_IN, built_in_plan, version_of
from tests.web.conftest import SignIn
from tests.web.markup import Page


@pytest.fixture
def stricter(tmp_path: Path, settings: Any) -> str:
    """A second plan beside the built-in one: a shorter clock, a later paper, one addressee less; its key."""
    plans = tmp_path / "plans-of-the-program"
    shutil.copytree(Path(settings.PLANS) / BUILT_IN, plans / BUILT_IN)
    shutil.copytree(Path(settings.PLANS) / BUILT_IN, plans / "stricter")
    for old, new in (("amount: 2, unit: hours", "amount: 90, unit: minutes"), ("amount: 4, unit", "amount: 5, unit")):
        clocks = plans / "stricter" / "clocks.yaml"
        text = clocks.read_text(encoding="utf-8")
        assert old in text
        clocks.write_text(text.replace(old, new, 1), encoding="utf-8")
    settings.PLANS = plans
    return "folder:stricter"


def test_two_plans_are_chosen_and_told_apart(sign_in: SignIn, stricter: str) -> None:
    """Both directions are counted, each change stands under its part, and its clause is linked."""
    page = Page(ask(sign_in, old=version_of(built_in_plan()), new=stricter))
    for words in (
        "特别重大 2小时 → 90分钟",
        "特别重大 4小时 → 5小时",
        "收紧 1",
        "放宽 1",
        "首报",
        "条款 五（二）1（1）",
    ):
        assert words in page.text
    assert page.text.index("书面报告") < page.text.index("首报")
    assert page.faults() == []


def test_a_plan_is_found_by_its_version_too(sign_in: SignIn, stricter: str) -> None:
    """What ships as a folder and was proposed is offered once; the link from its version's page still finds it."""
    version = next(known.version for known in known_plans() if known.key == stricter)
    page = Page(ask(sign_in, old=version_of(built_in_plan()), new=version))
    assert "收紧 1" in page.text
    assert "不在可选的版本里" not in page.text


def test_one_direction_can_be_looked_at_alone(sign_in: SignIn, stricter: str) -> None:
    """Only what relaxes stays; an unknown direction narrows nothing."""
    both = {"old": version_of(built_in_plan()), "new": stricter}
    page = Page(ask(sign_in, **both, direction="relaxed"))
    assert ("5小时" in page.text, "90分钟" in page.text) == (True, False)
    page = Page(ask(sign_in, **both, direction="sideways"))
    assert ("5小时" in page.text, "90分钟" in page.text) == (True, True)


def test_a_plan_does_not_differ_from_itself(sign_in: SignIn) -> None:
    """It is said in so many words."""
    version = version_of(built_in_plan())
    assert "两份预案没有差别" in Page(ask(sign_in, old=version, new=version)).text


def test_before_anything_is_chosen_the_page_says_what_it_does(sign_in: SignIn) -> None:
    """No error, a choice, and no finding."""
    page = Page(ask(sign_in))
    assert len(page.all("select")) == 2
    assert "收紧" not in page.text.partition("看哪里")[0]
    assert page.faults() == []


@pytest.mark.parametrize("named", ["../../etc", "folder:../national-2019-75", "/etc/passwd", "x@y", "folder:", "\x00"])
def test_only_offered_plans_are_read(sign_in: SignIn, named: str) -> None:
    """Whatever an address names that is not in the list is not looked for anywhere."""
    page = Page(ask(sign_in, old=named, new=version_of(built_in_plan())))
    assert "不在可选的版本里" in page.text
    assert "passwd" not in page.text


def test_folders_that_cannot_be_read_are_not_offered(province: Path, stricter: str, settings: Any) -> None:
    """A broken plan of the program leaves the others to choose from."""
    assert stricter in [known.key for known in known_plans()]
    (Path(settings.PLANS) / "stricter" / "clocks.yaml").write_text("clocks: 7\n", encoding="utf-8")
    keys = [known.key for known in known_plans()]
    assert stricter not in keys
    assert version_of(built_in_plan()) in keys


def test_a_kept_version_that_was_spoilt_is_said(sign_in: SignIn, home: Path) -> None:
    """It is offered by its name; choosing it tells why it can't be read."""
    kept = home / "plans" / "national-2019-75_000000000000"
    kept.mkdir(parents=True)
    (kept / "plan.yaml").write_text("id: national-2019-75\ntitle: 某预案\nversion: '0'\n", encoding="utf-8")
    page = Page(ask(sign_in, old=version_of(built_in_plan()), new="national-2019-75@000000000000"))
    assert "读不出来" in page.text
    assert page.faults() == []


def ask(sign_in: SignIn, **fields: str) -> str:
    """The page as the duty chief gets it."""
    answer = sign_in("zhiban").get("/plan/diff", fields)
    assert answer.status_code == 200
    return answer.content.decode()
