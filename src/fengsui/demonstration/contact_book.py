"""The invented province's contact book: who is rung at 02:00 (演示数据). The numbers belong to nobody."""

from fengsui.conduct.access import system_actor
from fengsui.demonstration.people import PROVINCE
from fengsui.registry import actions

OFFICES = (
    ("网络借贷风险专项整治领导小组办公室", "rectification_office", "0999-8800011", "值班室"),
    ("互联网金融风险专项整治领导小组办公室", "internet_finance_office", "0999-8800012", "值班室"),
    ("处置非法集资工作办公室", "anti_illegal_fundraising_office", "0999-8800013", "值班室"),
    ("云汀省人民政府总值班室", "", "0999-8800001", "值班室"),
    ("岚湾省值班室", "", "0998-8800001", "值班室"),
    ("云汀银行资金存管部", "", "0999-8800030", "存管异动联络"),
)
"""(body, the plan's addressee that it answers for, office number, post)."""


def write_contact_book() -> None:
    """Every body that the running event needs on the telephone."""
    for organisation, addressee, phone, post in OFFICES:
        actions.record_contact(
            actor=system_actor("demonstration", PROVINCE),
            organisation=organisation,
            addressee=addressee,
            channel="电话" if addressee else "",
            purpose="报告接收" if addressee else "值班联络",
            post=post,
            phone=phone,
        )
