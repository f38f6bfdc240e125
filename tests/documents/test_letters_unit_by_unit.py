"""A letter made out to many units: signed once, a paper and a number for each, made by the worker, whatever fails."""

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import pytest

from fengsui.conduct.rebuild import compare_with_database
from fengsui.documents import actions as papers
from fengsui.documents.files import read_file
from fengsui.documents.letters import copies
from fengsui.documents.models import BookNumber, CopyProblem, Letter, Paper
from fengsui.ledger.reading import read_all
from tests.proofs.conftest import desk, staffed
from tests.proofs.event_pages import DUTY, HEAD, WRITER, refused, tried, words
from tests.proofs.letter_pages import begin, drafted, sign, submit
from tests.proofs.proving import Desk

__all__ = ["desk", "staffed"]
LATER = datetime(2030, 1, 1, tzinfo=UTC)
UNITS = ("南浦市金融办", "北屏市金融办", "江桥区专班", "云渡区专班", "海棠县专班")


def begun(desk: Desk) -> str:
    """A letter that is to be made out to each unit; its address."""
    told, where = tried(desk, WRITER, "/papers/letters/new", form="coordination_letter", about="", separate="1")
    assert where.endswith("/write"), told[:300]
    return where.removesuffix("/write")


def signed(desk: Desk, units: tuple[str, ...] = UNITS) -> str:
    """Written to these units and signed by the head."""
    letter = begun(desk)
    submit(desk, letter, title="关于报送联络人的函", recipients="\n".join(units))
    sign(desk, letter)
    return letter


def ordered(desk: Desk, units: tuple[str, ...] = UNITS) -> str:
    """The duty chief has it made out."""
    letter = signed(desk, units)
    told, where = tried(desk, DUTY, f"{letter}/send", channel="公文交换")
    assert where == letter, told[:300]
    return letter


def made_rows() -> list[Letter]:
    """The units' letters in their order."""
    return list(Letter.objects.exclude(copy_of="").order_by("place"))


def numbers() -> list[int]:
    """The ordinals of every number in the book."""
    return list(BookNumber.objects.exclude(mark="").order_by("ordinal").values_list("ordinal", flat=True))


def test_each_unit_gets_its_paper(desk: Desk) -> None:
    """One signature; five papers with five numbers in a row, each to its unit alone, word for word what was signed."""
    before = numbers()
    letter = ordered(desk)
    assert "已生成0/5" in words(desk.page(WRITER, letter))
    assert numbers() == before, "what is signed for all takes no number"
    assert copies.make_copies(LATER, limit=2) == 2
    assert "已生成2/5" in words(desk.page(WRITER, letter))
    assert copies.make_copies(LATER, limit=100) == 4
    assert copies.make_copies(LATER) == 0
    told = words(desk.page(WRITER, letter))
    assert "已生成5/5" in told
    assert "已逐家发出" in told
    assert [row.unit for row in made_rows()] == list(UNITS)
    assert numbers() == [*before, *range(len(before) + 1, len(before) + 6)]
    for row in made_rows():
        paper = Paper.objects.get(stream=row.pk)
        text = read_file(stream=row.pk, digest=paper.text).decode()
        assert row.unit in text
        assert row.number in text
        assert not any(other in text for other in UNITS if other != row.unit)
        assert "3月3日12时前报送联络人" in text
        assert read_file(stream=row.pk, digest=paper.pdf).startswith(b"%PDF")
    first = f"/papers/letters/{made_rows()[0].pk.partition('/')[2]}"
    assert "给南浦市金融办的一份" in words(desk.page(WRITER, first))
    assert "南浦市金融办" not in words(desk.page(WRITER, "/papers/letters")), (
        "the list holds the letter, not its papers"
    )
    assert compare_with_database(list(read_all())) == []


def test_all_papers_in_one_file(desk: Desk) -> None:
    """The ZIP holds each finished PDF under the unit's name; a receipt is recorded on the unit's own paper."""
    letter = ordered(desk)
    copies.make_copies(LATER, limit=3)
    packed = zipfile.ZipFile(io.BytesIO(desk.browser(DUTY).get(f"{letter}/copies").content))
    assert [name[:3] for name in packed.namelist()] == ["001", "002", "003"]
    assert all(packed.read(name).startswith(b"%PDF") for name in packed.namelist())
    first = f"/papers/letters/{made_rows()[0].pk.partition('/')[2]}"
    at = {"received-date": "2026-03-02", "received-time": "09:12", "channel": "电话", "receiver": "陈值班"}
    told, where = tried(desk, DUTY, f"{first}/receipt/1", **at)
    assert where, told[:300]
    assert words(desk.page(DUTY, letter)).count("登记回执") == 2


def test_one_that_fails_holds_up_none(desk: Desk) -> None:
    """The page names the unit and why; the others are made; tried again it takes the number it had."""
    letter = ordered(desk)
    real = papers.send_paper

    def failing(**arguments: Any) -> Any:
        if arguments["sendings"][0].addressee == UNITS[2]:
            msg = "磁盘已满"
            raise OSError(msg)
        return real(**arguments)

    now = datetime.now(UTC)
    with patch.object(papers, "send_paper", failing):
        while copies.make_copies(now):
            pass
    told = words(desk.page(DUTY, letter))
    assert "已生成4/5，1份失败" in told
    assert f"{UNITS[2]}：生成出错（OSError），稍后自动再试" in told
    before = numbers()
    assert copies.make_copies(now + timedelta(seconds=5)) == 0, "not before its time"
    told, _ = tried(desk, DUTY, f"{letter}/copies/retry")
    assert "已生成4/5" in told
    copies.make_copies(LATER)
    assert numbers() == before
    assert "已生成5/5" in words(desk.page(DUTY, letter))
    assert not CopyProblem.objects.exists()


def test_nothing_is_taken_back_midway(desk: Desk) -> None:
    """Neither the letter nor a unit's paper is withdrawn, dropped, rewritten, sent or ordered twice."""
    letter = signed(desk)
    assert "渠道" in refused(desk, DUTY, f"{letter}/send", channel="飞鸽")
    told, where = tried(desk, DUTY, f"{letter}/send", channel="公文交换")
    assert where == letter, told[:300]
    assert "已经在逐家成文" in refused(desk, DUTY, f"{letter}/send", channel="公文交换")
    assert "正在逐家成文，不能再撤" in refused(desk, WRITER, f"{letter}/withdraw", reason="写错")
    copies.make_copies(LATER, limit=1)
    first = f"/papers/letters/{made_rows()[0].pk.partition('/')[2]}"
    assert "正在逐家成文，不能再撤" in refused(desk, WRITER, f"{first}/withdraw", reason="写错")
    assert "不能再改" in refused(desk, WRITER, f"{first}/drop", reason="写错")


def test_before_the_order_it_is_taken_back(desk: Desk) -> None:
    """A signed letter that nobody ordered yet is withdrawn like any other; no number is void, for it had none."""
    letter = signed(desk)
    before = numbers()
    told, where = tried(desk, WRITER, f"{letter}/withdraw", reason="写错")
    assert where == letter, told[:300]
    assert numbers() == before
    assert compare_with_database(list(read_all())) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"recipients": "\n".join(f"第{n}号单位" for n in range(201))}, "最多200家，现在201家"),
        ({"recipients": ""}, "请写主送单位"),
        ({"recipients": "长" * 81}, "最多80字"),
    ],
)
def test_a_list_that_can_not_be(desk: Desk, typed: dict[str, str], said: str) -> None:
    """Too many units, none, or one with too long a name: told, and nothing is submitted."""
    letter = begun(desk)
    fields = {**drafted(desk, letter), "title": "关于报送联络人的函", "body": "请报送。", "decision": "submit", **typed}
    assert said in refused(desk, WRITER, f"{letter}/write", **fields)


def test_two_hundred_units_are_taken(desk: Desk) -> None:
    """A pasted list of two hundred long names is submitted; the same name twice is one unit."""
    letter = begun(desk)
    units = [f"{'云汀省某某某某县金融工作办公室'}{n:03d}" for n in range(200)]
    submit(desk, letter, title="关于报送联络人的函", recipients="\r\n".join([*units, units[0]]))
    sign(desk, letter)
    assert "共200份" in words(desk.page(DUTY, f"{letter}/send"))


def test_only_letters_and_notices(desk: Desk) -> None:
    """A 请示 goes to one office: it can't be made out to many."""
    forms = re.findall(
        r'<option value="(\w+)"[^>]*>[^<]*（(请示|纪要|报告)）', desk.page(WRITER, "/papers/letters/new")
    )
    assert forms
    assert "不能逐家成文" in refused(desk, WRITER, "/papers/letters/new", form=forms[0][0], about="", separate="1")


def test_who_may(desk: Desk) -> None:
    """Only the duty chief orders and retries; before the order there is no file of all papers."""
    letter = signed(desk)
    assert desk.answer(WRITER, f"{letter}/send", channel="公文交换").status_code == 403
    assert "没有逐家成文" in words(desk.page(HEAD, f"{letter}/copies"))
    assert desk.answer(WRITER, f"{letter}/copies/retry").status_code == 403


def test_an_ordinary_letter_stays_one(desk: Desk) -> None:
    """Without the box ticked nothing changes: one paper, one number, all units on it."""
    letter = begin(desk, "coordination_letter")
    before = numbers()
    submit(desk, letter, title="关于报送联络人的函", recipients="\n".join(UNITS))
    assert len(numbers()) == len(before) + 1
    assert "逐家" not in words(desk.page(WRITER, letter))
