"""Pages of the register: institutions with where every figure comes from, forms, places; who may open what."""

import pytest

from tests.web.conftest import SignIn
from tests.web.markup import Page

SCRIPT = "<script>alert(1)</script>网络借贷信息中介有限公司"
LARGEST = "江桥网络借贷信息中介有限公司"
OPEN = (
    ("zhiban", "/institutions"),
    ("zhiban", "/institutions?search=江桥"),
    ("zhiban", "/institutions?search=没有这家"),
    ("zhiban", "/institutions?region=990300&class_code=B4&status=operating&page=999999999"),
    ("zhiban", "/institutions/new"),
    ("zhiban", "/institutions/import"),
    ("guanli", "/officers"),
    ("guanli", "/officers?search=没有此人&left=1"),
    ("guanli", "/officers/new"),
    ("guanli", "/officers/import"),
    ("guanli", "/officers/export"),
    ("guanli", "/officer/zhiban"),
    ("guanli", "/officer/zhiban/change"),
    ("guanli", "/officer/zhiban/end"),
    ("zuzhang", "/officer/dingfang"),
    ("guanli", "/departments"),
    ("guanli", "/departments/import"),
    ("zhiban", "/group"),
    ("zhiban", "/group/990300"),
    ("guanli", "/group/990000/establish"),
    ("guanli", "/group/990000/appoint"),
    ("zhiban", "/roster"),
    ("zhiban", "/roster?day=2030-01-01"),
    ("zhiban", "/roster?day=nonsense"),
    ("zhiban", "/roster/990000/assign?day=2026-03-09"),
    ("zhiban", "/contacts"),
    ("zhiban", "/contacts/new"),
    ("wendian", "/contacts/import"),
    ("zhiban", "/contacts/export"),
    ("zhiban", "/regions"),
    ("zhiban", "/regions/990300"),
)


@pytest.mark.parametrize(("login", "address"), OPEN)
def test_a_screen_reader_finds_its_way(login: str, address: str, sign_in: SignIn) -> None:
    """Every page of the register: one h1, headings in order, labels on inputs, nothing inline."""
    answer = sign_in(login).get(address)
    assert answer.status_code == 200
    assert Page(answer.content.decode()).faults() == []
