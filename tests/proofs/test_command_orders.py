"""指令 and 督办, the tree of tasks, evidence, departments, organisation and the case file; through the pages."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.proofs.event_pages import (
    DAY,
    DUTY,
    HEAD,
    activated,
    draft_order,
    graded,
    key,
    refused,
    send,
    sign,
    tried,
    words,
)
from tests.proofs.proving import Desk, proof

ORDER = {
    "title": "核对存管账户余额",
    "detail": "每日报一次",
    "origin": "own",
    "region": "990000",
    "department": "police",
    "due-date": "2026-03-04",
    "due-time": "18:00",
}


def options(desk: Desk, login: str, address: str, field: str) -> dict[str, str]:
    """What a list of a form offers: words → value."""
    page = desk.page(login, address)
    found = re.search(rf'<select id="{field}".*?</select>', page, re.DOTALL)
    assert found, f"{address} offers no {field}"
    return {words: value for value, words in re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', found[0])}


def issue(desk: Desk, login: str = DUTY, **typed: str) -> str:
    """Issue an order; its address."""
    told, where = tried(desk, login, "/orders/new", **{**ORDER, **typed})
    assert re.fullmatch(r"/orders/\d{4}-\d{3}", where), told[:400]
    return where


def appoint(desk: Desk, login: str, name: str, region: str) -> None:
    """The administrator appoints an officer of the place of operation."""
    typed = {"name": name, "post": "县工作组", "department": "", "region": region, "login": login}
    more = {"document": "任〔2026〕1号", "role-R13": "1", "idempotency_key": key(), "seen": ""}
    answer = desk.browser("guanli").post("/officers/new", {**typed, **more})
    assert answer.status_code == 303, words(answer.content.decode())[:300]


@proof("3.2.1")
def test_the_group_commands_by_orders_with_sign_for_and_closing(desk: Desk) -> None:
    """An order has a source, an owner A and B and a line; its owner signs for it, reports; the issuer closes it."""
    order = issue(desk, HEAD)
    told = words(desk.page(HEAD, order))
    assert "督〔2026〕001号" in told
    assert "来源本级指令·张望山" in told
    assert re.search(r"责任单位、责任人云汀省·公安·\S+（A）／\S+（B）", told)
    assert re.search(r"签收还没有签收·3月3日24:00还有1天14小时省定参数|签收还没有签收·3月4日00:00", told), told
    assert "核对存管账户余额" in words(desk.page("gongan", "/desk"))
    assert "请先签收" in refused(desk, "gongan", order, decision="report", note="已核对")
    send(desk, "gongan", order, decision="acknowledge")
    send(desk, "gongan", order, decision="report", note="已核对无差异", done="1")
    assert "等我关闭" in words(desk.page(HEAD, "/desk"))
    assert "已关闭·已办结" in send(desk, HEAD, f"{order}/close", outcome="done", reason="")


@proof("1.1.g")
def test_orders_go_down_level_by_level(desk: Desk) -> None:
    """Province → prefecture → county, each with owner, line and signature; the top is not closed over open ones."""
    appoint(desk, "songlu", "麦岭", "990304")
    city = options(desk, DUTY, "/orders/new", "owner")["秦麓（东麓市工作组 · 云汀省东麓市）"]
    to_city = {**ORDER, "department": "", "region": "990300", "owner": city}
    order = issue(desk, **to_city)
    send(desk, "donglu", order, decision="acknowledge")
    down = f"{order}/pass-down"
    county = next(value for name, value in options(desk, "donglu", down, "owner").items() if "麦岭" in name)
    to_county = {**to_city, "region": "990304", "owner": county}
    late = {**to_county, "due-date": "2026-03-05"}
    assert "下级的时限不能晚于上级的时限" in refused(desk, "donglu", down, **late)
    elsewhere = {**to_county, "region": "990200"}
    assert "下到哪里" in refused(desk, "donglu", down, **elsewhere)
    assert "督〔2026〕002号核对存管账户余额云汀省东麓市松麓县·麦岭" in send(desk, "donglu", down, **to_county)
    below = "/orders/2026-002"
    assert "上级指令督〔2026〕001号" in words(desk.page("songlu", below))
    send(desk, "songlu", below, decision="acknowledge")
    send(desk, "donglu", order, decision="report", note="县里在办", done="1")
    assert "分解下去的督〔2026〕002号还没有办结" in refused(desk, DUTY, f"{order}/close", outcome="done", reason="")
    assert "松麓县·麦岭·3月4日18:00前办已签收" in words(desk.page(DUTY, order))
    closed = send(desk, DUTY, f"{order}/close", outcome="done", reason="转由市里督办")
    assert "关闭时仍未办结：督〔2026〕002号" in closed
    assert "上级指令已关闭，您的督〔2026〕002号仍要办" in words(desk.page("songlu", "/desk"))


def letter(desk: Desk, event: str, department: str, **typed: str) -> str:
    """Record a letter to a department; the command page's text."""
    moment = {"exchanged-date": DAY, "exchanged-time": "09:10"}
    fields = {"department": department, "direction": "sent", "title": "商请核实", "number": "云网险函〔2026〕3号"}
    return send(desk, DUTY, f"{event}/letter", **{**fields, **moment, **typed})


def does_its_part(desk: Desk, department: str, name: str, *, login: str, title: str, note: str) -> None:
    """The department's line holds its task by the plan, the letter to it, the reply and the report."""
    event = activated(desk)
    told = words(desk.page(DUTY, f"{event}/command"))
    assert re.search(rf"{name}条款[^，]{{0,20}}{title}", told), f"{name}: {title}"
    asked = letter(desk, event, department)
    assert re.search(rf"{title}.*?去函云网险函〔2026〕3号商请核实", asked)
    assert "1件去函没有答复" in asked
    page = desk.page(DUTY, f"{event}/letter")
    question = re.search(r'<option value="(dealings/[^"]+)"', page)
    assert question
    answered = letter(desk, event, department, direction="received", title=note, number="", answers=question[1])
    assert "件去函没有答复" not in answered
    assert f"来函{note}" in answered
    task = re.search(rf'href="(/tasks/[^"]+)">{title}', desk.page(DUTY, f"{event}/command"))
    assert task
    send(desk, login, task[1], decision="acknowledge")
    send(desk, login, task[1], decision="report", note=note, done="1")
    assert note in words(desk.page(DUTY, f"{event}/command")).partition(title)[2][:60]


@proof("1.3.a")
def test_the_office_against_illegal_fundraising_does_its_part(desk: Desk) -> None:
    """Its task by the plan, the letter to it, its reply and its report stand in its line."""
    does_its_part(
        desk,
        "anti_illegal_fundraising",
        "处非办",
        login="chufei",
        title="接收首报，组织性质认定",
        note="已出具认定意见",
    )


@proof("1.3.c")
def test_the_tax_authority_does_its_part(desk: Desk) -> None:
    """Its task by the plan, the letter to it, its reply and its report stand in its line."""
    does_its_part(desk, "tax", "税务", login="shuiwu", title="提供涉事机构税务情况", note="附欠税清单")


@proof("1.3.e")
def test_the_financial_authorities_do_their_part(desk: Desk) -> None:
    """Their task by the plan, the letter to them, the reply and the report stand in their line."""
    does_its_part(
        desk,
        "financial_regulation",
        "金融管理",
        login="jinguan2",
        title="核对风险底数，排查关联传导",
        note="存管余额报告",
    )


@proof("1.3.j")
def test_every_department_does_its_own(desk: Desk) -> None:
    """The list says who does, who decides, who helps, who is told, how each stands and until when to sign for it."""
    event = activated(desk)
    told = words(desk.page(DUTY, f"{event}/command"))
    assert "办理（R）决定（A）配合（C）知悉（I）" in told
    police = re.search(r"公安条款.*?受理案件线索.*?何定／关山张望山(.*?)值班长、督办待签收还有15分钟", told)
    assert police, told[:1500]
    assert "处非办" in police[1]
    task = re.search(r'href="(/tasks/[^"]+)">受理案件线索', desk.page(DUTY, f"{event}/command"))
    assert task
    send(desk, "gongan", task[1], decision="acknowledge")
    assert re.search(r"受理案件线索.*?值班长、督办办理中", words(desk.page(DUTY, f"{event}/command")))


PIECE = {
    "what": "停付公告截图",
    "source": "平台网站",
    "place": "领导小组办公室",
    "collected-date": DAY,
    "collected-time": "09:05",
    "collector-1": "王栈",
    "post-1": "盯防专人",
    "original": "卷柜三层",
}


@proof("1.6.a")
def test_evidence_is_collected_by_two_and_never_out_of_hands(desk: Desk) -> None:
    """What, source, time, place, two collectors with posts, SHA-256, and a chain in which every giver is the holder."""
    event = graded(desk)
    subject = event.strip("/").replace("events/", "event/")
    piece = {**PIECE, "subject": subject}
    told = refused(desk, "dingfang", "/evidence/new", **piece)
    assert "请填写“取证人2”" in told
    same = {**piece, "collector-2": "王栈", "post-2": "盯防专人"}
    assert "两名以上人员" in refused(desk, "dingfang", "/evidence/new", **same)
    whole = {**piece, "collector-2": "李屿", "post-2": "盯防专人"}
    scan = SimpleUploadedFile("公告.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40)
    told, where = tried(desk, "dingfang", "/evidence/new", **whole, file=scan)
    assert where == "/evidence/2026-001", told[:300]
    assert "SHA-25656fb6a7d" in told or re.search(r"SHA-256[0-9a-f]{64}", told)
    assert "王栈（盯防专人）、李屿（盯防专人）" in told
    early = {"taker": "何定", "taker_post": "公安联络", "handed-date": DAY, "handed-time": "09:00", "reason": "移送"}
    assert "移交时间应在王栈接手" in refused(desk, "dingfang", f"{where}/hand", **early)
    handed = send(desk, "dingfang", f"{where}/hand", **{**early, "handed-time": "09:10"})
    assert "2手，一环不断" in handed
    assert re.search(r"王栈→何定.{0,12}09:10移送", handed)
    assert "停付公告截图何定保管" in words(desk.page(DUTY, f"{event}/case-file"))


@proof("3.2.4")
def test_organisation_and_staffing_of_an_event(desk: Desk) -> None:
    """Head, deputy, who is on duty, who owns each department's work, and what is in use, on one page."""
    event = activated(desk)
    typed = {
        "item": "接待人员",
        "amount": "12",
        "unit": "人",
        "provider": "信访",
        "used-date": DAY,
        "used-time": "09:12",
    }
    told = send(desk, DUTY, f"{event}/resource", **typed).partition("组织和人员")[2]
    assert "组长张望山·副组长程北川" in told
    assert "值班长锡安（A）／柳长青（B）" in told
    assert "公安何定／关山" in told
    assert re.search(r"接待人员12人信访", told)


@proof("3.2.5")
def test_the_case_file_says_what_is_missing(desk: Desk) -> None:
    """Each required record is there, not whole, missing or not due yet; what is done moves from missing to there."""
    event = graded(desk)
    told = words(desk.page(DUTY, f"{event}/case-file")).partition("应有的材料")[2]
    assert re.search(r"启动令条款\S*?缺还没有起草", told)
    assert re.search(r"首报条款\S*?还没到时候还没有发出，没有到时限", told)
    assert re.search(r"终报（结案报告）条款\S*?还没到时候", told)
    draft_order(desk, event)
    sign(desk, HEAD, event, "启动令")
    told = words(desk.page(DUTY, f"{event}/case-file"))
    assert re.search(r"启动令条款\S*?有云网险〔2026〕\d+号，张望山签发", told)
    assert re.search(r"任务签收条款\S*?不全没有签收的：处非办、公安", told)


@proof("5.2.1.2.a")
def test_the_first_tasks_come_from_the_plan_made_beforehand(desk: Desk) -> None:
    """At activation the tasks are those of the plan's version, which is named."""
    told = words(desk.page(DUTY, f"{activated(desk)}/case-file")).partition("按预案下达的任务")[2]
    assert re.search(r"预案版本national-2019-75@[0-9a-f]{12}", told)
    for name in ("处非办接收首报", "公安受理案件线索", "税务提供涉事机构税务情况", "法院梳理涉诉"):
        assert name in told.partition("先期处置记录")[0], name


@proof("5.2.1.2.b")
def test_the_first_steps_are_logged_with_times(desk: Desk) -> None:
    """From knowledge on, each first step with its time, its minute, the department and what it did."""
    event = activated(desk)
    task = re.search(r'href="(/tasks/[^"]+)">受理案件线索', desk.page(DUTY, f"{event}/tasks"))
    assert task
    send(desk, "gongan", task[1], decision="acknowledge")
    send(desk, "gongan", task[1], decision="report", note="已受理线索")
    told = words(desk.page(DUTY, f"{event}/case-file")).partition("先期处置记录")[2]
    assert re.search(r"3月2日08:32第0分钟建立事件", told)
    assert re.search(r"3月2日09:12第40分钟张望山签发启动令", told)
    assert re.search(r"09:12第40分钟公安反馈进展受理案件线索\S*?：已受理线索", told)
