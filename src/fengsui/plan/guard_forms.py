"""Forms that no plan may hold: what they would gather about lenders and those who come to ask (N3, N4, N5, N11).

Every rule holds for every plan; the national plan's own forms pass them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from fengsui.plan import measures as lawful
from fengsui.plan.errors import Problem
from fengsui.plan.guard_reading import sentences
from fengsui.plan.guard_words import LENDERS
from fengsui.plan.source import ElementPath, Source

# Boxes of a person's identity.
_IDENTITY = re.compile(
    r"姓名|名字|证件|身份证|护照|户籍|电话|手机|联系方式|账户|账号|卡号|住址|地址|照片|相片|头像|车牌|微信|qq|邮箱|电子邮件"
)
_IDENTITY_NAMES: Final = frozenset(
    {"identity", "idcard", "passport", "mobile", "phone", "telephone", "photo", "selfie", "plate", "wechat", "email"}
)
# Of an office, of an officer at work or of an institution: no person's own.
_OF_AN_OFFICE = re.compile(
    r"(?:填报|经办|承办|联络|联系|值班|接待|主办|核实)(?:人员|负责人|人|员)(?:和|及|与|、|的|姓名|单位|职务)*(?:联系)?(?:电话|手机|邮箱|联系方式)?"
    r"|(?:机构|平台|单位|公司|企业|经营|办公|营业|注册|接待|咨询|投诉|举报|值班|服务|办理|登记)(?:场所|地点|点|部门|窗口|热线)?"
    r"(?:的)?(?:注册)?(?:账户|账号|地址|电话|邮箱|照片)"
    r"|(?:存管|监管|专用|对公|基本)(?:账户|账号)|账户(?:监管|变化|控制)|资产与账户|地址不搬离"
    r"|涉案人员(?:\(|（)姓名、单位职务(?:\)|）)"
)
# Whoever else is named in the box: a heading of a report, a warning about the institution's custody account.
_NEVER_PERSONAL = re.compile(r"账户、人员、财产|存管账户特别说明")
_OF_EACH_PUBLIC = re.compile(r"账号|户名|受理号|回执号")
_PEOPLE = re.compile(rf"{LENDERS}|家属|亲属|来访|上访|信访|申报人|本人")
# What is gathered of nobody, by its number.
_NEVER: Final = (
    ("N5", re.compile(r"情绪|思想动态|思想状况|性格|(?:上访|闹访|维权|稳定)(?:倾向|风险)|风险等级评定")),
    ("N2", re.compile(r"发帖(?!量|数|时间|渠道)|跟帖|网名|昵称|社交|微博|抖音|群聊|所在群|言论")),
    ("N4", re.compile(r"人脸|指纹|虹膜|声纹|dna|步态")),
    (
        "N3",
        re.compile(
            r"政治面貌|党派|宗教|信仰|民族|种族|活动规律|行踪|轨迹|(?<!资金)(?<!款项)去向|动向|定位|行程|车次|航班|住宿|车牌"
            r"|(?<!利害)关系人|社会关系|人际关系|家庭(?:成员|关系|情况)|亲属|工作单位|上访(?:史|次数|经历)|前科"
        ),
    ),
)
_NEVER_NAMES: Final = frozenset({"political", "religion", "religious", "ethnicity", "mood", "relatives", "habits"})
_WATCHING = re.compile(
    rf"(?:重点|关注|带头|骨干|名册|名单|动态|排查|稳控|管控|走访|家访|盯防|情况).{{0,8}}{LENDERS}"
    rf"|{LENDERS}.{{0,8}}(?:重点|关注|带头|骨干|花名册|名册|名单|动态|排查|稳控|管控|家访|盯防)"
    r"|(?:重点|关注|特殊|敏感|稳控|维稳)(?:关注)?(?:人员|对象|群体|群众)"
)
_RECEPTION = re.compile(r"接待|来访|接访|访客|咨询")
_EACH_ONES_MONEY = re.compile(r"(?:兑付|债权|清退|退款)(?:名单|明细|清单|公示)")
_LEFT_OPEN = re.compile(r"姓名|电话|手机|联系方式")

_SEALED = "写 sealed: true（加密保存），或者删去这一项"
_LEAVE_OUT = "删去这一项；只收本事项需要的"


def form_faults(file: lawful.FormsFile, source: Source) -> Iterator[Problem]:
    """Every form and box that would gather, ask for or show what it may not, each at its line."""
    for place, box in enumerate(file.common_fields):
        at: ElementPath = ("common_fields", place)
        if identifies(box):
            message = "N4：每张表都有的项目不能问姓名、证件、电话等个人身份"
            yield source.problem((*at, "name"), message, "只写进需要它的那一张表，并写 sealed: true")
        yield from _never(box, at, source)
    for index, form in enumerate(file.forms):
        yield from _of_form(form, ("forms", index), source)
        for place, box in enumerate(form.fields):
            at = ("forms", index, "fields", place)
            yield from _never(box, at, source)
            yield from _of_box(box, at, form, source)


def identifies(box: lawful.FormField) -> bool:
    """Whether a box asks who a private person is, or where he or she can be found."""
    return _IDENTITY.search(_of_person(box.name)) is not None or bool(_IDENTITY_NAMES & {*box.id.split("_")})


def _plain(name: str) -> str:
    return "。".join(sentences(name))


def _of_person(name: str) -> str:
    plain = _NEVER_PERSONAL.sub("", _plain(name))
    return plain if _PEOPLE.search(plain) else _OF_AN_OFFICE.sub("", plain)


def _of_form(form: lawful.Form, at: ElementPath, source: Source) -> Iterator[Problem]:
    name = _plain(form.name)
    if _WATCHING.search(name):
        message = "N3：任何预案都不能对出借人、信访人列名单、建重点台账"
        yield source.problem((*at, "name"), message, "按地点、按日的人数安排接待力量")
    if form.handling != "公开":
        return
    if any(box.sealed or identifies(box) or _OF_EACH_PUBLIC.search(_plain(box.name)) for box in form.fields):
        yield source.problem((*at, "handling"), "N11：有个人信息的表不能公开", "handling 写 内部，对外只给汇总")
    elif _EACH_ONES_MONEY.search(name):
        message = "N11：逐人的兑付、债权清单不能公开"
        yield source.problem((*at, "handling"), message, "handling 写 内部，凭回执号自己查，对外只给汇总")


def _of_box(box: lawful.FormField, at: ElementPath, form: lawful.Form, source: Source) -> Iterator[Problem]:
    if not identifies(box):
        return
    if form.id == "reception_register" or _RECEPTION.search(_plain(form.name)):
        message = "N4：接待、咨询不查证件、不拍照、不要求留下身份"
        left_open = _LEFT_OPEN.sub("", _of_person(box.name))
        if box.must:
            yield source.problem((*at, "must"), message, "删去 must：姓名、电话自愿留；身份只在申报债权时查验")
        elif _IDENTITY.search(left_open):
            yield source.problem((*at, "name"), message, "删去这一项；发回执号，身份只在申报债权时查验")
    if not box.sealed:
        yield source.problem((*at, "name"), "N11：个人身份信息没有加密保存", _SEALED)


def _never(box: lawful.FormField, at: ElementPath, source: Source) -> Iterator[Problem]:
    plain = _plain(box.name)
    number = next((known for known, words in _NEVER if words.search(plain)), None)
    if number is None and _NEVER_NAMES & {*box.id.split("_")}:
        number = "N3"
    if number is not None:
        message = f"{number}：任何表都不收情绪、政治面貌、宗教、行踪、社会关系、发帖等内容"
        yield source.problem((*at, "name"), message, _LEAVE_OUT)
