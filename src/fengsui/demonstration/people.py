"""Invented officers of the invented province."""

from dataclasses import dataclass

PROVINCE = "990000"


@dataclass(frozen=True, slots=True)
class Person:
    """An invented officer: ``login`` is also the name part of the address."""

    login: str
    name: str
    post: str
    roles: tuple[str, ...]
    department: str
    region: str = PROVINCE
    shown: bool = False


PEOPLE: tuple[Person, ...] = (
    Person("zuzhang", "张望山", "领导小组组长（副省长）", ("R1",), "rectification_office", shown=True),
    Person("fuzuzhang", "程北川", "领导小组副组长（网贷整治办主任）", ("R2",), "rectification_office"),
    Person("zhiban", "锡安", "值班长", ("R3",), "rectification_office", shown=True),
    Person("zhiban2", "柳长青", "值班长（B角）", ("R3",), "rectification_office"),
    Person("dingfang", "王栈", "盯防专人", ("R4",), "rectification_office", shown=True),
    Person("dingfang2", "李屿", "盯防专人（B角）", ("R4",), "rectification_office"),
    Person("yanpan", "沈未", "研判分析", ("R5",), "financial_regulation"),
    Person("hecha", "陆堰", "非现场监管与核查", ("R6",), "financial_regulation"),
    Person("wendian", "顾文简", "文电", ("R7",), "rectification_office", shown=True),
    Person("gongan", "何定", "公安联络", ("R8",), "police", shown=True),
    Person("gongan2", "关山", "公安联络（B角）", ("R8",), "police"),
    Person("chufei", "白榆", "处非牵头", ("R9",), "anti_illegal_fundraising"),
    Person("chufei2", "石汀", "处非牵头（B角）", ("R9",), "anti_illegal_fundraising"),
    Person("shuiwu", "纪明", "税务联络", ("R10",), "tax"),
    Person("shuiwu2", "尹秋", "税务联络（B角）", ("R10",), "tax"),
    Person("shijian", "苗青", "市场监管联络", ("R10",), "market_regulation"),
    Person("shijian2", "蒋东", "市场监管联络（B角）", ("R10",), "market_regulation"),
    Person("jinguan2", "贺兰", "金融管理联络", ("R10",), "financial_regulation"),
    Person("tongxin", "宋平", "通信联络", ("R10",), "communications"),
    Person("tongxin2", "罗溪", "通信联络（B角）", ("R10",), "communications"),
    Person("xuanchuan", "许言", "新闻发言人", ("R11",), "publicity"),
    Person("xuanchuan2", "丁页", "宣传联络（B角）", ("R11",), "publicity"),
    Person("fayuan", "方衡", "法院联络", ("R10",), "court"),
    Person("fayuan2", "邵正", "法院联络（B角）", ("R10",), "court"),
    Person("jiancha", "严直", "检察院联络", ("R10",), "procuratorate"),
    Person("jiancha2", "梁清", "检察院联络（B角）", ("R10",), "procuratorate"),
    Person("jiefang", "阮和", "接访组长", ("R12",), "petition"),
    Person("jiefang2", "温良", "接访（B角）", ("R12",), "petition"),
    Person("wangxin", "杜屏", "网信联络", ("R10",), "internet_information"),
    Person("wangxin2", "季桥", "网信联络（B角）", ("R10",), "internet_information"),
    Person("donglu", "秦麓", "东麓市工作组", ("R13",), "rectification_office", region="990300"),
    Person("ducha", "钟鉴", "督查", ("R14",), "rectification_office", shown=True),
    Person("dangan", "书简", "档案", ("R15",), "rectification_office"),
    Person("yanlian", "戏真", "演练导调", ("R19",), "rectification_office"),
)
DEPUTIES = {person.login: person.login + "2" for person in PEOPLE if any(p.login == person.login + "2" for p in PEOPLE)}
ADMINISTRATOR = ("guanli", "系统管理员")
