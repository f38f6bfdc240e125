"""Every page without parameters, in a window at a desk and on a phone, by day and by night, in both languages."""

import pytest
from django.urls import get_resolver
from playwright.sync_api import expect

from fengsui.conduct.house import house
from fengsui.conduct.plans import built_in_plan
from fengsui.web.routes import PUBLIC, Route, known_routes
from tests.browser.conftest import Opener
from tests.browser.province import ADMINISTRATOR
from tests.browser.windows import PHONE, Window

pytestmark = pytest.mark.browser
FILES = (".template", ".export", "grading.workbook", "map.shapes")
"""Routes whose names end so answer with a file."""


def pages(role: str) -> list[Route]:
    """The plain pages that an officer of this role may open, by the plan that the served province works under."""
    assert get_resolver().url_patterns  # the table of routes is gathered
    plain = [route for route in known_routes if "GET" in route.methods and not route.has_parameters]
    asked = [route for route in plain if route.permission is not PUBLIC and not route.name.endswith(FILES)]
    return [route for route in asked if role in _roles(str(route.permission))]


def _roles(permission: str) -> frozenset[str]:
    granted = built_in_plan().roles_granted(permission)
    return house.rules[permission].roles & (granted or frozenset())


def walk(windows: list[Window], role: str) -> int:
    """Open every page in every window; returns how many pages."""
    found = pages(role)
    for route in found:
        for window in windows:
            window.go(f"/{route.path}")
            expect(window.page.get_by_role("main")).to_be_visible()
            window.look(f"page-{route.name}")
    return len(found)


def test_every_page_of_the_duty_chief(window: Opener) -> None:
    """At a desk by day, on a phone by night: nothing wider than the window, nothing unnamed, nothing too pale."""
    desk = window("duty-desk")
    desk.sign_in("zhiban")
    phone = window("duty-phone", size=PHONE, dark=True, like=desk)
    assert walk([desk, phone], "R3") >= 10


def test_every_page_of_the_administrator(window: Opener) -> None:
    """The same for the pages of the system administrator, on a phone, in English."""
    phone = window("administrator-phone", size=PHONE)
    phone.sign_in(ADMINISTRATOR)
    phone.page.get_by_role("button", name="English").click()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    assert walk([phone], "R16") >= 3


def test_a_wrong_password_is_told(window: Opener) -> None:
    """A refused sign-in says why above the form, at once for a screen reader, and leads to the field."""
    phone = window("nobody-phone", size=PHONE)
    phone.go("/sign-in")
    phone.page.get_by_label("用户名").fill("zhiban")
    phone.press("登录")
    expect(phone.page.get_by_role("alert")).to_contain_text("请填写密码")
    phone.look("page-sign-in-refused")
    phone.page.get_by_role("link", name="请填写密码").click()
    expect(phone.page.locator("#password")).to_be_focused()
    phone.faults = [fault for fault in phone.faults if "422" not in fault]
