"""The invented texts and measures say what the demonstration's stories need, the same every time."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from fengsui.conduct.shapes import refuse_personal_data
from fengsui.demonstration import bridge, measures, texts
from fengsui.demonstration.measures import Sized
from fengsui.monitoring.indicators.consistency import falls, inconsistencies
from fengsui.monitoring.indicators.reading import read_measures
from fengsui.monitoring.reading.lexicon_reader import LexiconReader
from fengsui.monitoring.reading.names import NameIndex
from fengsui.plan import Lexicon
from fengsui.plan.source import read_source, validated
from tests.clauses import NATIONAL

NOW = datetime(2026, 3, 2, 1, 12, tzinfo=UTC)
SUBJECT = texts.Subject("青堰贷", "青堰市")


@pytest.fixture(scope="module")
def reader() -> LexiconReader:
    """The first reader, that knows one platform."""
    lexicon = validated(read_source(NATIONAL / "lexicon.yaml", "lexicon.yaml"), Lexicon)
    return LexiconReader(NameIndex.of([("i-1", (SUBJECT.platform,))]), lexicon)


def test_noise_is_told_apart(reader: LexiconReader) -> None:
    """Contentment, advertising, questions and teaching are not negative; what is bad is, and of several kinds."""

    def read(templates: tuple[texts.Template, ...]) -> list[tuple[str, bool, tuple[str, ...]]]:
        composer = texts.Composer([SUBJECT])
        told = [composer.about(SUBJECT, template, NOW) for template in templates]
        return [
            (found.stance, found.negative, found.kinds)
            for text in told
            for found in reader.read(text.title, text.text).institutions
        ]

    assert not any(negative for _, negative, _ in read((*texts.PRESS_CALM, *texts.POST_CALM, *texts.REGULATOR)))
    assert {stance for stance, _, _ in read(tuple(texts.POST_ADVERTISING))} == {"advertising"}
    assert {stance for stance, _, _ in read(tuple(texts.POST_QUESTION))} == {"question"}
    assert {(stance, negative) for stance, negative, _ in read(tuple(texts.DENIAL))} == {("denial", False)}
    bad = read((*texts.PRESS_BAD, *texts.POST_BAD))
    assert all(negative for _, negative, _ in bad)
    assert {kind for _, _, kinds in bad for kind in kinds} >= {"K1", "K2", "K3", "K4", "K5", "K6", "K8", "K9"}


def test_the_same_texts_every_time() -> None:
    """Two composers write the same texts, and none holds a personal number."""
    first, second = (texts.press_of_week(texts.Composer([SUBJECT]), 3, NOW) for _ in range(2))
    assert first == second
    for text in first:
        refuse_personal_data(f"{text.title}\n{text.text}")


def test_calm_measures_are_consistent() -> None:
    """No month of a calm institution breaks a rule of consistency, and what adds up never falls."""
    it = Sized(20, "枫林网络借贷信息中介有限公司", 51_000_000, 1_275)
    amounts = [
        {name: value for name, value in measures.month_of(it, month).items() if isinstance(value, int)}
        for month in (2, 1, 0)
    ]
    assert [inconsistencies(values) for values in amounts] == [[], [], []]
    assert [falls(before, after) for before, after in pairwise(amounts)] == [[], []]


def test_the_largest_turns_bad() -> None:
    """江桥 pays everything a fortnight before, and almost nothing on the last day; money leaves faster every day."""
    it = Sized(bridge.RANK, "江桥网络借贷信息中介有限公司", 1_240_000_000, 31_000)
    days = [measures.day_of(it, age) for age in (20, 10, 5, 0)]
    queues = [int(str(day["transfer_orders_unfilled"])) for day in days]
    assert queues == sorted(queues)
    assert days[0]["paid_to_lenders"] == days[0]["due_to_lenders"]
    assert int(str(days[-1]["paid_to_lenders"])) * 10 < int(str(days[-1]["due_to_lenders"]))


def test_a_table_can_be_read_back() -> None:
    """The table that is handed in has every column under a heading that the importer knows."""
    it = Sized(20, "枫林网络借贷信息中介有限公司", 51_000_000, 1_275)
    rows = [*measures.daily_rows([it], range(3), date(2026, 3, 1))]
    read = read_measures(measures.table(rows, measures.DAILY))
    assert not read.findings
    assert set(read.measures) == set(measures.DAILY)
    assert read.row_count == 3
