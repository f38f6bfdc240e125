"""What carries each clause: the plan's own elements, found by the clause they name (1.1.b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.plan.files import PlanFiles
from fengsui.plan.model import Element

# What a list of elements is to a reader. A list that is not here names things (grades, attention levels, roles,
# departments) or holds numbers (parameters): it carries no clause by itself.
CARRYING: Mapping[tuple[str, str], str] = {
    ("organisation", "positions"): "职务",
    ("organisation", "central_bodies"): "中央单位",
    ("organisation", "decision_rights"): "决定权",
    ("organisation", "jurisdictions"): "辖区",
    ("scope", "event_types"): "事件类型",
    ("scope", "institution_classes"): "机构分类",
    ("grading", "rules"): "规则",
    ("grading", "termination_conditions"): "终止条件",
    ("clocks", "clocks"): "时钟",
    ("tasks", "tasks"): "任务",
    ("signatures", "signatures"): "签字",
    ("documents", "addressees"): "报送单位",
    ("documents", "copy_to"): "抄送",
    ("documents", "papers"): "公文",
    ("warning", "hard_rules"): "硬规则",
    ("warning", "indicators"): "指标",
    ("warning", "sensitive_periods"): "敏感时期",
    ("provisions", "provisions"): "规则",
    ("access", "access"): "权限",
    ("information", "risk_information"): "风险信息",
    ("duties", "duties"): "职责",
    ("duties", "cycles"): "周期",
    ("practices", "practices"): "实务",
    ("legal_basis", "legal_basis"): "法律依据",
    ("measures", "measures"): "措施",
    ("forms", "forms"): "表单",
    ("statements", "statement_rules"): "发布规则",
}


@dataclass(frozen=True, order=True)
class Carrier:
    """One element that carries a clause. `file` and `listed` say where it stands in PlanFiles."""

    file: str
    listed: str
    id: str
    name: str

    @property
    def kind(self) -> str:
        """What it is, in a word: 时钟, 任务, 签字 …"""
        return CARRYING[self.file, self.listed]


def carriers_by_clause(written: PlanFiles) -> Mapping[str, tuple[Carrier, ...]]:
    """Every clause that something carries, with what carries it, in the order of the files."""
    found: dict[str, list[Carrier]] = defaultdict(list)
    for carrier, element in _elements(written):
        for clause in clauses_of(element):
            found[clause].append(carrier)
    return {clause: tuple(carriers) for clause, carriers in found.items()}


def clauses_of(element: Element) -> tuple[str, ...]:
    """The clauses an element names, its first one first."""
    first = getattr(element, "clause", None)
    return tuple(dict.fromkeys((*([first] if first else []), *getattr(element, "clauses", ()))))


def without(written: PlanFiles, carriers: Collection[Carrier]) -> PlanFiles:
    """The same files without these elements. Nothing is checked: an element that named one of them still does."""
    changed: dict[str, Any] = {}
    for file, listed in {(carrier.file, carrier.listed) for carrier in carriers}:
        gone = {carrier.id for carrier in carriers if (carrier.file, carrier.listed) == (file, listed)}
        part = changed.get(file) or getattr(written, file)
        kept = tuple(element for element in getattr(part, listed) if identity(element) not in gone)
        changed[file] = part.model_copy(update={listed: kept})
    return written.model_copy(update=changed)


def identity(element: Element) -> str:
    """What names an element among its like: the act with the grades a signature is for, `id`, `code`, `grade`, `rank`.

    Empty where nothing does.
    """
    if (act := getattr(element, "act", None)) is not None:
        return " ".join((act, *getattr(element, "grades", ())))
    names = (getattr(element, key, None) for key in ("id", "code", "grade", "rank"))
    return next((str(name) for name in names if name is not None), "")


def _elements(written: PlanFiles) -> Iterator[tuple[Carrier, Element]]:
    for file, listed in CARRYING:
        part = getattr(written, file)
        elements: Iterable[Element] = getattr(part, listed) if part is not None else ()
        for element in elements:
            yield Carrier(file, listed, identity(element), _name(element)), element


def _name(element: Element) -> str:
    for key in ("name", "title", "phrase", "words"):
        if value := getattr(element, key, ""):
            return str(value)
    return identity(element)
