"""A table that was read, held against the register: which rows are new, changed, unchanged, and what is wrong. Pure.

All or nothing: a table with one error is not imported. An empty cell leaves what the register knows; no row is ever
taken away.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from fengsui.conduct.shapes import FactModel
from fengsui.registry import identities
from fengsui.registry.credit_code import check_credit_code
from fengsui.registry.facts import InstitutionRecord, OfficerRecord
from fengsui.registry.records import (
    RECORDS,
    Given,
    Surroundings,
    build,
    given_contact,
    given_department,
    given_institution,
    given_officer,
    kept_warnings,
)
from fengsui.registry.regions import RegionTable
from fengsui.registry.table_cells import ADMINISTRATOR_ROLE, Severity
from fengsui.registry.table_reading import FILE_ROW, Finding, ParsedRow, Preview
from fengsui.registry.unit_slips import unit_slip

Standing = Literal["added", "changed", "unchanged"]
Progress = Callable[[int, int], None]
"""(rows done, rows in all)."""
PROGRESS_STEP = 500


@dataclass(frozen=True, slots=True)
class Register:
    """What the register holds before the import: rows of the table by id, and the codes of all departments."""

    rows: Mapping[str, Mapping[str, Any]]
    surroundings: Surroundings
    regions: RegionTable
    department_codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row as it would stand in the register. ``personal``: new texts to seal, by column."""

    id: str
    row_number: int
    record: FactModel
    standing: Standing
    personal: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """What an import would do. ``row_count`` counts the file's data rows, bad ones too."""

    template_id: str
    sha256: str
    encoding: str
    row_count: int
    rows: tuple[CheckedRow, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep the whole table out."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that keep nothing out."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")

    def count(self, standing: Standing) -> int:
        """How many rows are added, changed or unchanged."""
        return sum(row.standing == standing for row in self.rows)


def check_table(
    preview: Preview,
    register: Register,
    known_personal: Mapping[tuple[str, str], str | None],
    progress: Progress | None = None,
) -> CheckedTable:
    """Hold a table against the register. ``known_personal``: (row id, column) → the text now sealed there."""
    checking = _Checking(preview, register, known_personal)
    total = len(preview.rows_ok)
    for done, row in enumerate(preview.rows_ok, 1):
        checking.check(row)
        if progress is not None and (done % PROGRESS_STEP == 0 or done == total):
            progress(done, total)
    checking.check_administrators()
    findings = sorted([*preview.findings, *checking.findings], key=lambda finding: finding.row_number)
    return CheckedTable(
        preview.template_id, preview.sha256, preview.encoding, preview.row_count, tuple(checking.rows), tuple(findings)
    )


class _Checking:
    """The state of checking one table."""

    def __init__(self, preview: Preview, register: Register, known: Mapping[tuple[str, str], str | None]) -> None:
        self._template = preview.template_id
        self._register = register
        self._known = known
        self._claimed: dict[str, int] = {}
        self._by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._by_login: dict[str, str] = {}
        self._warned: dict[int, list[str]] = defaultdict(list)
        self._inside: dict[str, bool] = {}
        self.rows: list[CheckedRow] = []
        self.findings: list[Finding] = []
        for finding in preview.findings:
            if finding.severity == "warning":
                self._warned[finding.row_number].append(finding.message_zh)
        second = {"institutions": "registered_region", "officers": "department"}.get(self._template)
        for row_id, row in register.rows.items():
            if second:
                self._by_name[row["name"], row[second]].append(row_id)
            if row.get("login"):
                self._by_login[row["login"]] = row_id
        self._serial = max((int(row_id[8:]) for row_id in register.rows if row_id[8:].isdigit()), default=0)

    def check(self, row: ParsedRow) -> None:
        given = self._given(row)
        row_id = self._identify(given)
        if row_id in self._claimed:
            first = self._claimed[row_id]
            row_id = self._apart(given, row_id)
            self._find(row, "warning", f"与第 {first} 行像是同一条，已分开登记，请核对")
        self._claimed[row_id] = row.row_number
        existing = self._register.rows.get(row_id)
        if existing is not None and existing.get("active") is False:
            self._find(row, "warning", "此人已离任，本次不恢复；需要恢复的请重新任命")
            return
        record, problems = build(
            RECORDS[self._template], {**({} if existing else self._defaults()), **given.columns}, existing
        )
        for problem in problems:
            self._find(row, "error", problem.message_zh, problem.column)
        if record is None or not self._allowed(row, record) or self._slipped(row, record, existing):
            return
        personal = {name: text for name, text in given.personal.items() if self._known.get((row_id, name)) != text}
        self.rows.append(
            CheckedRow(
                row_id,
                row.row_number,
                record,
                self._standing(record, personal, existing),
                personal,
                kept_warnings(self._warned[row.row_number]),
            )
        )

    def _find(self, row: ParsedRow, severity: Severity, message: str, column: str = "") -> None:
        self.findings.append(Finding(row.row_number, column, severity, message))
        if severity == "warning":
            self._warned[row.row_number].append(message)

    def _given(self, row: ParsedRow) -> Given:
        match self._template:
            case "institutions":
                return given_institution(row.values)
            case "departments":
                return given_department(row.values, self._register.surroundings)
            case "officers":
                return given_officer(row.values)
        return given_contact(row.values, self._register.surroundings)

    def _defaults(self) -> dict[str, str]:
        return {} if self._template == "institutions" else {"region": self._register.surroundings.jurisdiction}

    def _identify(self, given: Given) -> str:
        columns = given.columns
        match self._template:
            case "institutions":
                return self._institution(columns)
            case "departments":
                return identities.department_id(columns["code"])
            case "officers":
                return self._officer(columns)
        return identities.contact_id(
            organisation=columns["organisation"], purpose=columns.get("purpose", ""), name=columns.get("name", "")
        )

    def _institution(self, columns: Mapping[str, Any]) -> str:
        valid = valid_code(columns)
        name, region = columns["name"], columns["registered_region"]
        row_id = identities.institution_id(credit_code=valid, name=name, registered_region=region)
        if row_id in self._register.rows:
            return row_id
        # A code learnt, corrected or left out later doesn't make a second institution of the same name and place.
        same = [
            other
            for other in self._by_name[name, region]
            if other not in self._claimed and not (valid and valid_code(self._register.rows[other]))
        ]
        return same[0] if len(same) == 1 else row_id

    def _officer(self, columns: Mapping[str, Any]) -> str:
        login = columns.get("login", "")
        if login in self._by_login:
            return self._by_login[login]
        same = [
            other
            for other in self._by_name[columns["name"], columns["department"]]
            if other not in self._claimed and not (login and self._register.rows[other]["login"])
        ]
        if len(same) == 1:
            return same[0]
        return identities.officer_id(login) if login else self._next_serial()

    def _next_serial(self) -> str:
        self._serial += 1
        return identities.numbered_officer_id(self._serial)

    def _apart(self, given: Given, row_id: str) -> str:
        """Another id for a row whose id is taken by an earlier row: no row of a file is lost."""
        columns = given.columns
        if self._template == "officers":
            return self._next_serial()
        more: tuple[str, ...] = (columns.get("platform_name", ""), columns.get("website", ""))
        ordinal = 1
        while row_id in self._claimed:
            if self._template == "institutions":
                row_id = identities.institution_id(
                    credit_code=valid_code(columns),
                    name=columns["name"],
                    registered_region=columns["registered_region"],
                    more=more,
                )
            else:
                row_id = identities.contact_id(
                    organisation=columns["organisation"],
                    purpose=columns.get("purpose", ""),
                    name=columns.get("name", ""),
                    more=more,
                )
            ordinal += 1
            more = (*more[:2], str(ordinal))
        return row_id

    @staticmethod
    def _standing(record: FactModel, personal: Mapping[str, str], existing: Mapping[str, Any] | None) -> Standing:
        if existing is None:
            return "added"
        before, _ = build(type(record), {}, existing)
        return "unchanged" if before == record and not personal else "changed"

    def _allowed(self, row: ParsedRow, record: FactModel) -> bool:
        if isinstance(record, InstitutionRecord):
            return self._institution_in_place(row, record)
        department = getattr(record, "department", "")
        if department and department not in self._register.department_codes:
            severity: Severity = "error" if isinstance(record, OfficerRecord) else "warning"
            self._find(row, severity, f"单位编号“{department}”不在成员单位表中，请先导入成员单位", "department_id")
            if severity == "error":
                return False
        # The contact book may name bodies elsewhere; an officer of this copy serves a place in it.
        if isinstance(record, OfficerRecord) and not self._within(record.region):
            self._find(row, "error", "地区不在本辖区，请核对", "region")
            return False
        return True

    def _slipped(self, row: ParsedRow, record: FactModel, existing: Mapping[str, Any] | None) -> bool:
        """Whether the balance seems to be in the other unit, 元 for 万元."""
        if not isinstance(record, InstitutionRecord) or existing is None or record.outstanding_balance_fen is None:
            return False
        problem = unit_slip(record.outstanding_balance_fen, existing.get("outstanding_balance_fen"))
        if problem:
            self._find(row, "error", f"待偿余额：{problem}", "outstanding_balance_yuan")
        return bool(problem)

    def _institution_in_place(self, row: ParsedRow, record: InstitutionRecord) -> bool:
        problem = place_problem(record, self._within)
        if problem is None:
            return True
        severity, message = problem
        self._find(row, severity, message, "registered_region")
        return severity != "error"

    def _within(self, code: str) -> bool:
        if code not in self._inside:
            self._inside[code] = self._register.regions.is_within(code, self._register.surroundings.jurisdiction)
        return self._inside[code]

    def check_administrators(self) -> None:
        """An import never leaves the copy without an administrator."""
        if self._template != "officers":
            return
        roles = {row_id: row["roles"] for row_id, row in self._register.rows.items() if row["active"]}
        if not any(ADMINISTRATOR_ROLE in held for held in roles.values()):
            return
        roles.update({row.id: getattr(row.record, "roles", ()) for row in self.rows})
        if not any(ADMINISTRATOR_ROLE in held for held in roles.values()):
            self.findings.append(Finding(FILE_ROW, "roles", "error", "导入后将没有系统管理员（R16），请保留至少一名"))


def valid_code(columns: Mapping[str, Any]) -> str:
    """The credit code of a row if it is valid, else empty."""
    code = columns.get("credit_code") or ""
    return code if code and check_credit_code(code).valid else ""


def place_problem(record: InstitutionRecord, within: Callable[[str], bool]) -> tuple[Severity, str] | None:
    """Why an institution is not, or only by its place of operation, this copy's matter (clauses 0.3, 1.2.g)."""
    if within(record.registered_region):
        return None
    if any(within(code) for code in record.operating_regions):
        return "warning", "注册地不在本辖区，因经营地在本辖区登记；处置由注册地牵头"
    return "error", "注册地和经营地都不在本辖区，不能登记"
