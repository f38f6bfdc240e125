"""The letter to a province, in plain words. Pure; numbers only, no names of lenders."""

from collections.abc import Iterable

from fengsui.response.neighbours.rules import MILLION, Neighbour
from fengsui.response.wording import beijing


def letter(*, event: str, institutions: Iterable[str], home: str, place: str, row: Neighbour, as_of: str) -> str:
    """The text that an officer copies, has signed and sends."""
    percent = f"{row.share_ppm * 1000 // MILLION / 10:.1f}%"
    return "\n".join(
        (
            f"关于{event}涉及贵地出借人情况的函",
            f"{place}网络借贷风险应对工作领导小组：",
            f"我地正在处置{event}，涉事机构为{'、'.join(institutions)}。",
            f"截至{beijing(as_of)}，据初步统计，贵地有出借人{row.lenders}人，占全部出借人的{percent}。",
            (
                "依照《中华人民共和国突发事件应对法》第六十二条，现将有关情况通报贵地，"
                "请做好属地出借人的政策解释、信访接待和权益登记工作，有关情况请及时反馈。"
            ),
            f"{home}网络借贷风险应对工作领导小组",
        )
    )
