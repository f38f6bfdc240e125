"""The tables a province may upload: which columns, what they hold, what makes two rows the same.

A new table is one more Template here; reading, preview, template download and export follow from it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Final

from fengsui.registry.table_cells import Cell, CellKind, CellReading, Severity


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `stored_as` names the value where its unit differs from the column's (元 → 分)."""

    name: str
    label_zh: str
    kind: CellKind
    example: str
    _: KW_ONLY
    required: bool = False
    stored_as: str = ""
    # An alternative of another column (another unit), read but not put into the blank template.
    alternative: bool = False
    # Another room's way of reading the cell's text, where no kind of this room does; `kind` then names the format only.
    reading: Callable[[str], CellReading] | None = None
    # What the explanation says of the cell beyond its kind's own format.
    note_zh: str = ""

    @property
    def key(self) -> str:
        """Name of the value in a parsed row."""
        return self.stored_as or self.name


@dataclass(frozen=True, slots=True)
class Unique:
    """Values (by key) that no two rows share; rows where one of them is empty are left out."""

    keys: tuple[str, ...]
    severity: Severity


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong between the cells of a row."""

    column: str
    severity: Severity
    message_zh: str


RowCheck = Callable[[Mapping[str, Cell]], Iterable[RowProblem]]


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of table."""

    id: str
    title_zh: str
    columns: tuple[Column, ...]
    uniques: tuple[Unique, ...] = ()
    row_check: RowCheck | None = None

    @property
    def blank_columns(self) -> tuple[Column, ...]:
        """Columns of the blank template and of exports."""
        return tuple(column for column in self.columns if not column.alternative)


def _check_institution(values: Mapping[str, Cell]) -> Iterable[RowProblem]:
    if values.get("outstanding_balance_fen") is not None and values.get("balance_as_of") is None:
        yield RowProblem("balance_as_of", "warning", "填了待偿余额而未填余额日期，统计时按日期不明处理")


def _check_officer(values: Mapping[str, Cell]) -> Iterable[RowProblem]:
    if values.get("login") is not None and values.get("roles") is None:
        yield RowProblem("roles", "warning", "有登录名而无角色，该账号登录后看不到任何业务")
    if values.get("phone") is None and values.get("email") is None:
        yield RowProblem("phone", "warning", "电话、邮箱均未填，通知无法送达本人")


INSTITUTIONS: Final = Template(
    id="institutions",
    title_zh="机构名册",
    columns=(
        Column("name", "机构名称", "text", "江桥示例金融服务有限公司", required=True),
        Column("credit_code", "统一社会信用代码", "credit_code", "91990203MA0EXAMP1W"),
        Column("platform_name", "平台名称", "text", "江桥贷"),
        Column("website", "网址", "website", "www.example.cn"),
        Column("application_name", "应用程序名称", "text", "江桥贷"),
        Column("aliases", "简称、别名", "names", "江桥；江桥金服"),
        Column("former_names", "曾用名", "names", "江桥投资咨询有限公司"),
        Column("registered_region", "注册地", "region", "云汀省南浦市浦湾区", required=True),
        Column("registered_on", "成立日期", "date", "2014-05-20"),
        Column("operating_regions", "经营地", "regions", "云汀省云汀市；岚湾省"),
        Column("class_code", "机构分类", "class_code", "B3"),
        Column(
            "outstanding_balance_yuan",
            "待偿余额（元）",
            "money_yuan",
            "123456789.00",
            stored_as="outstanding_balance_fen",
        ),
        Column(
            "outstanding_balance_wan_yuan",
            "待偿余额（万元）",
            "money_wan_yuan",
            "12345.6789",
            stored_as="outstanding_balance_fen",
            alternative=True,
        ),
        Column("balance_as_of", "余额日期", "date", "2019-06-30"),
        Column("lender_count", "出借人数", "count", "12000"),
        Column("custody_bank", "存管银行", "text", "云汀示例银行"),
        Column("status", "状态", "status", "在营"),
    ),
    uniques=(Unique(("name", "registered_region"), "warning"), Unique(("credit_code",), "warning")),
    row_check=_check_institution,
)

DEPARTMENTS: Final = Template(
    id="departments",
    title_zh="成员单位",
    columns=(
        Column("id", "单位编号", "identifier", "local-finance", required=True),
        Column("name", "单位名称", "text", "云汀省地方金融监督管理局", required=True),
        Column("alias", "简称或曾用名", "text", "省金融局"),
        Column("clause", "职责条款", "clause", "1.3.e"),
    ),
    uniques=(Unique(("id",), "error"), Unique(("name",), "warning")),
)

OFFICERS: Final = Template(
    id="officers",
    title_zh="人员名册",
    columns=(
        Column("name", "姓名", "person", "示例甲", required=True),
        Column("department_id", "单位编号", "identifier", "local-finance", required=True),
        Column("post", "职务", "text", "处长"),
        Column("roles", "角色", "roles", "R3；R5"),
        Column("phone", "电话", "phone", "13900000000"),
        Column("email", "邮箱", "email", "officer@example.cn"),
        Column("region", "地区", "region", "云汀省"),
        Column("login", "登录名", "login", "officer.one"),
    ),
    uniques=(Unique(("login",), "error"), Unique(("name", "department_id"), "warning")),
    row_check=_check_officer,
)

CONTACTS: Final = Template(
    id="contacts",
    title_zh="通讯录",
    columns=(
        Column("organisation", "单位", "text", "云汀市风险处置领导小组办公室", required=True),
        Column("department_id", "单位编号", "identifier", "local-finance"),
        Column("region", "地区", "region", "云汀省云汀市"),
        Column("purpose", "用途", "text", "24 小时值班"),
        Column("name", "联系人", "person", "示例乙"),
        Column("post", "职务", "text", "值班员"),
        Column("phone", "电话", "phone", "0990-0000000", required=True),
        Column("second_phone", "备用电话", "phone", "13900000001"),
        Column("fax", "传真", "phone", "0990-0000001"),
        Column("email", "邮箱", "email", "duty@example.cn"),
    ),
    uniques=(Unique(("organisation", "purpose", "name", "phone"), "warning"),),
)

TEMPLATES: Final[Mapping[str, Template]] = {
    template.id: template for template in (INSTITUTIONS, DEPARTMENTS, OFFICERS, CONTACTS)
}
