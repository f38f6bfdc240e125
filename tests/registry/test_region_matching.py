"""Free text to region: what people and portals write for a place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengsui.registry.region_matching import built_in_matcher
from fengsui.registry.regions import built_in_regions

MATCHER = built_in_matcher()
TABLE = built_in_regions()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("云汀|南浦", "990200"),
        ("云汀省南浦市", "990200"),
        ("云汀 / 南浦 / 浦湾", "990203"),
        ("云汀省南浦市浦湾区示例路 1 号", "990203"),
        ("南浦市浦湾区", "990203"),
        ("990203", "990203"),
        ("９９０２０３", "990203"),
        ("990200 南浦市", "990200"),
        ("岚湾省", "980000"),
        ("上海|浦东", "310115"),
        ("浙江|杭州", "330100"),
        ("广东|深圳", "440300"),
        ("浙江省杭州市\u3000", "330100"),
        ("广西壮族自治区柳州市", "450200"),
        ("广西柳州", "450200"),
        ("北京市 北京市", "110000"),
        ("北京市市辖区东城区", "110101"),
        ("香港香港", "810000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("吉林省吉林市", "220200"),
        ("吉林|吉林", "220200"),
        ("天津|河北", "120105"),
        ("河北区", "120105"),
        ("海南", "460000"),
        ("海南藏族自治州", "632500"),
        ("黔西南州", "522300"),
        ("河南省直辖县级行政区划济源市", "419001"),
        ("中国浙江杭州", "330100"),
        ("全国", "100000"),
    ],
)
def test_clear_texts_are_exact(text: str, code: str) -> None:
    """Full and short names, with or without separators, and codes lead to the unit without a remark."""
    match = MATCHER.match(text)
    assert (match.code, match.confidence, match.problem) == (code, "exact", None)


@pytest.mark.parametrize(
    ("text", "code", "remark"),
    [
        ("上海市崇明县", "310151", "崇明区"),
        ("贵州省铜仁地区", "520600", "铜仁市"),
        ("湖北|襄樊", "420600", "现名襄阳市"),
        ("天津|蓟县", "120119", "蓟州区"),
        ("522200", "520600", "铜仁市"),
    ],
)
def test_former_names_lead_to_the_unit_of_today(text: str, code: str, remark: str) -> None:
    """A renamed unit is found by its former name or code, and the remark tells the present one."""
    match = MATCHER.match(text)
    assert (match.code, match.confidence) == (code, "successor")
    assert match.problem is not None
    assert remark in match.problem


@pytest.mark.parametrize(
    ("text", "code", "remark"),
    [
        ("上海市闸北区", "310000", "闸北区已撤销"),
        ("310108", "310000", "闸北区已撤销"),
        ("云汀省其他", "990000", "未写明市、县"),
        ("云汀省某某市", "990000", "“某某市”未能识别"),
        ("云汀省南浦市某区", "990200", "“某区”未能识别"),
        ("香港特别行政区湾仔区", "810000", "湾仔区"),
        ("河北|桥西", "130000", "石家庄市桥西区"),
    ],
)
def test_what_is_recognised_in_part_gives_the_upper_unit(text: str, code: str, remark: str) -> None:
    """Merged, missing or ambiguous lower parts give the unit above, and the remark says what to write."""
    match = MATCHER.match(text)
    assert (match.code, match.confidence) == (code, "partial")
    assert match.problem is not None
    assert remark in match.problem


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("", "未填写"),
        ("|", "未填写"),
        ("其他其他", "不是已知"),
        ("朝阳", "请写明省份"),
        ("朝阳区", "请写明省份"),
        ("某某路 8 号", "不是已知"),
        ("330199", "不在 GB/T 2260 表内"),
        ("1234567", "不是已知"),
        ("东方红大街", "不是已知"),
    ],
)
def test_ambiguous_or_unknown_texts_are_never_guessed(text: str, remark: str) -> None:
    """No code is better than another province's code."""
    match = MATCHER.match(text)
    assert (match.code, match.confidence) == (None, "none")
    assert match.problem is not None
    assert remark in match.problem


def test_every_unit_in_force_is_found_by_its_full_name() -> None:
    """The full name of any unit leads back to its code."""
    wrong = [
        (name, match.code)
        for region in TABLE.spells()
        if region.current
        for name in [TABLE.full_name(region.code)]
        for match in [MATCHER.match(name)]
        if match.code != region.code
    ]
    assert wrong == []


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    """Nothing written into the field stops an import; a code given is a code of the table in force."""
    match = MATCHER.match(text)
    assert (match.code is None) is (match.confidence == "none")
    assert (match.problem is None) is (match.confidence == "exact")
    if match.code is not None:
        region = TABLE.get(match.code)
        assert region is not None
        assert region.current


@given(
    st.lists(st.sampled_from(["云汀", "市", "南浦", "浦湾", "区", "|", "上海", "河北", "省", "其他", "县"]), max_size=8)
)
def test_any_mixture_of_names_ends(parts: list[str]) -> None:
    """Names repeated and mixed in any order come to an end with an answer."""
    assert MATCHER.match("".join(parts)).confidence in {"exact", "successor", "partial", "none"}
