"""Words by which a plan would ask for what is never built (N1 to N12), and what serves the same end lawfully.

A reviewed list, read with an eye on negation: 不提出删除、屏蔽要求 is what the law wants. No list finds every wording;
behind it stand the shapes of the plan, and the program, which has no means of doing any of it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# A short stretch without an end of clause in it; 、 may stand in it.
_FEW = r"[^。；;，,：:！!]{0,8}"
_LENDERS = r"(?:出借人|投资人|集资参与人|债权人|申报人|上访人|信访人|来访人|维权人|投诉人)"
_WRITERS = r"(?:发帖人|发布者|发布人|评论者|网民|群成员|群主|举报人|信访人|上访人)"
_WORDS_OF_OTHERS = r"(?:帖|文章|评论|言论|负面|舆情|视频|稿件|报道|链接|话题|热搜|谣言|传闻)"
_FIND_OUT = r"(?:查明|查找|追查|锁定|识别|摸清|记录|收集|人肉|落地|实名|排查|掌握)"
_CLAIMS_DATA = r"(?:申报|登记|债权|诉求|出借人)(?:信息|数据|资料|材料)"
_REMOVE = r"(?:删除|屏蔽|封堵|撤下|下架|降权|限流|沉底|压制|清除|过滤)"


@dataclass(frozen=True)
class Forbidden:
    """One thing never built: its number in section 5, how it is worded, and what to write instead.

    `unless`: words in the same clause with which it is lawful; `unless_in_sentence`: in the same sentence.
    """

    number: str
    what: str
    wording: re.Pattern[str]
    instead: str
    unless: re.Pattern[str] | None = None
    unless_in_sentence: re.Pattern[str] | None = None


def _forbidden(
    number: str, what: str, wordings: tuple[str, ...], instead: str, *, unless: str = "", unless_in_sentence: str = ""
) -> Forbidden:
    return Forbidden(
        number,
        what,
        re.compile("|".join(wordings)),
        instead,
        re.compile(unless) if unless else None,
        re.compile(unless_in_sentence) if unless_in_sentence else None,
    )


FORBIDDEN: tuple[Forbidden, ...] = (
    _forbidden(
        "N1",
        "要求删除、屏蔽、降权他人言论，或者组织评论队伍",
        (
            rf"{_REMOVE}{_FEW}(?:{_WORDS_OF_OTHERS}|信息|内容|要求|关键词)",
            rf"{_WORDS_OF_OTHERS}{_FEW}{_REMOVE}",
            r"删帖|删稿|撤稿|封号|禁言|控评|水军|网评员|评论员|引导跟帖|跟帖引导|刷评|敏感词|关键词过滤|压热搜|降热度",
        ),
        "核实传闻，用证据公开澄清，属实的如实说明（谣言核实单）",
        unless=r"个人信息|个人资料",
    ),
    _forbidden(
        "N2",
        "查找、记录发布者、评论者、信访人是谁",
        (
            rf"{_FIND_OUT}{_FEW}(?:发帖人|发布者|发布人|评论者|网民身份|群成员|群主|举报人|信访人身份|上访人身份)",
            rf"{_WRITERS}{_FEW}(?:画像|身份|名单|实名|住址|手机号)",
        ),
        "信号只按机构记：机构、渠道类型、网址和时间",
    ),
    _forbidden(
        "N3",
        "对出借人、信访人列名单、拦截、掌握行踪",
        (
            r"重点人员?(?:名单|台账|管控|稳控|库)",
            rf"(?:劝返|拦截|截访|堵截|拦访|接返|遣返|跟踪|监控|稳控|管控){_FEW}(?:{_LENDERS}|上访|信访|群众)",
            rf"{_LENDERS}{_FEW}(?:行踪|轨迹|位置|定位|行程|出行|住宿|车票|机票|黑名单|稳控|拦截|劝返|管控|盯防|限制出境)",
        ),
        "按地点、按日的人数安排接待力量，让人不必奔波就能办成",
    ),
    _forbidden(
        "N4",
        "接待时采集人脸、指纹，或者咨询也要查身份证件",
        (
            r"人脸识别|刷脸|人证比对|采集(?:人脸|指纹|虹膜)",
            rf"(?:接待|来访|咨询|登记){_FEW}(?:人脸|指纹|虹膜|扫描身份证|查验身份证|刷身份证)",
        ),
        "发回执号；只在申报债权时查验身份",
    ),
    _forbidden(
        "N5",
        "给出借人、信访人评分、画像",
        (
            rf"{_LENDERS}{_FEW}(?:评分|打分|评级|画像|情绪(?:分析|指数|评估|值)|风险等级|倾向|信用分)",
            rf"(?:评分|打分|评级|画像|情绪分析|情绪评估|上访倾向){_FEW}{_LENDERS}",
        ),
        "按公布的规则排先后（小额、年龄、疾病、残疾），写明理由",
    ),
    _forbidden(
        "N6",
        "把债权、诉求数据用于别的目的",
        (rf"{_CLAIMS_DATA}{_FEW}(?:征信|信用|营销|推销|稽查|查税|催收|办案线索|其他用途|商业)",),
        "写明用途；只按有案号的请求提供，留痕并受审计",
    ),
    _forbidden(
        "N7",
        "改掉、删掉已有的报告、记录、定级",
        (rf"(?:涂改|篡改|倒签|抹去|删除|改掉|撤换){_FEW}(?:报告|记录|日志|底账|台账|定级|声明)", r"不留痕"),
        "出更正报，旧的留着，写明改了什么、为什么",
    ),
    _forbidden(
        "N8",
        "不经人签字就定级、冻结、移送、发布",
        (
            r"自动(?:定级|升级|降级|冻结|查封|移送|发布|发出|报送|上报|签发|启动|终止|关停)",
            rf"(?:无需|免于|不经|不用|不必){_FEW}(?:签字|签发|批准|审批|审核)(?![^。；，]{{0,6}}不)",
        ),
        "系统只提建议，由有权的人签字",
    ),
    _forbidden(
        "N9",
        "停表、改时间，或者压下预警",
        (
            rf"(?:暂停|停止|中止|调慢|回拨|修改){_FEW}(?:时钟|计时|起算时间|获知时间)",
            rf"(?:缓报|迟报|瞒报|压报|暂不上报|晚报){_FEW}(?:预警|风险|情况|事件|信息)",
            rf"(?:预警|风险|情况|事件){_FEW}(?:缓报|瞒报|压报|暂不上报)",
        ),
        "时钟按事实走；确需暂停的写明理由，上级看得见",
        unless_in_sentence=r"理由|原因",
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
            rf"(?:公布|公开|公示|发布|张榜|曝光){_FEW}{_LENDERS}(?:的)?{_FEW}(?:名单|姓名|金额|清单|明细|债权)",
            rf"(?:公布|公开|公示|发布|张榜){_FEW}(?:兑付名单|兑付明细|债权清单)",
        ),
        "凭回执号自己查；只公布汇总进度",
    ),
    _forbidden(
        "N12",
        "由人工智能写出报告里的事实",
        (rf"(?:AI|人工智能|大模型){_FEW}(?:撰写|生成|编写|补全|填写)",),
        "只从已有事实填写，逐项有来源；不知道的写 待核",
    ),
    _forbidden(
        "finding 2",
        "给研判级别用红橙黄蓝",
        (r"[红橙黄蓝]色?(?:预警|警报|级)|红橙黄蓝",),
        "写 一级研判 至 四级研判，标明 内部研判级别，不是法定预警",
    ),
)

_DOUBLE_NEGATIVE = re.compile(r"不得不|不能不|不可不|无不|莫不")
# 不 with a verb forbids; 不实、不良、不当 only describe what is to be removed. A 的 between ends what 不 speaks of.
_NOT_BEFORE = re.compile(
    r"(?:不(?:[得能要许准再应会提记收查采用作设做将含留建向允该搞列给予发属以]|对(?![称劲])|可(?!靠)|公(?=[布开示]))|禁止|严禁|勿|拒绝)"
    r"[^。；;，,：:！!的]{0,8}$"
)
_NOT_AFTER = re.compile(rf"^{_FEW}(?:不予|不许|不准|禁止|退回|拒绝|无效|追究|查处|问责)")
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff·•*_~|\-]+")
_SENTENCE = re.compile(r"[^。；;！!]+")


@lru_cache(maxsize=16384)
def forbidden_in(text: str) -> Forbidden | None:
    """What a text asks for that is never built; None where it asks for nothing of the kind, or forbids it."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    for sentence in _SENTENCE.findall(_DOUBLE_NEGATIVE.sub("须", plain)):
        for forbidden in FORBIDDEN:
            if any(_asks(forbidden, sentence, hit) for hit in forbidden.wording.finditer(sentence)):
                return forbidden
    return None


def _asks(forbidden: Forbidden, sentence: str, hit: re.Match[str]) -> bool:
    if _NOT_BEFORE.search(sentence[: hit.start()]) or _NOT_AFTER.search(sentence[hit.end() :]):
        return False
    if forbidden.unless is not None and forbidden.unless.search(_clause_around(sentence, hit)):
        return False
    return forbidden.unless_in_sentence is None or forbidden.unless_in_sentence.search(sentence) is None


def _clause_around(sentence: str, hit: re.Match[str]) -> str:
    before = re.split(r"[，,：:]", sentence[: hit.start()])[-1]
    after = re.split(r"[，,：:]", sentence[hit.end() :])[0]
    return before + hit.group() + after
