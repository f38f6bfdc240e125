"""Which columns of a table of texts are read, and which are dropped at the door. Pure.

Guard-rail N2: signals are keyed by institution. Who wrote, posted or phoned is never taken in, and neither is a column
whose meaning nobody knows: it may name a person.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

TextColumn = Literal["title", "text", "published_at", "address", "number"]

_HEADINGS: Final[Mapping[TextColumn, tuple[str, ...]]] = {
    "title": ("标题", "题目", "title", "headline", "subject"),
    "text": ("正文", "内容", "全文", "文本", "摘要", "text", "content", "body", "summary", "description"),
    "published_at": (
        "发布时间", "发布日期", "时间", "日期", "发表时间",
        "date", "time", "datetime", "published", "publishedat", "publishtime", "publishdate", "pubdate", "updated",
    ),
    "address": ("链接", "网址", "地址", "来源链接", "原文链接", "url", "link", "address", "href"),
    "number": ("编号", "序号", "id", "no", "number", "guid"),
}  # fmt: skip
"""What a column may be called. A text's own number is known, so that nobody is told it was lost, and not kept."""
_LONGEST_HEADING: Final = 200
_PERSON: Final = re.compile(
    r"作者|记者|编辑|发布者|发布人|发帖|发表人|博主|楼主|用户|会员|昵称|账号|帐号|账户|姓名|名字|联系|手机|电话|邮箱|微信|微博号"
    r"|抖音号|qq|头像|身份证|证件|性别|年龄|粉丝|评论|回复人|投诉人|举报人|信访人|出借人|住址|定位|设备"
    r"|author|writer|reporter|editor|poster|user|uid|uin|nick|account|screenname|name|phone|mobile|tel|mail|wechat|avatar"
    r"|gender|sex|^age$|follow|fans|comment|device|location|geo|creator|contributor|owner|member|passport|idcard|openid"
    r"|^ip$|ipaddr|ip地址|ip属地|(?:user|client|post|login)ip|^un$",
)
"""Headings that name people; only words for the notice: whatever else is unknown is dropped as well."""


def folded(heading: str) -> str:
    """A heading as it is compared: half-width, lower case, without spaces, marks and brackets.

    Of a very long one only the beginning: it is no heading, and nobody should wait for it.
    """
    plain = unicodedata.normalize("NFKC", heading[:_LONGEST_HEADING]).lower()
    return re.sub(r"\([^()]*\)|[\s_\-*:.·/\ufeff]", "", plain)


def column_of(heading: str) -> TextColumn | None:
    """Which column a heading names; None for one that is dropped."""
    name = folded(heading)
    return next((column for column, names in _HEADINGS.items() if name in names), None)


def names_person(heading: str) -> bool:
    """Whether a heading sounds like a person's column."""
    return _PERSON.search(folded(heading)) is not None


def chosen(headings: Sequence[str]) -> dict[TextColumn, int]:
    """Place of each column that is read. Of two that mean the same the first is read, 正文 before 摘要."""
    places: dict[TextColumn, int] = {}
    for column, names in _HEADINGS.items():
        found = [
            (names.index(folded(heading)), place) for place, heading in enumerate(headings) if folded(heading) in names
        ]
        if found:
            places[column] = min(found)[1]
    return places
