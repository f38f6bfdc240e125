"""Invented texts about the invented platforms: press, public posts, regulator, hotline. No real firm, person or number.

A template names its platform ``{p}``, its place ``{r}``, and a number ``{n}`` that keeps two texts apart.
"""

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fengsui.clock.calendar import BEIJING
from fengsui.registry.table_writing import write_csv

Template = tuple[str, str]
"""Title and text; the title may be empty."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it is handed in. ``address``: an invented public address."""

    title: str
    text: str
    published_at: datetime
    address: str = ""


PRESS_CALM: Final[Sequence[Template]] = (
    ("{p}公布{n}月运营报告", "{p}近日公布{n}月运营报告，借贷余额和出借人数保持平稳，存管银行对账无差异。"),
    ("{p}完成信息系统年度测评", "{r}网贷机构{p}完成信息系统年度测评，测评机构给出{n}分，报告已按规定报送。"),
    ("{r}召开网贷机构座谈会", "{r}金融管理部门召集{n}家网贷机构座谈，{p}介绍了信息披露的做法。"),
    ("{p}调整标的期限", "{p}公告从下周起调整部分标的期限，每周发布{n}期，不影响已出借项目。"),
)
PRESS_STATISTICS: Final[Sequence[Template]] = (
    (
        "云汀省网贷行业第{n}周数据快报",
        "数据统计显示，本周全省网贷机构成交额环比持平，借贷余额增速放缓，出借{n}千人次。",
    ),
    ("第{n}期网贷行业数据报告发布", "数据报告称，全省在营机构四十家，平均期限九个月，行业平均利率与上月持平。"),
)
PRESS_EDUCATION: Final[Sequence[Template]] = (
    ("如何识别高息陷阱（之{n}）", "风险教育：遇到承诺保本高息、拉人头返利的项目要提高警惕，防范非法集资，谨防上当。"),
    ("出借人须知（第{n}讲）", "一起来了解网贷信息披露：首先看存管银行，其次看逾期数据。投资人应根据自身情况谨慎选择。"),
)
PRESS_BAD: Final[Sequence[Template]] = (
    ("{p}因未按时披露信息被约谈", "{r}金融管理部门因{p}未按时披露{n}月经营信息，对其约谈，要求限期整改。"),
    ("{p}控股股东所持股权被轮候冻结", "工商登记信息显示，{p}控股股东所持股权被轮候冻结，涉及金额{n}百万元。"),
    ("{p}一家借款企业出现逾期", "{p}的合作借款企业经营困难，{n}个标的借款人失联，担保公司拒绝代偿，平台称正在追偿。"),
    ("{p}合作保险公司迟迟未赔付", "{p}的{n}个逾期标的已投保履约保证保险，保险公司以资料不全为由一直未赔付。"),
    ("{p}前总经理被限制高消费", "法院公告显示，{p}前任总经理因借款合同纠纷被限制高消费，涉及案号第{n}号。"),
)
POST_ADVERTISING: Final[Sequence[Template]] = (
    ("", "{p}新手福利来了，注册送{n}元红包，收益稳定，值得信赖，点击领取。"),
    ("", "推荐{p}，老平台，安全可靠，小额分散，本月加息，返现{n}元，立即注册。"),
)
POST_QUESTION: Final[Sequence[Template]] = (
    ("", "请问{p}怎么样，靠谱吗？想放{n}万试试，有人知道吗？"),
    ("", "{p}的标的要排{n}天才能满，正常吗？请问大家怎么看。"),
)
POST_CALM: Final[Sequence[Template]] = (
    ("", "{p}第{n}期的标今天到期，本息准时到账，客服态度也好。"),
    ("", "在{p}投了{n}个月，每月按时回款，打算继续。"),
)
POST_BAD: Final[Sequence[Template]] = (
    ("", "{p}提现要等{n}天，客服电话无人接听，已经投诉。"),
    ("", "网传{p}资金链紧张，不知真假，群里{n}个人在问。"),
    ("", "{p}拉人头返利的小组长说年化{n}个点，这不就是虚假宣传吗，大家谨慎。"),
    ("", "听说{p}要裁员{n}人，公司是不是出现问题了？"),
)
REGULATOR: Final[Sequence[Template]] = (
    ("网贷机构非现场监测情况（第{n}期）", "本期监测在营机构四十家，数据报送及时率百分之九十八，未发现重大异常。"),
    ("关于{p}整改情况的通报", "{p}已完成第{n}项问题整改，信息披露补报到位，经复查符合要求。"),
    ("行政核查进展通报（第{n}期）", "{r}完成本轮行政核查，{p}自查材料齐全，核查组提出的建议已采纳。"),
)
HOTLINE: Final[Sequence[Template]] = (
    ("来电摘要", "出借人来电反映{p}提现延迟{n}天，要求协调。已转平台客服答复。"),
    ("来电摘要", "群众咨询{p}是否在名册内，已告知查询方式，第{n}号来电。"),
    ("来电摘要", "出借人来电询问{p}退出方案的时间表，已登记第{n}号。"),
    ("来电摘要", "来电反映{p}催收人员言语不当，骚扰家人{n}次，已转核查。"),
)
DENIAL: Final[Sequence[Template]] = (
    (
        "{p}发布声明：网上传言不属实",
        "针对网上关于平台停止兑付的传言，{p}郑重声明：相关传言不属实，系谣言，业务正常。第{n}号声明。",
    ),
    ("{p}澄清停业传闻", "{p}发布公告澄清，所谓停业清盘纯属虚构，{n}月以来发标和兑付正常。"),
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A platform that texts may speak of, and its place."""

    platform: str
    place: str


class Composer:
    """Composes texts without end, the same ones every time. ``subjects``: calm platforms that noise speaks of."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._chance = random.Random("texts")  # noqa: S311 (invented words, the same every time)
        self._number = 2

    def some(self, templates: Sequence[Template], count: int, until: datetime, days: int = 7) -> list[Text]:
        """``count`` texts of these templates about any platforms, published within ``days`` before ``until``."""
        return [
            self.about(
                self._chance.choice(self._subjects),
                self._chance.choice(templates),
                until - timedelta(minutes=self._chance.randint(20, days * 1440)),
            )
            for _ in range(count)
        ]

    def about(self, subject: Subject, template: Template, published_at: datetime) -> Text:
        """One text of this template about this platform."""
        self._number += 1
        fill = {"p": subject.platform, "r": subject.place, "n": self._number % 27 + 2}
        title, text = (part.format(**fill) for part in template)
        return Text(title, text, published_at, f"https://xinxi.yanshi.example/{self._number:04d}")


def press_of_week(by: Composer, week: int, until: datetime) -> list[Text]:
    """A week of press: statistics, teaching, business as usual, now and then something bad."""
    teaching = by.some(PRESS_EDUCATION if week % 2 else PRESS_STATISTICS, 1, until)
    return _ordered([*teaching, *by.some(PRESS_CALM, 3, until), *by.some(PRESS_BAD, 1 if week % 3 else 2, until)])


def posts_of_week(by: Composer, week: int, until: datetime) -> list[Text]:
    """A week of public posts: advertising, questions, contentment, complaints."""
    texts = [
        *by.some(POST_ADVERTISING, 2, until),
        *by.some(POST_QUESTION, 2, until),
        *by.some(POST_CALM, 2, until),
        *by.some(POST_BAD, 1 + week % 2, until),
    ]
    return _ordered([*texts, *by.some(DENIAL, 1, until)] if week % 4 == 1 else texts)


def office_of_fortnight(by: Composer, until: datetime) -> tuple[list[Text], list[Text]]:
    """Two weeks of the regulator's notices and of the hotline's summaries."""
    return _ordered(by.some(REGULATOR, 4, until, days=14)), _ordered(by.some(HOTLINE, 6, until, days=14))


def _ordered(texts: Iterable[Text]) -> list[Text]:
    return sorted(texts, key=lambda text: text.published_at)


def as_table(texts: Iterable[Text]) -> bytes:
    """A CSV as an office hands it in."""
    rows = [(text.title, text.text, _moment(text.published_at), text.address) for text in texts]
    return write_csv(("标题", "正文", "发布时间", "链接"), rows)


def as_lines(texts: Iterable[Text]) -> bytes:
    """JSON lines as a monitoring service hands them in."""
    rows = (
        {"title": text.title, "content": text.text, "published_at": _moment(text.published_at), "url": text.address}
        for text in texts
    )
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
