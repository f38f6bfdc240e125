"""One cell of an uploaded table: its text to a typed value, with what is wrong in Chinese.

Messages about persons (names, phones, addresses) never repeat the cell, because findings are shown
and kept outside the sealed values.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from fengsui.conduct.plans import plan_in_force
from fengsui.notify.addresses import is_email_address
from fengsui.registry.credit_code import check_credit_code
from fengsui.registry.region_matching import RegionMatcher

Severity = Literal["error", "warning"]
CellKind = Literal[
    "text",
    "names",
    "person",
    "identifier",
    "count",
    "money_yuan",
    "money_wan_yuan",
    "date",
    "credit_code",
    "region",
    "regions",
    "class_code",
    "status",
    "roles",
    "phone",
    "email",
    "login",
    "website",
    "clause",
]
# Money is integer 分; several values (regions, roles) are a tuple; an empty cell is None.
Cell = str | int | date | tuple[str, ...] | None
# What a download may hold: amounts in 元 are exact decimals.
Written = Cell | Decimal

LONGEST_TEXT: Final = 500
LIST_SEPARATOR: Final = "；"
SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 100
# A spreadsheet runs a cell that begins with one of these; the full-width ones too, in some locales.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

INSTITUTION_STATUSES: Final = {
    "operating": "在营",
    "exiting": "退出中",
    "exited": "已退出",
    "transformed": "已转型",
    "deregistered": "已注销",
}
ROLES: Final = tuple(f"R{number}" for number in range(1, 20))
# GB/T 22239-2019: administrators see no case content, so that R16 stands alone.
ADMINISTRATOR_ROLE: Final = "R16"

_SPLIT: Final = re.compile(r"[;；、,，\n]+")
_SPLIT_NAMES: Final = re.compile(r"[;；、\n]+")
_SCIENTIFIC: Final = re.compile(r"^\d(?:\.\d+)?E\+?\d+$", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_AMOUNT: Final = re.compile(r"^\d{1,15}(?:\.\d{1,8})?$")
_COUNT: Final = re.compile(r"^(\d{1,12})(?:\.0+)?$")
_DATE: Final = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))$")
_IDENTIFIER: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
_LOGIN: Final = re.compile(r"^[a-z][a-z0-9._-]{2,31}$")
_PHONE: Final = re.compile(r"^\+?[\d\s()（）*#转x-]{3,30}$")
_WEBSITE: Final = re.compile(r"^(?:https?://)?[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?(?:/[^\s<>\"']*)?$", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"^(?:P|\d+)(?:\.\d+)*(?:\.[a-z])?$")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell, and how badly: an error keeps the row out, a warning doesn't."""

    severity: Severity
    message_zh: str


@dataclass(frozen=True, slots=True)
class CellReading:
    """The typed value (None if empty or unreadable) and what is wrong with it."""

    value: Cell
    problems: tuple[CellProblem, ...] = ()


def read_cell(kind: CellKind, text: str, matcher: RegionMatcher) -> CellReading:
    """Read one cell; never raises, whatever the text."""
    text = without_export_apostrophe(text.strip())
    if _CONTROL.search(text):
        return _error("含有不可见的控制字符，请清除后重填")
    if len(text) > LONGEST_TEXT:
        return _error(f"超过 {LONGEST_TEXT} 字（现 {len(text)} 字），请缩短")
    if kind == "credit_code":
        return _credit_code(text)
    if not text:
        return CellReading(None)
    if kind == "region":
        return _region(text, matcher)
    if kind == "regions":
        return _regions(text, matcher)
    return _READERS[kind](text)


def without_export_apostrophe(text: str) -> str:
    """Undo the apostrophe that our own export puts before a formula, so that a file comes back as it went."""
    return text[1:] if text.startswith("'") and text[1:].lstrip().startswith(FORMULA_STARTS) else text


def _error(message: str) -> CellReading:
    return CellReading(None, (CellProblem("error", message),))


def _warning(message: str, value: Cell = None) -> CellReading:
    return CellReading(value, (CellProblem("warning", message),))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _text(text: str) -> CellReading:
    if text.startswith(FORMULA_STARTS):
        return _warning(f"以“{text[0]}”开头，按文字登记，不作公式", text)
    return CellReading(text)


def _names(text: str) -> CellReading:
    """Several names. The comma is no separator: it stands in names."""
    found = tuple(dict.fromkeys(part.strip() for part in _SPLIT_NAMES.split(text) if part.strip()))
    short = next((name for name in found if len(name) < SHORTEST_NAME), None)
    if short is not None:
        return _error(f"“{short}”只有一个字，认不出是哪一家，请写全或删去")
    if any(len(name) > LONGEST_NAME for name in found):
        return _error(f"有一个名称超过 {LONGEST_NAME} 字，多个名称请用分号“；”隔开")
    return CellReading(found or None)


def _person(text: str) -> CellReading:
    if text.startswith(FORMULA_STARTS):
        return _warning("以公式符号开头，按文字登记，不作公式", text)
    return CellReading(text)


def _identifier(text: str) -> CellReading:
    folded = _folded(text)
    if _IDENTIFIER.match(folded):
        return CellReading(folded)
    return _error("编号只能用字母、数字、点、横线和下划线（64 位以内）")


def _count(text: str) -> CellReading:
    match = _COUNT.match(re.sub(r"[,\s人户家]", "", _folded(text)))
    if match:
        return CellReading(int(match.group(1)))
    return _error(f"“{text[:20]}”不是非负整数")


def _amount(text: str, *, unit: str, fen_per_unit: int) -> CellReading:
    folded = re.sub(r"[,\s¥]", "", _folded(text)).removesuffix(unit)
    if _SCIENTIFIC.match(folded):
        return _error("金额被表格软件改成了科学计数法，请设为“数值”后重填")
    if not _AMOUNT.match(folded):
        return _error(f"“{text[:20]}”不是以{unit}为单位的非负金额")
    fen = Decimal(folded) * fen_per_unit
    if fen != fen.to_integral_value():
        return _error(f"“{text[:20]}”不足一分的部分无法登记，请保留到分")
    return CellReading(int(fen))


def _money_yuan(text: str) -> CellReading:
    return _amount(text, unit="元", fen_per_unit=100)


def _money_wan_yuan(text: str) -> CellReading:
    return _amount(text, unit="万元", fen_per_unit=1_000_000)


def _date(text: str) -> CellReading:
    match = _DATE.match(re.sub(r"\s", "", _folded(text)).removesuffix("00:00:00").removesuffix("0:00:00"))
    if match:
        year, month, day = (int(part) for part in match.groups() if part)
        try:
            return CellReading(date(year, month, day))
        except ValueError:
            return _error(f"“{text[:20]}”不是存在的日期")
    return _error(f"“{text[:20]}”不是日期，请写成 2019-07-01 的样式")


def _credit_code(text: str) -> CellReading:
    finding = check_credit_code(text)
    if finding.problem is None:
        return CellReading(finding.normalised)
    return _warning(finding.problem, finding.normalised or None)


def _region(text: str, matcher: RegionMatcher) -> CellReading:
    match = matcher.match(text)
    if match.code is None:
        return _error(match.problem or "地区未能识别")
    return CellReading(match.code) if match.problem is None else _warning(match.problem, match.code)


def _regions(text: str, matcher: RegionMatcher) -> CellReading:
    codes: list[str] = []
    problems: list[CellProblem] = []
    for part in _SPLIT.split(text):
        if not part.strip():
            continue
        match = matcher.match(part)
        if match.problem is not None:
            problems.append(CellProblem("warning", match.problem))
        if match.code is not None and match.code not in codes:
            codes.append(match.code)
    return CellReading(tuple(codes) or None, tuple(problems))


def _class_code(text: str) -> CellReading:
    folded = _folded(text).upper()
    classes = {known.code: known.name for known in plan_in_force().institution_classes}
    if folded in classes:
        return CellReading(folded)
    plain = re.sub(r"[\s–—-]", "", folded)
    for code, name in classes.items():
        if plain.removesuffix("机构") == name.replace("–", "").removesuffix("机构"):
            return CellReading(code)
    return _warning(f"“{text[:20]}”不是机构分类代码（{'、'.join(classes)}），按未分类登记")


def _status(text: str) -> CellReading:
    folded = _folded(text)
    for code, name in INSTITUTION_STATUSES.items():
        if folded in (code, name):
            return CellReading(code)
    names = "、".join(INSTITUTION_STATUSES.values())
    return _warning(f"“{text[:20]}”不是已知状态（{names}），按未填登记")


def _roles(text: str) -> CellReading:
    found = list(dict.fromkeys(part.upper() for part in re.split(r"[\s;；、,，]+", _folded(text)) if part))
    unknown = [part for part in found if part not in ROLES]
    if unknown:
        return _error(f"“{'、'.join(unknown)[:40]}”不是角色代码（R1 至 R19）")
    if ADMINISTRATOR_ROLE in found and len(found) > 1:
        return _error(f"{ADMINISTRATOR_ROLE}（系统、安全、审计管理员）不得兼任业务角色")
    return CellReading(tuple(found) or None)


def _phone(text: str) -> CellReading:
    folded = _folded(text)
    if _SCIENTIFIC.match(folded):
        return _error("电话被表格软件改成了科学计数法，请把该列设为“文本”后重填")
    if _PHONE.match(folded):
        return CellReading(folded)
    return _warning("电话格式少见，请核对", text)


def _email(text: str) -> CellReading:
    folded = _folded(text)
    return CellReading(folded) if is_email_address(folded) else _error("邮箱格式不对，应如 name@example.cn")


def _login(text: str) -> CellReading:
    folded = _folded(text).lower()
    if _LOGIN.match(folded):
        return CellReading(folded)
    return _error("登录名应为 3 至 32 位小写字母、数字、点、横线或下划线，以字母开头")


def _website(text: str) -> CellReading:
    folded = _folded(text)
    if _WEBSITE.match(folded):
        return CellReading(folded)
    return _warning(f"“{text[:40]}”不是网址（http、https 或域名），按未填登记")


def _clause(text: str) -> CellReading:
    folded = _folded(text)
    if _CLAUSE.match(folded):
        return CellReading(folded)
    return _warning(f"“{text[:20]}”不是条款编号（如 3.2.1），按文字登记", text)


_READERS: Final[dict[str, Callable[[str], CellReading]]] = {
    "text": _text,
    "names": _names,
    "person": _person,
    "identifier": _identifier,
    "count": _count,
    "money_yuan": _money_yuan,
    "money_wan_yuan": _money_wan_yuan,
    "date": _date,
    "class_code": _class_code,
    "status": _status,
    "roles": _roles,
    "phone": _phone,
    "email": _email,
    "login": _login,
    "website": _website,
    "clause": _clause,
}
