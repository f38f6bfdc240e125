"""The rules of the event room that hold because the plan names them; each has a title in the user's words."""

from collections.abc import Mapping

from fengsui.conduct.house import house

ORDERED_STEPS = "response.ordered_steps"
ONE_NAMED_OWNER = "response.one_named_owner"
TERRITORY_LEADS = "response.territory_leads"
REGISTRATION_LEADS = "response.registration_leads"
FOUR_REQUIREMENTS = "response.four_requirements"
REQUIRED_CONTENT = "response.required_content"
CHAIN_OF_REPORTS = "response.chain_of_reports"
REPORTS_BY_OFFICE = "response.reports_by_office"

PROVISIONS: Mapping[str, str] = {
    ORDERED_STEPS: "每个事件按同样的步骤办，并记下每一步的时间和签字人；偏离的写明理由",
    ONE_NAMED_OWNER: "每项任务都要有一名责任人和一名替补（AB角），没有的不能启动",
    TERRITORY_LEADS: "只办理注册地或者经营地在本辖区的机构的事件",
    REGISTRATION_LEADS: "由机构注册地牵头，经营地支持配合",
    FOUR_REQUIREMENTS: "特别重大事件的四项要求逐项列出办到哪里",
    REQUIRED_CONTENT: "公文必报内容齐全才能送签；不清楚的数据写“待核”",
    CHAIN_OF_REPORTS: "每件报告列出起草、签发、发出、签收各一级的人和时间",
    REPORTS_BY_OFFICE: "逐个接收单位列出报了几件、回执几件、最近一次几时",
}


def register() -> None:
    """Offer the rules to plans."""
    for name, title in PROVISIONS.items():
        house.add_provision(name, title)
