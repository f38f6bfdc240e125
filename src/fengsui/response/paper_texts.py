"""The passages that an officer writes on each paper of an event, and what each paper is called."""

from collections.abc import Mapping
from dataclasses import dataclass

from fengsui.conduct.acting import Refused
from fengsui.plan import Plan
from fengsui.response.provisions import REQUIRED_CONTENT


@dataclass(frozen=True, slots=True)
class TextField:
    """A passage an officer writes. ``required``: the paper can't go without it (●)."""

    name: str
    label: str
    required: bool = False
    longest: int = 1000
    rows: int = 3


_CONTACT = (
    TextField("contact_name", "联络负责人", required=True, longest=40, rows=1),
    TextField("contact_phone", "联络电话", required=True, longest=40, rows=1),
)

TEXTS: Mapping[str, tuple[TextField, ...]] = {
    "first_notice": (
        TextField("narrative", "基本经过（200字以内）", required=True, longest=200, rows=5),
        TextField("trend", "发展趋势初判", required=True, longest=120, rows=2),
        TextField("support_needed", "需要支持", required=True, longest=120, rows=2),
        TextField("contact_name", "现场／联络负责人", required=True, longest=40, rows=1),
        TextField("contact_phone", "联络电话", required=True, longest=40, rows=1),
    ),
    "written_report": (
        TextField("narrative", "一、事件概况（在首报基础上更新）", required=True, rows=6),
        TextField("ownership", "二、股权与实际控制人、董监高、存管银行、备案、合规检查、历次处置", rows=4),
        TextField("base", "三、风险底数补充：出借人分层、地域、到期分布、借款人集中度、资产清单、可用资金", rows=4),
        TextField("causes", "四、原因初步分析", rows=3),
        TextField("links", "五、关联与传导", rows=3),
        TextField("public_order", "七、社会面情况（只写总数）", rows=2),
        TextField("outlook", "八、研判：好、中、坏三种情形和72小时展望", rows=4),
        TextField("requests", "十、请求事项（需要批准的另文请示）", rows=2),
        *_CONTACT,
    ),
    "follow_up_report": (
        TextField("new_risks", "新风险", rows=3),
        TextField("claims", "接访与诉求进度（受理、办结、超期）", rows=2),
        TextField("statements", "发布情况", rows=2),
        TextField("assets", "资产与账户变化", rows=2),
        TextField("requests", "请求（需要批准的另文请示）", rows=2),
        *_CONTACT,
    ),
    "situation_report": (
        TextField("trend", "趋势研判", required=True, longest=400, rows=3),
        TextField("holding", "稳控措施是否管用、还缺什么", required=True, longest=400, rows=3),
        TextField("next_shift", "交下一班注意", rows=2, longest=400),
    ),
    "final_report": (
        TextField("narrative", "基本情况", required=True, rows=5),
        TextField("measures", "措施及解除（依据、起止、移交）", required=True, rows=4),
        TextField("repayment", "兑付结果（应付、已付、比例，按层）", required=True, rows=3),
        TextField("claims", "债权登记结果", required=True, rows=2),
        TextField("cases", "案件状态", required=True, rows=2),
        TextField("assets", "资产处置", rows=2),
        TextField("insurance", "保证保险", rows=2),
        TextField("causes", "原因与责任", required=True, rows=3),
        TextField("lessons", "经验教训", required=True, rows=3),
        TextField("improvements", "改进措施（责任人、时限）", required=True, rows=3),
        TextField("residual", "遗留事项与承接单位", required=True, rows=3),
        TextField("personal_data", "个人信息处理结论（销毁、留存依据）", required=True, rows=2),
        TextField("archive", "归档目录", required=True, rows=2),
        TextField("reported", "上报与人大专项报告情况", required=True, rows=2),
        *_CONTACT,
    ),
    "correction_report": (
        TextField("passage", "哪一处（如“风险底数”出借人数）", required=True, longest=120, rows=1),
        TextField("wrong", "原来写的", required=True, longest=400, rows=2),
        TextField("right", "更正为", required=True, longest=400, rows=2),
        TextField("reason", "更正原因", required=True, longest=400, rows=2),
        *_CONTACT,
    ),
    "recall_notice": (
        TextField("unit", "误发给了哪个单位", required=True, longest=60, rows=1),
        TextField("reason", "怎么发错的", required=True, longest=400, rows=2),
        *_CONTACT,
    ),
}
NOTICE_NAMES: Mapping[str, str] = {"first_notice": "首报", "written_report": "书面报告"}
"""The two papers with a clock for each addressee."""
PAPER_NAMES: Mapping[str, str] = {
    **NOTICE_NAMES,
    "follow_up_report": "续报",
    "situation_report": "态势评估",
    "final_report": "终报",
    "correction_report": "更正报",
    "recall_notice": "误发收回函",
}


def missing_texts(kind: str, texts: Mapping[str, str], plan: Plan) -> list[TextField]:
    """Required passages that are empty (1.6.c); none where the plan does not ask for whole reports."""
    if not plan.provides(REQUIRED_CONTENT):
        return []
    return [text for text in TEXTS[kind] if text.required and not texts.get(text.name, "").strip()]


def check_texts(kind: str, texts: Mapping[str, str], plan: Plan) -> None:
    """Raise Refused when a required passage is empty or one is too long. Missing figures never block (待核)."""
    missing = missing_texts(kind, texts, plan)
    if missing:
        msg = f"还缺必报内容：{'、'.join(text.label for text in missing)}。数据不全不影响报送，会写“待核”。"
        raise Refused(msg)
    for text in TEXTS[kind]:
        if len(texts.get(text.name, "")) > text.longest:
            msg = f"“{text.label}”超过 {text.longest} 字，请写短一些"
            raise Refused(msg)
