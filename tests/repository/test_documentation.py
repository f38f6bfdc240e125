"""What the code offers is described: commands, settings, fact kinds, figures, permissions, plan keys, channels."""

import re
import shlex
from pathlib import Path

import pytest

from fengsui.cli.described import OPTIONS, PLAN_FILES, PLAN_KEYS, SETTINGS
from fengsui.cli.main import build_parser
from fengsui.cli.reference import commands, missing_words, reference
from fengsui.conduct.house import house
from fengsui.conduct.plans import built_in_plan
from fengsui.notify.channels import CHANNELS
from fengsui.plan.files import FILE_NAMES
from tests.repository.tree import files, text

REFERENCE = Path("docs/reference.md")
OPERATOR = Path("docs/operator-guide.md")
# Read only where a test kills a process on purpose; no operator sets them.
FOR_TESTS = ("FENGSUI_TEST_", "FENGSUI_FAILPOINT")
_TYPED = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\S*/)?fengsui (.+)$", re.MULTILINE)


def test_reference_is_fresh() -> None:
    """docs/reference.md says what the code says. Stale: run ``make docs``."""
    assert text(REFERENCE) == reference(build_parser(), house, built_in_plan()), "make docs"


def test_settings_are_described() -> None:
    """Every environment variable that the code reads is in the reference and in the operator's guide."""
    named = {
        name
        for path in files()
        if path.parts[0] == "src" and path.suffix == ".py"
        for name in re.findall(r"\bFENGSUI_[A-Z]+(?:_[A-Z]+)*\b", text(path))
        if not name.startswith(FOR_TESTS)
    }
    assert {setting.name for setting in SETTINGS} == named | {"PORT"}
    assert [setting.name for setting in SETTINGS if f"`{setting.name}" not in text(OPERATOR)] == []


def test_plan_keys_are_described() -> None:
    """Every file of a plan and every key in it has a meaning in the reference, and none that is gone has one."""
    assert missing_words() == []
    assert set(PLAN_FILES) == set(FILE_NAMES.values())
    page = text(REFERENCE)
    assert [key for key, meaning in PLAN_KEYS.items() if meaning not in page] == []


def test_commands_are_described() -> None:
    """Every command and every one of its arguments says what it does."""
    silent = [
        f"{name} {action.dest}"
        for name, words, parser in commands(build_parser())
        for action in parser._actions
        if not words or not (action.help or set(action.option_strings) & OPTIONS.keys())
    ]
    assert silent == []


def test_words_of_the_house_are_described() -> None:
    """Every fact kind, figure, permission and channel has a title or label and, where it is code, a sentence."""
    assert [kind.name for kind in house.kinds.values() if not kind.title or not kind.model.__doc__] == []
    assert [figure.name for figure in house.figures.values() if not figure.label] == []
    assert [rule.permission for rule in house.rules.values() if not rule.title] == []
    assert [name for name, send in CHANNELS.items() if not send.__doc__] == []


@pytest.mark.parametrize("guide", ["docs/operator-guide.md", "README.md", "README.zh-CN.md"])
def test_commands_in_the_guides_exist(guide: str) -> None:
    """Every ``fengsui …`` line in a code block is one that the program understands."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text(Path(guide)), re.MULTILINE | re.DOTALL)
    for line in (line for block in blocks for line in _TYPED.findall(block)):
        try:
            build_parser().parse_args(shlex.split(line, comments=True))
        except SystemExit:
            pytest.fail(f"{guide}: fengsui {line}")


def test_pages_are_listed() -> None:
    """Every page of docs/ is in its table of contents, but for the decisions, which have a page of their own."""
    contents = text(Path("docs/README.md"))
    pages = [path for path in files() if path.parent == Path("docs") and path.suffix == ".md"]
    assert [str(path) for path in pages if path.name != "README.md" and f"({path.name})" not in contents] == []


_BOLD = re.compile(r"\*\*([^*]+)\*\*")


def labels(guide: str) -> list[str]:
    """What a user guide prints bold: the words on the screen, on one line each."""
    body = text(Path(guide)).split("\n## ", 1)[1]
    return sorted({" ".join(label.split()) for label in _BOLD.findall(body)})


def test_words_in_the_chinese_guide_are_on_the_pages() -> None:
    """A reader of the guide finds every bold word on a page; bold is used for nothing else."""
    pages = "\n".join(text(path) for path in files() if path.parts[:3] == ("src", "fengsui", "web"))
    assert [label for label in labels("docs/user-guide.zh-CN.md") if label not in pages] == []


def test_words_in_the_english_guide_are_on_the_pages() -> None:
    """The same for a reader whose pages are in English."""
    pages = text(Path("src/fengsui/locale/en/LC_MESSAGES/django.po")).replace('"\n"', "")
    assert [label for label in labels("docs/user-guide.md") if label not in pages] == []
