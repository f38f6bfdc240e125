"""What holds for every template, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.template import engines

import fengsui.web

FOLDER = Path(fengsui.web.__file__).parent / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
NAMES = [str(path.relative_to(FOLDER)) for path in TEMPLATES]
# Names of languages are written in the language itself.
OWN_NAMES = {"中文"}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_inline(name: str) -> None:
    """The content security policy refuses inline style and script; a template that holds some is broken."""
    text = re.sub(r"{%.*?%}|{{.*?}}", "", (FOLDER / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_template_can_be_read(name: str) -> None:
    """Every tag, filter and parent a template names exists."""
    assert engines["django"].get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_marked_safe(name: str) -> None:
    """What people typed is always escaped: no template switches that off."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape\s+off", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_chinese_word_can_be_translated(name: str) -> None:
    """Chinese in a template stands inside a translation tag, so that English has a counterpart."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    text = re.sub(r"{%\s*blocktrans.*?%}.*?{%\s*endblocktrans\s*%}", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{#.*?#}|{{.*?}}", "", text, flags=re.DOTALL)
    assert [word for word in re.findall(r"[\u4e00-\u9fff]+", text) if word not in OWN_NAMES] == []


@pytest.mark.parametrize("name", NAMES)
def test_forms_that_act_carry_the_token(name: str) -> None:
    """Each form that posts has the token that another site can't know."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, flags=re.DOTALL | re.IGNORECASE):
        assert "{% csrf_token %}" in form
