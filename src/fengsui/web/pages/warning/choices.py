"""What the forms of the warning room let an officer choose from, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.web.routes import Words

Choices = tuple[tuple[str, Words], ...]

FINDINGS: Choices = (
    ("true", gettext_lazy("属实")),
    ("partly", gettext_lazy("部分属实")),
    ("false", gettext_lazy("不实")),
    ("unclear", gettext_lazy("无法核实")),
)
OUTCOMES: Choices = (
    ("unfounded", gettext_lazy("不属实")),
    ("resolved", gettext_lazy("已化解")),
    ("became_event", gettext_lazy("转为事件")),
    ("joined", gettext_lazy("并入另一张预警单")),
)
SIGNAL_KINDS: Choices = (("K1", gettext_lazy("传闻（K1）")), ("K2", gettext_lazy("媒体负面报道（K2）")))
RESPONSES: Choices = (
    ("none", gettext_lazy("不需回应")),
    ("answer", gettext_lazy("答复询问人")),
    ("publish", gettext_lazy("已公开回应")),
)
TRENDS: Choices = (
    ("worsening", gettext_lazy("加重")),
    ("steady", gettext_lazy("平稳")),
    ("easing", gettext_lazy("缓和")),
    ("unclear", gettext_lazy("看不清")),
)
MET: Choices = (("yes", gettext_lazy("符合")), ("no", gettext_lazy("不符合")), ("unknown", gettext_lazy("不清楚")))
CHECKS: Choices = (
    ("premises", gettext_lazy("到经营场所")),
    ("telephone", gettext_lazy("打电话")),
    ("site", gettext_lazy("看网站、APP")),
    ("custody", gettext_lazy("问存管银行")),
)
MEASURES: Choices = (
    ("talk", gettext_lazy("约谈")),
    ("warning", gettext_lazy("警示")),
    ("correction", gettext_lazy("责令整改")),
    ("deadline", gettext_lazy("限期整改")),
)
RESULTS: Choices = (
    ("open", gettext_lazy("有答复，还没整改完")),
    ("rectified", gettext_lazy("整改完成")),
    ("not_rectified", gettext_lazy("逾期没有整改")),
)
KEY_DECISIONS: Choices = (("keep", gettext_lazy("继续列入")), ("remove", gettext_lazy("移出名单")))
CHANNELS = ("电话", "当面", "巡查", "网站和APP", "存管银行", "会议", "其他")
SHEET_STATUSES: Mapping[str, tuple[Words, str]] = {
    "suspected": (gettext_lazy("疑似爆雷，等签字"), "proposed"),
    "verified": (gettext_lazy("爆雷已核实"), "signed"),
    "rejected": (gettext_lazy("不成立"), ""),
    "not_met": (gettext_lazy("五条都不符合"), "done"),
}


def words_of(choices: Choices, value: str) -> Words:
    """The words of a choice; the value itself for one that nobody knows."""
    return dict(choices).get(value, value)
