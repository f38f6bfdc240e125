"""Forty invented institutions with codes that pass GB 32100, so that forms behave as with real ones."""

from collections.abc import Iterator
from datetime import date

from fengsui.registry.credit_code import compose_credit_code
from fengsui.registry.table_cells import Cell

_NAMES = [
    "江桥",
    "云渡",
    "北屿",
    "南浦",
    "东麓",
    "西栈",
    "青堰",
    "汀兰",
    "望山",
    "清溪",
    "长亭",
    "石桥",
    "松烟",
    "竹浦",
    "柳堤",
    "沙洲",
    "渔火",
    "晚舟",
    "晓月",
    "流萤",
    "枫林",
    "荻花",
    "芦湾",
    "稻香",
    "麦垄",
    "桑榆",
    "梧桐",
    "榆关",
    "烟雨",
    "归帆",
    "浅草",
    "深巷",
    "旧雨",
    "新晴",
    "朝露",
    "暮云",
    "远岫",
    "近水",
    "平芜",
    "寒塘",
]
_PLACES = ("990100", "990200", "990300", "990400", "990500", "990600")
_CLASSES = ("B4", "B3", "B4", "B3", "B2", "B2", "B2", "B1", "B2", "A2")
# Names under which texts speak of the larger ones, by place in the list.
_ALIASES = {0: ("江桥网贷", "江桥金服"), 1: ("云渡普惠",), 2: ("北屿网贷",), 4: ("东麓出借",)}
_FORMER_NAMES = {0: ("江桥投资咨询有限公司",), 3: ("浦湾财富管理有限公司",), 7: ("汀兰金融信息服务有限公司",)}
_BANKS = ("云汀示例银行", "南浦示例银行", "汀江示例商业银行")


def institution_rows(as_of: date) -> Iterator[dict[str, Cell]]:
    """Rows of the institutions template; balances fall from about 12 亿元 to nothing."""
    for index, name in enumerate(_NAMES):
        place = _PLACES[index % len(_PLACES)]
        balance = max(0, 1_240_000_000_00 * (40 - index) // 40 // (1 + index // 4)) // 10_000 * 10_000
        yield {
            "name": f"{name}网络借贷信息中介有限公司",
            "credit_code": compose_credit_code("91", place, f"MA0{index:05d}"),
            "platform_name": f"{name}贷",
            "website": f"www.yanshi-{index + 1:02d}.example",
            "application_name": f"{name}贷",
            "registered_region": place,
            "registered_on": date(2013 + index % 5, 1 + index % 12, 1 + index % 28),
            "operating_regions": (place, "980000")
            if index in {0, 3}
            else (place, "990300")
            if index == 1
            else (place,),
            "class_code": _CLASSES[index % len(_CLASSES)],
            "outstanding_balance_fen": balance,
            "balance_as_of": as_of,
            "lender_count": balance // 100 // 40_000,
            "custody_bank": _BANKS[index % len(_BANKS)],
            "status": "operating",
            "aliases": _ALIASES.get(index),
            "former_names": _FORMER_NAMES.get(index),
        }
