"""Short forms of full company names, and which names are too general to point at anybody. Pure."""

import re
from collections.abc import Iterator

LEGAL_FORMS = ("股份有限公司", "有限责任公司", "有限公司", "集团公司", "总公司", "公司", "有限合伙", "合伙企业")
BUSINESSES = (
    "网络借贷信息中介服务", "网络借贷信息中介", "网络借贷信息服务", "网络借贷信息咨询", "网络借贷中介", "网络借贷",
    "互联网金融信息服务", "互联网金融服务", "互联网金融", "互联网信息服务", "互联网信息技术", "互联网科技", "互联网",
    "金融信息服务", "金融信息技术", "金融信息咨询", "金融信息", "金融服务外包", "金融服务", "金融科技", "金融技术",
    "信息中介服务", "信息中介", "信息技术服务", "信息服务", "信息咨询服务", "信息咨询", "信息技术", "信息科技",
    "网络科技", "网络技术", "网络信息技术", "网络信息", "网络", "电子商务", "商务咨询", "商务服务", "商务顾问",
    "投资管理咨询", "投资管理", "投资咨询", "投资顾问", "资产管理", "财富管理", "资本管理", "财富投资管理",
    "企业管理咨询", "企业管理", "融资租赁", "数字科技", "数据科技", "数据服务", "技术服务", "软件科技", "科技发展",
    "科技", "技术", "控股",
)  # fmt: skip
_GENERIC_NAMES = """
金融 贷款 理财 财富 投资 平台 网贷 互金 资本 信贷 小贷 保险 银行 基金 集团 公司 股份 控股 支付 钱包
借款 借贷 众筹 信托 证券 担保 典当 租赁 科技 信用 车贷 房贷 消费 普惠 普惠金融 消费金融 互联网金融
供应链金融 金融科技 汽车金融 农村金融 科技金融 现金贷 消费贷 信用贷 小额贷款 网络借贷 网络贷款
个人贷款 信用贷款 抵押贷款 理财平台 网贷平台 投资平台 贷款平台 金融平台 互金平台 借贷平台 p2p
p2p平台 p2p网贷 p2p理财 app 网站 在线 网络 互联网 公众号 微信 债权 债券 资产 资产管理 投资理财
理财产品 互联网理财 人人 大家 中国 全国 贷 金服 创投 财经 新闻 客服 用户 会员 投资人 出借人 借款人
中国金融 中国投资 中国贷款 房产 汽车 信息 服务 管理 技术 电商 安全 第一 易贷 快贷 好贷 借钱 投融资
资金 存管 银行存管 活期 定期 余额 收益 数据 资讯 论坛 微博 头条
点赞 老百姓 返利 资金链 红包 理财师 投资者 现货平台 微交易 项目资金 手机银行 网银 小微 三农 创业 财富管理
"""
GENERIC = frozenset(_GENERIC_NAMES.split())  # a name made of one of these alone points at nobody
# Beside one of these a name of two characters is meant as a name.
_CONTEXT_WORDS = """
平台 p2p 网贷 贷 理财 app 公司 金融 财富 集团 出借 投资 借款 逾期 兑付
提现 实控人 股东 法人 董事 旗下 官网 公告 老板 证券 股份 银行 保险 债券 股价
"""
CONTEXT = tuple(_CONTEXT_WORDS.split())
PLACE = re.compile(
    r"^(北京|上海|天津|重庆|广东|深圳|广州|浙江|杭州|江苏|南京|苏州|山东|济南|青岛|湖北|武汉|湖南|长沙|四川|成都|福建|厦门|福州|安徽|合肥|"
    r"河南|郑州|河北|石家庄|江西|南昌|陕西|西安|辽宁|沈阳|大连|吉林|长春|黑龙江|哈尔滨|云南|昆明|贵州|贵阳|广西|南宁|海南|海口|山西|太原|"
    r"内蒙古|新疆|西藏|宁夏|甘肃|兰州|青海|宁波|温州|无锡|东莞|佛山|珠海|中山|惠州|嘉兴|绍兴|金华|台州|中国)(省|市|自治区)?"
)
# What may stand right before a name of one character and a word of the trade: 综合金融 does not name 合金融.
BEFORE_A_NAME = frozenset("的在与和及对是由从被将把向于为如投了说给跟同台司下网称据家、，。")
MINIMUM = 3  # characters of a derived form; shorter ones name too many things
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]")


def short_forms(name: str) -> Iterator[str]:
    """Forms under which a full company name is used: without its legal form, business, brackets and place.

    Takes a folded name; gives nothing for a name without a legal form, and nothing shorter than three characters.
    """
    bare = _BRACKETS.sub("", name)
    core = _without_ending(bare, LEGAL_FORMS)
    if core == bare:
        return
    forms = [bare, core]
    trade = _without_ending(core, BUSINESSES)
    forms.append(trade)
    forms += [PLACE.sub("", form) for form in (bare, core, trade)]
    for form in dict.fromkeys(forms):
        if form != name and len(form) >= MINIMUM and not is_generic(form) and not PLACE.fullmatch(form):
            yield form


def may_straddle(name: str) -> bool:
    """Whether a folded name is one character and a word of the trade, which other words also make: 资金投资."""
    return len(name) >= MINIMUM and not name[0].isascii() and name[1:] in GENERIC


def is_generic(name: str) -> bool:
    """Whether a folded name is a word of the trade, or too short to be a name."""
    return len(name) < 2 or name.isdigit() or name in GENERIC  # noqa: PLR2004


def _without_ending(name: str, endings: tuple[str, ...]) -> str:
    for ending in sorted(endings, key=len, reverse=True):
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name
