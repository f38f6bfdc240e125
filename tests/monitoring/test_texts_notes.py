"""Notes by telephone and from the spot, and the figures that texts and notes give."""

from datetime import timedelta
from typing import Any

import pytest

from fengsui.conduct.access import AccessDenied, Actor
from fengsui.conduct.acting import Outcome, Refused
from fengsui.ledger.sealed import openings_of
from fengsui.monitoring import queries
from fengsui.monitoring.models import Signal
from fengsui.monitoring.texts.notes import take_note
from fengsui.registry.models import Institution
from tests.conftest import MORNING
from tests.monitoring.texts_desk import beijing, bring_in, csv_file, differs_from_ledger, json_lines, plain_reader

HOUR = timedelta(hours=1)


def institution_of(name: str) -> str:
    return Institution.objects.get(name__startswith=name).pk


def noted(actor: Actor, text: str, **more: Any) -> Outcome:
    given = {
        "channel": "telephone",
        "source": "值班电话",
        "happened_at": MORNING - HOUR,
        "region": "990300",
        "reader": plain_reader(),
        **more,
    }
    return take_note(actor=actor, text=text, **given)


def figures_of(name: str) -> dict[str, Any]:
    institution = institution_of(name)
    return {key: figure.value for key, figure in queries.text_figures([institution], MORNING)[institution].items()}


def test_a_crowd_is_noted_as_counts_and_never_as_people(people: dict[str, Actor]) -> None:
    """Place, time, how many, how they behave, whether all are safe; the words are sealed, personal numbers masked."""
    outcome = noted(
        people["donglu"],
        "云渡门口有人聚集，带头的电话13812345678。",
        on_site_head_count=120,
        at_office=True,
        traffic_blocked=True,
        behaviour="静坐，情绪平稳",
        safety="有老人，已安排座椅和饮水",
    )
    assert "13812345678" not in str(outcome.fact.payload)
    assert outcome.fact.clause == "4.2.7.c"
    signal = Signal.objects.get()
    assert (signal.on_site_head_count, signal.traffic_blocked, signal.region) == (120, True, "990300")
    title, text = queries.text_of([signal.pk], by=people["donglu"])[signal.pk]
    assert (title, text) == ("", "云渡门口有人聚集，带头的电话＊＊＊＊＊＊＊＊＊＊＊。")
    assert [(actor, purpose) for actor, purpose, _ in openings_of(signal.note_sealed)] == [
        ("officer/donglu", "查看风险信息")
    ]
    assert figures_of("云渡") | {"crowd_head_count": 120, "traffic_blocked": True} == figures_of("云渡")
    assert differs_from_ledger() == []


def test_an_officer_names_institutions_and_kinds_that_the_words_do_not(people: dict[str, Actor]) -> None:
    """What a person says of an institution outweighs the reader, and stands as said by a person."""
    fact = noted(
        people["zhiban"], "接电话：公司人去楼空。", institutions=[institution_of("江桥")], kinds=["K9", "E2"]
    ).fact
    reading = queries.readings_of(institution_of("江桥"))[0]
    assert (reading.kinds, reading.events, reading.negative, reading.stance) == (["K9"], ["E2"], True, "report")
    assert fact.payload["named"] == [institution_of("江桥")]
    assert figures_of("江桥")["negative_items_24_hours"] == 1


def test_notes_that_cannot_be_taken_say_why(people: dict[str, Actor]) -> None:
    """Nothing written, a time to come, an unknown institution, place, kind, a secret, a telephone in clear words."""
    actor = people["zhiban"]
    for text, more, words in (
        (" ", {}, "请写内容"),
        ("长" * 10_001, {}, "最多 10000 字"),
        ("甲", {"happened_at": MORNING + HOUR}, "不能晚于现在"),
        ("甲", {"institutions": ["i-unknown"]}, "名册中没有"),
        ("甲", {"region": "990999"}, "发生地"),
        ("甲", {"kinds": ["K10"]}, "K1–K9"),
        ("甲", {"channel": "spy"}, "渠道"),
        ("绝密★ 甲", {}, "国家秘密"),
        ("甲", {"behaviour": "带头人13812345678"}, "行为"),
        ("甲", {"source": "13812345678"}, "来源"),
        ("甲", {"on_site_head_count": -1}, "人数"),
        ("甲", {"on_site_head_count": 10**10}, "人数"),
        ("甲\ud800", {}, "空字符"),
        ("甲", {"behaviour": "拉\0横幅"}, "空字符"),
        ("甲", {"safety": "稳\ud800"}, "空字符"),
    ):
        with pytest.raises(Refused, match=words):
            noted(actor, text, **more)
    with pytest.raises(AccessDenied):
        noted(people["donglu"], "甲", region="990100")
    assert not Signal.objects.exists()


def test_a_note_is_seen_where_it_happened(people: dict[str, Actor]) -> None:
    """An officer of one city sees the notes of that city, those that name no institution too."""
    noted(people["zhiban"], "东麓市有人咨询。")
    noted(people["zhiban"], "南浦市有人咨询。", region="990200")
    assert [row.signal.region for row in queries.signals(people["donglu"]).rows] == ["990300"]
    assert len(queries.signals(people["zhiban"]).rows) == 2
    assert [row.kind for row in queries.intakes(people["donglu"])] == ["note"]


def test_figures_count_reports_and_leave_denials_out(people: dict[str, Actor]) -> None:
    """Distinct items of a day and of a week; a denial and the same text again count nothing; flags need a report."""
    rows = [
        ("江桥贷跑路", beijing(MORNING - HOUR)),
        ("江桥贷跑路", beijing(MORNING - HOUR)),
        ("江桥贷传闻停止兑付", beijing(MORNING - 30 * HOUR)),
        ("江桥贷被立案", beijing(MORNING - 24 * 8 * HOUR)),
        ("江桥贷辟谣：跑路是谣言，门口聚集也是", beijing(MORNING - HOUR)),
    ]
    bring_in(people["yanpan"], csv_file(("正文", "时间"), rows))
    assert figures_of("江桥") == {
        "negative_items_24_hours": 1,
        "negative_items_7_days": 2,
        "rumour_items_7_days": 1,
        "crowd_items_7_days": 0,
        "runaway_reported": True,
        "police_filing_reported": False,
        "payment_stop_reported": True,
        "traffic_blocked": False,
    }
    assert figures_of("北屿")["negative_items_7_days"] == 0


def test_nobody_listening_is_unknown_not_zero(people: dict[str, Actor]) -> None:
    """Where nothing came in for a week no figure is given; once something did, nothing about an institution is zero."""
    assert figures_of("江桥") == {}
    bring_in(people["yanpan"], json_lines({"text": "无关的一条"}))
    assert figures_of("江桥")["negative_items_24_hours"] == 0


def test_the_newest_count_of_a_crowd_stands_for_a_day(people: dict[str, Actor]) -> None:
    """Of two notes the later counts; after a day neither does."""
    noted(people["zhiban"], "云渡门口聚集。", on_site_head_count=300, happened_at=MORNING - 5 * HOUR)
    noted(people["zhiban"], "云渡门口聚集。", on_site_head_count=80, happened_at=MORNING - 2 * HOUR)
    institution = institution_of("云渡")
    figure = queries.text_figures([institution], MORNING)[institution]["crowd_head_count"]
    assert (figure.value, figure.unit, figure.as_of) == (80, "人", MORNING - 2 * HOUR)
    later = queries.text_figures([institution], MORNING + 30 * HOUR)[institution]
    assert "crowd_head_count" not in later
