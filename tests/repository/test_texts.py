"""The texts at the top of the repository, and links between texts."""

import re
from pathlib import Path

import pytest

from tests.repository.tree import ROOT, files, text

TWINS = [("README.md", "README.zh-CN.md"), ("docs/user-guide.md", "docs/user-guide.zh-CN.md")]
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


def headings(name: str) -> list[int]:
    """Return the levels of the headings of a Markdown file, in order; code blocks don't count."""
    body = re.sub(r"^```.*?^```", "", text(Path(name)), flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", body, flags=re.MULTILINE)]


@pytest.mark.parametrize(("english", "chinese"), TWINS)
def test_twins_have_the_same_shape(english: str, chinese: str) -> None:
    """What one language tells, the other tells too: the same headings at the same levels."""
    assert headings(english)
    assert headings(english) == headings(chinese)


def test_change_log_has_entries() -> None:
    """The change log has this version and at least one entry under it."""
    log = text(Path("CHANGELOG.md"))
    assert re.search(r"^## \[\d+\.\d+\.\d+\]", log, re.MULTILINE)
    assert re.search(r"^- \S", log, re.MULTILINE)


def test_licence_is_whole() -> None:
    """The licence is the whole text of Apache 2.0, as pyproject.toml says."""
    licence = text(Path("LICENSE"))
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert 'license = "Apache-2.0"' in text(Path("pyproject.toml"))


def test_links_between_texts_lead_somewhere() -> None:
    """Every relative link in a Markdown file points at a file of the repository."""
    broken = [
        f"{path}: {target}"
        for path in files()
        if path.suffix == ".md"
        for target in _LINK.findall(text(path))
        if "://" not in target and not target.startswith("mailto:") and not (ROOT / path.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_and_say_why() -> None:
    """Decisions have four digits, no two the same, and the headings that the template asks for."""
    decisions = [path for path in files() if path.parent == Path("docs/decisions") and path.suffix == ".md"]
    numbers = [path.name[:4] for path in decisions]
    assert "0000" in numbers
    assert all(number.isdigit() for number in numbers)
    assert len(set(numbers)) == len(numbers)
    for path in decisions:
        for heading in ("## Situation", "## Decision", "## Consequences"):
            assert heading in text(path), f"{path}: {heading}"
