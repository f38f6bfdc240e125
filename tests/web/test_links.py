"""No link leads to a refusal: whoever is offered an address may open it."""

import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from fengsui.conduct.house import house
from fengsui.web.routes import PUBLIC, route_of
from fengsui.web.urls import ROUTES
from tests.clauses import clause
from tests.web.two_events import ROLES, TwoEvents, login_of, province, worked

__all__ = ["province", "worked"]

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')


def led_to(page: str) -> set[str]:
    """Paths of our own that the page's links lead to."""
    found = {urlsplit(address.replace("&amp;", "&")).path for address in LINK.findall(page)}
    return {path for path in found if path.startswith("/")}


@clause("1.1.d")
@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens_for_who_sees_it(province: TwoEvents, role: str) -> None:
    """On every page a role may open, each link's address is one that the role's rules carry."""
    browser = province.browser(login_of(role))
    wrong = set()
    for route in ROUTES:
        if route.permission is PUBLIC or "GET" not in route.methods:
            continue
        if role not in house.rules[str(route.permission)].roles:
            continue
        answer = browser.get(province.address(route))
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        for path in led_to(answer.content.decode()):
            try:
                target = route_of(resolve(path).func)
            except Resolver404:
                wrong.add((route.name, path, "no such address"))
                continue
            permission = target.permission if target else PUBLIC
            if permission is not PUBLIC and role not in house.rules[str(permission)].roles:
                wrong.add((route.name, path, str(permission)))
    assert wrong == set()
