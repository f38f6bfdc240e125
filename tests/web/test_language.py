"""Chinese first, English on request."""

import ast
import re
from pathlib import Path
from typing import Any

from django.test import Client
from django.utils import translation

import fengsui.web
from fengsui.conduct.access import Actor
from tests.web.conftest import SignIn
from tests.web.markup import Page

CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def test_pages_are_chinese_first(client: Client, people: dict[str, Actor]) -> None:
    """Without a choice a page is Chinese and says so to screen readers."""
    html = client.get("/sign-in").content.decode()
    assert '<html lang="zh-Hans"' in html
    assert "<h1>登录</h1>" in html


def test_english_is_one_click_away_and_stays(sign_in: SignIn) -> None:
    """The footer's button turns every following page English, and back."""
    browser = sign_in("guanli")
    answer = browser.post("/language", {"language": "en", "next": "/system"})
    assert answer["Location"] == "/system"
    html = browser.get("/system").content.decode()
    assert '<html lang="en"' in html
    assert "<h1>System status</h1>" in html
    browser.post("/language", {"language": "zh-hans", "next": "/system"})
    assert "系统运行状况" in browser.get("/system").content.decode()


def test_an_english_frame_holds_no_chinese(client: Client, people: dict[str, Actor]) -> None:
    """The sign-in page in English has no Chinese left but the name of the other language and of the province."""
    client.post("/language", {"language": "en"})
    page = Page(client.get("/sign-in").content.decode())
    assert set(CHINESE.findall(page.text)) <= {"中文", "云汀省"}


def test_a_language_nobody_has_changes_nothing(client: Client, people: dict[str, Actor]) -> None:
    """A made-up language is ignored, and the way back leads to no other site."""
    answer = client.post("/language", {"language": "xx", "next": "https://evil.example/"})
    assert "evil" not in answer["Location"]
    assert "<h1>登录</h1>" in client.get("/sign-in").content.decode()


def test_the_browsers_own_language_does_not_decide(client: Client, people: dict[str, Actor], settings: Any) -> None:
    """At a borrowed English browser the pages stay Chinese until somebody asks for English."""
    ours, django = "fengsui.web.language.ChosenLanguageMiddleware", "django.middleware.locale.LocaleMiddleware"
    settings.MIDDLEWARE = [ours if name == django else name for name in settings.MIDDLEWARE]
    answer = client.get("/sign-in", headers={"accept-language": "en-US,en;q=0.9"})
    assert "<h1>登录</h1>" in answer.content.decode()
    assert answer["Content-Language"] == "zh-hans"
    client.post("/language", {"language": "en"})
    assert "<h1>Sign in</h1>" in client.get("/sign-in").content.decode()


def test_every_marked_text_has_its_english() -> None:
    """Whoever adds a text to a page runs `make messages` and translates it; none is left out."""
    with translation.override("en"):
        left_out = [text for text in marked_texts() if CHINESE.search(text) and translation.gettext(text) == text]
    assert sorted(left_out) == []


def marked_texts() -> set[str]:
    """The texts in {% trans %} tags of templates and in gettext calls of the pages' code."""
    room = Path(fengsui.web.__file__).parent
    found = set()
    for template in room.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        found |= {match[2] for match in re.finditer(r"{% trans ([\"'])([^\"']*)\1", text)}
        found |= {match[2] for match in re.finditer(r"\b_\(([\"'])([^\"']*)\1\)", text)}
    for module in room.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith("gettext"):
                found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)}
    return found
