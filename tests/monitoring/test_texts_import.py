"""A file of texts comes in whole or not at all, once, and can be forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from fengsui.conduct.access import AccessDenied, Actor, NotThere
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import sealed_values
from fengsui.ledger.reading import count_facts
from fengsui.monitoring import queries
from fengsui.monitoring.models import Intake, Signal, SignalReading
from fengsui.monitoring.texts import sealing
from fengsui.monitoring.texts.importing import import_texts
from fengsui.registry.models import Institution
from tests.conftest import MORNING
from tests.monitoring.texts_desk import (
    beijing,
    bring_in,
    csv_file,
    differs_from_ledger,
    json_lines,
    plain_reader,
    preview,
)

HEADER = ("标题", "正文", "发布时间", "链接")
ROWS = (
    (
        "江桥贷停止兑付",
        "江桥贷今日公告停止兑付，出借人在公司门口聚集。",
        beijing(MORNING - timedelta(hours=3)),
        "https://news.example/1",
    ),
    ("云渡普惠辟谣", "云渡称跑路是谣言，已经报案。", beijing(MORNING - timedelta(hours=30)), "https://news.example/2"),
    ("无关的一条", "今日多云转晴，城区道路畅通。", "", ""),
)
FILE = csv_file(HEADER, ROWS)


def institution_of(name: str) -> str:
    return Institution.objects.get(name__startswith=name).pk


def test_a_file_becomes_one_fact_and_a_signal_for_each_text(people: dict[str, Actor]) -> None:
    """One fact, a row for each text, a reading for each institution in it; the texts themselves stand sealed."""
    before = count_facts()
    outcome = bring_in(people["dingfang"], FILE)
    assert count_facts() == before + 1
    payload = outcome.fact.payload
    assert (outcome.fact.stream, outcome.fact.kind) == ("intake/990000", "texts.imported")
    assert (payload["row_count"], payload["new_count"], payload["linked_count"], payload["format"]) == (3, 3, 2, "csv")
    page = queries.signals(people["dingfang"])
    assert [row.title for row in page.rows] == ["无关的一条", "江桥贷停止兑付", "云渡普惠辟谣"]
    first = page.rows[1]
    assert first.signal.published_at == MORNING - timedelta(hours=3)
    assert [(reading.institution, reading.kinds, reading.negative) for reading in first.readings] == [
        (institution_of("江桥"), ["K5", "K7"], True)
    ]
    assert queries.text_of([first.signal.pk]) == {first.signal.pk: (ROWS[0][0], ROWS[0][1])}
    assert differs_from_ledger() == []


def test_the_same_file_twice_changes_nothing(people: dict[str, Actor]) -> None:
    """The second time says when the file came in, and the ledger does not grow."""
    bring_in(people["yanpan"], FILE)
    before = count_facts()
    with pytest.raises(Refused, match="这份文件已于 2026-03-02 导入过"):
        bring_in(people["yanpan"], FILE)
    assert "导入过" in preview(people["yanpan"], FILE).already_imported
    assert (count_facts(), Signal.objects.count()) == (before, 3)


def test_a_repeated_click_writes_one_fact(people: dict[str, Actor]) -> None:
    """The same idempotency key hands out the fact that is there."""
    first = bring_in(people["yanpan"], FILE, idempotency_key="one-click")
    again = import_texts(
        actor=people["yanpan"],
        content=FILE,
        filename="texts",
        source="示例舆情周报",
        channel="press",
        seen_sha256=first.fact.payload["file_sha256"],
        idempotency_key="one-click",
        reader=plain_reader(),
    )
    assert again.repeated
    assert again.fact.reference == first.fact.reference


def test_a_key_that_brought_another_file_in_brings_none(people: dict[str, Actor]) -> None:
    """Nobody is told that a file came in when it was another one under the same idempotency key."""
    bring_in(people["yanpan"], FILE, idempotency_key="one-click")
    before = count_facts()
    with pytest.raises(Refused, match="另一份文件"):
        bring_in(people["yanpan"], csv_file(HEADER, ROWS[:1]), idempotency_key="one-click")
    assert count_facts() == before


def test_what_no_database_can_hold_is_refused_in_words(people: dict[str, Actor]) -> None:
    """Null characters and halves of characters, in the source or in a field's name, end in words or are left out."""
    for source in ("周报\0", "周报\ud800"):
        with pytest.raises(Refused, match="空字符"):
            bring_in(people["yanpan"], FILE, source=source)
    odd = b'{"title": "\\ud800\xe7\x94\xb2", "\\ud800": 1, "\\u0000": 2}\n'
    assert bring_in(people["yanpan"], odd).fact.payload["dropped_columns"] == ["（未读的列）"]


def test_the_same_text_twice_counts_once(people: dict[str, Actor]) -> None:
    """Other spaces, width and punctuation make no other text, in one file or in two; the first signal stands."""
    text = "江桥贷今日公告，停止兑付本息，客服电话无人接听，出借人要求公司给出说法。"
    bring_in(
        people["yanpan"],
        json_lines({"title": "甲报", "text": text}, {"title": "乙报", "text": f" {text.replace('，', ', ')}"}),
    )
    bring_in(people["yanpan"], json_lines({"title": "丙报", "text": text}), source="另一来源")
    rows = list(Signal.objects.order_by("intake", "row_number"))
    assert [row.duplicate_of for row in rows] == ["", rows[0].pk, rows[0].pk]
    assert (
        list(SignalReading.objects.order_by("received_at", "id").values_list("duplicate", flat=True)).count(False) == 1
    )
    counts = queries.signal_counts([institution_of("江桥")], MORNING - timedelta(days=1))
    assert counts[institution_of("江桥")].total == 1
    assert differs_from_ledger() == []


def test_a_destroyed_key_takes_the_texts_and_leaves_what_was_read(people: dict[str, Actor]) -> None:
    """After the key is gone the titles and texts are empty for ever; rows, counts and the ledger are whole."""
    digest = bring_in(people["yanpan"], FILE).fact.payload["file_sha256"]
    signal = Signal.objects.get(row_number=2)
    assert queries.text_of([signal.pk])[signal.pk][0] == "江桥贷停止兑付"
    sealed_values().destroy(sealing.texts_subject(digest), reason="保存期满", now=MORNING)
    assert queries.text_of([signal.pk]) == {signal.pk: ("", "")}
    assert queries.marked_text(people["yanpan"], signal.pk) == []
    assert {row.title for row in queries.signals(people["yanpan"]).rows} == {""}
    assert (
        queries.signal_counts([institution_of("江桥")], MORNING - timedelta(days=1))[institution_of("江桥")].total == 1
    )
    assert differs_from_ledger() == []


def test_another_file_than_the_previewed_one_is_refused(people: dict[str, Actor]) -> None:
    """What is imported is what was seen."""
    with pytest.raises(Refused, match="不是同一份"):
        import_texts(
            actor=people["yanpan"], content=FILE, filename="a.csv", source="甲", channel="press", seen_sha256="0" * 64
        )


def test_one_bad_row_keeps_the_whole_file_out(people: dict[str, Actor]) -> None:
    """A text with a state secret's mark names its row and the lawful way; nothing is written, nothing sealed."""
    secret = json_lines({"text": "江桥贷停止兑付"}, {"text": "机密★三年 关于江桥贷的情况"}, {"text": "绝密★"})
    before = count_facts()
    found = preview(people["yanpan"], secret)
    assert [(finding.row_number, finding.severity) for finding in found.errors] == [(2, "error"), (3, "error")]
    assert "涉密渠道" in found.errors[0].message_zh
    with pytest.raises(Refused, match="2 处错误，一条也没有导入。第 2 行"):
        bring_in(people["yanpan"], secret)
    assert (count_facts(), Intake.objects.count()) == (before, 0)
    assert not sealed_values().holds_key(sealing.texts_subject(found.sha256))


def test_who_may_bring_texts_in(people: dict[str, Actor]) -> None:
    """Officers of the monitoring room of the whole copy; nobody else, and only over channels that there are."""
    for login in ("wendian", "donglu"):
        with pytest.raises(AccessDenied):
            preview(people[login], FILE)
    with pytest.raises(Refused, match="渠道"):
        preview(people["yanpan"], FILE, channel="rumour_mill")
    with pytest.raises(Refused, match="来源"):
        bring_in(people["yanpan"], FILE, source=" ")


def test_a_city_sees_the_texts_of_its_own_institutions(people: dict[str, Actor]) -> None:
    """Whoever serves one city sees what speaks of institutions there, and of others nothing, linked or not."""
    bring_in(people["yanpan"], FILE)
    city = people["donglu"]  # 云渡 operates in 东麓市, 江桥 does not
    page = queries.signals(city)
    assert [row.title for row in page.rows] == ["云渡普惠辟谣"]
    elsewhere = Signal.objects.get(row_number=2)
    with pytest.raises(NotThere):
        queries.signal(city, elsewhere.pk)
    with pytest.raises(NotThere):
        queries.marked_text(city, "text-unknown-1")
    assert queries.intakes(city) == []
    with pytest.raises(AccessDenied):
        queries.signals(people["shuiwu"])


def test_signals_are_found_by_kind_stance_channel_and_time(people: dict[str, Actor]) -> None:
    """Every filter narrows the list; a page beyond the last shows the last."""
    bring_in(people["yanpan"], FILE)
    actor = people["zhiban"]

    def titles(**filters: object) -> list[str]:
        return [row.title for row in queries.signals(actor, **filters).rows]  # type: ignore[arg-type]

    assert titles(kind="K7") == titles(kind="E1") == titles(institution=institution_of("江桥")) == ["江桥贷停止兑付"]
    assert titles(stance="denial") == ["云渡普惠辟谣"]
    assert titles(since=MORNING - timedelta(hours=12), linked=True) == ["江桥贷停止兑付"]
    assert titles(channel="hotline") == titles(kind="K") == []
    assert queries.signals(actor, page=9).page == 1
    assert [row.title for row in queries.signal_rows(actor, queries.SignalFilter(linked=False))] == ["无关的一条"]


def test_a_text_is_shown_with_what_was_read_in_it(people: dict[str, Actor]) -> None:
    """Names and words stand out where they are; put together again the pieces are the title and the text."""
    bring_in(people["yanpan"], FILE)
    signal = Signal.objects.get(row_number=2)
    pieces = queries.marked_text(people["dingfang"], signal.pk, institution_of("江桥"))
    assert "".join(piece.text for piece in pieces if piece.in_title) == ROWS[0][0]
    assert "".join(piece.text for piece in pieces if not piece.in_title) == ROWS[0][1]
    assert [(piece.text, piece.named, piece.kinds) for piece in pieces if piece.marked] == [
        ("江桥", True, ()),
        ("停止兑付", False, ("K5",)),
        ("聚集", False, ("K7",)),
    ]


def test_a_feed_brings_only_what_is_new_in_it(people: dict[str, Actor]) -> None:
    """A feed is fetched again and again: entries that are here are passed over; without a new one nothing happens."""
    entry = "<item><title>{0}</title><description>{1}</description><link>https://news.example/{0}</link></item>"
    old, new = entry.format("江桥贷停止兑付", "公告全文"), entry.format("云渡被立案", "通报全文")
    feed = "<?xml version='1.0'?><rss version='2.0'><channel><title>示例</title>{}</channel></rss>"
    bring_in(people["yanpan"], feed.format(old).encode())
    with pytest.raises(Refused, match="没有新的信息"):
        bring_in(people["yanpan"], feed.format(old + " ").encode())
    payload = bring_in(people["yanpan"], feed.format(old + new).encode()).fact.payload
    assert (payload["format"], payload["row_count"], payload["duplicate_count"]) == ("rss", 1, 0)


def test_news_names_the_newest_fact_about_an_institution(people: dict[str, Actor]) -> None:
    """What the warning room has yet to read stands under the institution, and moves with every fact."""
    first = bring_in(people["yanpan"], FILE).fact
    news = {row.id: row.fact for row in queries.institutions_with_news()}
    assert news == {institution_of("江桥"): first.reference, institution_of("云渡"): first.reference}
    second = bring_in(people["yanpan"], json_lines({"text": "江桥贷被立案"})).fact
    assert {row.id: row.fact for row in queries.institutions_with_news()}[institution_of("江桥")] == second.reference
    assert queries.institutions_with_news(after=MORNING) == []


def test_a_lost_or_changed_file_of_texts_is_found(people: dict[str, Actor]) -> None:
    """The check of the ledger tells a file that is gone or was changed from one whose key was destroyed."""
    fact = bring_in(people["yanpan"], FILE).fact
    path = next((Path(settings.HOME) / "files").rglob(f"{fact.payload['texts']}.sealed"))
    assert sealing.imported_texts_hold(fact) == []
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert [line.startswith(fact.reference) for line in sealing.imported_texts_hold(fact)] == [True]
    path.unlink()
    assert len(sealing.imported_texts_hold(fact)) == 1
    sealed_values().destroy(sealing.texts_subject(fact.payload["file_sha256"]), reason="保存期满", now=MORNING)
    assert sealing.imported_texts_hold(fact) == []
