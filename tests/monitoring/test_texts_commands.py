"""``fengsui import texts`` and ``rss``: what they print, and their exit codes; with the reader that the program has."""

import json
from pathlib import Path
from typing import Any

import pytest

from fengsui.cli.main import main
from fengsui.conduct.access import Actor
from fengsui.monitoring import queries
from fengsui.monitoring.texts import importing
from fengsui.registry.table_writing import write_csv
from tests.monitoring.texts_desk import csv_file

TEXT = csv_file(
    ("title", "text", "author"),
    [("=江桥贷公告", "江桥贷今日公告停止兑付，出借人无法提现。", "钱塘客"), ("天气", "今日多云转晴。", "夜行人")],
    "gbk",
)


def test_texts_come_in_from_the_command_line(
    people: dict[str, Actor], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A GBK file with authors: counted, linked, the author column named; the second time nothing changes."""
    file = tmp_path / "texts.csv"
    file.write_bytes(TEXT)
    command = ["import", "texts", str(file), "--source", "示例周报", "--channel", "press", "--as", "yanpan"]
    assert main([*command, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document == {"rows": 2, "new": 2, "duplicates": 0, "linked": 1, "masked": 0, "dropped_columns": ["author"]}
    assert main(command) == 3
    assert "导入过" in capsys.readouterr().err
    assert main(["import", "texts", str(file), "--as", "yanpan"]) == 3
    assert "渠道" in capsys.readouterr().err
    reading = queries.signals(people["yanpan"], kind="K5").rows[0].readings[0]
    assert (reading.negative, reading.stance) == (True, "report")
    header, rows = queries.signal_table(people["yanpan"], queries.SignalFilter(linked=True))
    table = write_csv(header, rows).decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert ",'=江桥贷公告," in table[1]


def test_a_feed_comes_in_from_its_address(
    people: dict[str, Actor], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is the source unless another is given."""
    feed = "<rss version='2.0'><channel><item><title>云渡普惠被立案侦查</title></item></channel></rss>"
    monkeypatch.setattr("fengsui.cli.importing.fetch_feed", lambda _: feed.encode())
    assert main(["import", "rss", "https://news.example/feed", "--as", "yanpan"]) == 0
    assert "已导入 1 条信息" in capsys.readouterr().out
    intake = queries.intakes(people["yanpan"])[0]
    assert (intake.source, intake.channel) == ("https://news.example/feed", "press")


def test_an_address_that_names_a_person_is_no_source_as_it_stands(
    people: dict[str, Actor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose feed it is goes no further than the fetching (N2)."""
    feed = "<rss version='2.0'><channel><item><title>北屿被立案侦查</title></item></channel></rss>"
    monkeypatch.setattr("fengsui.cli.importing.fetch_feed", lambda _: feed.encode())
    assert main(["import", "rss", "https://posts.example/u/4711/feed?uid=4711&page=2", "--as", "yanpan"]) == 0
    assert queries.intakes(people["yanpan"])[0].source == "https://posts.example/u/＊/feed?page=2"


def test_a_wrong_file_stops_the_command(people: dict[str, Actor], tmp_path: Path, capsys: Any) -> None:
    """Exit code 3 and words in Chinese for a file that is not there or no table; nothing comes in."""
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\0\0\0")
    for file in (bad, tmp_path / "none.csv"):
        assert main(["import", "texts", str(file), "--channel", "press", "--as", "yanpan"]) == 3
    assert queries.intakes(people["yanpan"]) == []
    assert importing.CHANNELS[0] == "press"
