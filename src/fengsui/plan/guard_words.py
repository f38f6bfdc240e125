"""Words by which a plan would ask for what is never built (N1 to N12), and what serves the same end lawfully.

A reviewed list; how it is read (variants, negation) stands in `guard_reading`. No list finds every wording; behind it
stand the shapes of the plan, and the program, which has no means of doing any of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fengsui.plan.guard_reading import FEW, after, before, clause_around, forbids, sentences, turned_down

LENDERS = (
    r"(?:出借人|投资人|投资者|集资参与人|集资人员|债权人|申报人|投诉人"
    r"|(?:上访|信访|来访|维权)(?:人|群众|者))"
)
"""People who lent, complain or ask, as plans call them."""
WRITERS = r"(?:发帖人|发帖者|发布者|发布人|评论者|网民|博主|群成员|群主|举报人|信访人|上访人)"
"""People who write and tell."""
_WORDS_OF_OTHERS = (
    r"(?:帖|贴文|文章|评论|言论|发言|留言|负面|舆情|视频|稿件|报道|链接|话题|热搜|谣言|传闻|讨论|爆料|推文|差评"
    r"|不实信息)"
)
_FIND_OUT = r"(?:查明|查找|追查|查清|锁定|识别|摸清|记录|收集|人肉|落地|实名|排查|掌握)"
_CLAIMS_DATA = r"(?:申报|登记|债权|诉求|出借人)(?:信息|数据|资料|材料)"
_REMOVE = r"(?:删[除掉去]?|屏蔽|封堵|封锁|封禁|撤下|下架|下线|降权|限流|沉底|压制|清除|清理|移除|隐藏|遮蔽|过滤)"
_WHERE = r"(?:行踪|轨迹|位置|定位|(?<!资金)(?<!款项)去向|动向|下落|活动规律|行程|出行|住宿|车票|机票|车牌)"
_RANKED = r"(?:评分|打分|评级|画像|排名|打标签|贴标签|情绪(?:分析|指数|评估|值)|风险等级|倾向|信用分)"
_MOOD = r"(?:情绪|闹访|缠访|上访|维权|倾向|活跃|言论|影响力|稳定风险|风险程度)"
_SORTED = r"(?:排序|排名|排队|分级|分类|评分|打分|评级|分等)"
_OF_EACH = r"(?:名单|名册|姓名|金额|清单|明细|债权|身份证)"
_ACTS = r"(?:定级|升级|降级|冻结|查封|移送|发布|发出|报送|上报|签发|启动|终止|关停)"
_WITHOUT = r"(?:无需|无须|毋须|毋需|不需|不须|免于|免予|免去|省去|不经|不用|不必)"
_NAMED_BY = r"(?:公布|公开|公示|发布|张榜|曝光|张贴|刊登|刊载|登出|贴出|挂出|晒出|上墙|通报)"
_OPENLY = r"(?:网站|网上|网页|公众号|公告栏|公示栏|橱窗|门口|大厅|媒体|微信群|群里|社区|现场|对外|向社会)"
_LAST_WORD = 2
_NOTHING = r"(?!)"
_EXPLAINED = r"(?:写明|说明|注明|载明|记明|记录)(?:了)?(?:具体)?(?:理由|原因)"


@dataclass(frozen=True)
class Forbidden:
    """One thing never built: its number in section 5, how it is worded, and what to write instead.

    `turned`: wordings that name whom or what first, so that a ban may stand within them. `unless`: words in the same
    clause with which it is lawful; `unless_in_sentence`: in the same sentence. `english`: how it is asked for in
    English.
    """

    number: str
    what: str
    wording: re.Pattern[str]
    instead: str
    turned: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    unless_in_sentence: re.Pattern[str] | None = None
    english: re.Pattern[str] | None = None


def _forbidden(
    number: str,
    what: str,
    wordings: tuple[str, ...],
    instead: str,
    *,
    turned: tuple[str, ...] = (),
    unless: str = "",
    unless_in_sentence: str = "",
    english: str = "",
) -> Forbidden:
    return Forbidden(
        number,
        what,
        re.compile("|".join(wordings) or _NOTHING),
        instead,
        re.compile("|".join(turned)) if turned else None,
        re.compile(unless) if unless else None,
        re.compile(unless_in_sentence) if unless_in_sentence else None,
        re.compile(english) if english else None,
    )


FORBIDDEN: tuple[Forbidden, ...] = (
    _forbidden(
        "N1",
        "要求删除、屏蔽、降权他人言论，或者组织评论队伍",
        (
            rf"{_REMOVE}{FEW}(?:{_WORDS_OF_OTHERS}|信息|内容|要求|关键词)",
            rf"(?:向平台|网站|群主|自媒体|运营商){FEW}(?:处置|处理|整治){FEW}{_WORDS_OF_OTHERS}",
            r"净化评论|删帖|删稿|撤稿|封号|禁言|控评|水军|网评员|评论员|引导跟帖|跟帖引导|刷评|敏感词|关键词过滤|压热搜|降热度",
        ),
        "核实传闻，用证据公开澄清，属实的如实说明（谣言核实单）",
        turned=(rf"{_WORDS_OF_OTHERS}{FEW}(?:{_REMOVE}|处理干净|清零)",),
        unless=rf"^(?!.*{_WORDS_OF_OTHERS}).*个人(?:信息|资料)",
        english=r"(?:delete|remove|block|hide|takedown|suppress|censor)[a-z]{0,20}(?:posts?|comments?|articles?|topics?|threads)",
    ),
    _forbidden(
        "N2",
        "查找、记录发布者、评论者、信访人是谁",
        (rf"{_FIND_OUT}{FEW}(?:发帖人|发帖者|发布者|发布人|评论者|网民身份|群成员|群主|举报人|信访人身份|上访人身份)",),
        "信号只按机构记：机构、渠道类型、网址和时间",
        turned=(rf"{WRITERS}{FEW}(?:画像|身份|名单|实名|住址|手机号)",),
        english=r"(?:identify|unmask|trace)[a-z]{0,20}(?:posters?|writers?|authors?|commenters?|petitioners?)",
    ),
    _forbidden(
        "N3",
        "对出借人、信访人列名单、拦截、约谈、掌握行踪",
        (
            r"重点人员?(?:名单|台账|管控|稳控|库)",
            rf"(?:重点|带头|骨干|挑头|活跃|闹事|缠访|闹访)(?:的)?{LENDERS}(?!提出|反映|关心|关注)",
            rf"(?:跟随|尾随|盯住|盯紧|盯守){FEW}{LENDERS}",
            rf"(?:摸排|排查|摸清|掌握){FEW}{LENDERS}{FEW}(?:住址|单位|家庭|亲属)",
            rf"(?:劝返|拦截|截访|堵截|拦访|接返|遣返|跟踪|监控|稳控|管控){FEW}(?:{LENDERS}|上访|信访|群众)",
            rf"(?:约谈|训诫|传唤|拘留|逮捕|告诫|处罚|惩戒|打击(?!报复)){FEW}(?:{LENDERS}|发帖|博主|群主|网民|家属)",
        ),
        "按地点、按日的人数安排接待力量，让人不必奔波就能办成",
        turned=(
            rf"{LENDERS}{FEW}(?:{_WHERE}|黑名单|稳控|拦截|劝返|管控|盯防|限制出境)",
            rf"{LENDERS}{FEW}(?:重点|情绪){FEW}(?:名单|名册|台账)",
        ),
        english=r"(?:track|follow|intercept|monitor|watch)[a-z]{0,20}(?:lenders?|petitioners?|investors?|complainants?)",
    ),
    _forbidden(
        "N4",
        "接待时采集人脸、指纹，或者咨询也要查身份证件",
        (
            r"人脸识别|刷脸|人证比对|采集(?:人脸|指纹|虹膜)",
            rf"(?:接待|来访|咨询|登记){FEW}(?:人脸|指纹|虹膜|扫描身份证|查验身份证|刷身份证)",
        ),
        "发回执号；只在申报债权时查验身份",
    ),
    _forbidden(
        "N5",
        "给出借人、信访人评分、画像、排名",
        (
            rf"(?:评分|打分|评级|画像|排名|情绪分析|情绪评估|上访倾向){FEW}{LENDERS}",
            rf"{_MOOD}{FEW}{LENDERS}{FEW}{_SORTED}",
        ),
        "按公布的规则排先后（小额、年龄、疾病、残疾），写明理由",
        turned=(rf"{LENDERS}{FEW}{_RANKED}", rf"{LENDERS}{FEW}{_MOOD}{FEW}{_SORTED}"),
        english=r"(?:score|rank|profile)[a-z]{0,20}(?:lenders?|petitioners?|investors?|complainants?)",
    ),
    _forbidden(
        "N6",
        "把债权、诉求数据用于别的目的",
        (),
        "写明用途；只按有案号的请求提供，留痕并受审计",
        turned=(rf"{_CLAIMS_DATA}{FEW}(?:征信|信用|营销|推销|稽查|查税|催收|办案线索|其他用途|商业)",),
    ),
    _forbidden(
        "N7",
        "改掉、删掉已有的报告、记录、定级",
        (
            rf"(?:涂改|篡改|倒签|抹去|删除|改掉|撤换){FEW}(?:报告|记录|日志|底账|台账|定级|声明)",
            r"不留痕",
        ),
        "出更正报，旧的留着，写明改了什么、为什么",
    ),
    _forbidden(
        "N8",
        "不经人签字就定级、冻结、移送、发布",
        (
            rf"自动(?:地|触发|执行|予以)?{_ACTS}",
            rf"(?:系统|程序|软件|机器|算法|模型){FEW}(?:直接|自行){FEW}{_ACTS}",
            r"未经(?:签字|签名|签发|批准|审批|审核)(?:也|即|就|便)?可以?(?!不)",
            rf"{_WITHOUT}{FEW}(?:签字|签名|签发|批准|审批|审核)(?![^。；，]{{0,6}}不)",
        ),
        "系统只提建议，由有权的人签字",
        english=r"automatic(?:ally)?(?:freez|grad|activat|publish|transfer|send)",
    ),
    _forbidden(
        "N9",
        "停表、改时间",
        (rf"(?:暂停|停止|中止|调慢|回拨|修改){FEW}(?:时钟|计时|起算时间|获知时间)",),
        "时钟按事实走；确需暂停的写明理由，上级看得见",
        unless_in_sentence=_EXPLAINED,
    ),
    _forbidden(
        "N9",
        "压下预警，缓报、瞒报",
        (
            rf"(?:缓报|迟报|瞒报|压报|暂不上报|晚报|(?:推迟|延后|暂缓)(?:上报|报告|报送)){FEW}(?:预警|风险|情况|事件|信息)",
        ),
        "先按时限报，没有核实的写明待核",
        turned=(rf"(?:预警|风险|情况|事件){FEW}(?:缓报|瞒报|压报|暂不上报|(?:推迟|延后|暂缓)(?:上报|报告|报送))",),
        unless_in_sentence=rf"的[，,]?(?:应|须|要|应当|必须)?{_EXPLAINED}",
    ),
    _forbidden(
        "N10",
        "标国家秘密，或者收国家秘密内容",
        (r"(?:标注?|密级为|定为|列为|划为|作为)(?:国家秘密|机密|绝密|秘密级)", r"(?:机密|绝密)(?:★|级)|秘密★"),
        "只用 公开、内部；国家秘密走涉密渠道，不进本系统",
    ),
    _forbidden(
        "N11",
        "公布出借人的姓名、金额、名单",
        (
            rf"{_NAMED_BY}{FEW}{LENDERS}(?:的)?{FEW}{_OF_EACH}",
            rf"{_OPENLY}{FEW}(?:列出|列明|列示|展示|登载|推送){FEW}{LENDERS}(?:的)?{FEW}{_OF_EACH}",
            rf"{_NAMED_BY}{FEW}(?:兑付名单|兑付明细|债权清单)",
        ),
        "凭回执号自己查；只公布汇总进度",
        turned=(rf"{LENDERS}(?:的)?{FEW}(?:名单|名册|姓名|清单|明细){FEW}(?:公布|公示|张榜|张贴|刊登|上墙|上网|公开)",),
        english=r"(?:list|publish|post|disclose)[a-z]{0,20}(?:lenders?|investors?|claimants?)(?:by)?names?",
    ),
    _forbidden(
        "N12",
        "由人工智能写出报告里的事实",
        (rf"(?:(?<![a-z])ai|人工智能|大模型){FEW}(?:撰写|生成|编写|补全|填写)",),
        "只从已有事实填写，逐项有来源；不知道的写 待核",
    ),
    _forbidden(
        "finding 2",
        "给研判级别用红橙黄蓝",
        (
            r"[红橙黄蓝]色?(?:预警|警报|警戒|研判|级)",
            r"(?:标|列)(?:为|成|作)?[红橙黄蓝](?:色|$)",
            r"(?:[红橙黄蓝]色?[、,，和及与]?){3,4}(?<![、,，和及与])",
        ),
        "写 一级研判 至 四级研判，标明 内部研判级别，不是法定预警",
        unless=r"只(?:对|用于|适用于)自然灾害",
    ),
)


_IN_ENGLISH = tuple(forbidden for forbidden in FORBIDDEN if forbidden.english is not None)
_ANY_ENGLISH = re.compile("|".join(forbidden.english.pattern for forbidden in _IN_ENGLISH if forbidden.english))


@lru_cache(maxsize=16384)
def forbidden_in(text: str) -> Forbidden | None:
    """What a text asks for that is never built; None where it asks for nothing of the kind, or forbids it."""
    for sentence in sentences(text):
        found = None if sentence.isascii() else next((known for known in FORBIDDEN if _asks(known, sentence)), None)
        if found := found or _asked_in_english(sentence):
            return found
    return None


def _asks(forbidden: Forbidden, sentence: str) -> bool:
    if not (_asked(forbidden, sentence) or _asked_of_somebody(forbidden, sentence)):
        return False
    return forbidden.unless_in_sentence is None or forbidden.unless_in_sentence.search(sentence) is None


def _asked(forbidden: Forbidden, sentence: str) -> bool:
    return any(_stands(forbidden, sentence, hit) for hit in forbidden.wording.finditer(sentence))


def _asked_of_somebody(forbidden: Forbidden, sentence: str) -> bool:
    """As `_asked`, of wordings with room for a ban before their last word: 出借人名单不得公示."""
    if forbidden.turned is None:
        return False
    hits = forbidden.turned.finditer(sentence)
    return any(_stands(forbidden, sentence, hit) and not _bans_within(hit.group()) for hit in hits)


def _asked_in_english(sentence: str) -> Forbidden | None:
    hits = _ANY_ENGLISH.finditer(sentence)
    asked = next((hit.group() for hit in hits if not forbids(before(sentence, hit))), None)
    if asked is None:
        return None
    return next(known for known in _IN_ENGLISH if known.english and known.english.match(asked))


def _bans_within(hit: str) -> bool:
    leading = hit[:-_LAST_WORD]
    return leading.endswith("不") or forbids(leading)


def _stands(forbidden: Forbidden, sentence: str, hit: re.Match[str]) -> bool:
    leading, following = before(sentence, hit), after(sentence, hit)
    if leading.endswith("不"):  # 不删除负面帖文的追究责任 asks for it after all
        return turned_down(following)
    if forbids(leading) or turned_down(following):
        return False
    return forbidden.unless is None or forbidden.unless.search(clause_around(sentence, hit)) is None
