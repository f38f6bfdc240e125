"""The lexicon reader on invented texts: whose a word is, what takes it back, how the text speaks."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fengsui.monitoring.facts import InstitutionRead
from fengsui.monitoring.reading.lexicon_reader import READ_AT_MOST, LexiconReader
from fengsui.monitoring.reading.model import Reader
from fengsui.monitoring.reading.names import NameIndex
from fengsui.plan import Lexicon
from fengsui.plan.lexicon import NO_LEXICON
from fengsui.plan.source import read_source, validated
from tests.clauses import NATIONAL

LEXICON = validated(read_source(NATIONAL / "lexicon.yaml", "lexicon.yaml"), Lexicon)
NAMES = NameIndex.of([("jqd", ["江桥贷"]), ("xjq", ["新江桥贷宝"]), ("hbt", ["河滨投"]), ("lamp", ["灯塔金服"])])
READER = LexiconReader(NAMES, LEXICON)


def read(text: str, title: str = "") -> dict[str, InstitutionRead]:
    """What the text says, by institution."""
    return {found.institution: found for found in READER.read(title, text).institutions}


@pytest.mark.parametrize(
    ("text", "kinds", "events"),
    [
        ("江桥贷到期无法兑付，提现困难。", {"K5"}, {"E1"}),
        ("江桥贷办公室人去楼空。", {"K9"}, {"E2"}),
        ("江桥贷已被立案侦查。", {"K9"}, {"E3"}),
        ("江桥贷实际控制人某某已被刑事拘留。", {"K3"}, {"E3"}),
        ("江桥贷董事长某某向警方投案自首。", {"K4"}, {"E3"}),
        ("江桥贷的借款企业出现大面积逾期、恶意逃废债。", {"K5", "K6"}, {"E1"}),
        ("江桥贷出借人拉横幅要求见负责人。", {"K7"}, {"E5"}),
        ("承保江桥贷的保险公司拒绝理赔。", {"K8"}, {"E4"}),
        ("江桥贷被罚款五十万元。", {"K2"}, set()),
        ("江桥贷涉嫌自融。", {"K2"}, {"E3"}),
    ],
)
def test_each_kind_of_information_is_read(text: str, kinds: set[str], events: set[str]) -> None:
    """One plain sentence for each of 4.2.2 to 4.2.9, with its event."""
    found = read(text)["jqd"]
    assert kinds <= set(found.kinds)
    assert set(found.events) == events
    assert found.negative
    assert found.stance == "report"


@pytest.mark.parametrize(
    "text",
    [
        "江桥贷没有逾期，也不存在跑路。",
        "江桥贷运营三年零逾期。",
        "江桥贷逾期率为0，各项目正常。",
        "江桥贷逾期率为0.00，各项目正常。",
        "如果江桥贷一旦停业，投资人怎么选？",
        "江桥贷引入跑路险。",
        "江桥贷提醒：防范非法集资。",
        "江桥贷网上访问人数增加。",
        "本月共有提现困难93家，江桥贷正常运营。",
    ],
)
def test_what_only_looks_adverse_is_not(text: str) -> None:
    """Negation, words that look alike, suppositions, counts of the trade."""
    found = read(text)["jqd"]
    assert not found.negative
    assert "K5" not in found.kinds
    assert "K9" not in found.kinds


def test_a_word_may_need_another_beside_it() -> None:
    """展期 is a stopped payment beside lenders, and an ordinary extension beside a loan or nothing."""
    assert read("江桥贷宣布展期，出借人分期拿回本金。")["jqd"].kinds == ("K5",)
    assert not read("江桥贷可以展期。")["jqd"].negative
    assert not read("江桥贷为投资人办理借款展期。")["jqd"].negative


def test_a_rate_above_nought_is_no_rate_of_nought() -> None:
    """逾期率为0 is an exclusion; a figure that only begins so is not taken for it."""
    assert not any(hit.word == "逾期率为0" for hit in read("江桥贷逾期率为0.8%。")["jqd"].hits)


def test_a_denial_is_hearsay_and_not_negative() -> None:
    """4.2.1: with nothing adverse left standing the text is K1, stance denial."""
    found = read("江桥贷回应：网传公司跑路的消息不实，系谣言。")["jqd"]
    assert (found.kinds, found.events, found.stance, found.negative) == (("K1",), (), "denial", False)


def test_a_denial_beside_something_that_stands_leaves_it_standing() -> None:
    """The denied word does not count, the other does, and the text is K1 as well."""
    found = read("江桥贷否认跑路。江桥贷同时宣布清盘。")["jqd"]
    assert found.negative
    assert {"K1", "K9"} <= set(found.kinds)


def test_hearsay_is_marked() -> None:
    """疑似, 网传: K1 beside what is said."""
    assert {"K1", "K9"} <= set(read("网传江桥贷已经停业。")["jqd"].kinds)
    assert "K1" not in read("江桥贷已经停业。")["jqd"].kinds


def test_advertising_teaching_and_figures_are_no_adverse_reports() -> None:
    """The light words in them do not count."""
    assert read("江桥贷注册送红包，新手福利，躲开逾期，点击领取")["jqd"].stance == "advertising"
    assert not read("江桥贷注册送红包，新手福利，躲开逾期，点击领取")["jqd"].negative
    assert read("江桥贷P2P网贷平台数据报告，成交额较上一个工作日下滑")["jqd"].stance == "statistics"


def test_a_word_goes_to_its_subject() -> None:
    """The nearest before it in its sentence, or the name that it describes."""
    found = read("江桥贷提现困难，河滨投运营正常。灯塔金服接手跑路平台河滨投的资产。")
    assert found["jqd"].kinds == ("K5",)
    assert found["hbt"].kinds == ("K9",)
    assert not found["lamp"].negative


def test_an_enumeration_shares_what_is_said() -> None:
    """甲、乙宣布清盘 is said of both."""
    found = read("江桥贷、河滨投和灯塔金服宣布清盘。")
    assert {who for who, said in found.items() if said.kinds == ("K9",)} == {"jqd", "hbt", "lamp"}


def test_sources_comparisons_and_stolen_names_are_no_subjects() -> None:
    """据某某消息; 与某某不同; 冒用某某名义."""
    assert not read("据灯塔金服消息，江桥贷停业。")["lamp"].negative
    assert read("据灯塔金服消息，江桥贷停业。")["jqd"].negative
    assert not read("江桥贷与河滨投不同，后者早已停业。")["hbt"].negative
    assert not read("有人冒用江桥贷名义实施诈骗。")["jqd"].negative


def test_a_sentence_without_a_name_goes_on_about_the_title() -> None:
    """The title says whom the text is about; an article under it is K2 as well, as its main subject."""
    rest = "平台表示将尽快公布方案。" * 25
    found = read(f"日前有出借人反映到期无法兑付。河滨投未受影响。{rest}", title="江桥贷怎么了")
    assert {"K2", "K5"} <= set(found["jqd"].kinds)
    assert not found["hbt"].negative


def test_a_name_inside_another_gets_nothing() -> None:
    """Only the institution really named is read."""
    assert set(read("新江桥贷宝宣布清盘。")) == {"xjq"}


def test_a_text_that_names_nobody_still_has_kinds() -> None:
    """The text as a whole can be listed as unattributed."""
    whole = READER.read("", "平台无法兑付，老板跑路。")
    assert whole.institutions == ()
    assert {"K3", "K5"} <= set(whole.kinds)


def test_hits_can_be_marked_on_a_page_and_hold_the_lexicons_words_only() -> None:
    """Offsets are those of title, line break and text; what stands between a pair may name a person and is left out."""
    title, text = "【江桥貸】最新", "江桥贷实际控制人李某某已被刑拘。"
    found = read(text, title=title)["jqd"]
    whole = f"{title}\n{text}"
    assert [whole[start:end] for start, end in found.spans] == ["江桥貸", "江桥贷"]
    pair = next(hit for hit in found.hits if hit.kind == "K3")
    assert whole[pair.start : pair.end] == "实际控制人李某某已被刑拘"
    assert pair.word == "实际控制人…被刑拘"
    assert "李某某" not in found.model_dump_json()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(["江桥贷", "河滨投", "跑路", "没有", "实控人", "被抓", "辟谣", "、", "，", "。", "\n", "0"])
    )
)
@example(["江桥贷"] * 40)
def test_any_mixture_reads_alike_twice_with_offsets_inside(pieces: list[str]) -> None:
    """Deterministic, and every offset lies in the text."""
    text = "".join(pieces)
    first = READER.read("江桥贷", text)
    assert first == READER.read("江桥贷", text)
    length = len("江桥贷\n" + text)
    for found in first.institutions:
        assert all(0 <= start < end <= length for start, end in found.spans)
        assert all(0 <= hit.start < hit.end <= length for hit in found.hits)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=200), st.text(alphabet=st.characters(), max_size=20))
@example("\ud800江桥贷跑路\x00", "\udfff")
@example("", "")
def test_no_text_makes_the_reader_raise(text: str, title: str) -> None:
    """Broken halves of characters, zeros, nothing at all."""
    READER.read(title, text)


@pytest.mark.parametrize(
    "piece", ["江桥贷、", "逾期", "实控人", "江桥贷跑路。", "没有", "不实", "河滨投失联辟谣，", "\n"]
)
def test_a_monstrous_text_is_read_to_its_limit_in_seconds(piece: str) -> None:
    """A line of megabytes costs no more than its first hundred thousand characters."""
    started = time.monotonic()
    READER.read("", piece * (2 * READ_AT_MOST // len(piece)))
    assert time.monotonic() - started < 20


def test_a_plan_without_a_lexicon_reads_names_only() -> None:
    """A plan kept before plans had a lexicon; the version says by what a text was read."""
    reader: Reader = LexiconReader(NAMES, NO_LEXICON)
    assert [found.institution for found in reader.read("", "江桥贷跑路").institutions] == ["jqd"]
    assert LEXICON.version in READER.version
