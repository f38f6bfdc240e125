"""How a text is read for what no plan may ask: written plainly first, and with an eye on what it forbids.

不提出删除、屏蔽要求 is what the law wants; 不得拖延删除 asks for it after all. Every look around a find is bounded, so
that the work grows with the length of the text and not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

FEW: Final = r"[^。；;，,：:！!]{0,8}"
"""A short stretch without an end of clause in it; 、 may stand in it."""
REACH: Final = 40
"""Characters read before and after a find: more than any ban with all that may stand between."""

# Traditional and variant characters of the words that are looked for, and their plain form.
_VARIANTS = str.maketrans(
    "刪鎖鏈評論監測視報風險頻謠傳聞發佈貼網員檔債權證號碼臉識別紋蹤軌跡進訪維穩攔勸畫級動凍結審簽無須經遲瞞緩壓時鐘計間機絕"
    "國標單額細張開實處資參與輿見隱緒傾態黨黃藍紅導組織鬧賬帳戶關係聯繫絡訊頭馬詢記錄歷總據應該請責調協轉線當為個們從後過還對"
    "將來讓準許嚴檢舉題熱謊誤頁認啟啓終內觀塗銷毀產業務財價質貸餘償兌託構羣衆眾匯彙規則補徵營稅辦層類邊約談訓誡喚執隊蓋沈擋銀遠"
    "滯諉閉鬆遞數項條稱曬強製給讀說註貸踐擾騷響歸屬拋棄迴"
    "專習於親體況擊劃廳變牆墻聲復複學帶庫掃護換舊暱暫欄樣櫥殘沒災點狀現確離種統纏罰懲羈職獲觸討議設訴詞話誰負躍車軟載運適郵採"
    "裡裏針鍵門問際預驗齡臺範編籤訟團寫會偵蹟書區費顯連違達難優備幹僅",
    "删锁链评论监测视报风险频谣传闻发布贴网员档债权证号码脸识别纹踪轨迹进访维稳拦劝画级动冻结审签无须经迟瞒缓压时钟计间机绝"
    "国标单额细张开实处资参与舆见隐绪倾态党黄蓝红导组织闹账账户关系联系络讯头马询记录历总据应该请责调协转线当为个们从后过还对"
    "将来让准许严检举题热谎误页认启启终内观涂销毁产业务财价质贷余偿兑托构群众众汇汇规则补征营税办层类边约谈训诫唤执队盖沉挡银远"
    "滞诿闭松递数项条称晒强制给读说注贷践扰骚响归属抛弃回"
    "专习于亲体况击划厅变墙墙声复复学带库扫护换旧昵暂栏样橱残没灾点状现确离种统缠罚惩羁职获触讨议设诉词话谁负跃车软载运适邮采"
    "里里针键门问际预验龄台范编签讼团写会侦迹书区费显连违达难优备干仅",
)
_UNSEEN = re.compile(
    r"[\s\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff·•*_~|\-]+"
    r"|(?<=[\u4e00-\u9fff])[./\\+=^'\"“”‘’]+(?=[\u4e00-\u9fff])"
)
_DOUBLE_NEGATIVE = re.compile(r"不得不|不能不|不可不|无不|莫不")
_SENTENCE = re.compile(r"[^。；;！!]+")
_CLAUSE_MARK = re.compile(r"[，,：:]")

# 不 with a verb forbids; 不实、不良、不当 only describe what is to be removed.
_BAN = re.compile(
    r"不(?:[得能要许准再应会提记收查采用作设做将含留建向允该搞列给予发属以]|对(?![称劲])|可(?!靠)|公(?=[布开示]))|禁止|严禁|勿|拒绝"
    r"|(?:donot|mustnot|shallnot|never|without)"
)
# Forbidding these is asking for what follows: 不得拖延删除. Before 、 they stand in a row of what is forbidden.
_PUTTING_OFF = re.compile(
    r"(?:拖延|拖沓|延误|迟延|延迟|延缓|迟缓|迟滞|推诿|推迟|推脱|推卸|缓|怠于|怠慢|懈怠|拒不|拒(?!绝)|放松|放弃|疏于|疏忽|忽视|忽略|"
    r"遗漏|漏|耽误|耽搁|贻误|阻碍|阻挠|阻止|妨碍|干扰|影响|停止|暂停|中断|无视|逾期|超时|不作为)(?![、和或及与])"
)
_ROW = re.compile(r"[、和或及也并且]")
# A new predicate after what is done without: 不再等待直接删除, 不用请示即删除.
_THEN = re.compile(r"即(?![使行时刻将])|直接|立即|马上|而[应要须是]|便(?=[可要应])|就(?=[删屏封撤下])")
_ON_ONES_OWN = ("自", "意", "行")
_BAN_REACH = 8
_LATE = r"(?!.{0,4}(?:拖延|延误|迟延|延迟|推诿|推迟|缓))"
_TURNED_DOWN = re.compile(
    rf"^[^。；;，,：:！!并且后]{{0,8}}(?:不予|不许|不准|不得|不用于|不适用|禁止|退回|拒绝|无效){_LATE}"
    rf"|^[^。；;，,：:！!]{{0,6}}的[，,]?[^。；;，,：:！!]{{0,8}}(?:不予|不许|不准|禁止|退回|拒绝|无效|追究|查处|问责|处分){_LATE}"
)


def sentences(text: str) -> list[str]:
    """The text's sentences: no spaces or unseen signs, plain characters, small letters, no double negatives."""
    plain = unicodedata.normalize("NFKC", text).translate(_VARIANTS).lower()
    return _SENTENCE.findall(_DOUBLE_NEGATIVE.sub("须", _UNSEEN.sub("", plain)))


def before(sentence: str, hit: re.Match[str]) -> str:
    """What stands before a find, at most REACH characters."""
    return sentence[max(0, hit.start() - REACH) : hit.start()]


def after(sentence: str, hit: re.Match[str]) -> str:
    """What stands after a find, at most REACH characters."""
    return sentence[hit.end() : hit.end() + REACH]


def forbids(leading: str) -> bool:
    """Whether the words that lead up to something forbid it. A 的 between ends what 不 speaks of."""
    clause = _CLAUSE_MARK.split(leading)[-1].rsplit("的", 1)[-1]
    bans = list(_BAN.finditer(clause))
    if not bans or len(clause) - bans[-1].end() > _BAN_REACH:
        return False
    last = bans[-1]
    between = clause[last.end() :]
    if _PUTTING_OFF.search(between):
        return False
    if (then := _THEN.search(between)) and then.start() and not between[: then.start()].endswith(_ON_ONES_OWN):
        return False
    if len(bans) > 1:  # 禁止不予屏蔽 asks for it; 不采集、不使用 is a row of what is forbidden
        distance = clause[bans[-2].end() : last.start()]
        return len(distance) > _BAN_REACH or _ROW.search(distance) is not None
    return True


def turned_down(following: str) -> bool:
    """Whether what follows says that it is refused, or punished."""
    return _TURNED_DOWN.search(following) is not None


def clause_around(sentence: str, hit: re.Match[str]) -> str:
    """The clause in which a find stands, at most REACH characters to either side."""
    return _CLAUSE_MARK.split(before(sentence, hit))[-1] + hit.group() + _CLAUSE_MARK.split(after(sentence, hit))[0]
