"""What the pages about information share: the section's tabs, kinds and channels in words, doors that may be open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from fengsui.conduct.access import Actor, may
from fengsui.conduct.plans import plan_in_force
from fengsui.web.access import OfficerRequest
from fengsui.web.routes import PUBLIC, Words, known_routes

SECTION = "warnings"
"""The entry of the header that every page about information and warnings stands under."""
CHANNELS: Mapping[str, Words] = {
    "press": gettext_lazy("媒体"),
    "public_post": gettext_lazy("公开发帖"),
    "regulator": gettext_lazy("监管部门"),
    "custody_bank": gettext_lazy("存管银行"),
    "institution": gettext_lazy("机构"),
    "hotline": gettext_lazy("热线"),
    "telephone": gettext_lazy("电话"),
    "inspection": gettext_lazy("检查"),
}
STANCES: Mapping[str, Words] = {
    "report": gettext_lazy("报告"),
    "denial": gettext_lazy("否认"),
    "clarification": gettext_lazy("澄清"),
    "advertising": gettext_lazy("广告"),
    "question": gettext_lazy("询问"),
    "education": gettext_lazy("宣传教育"),
    "statistics": gettext_lazy("统计"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of information (K1–K9, section 四（二）) or of event (E1–E6, section 二). ``quote``: the plan's words."""

    code: str
    label: Words
    clauses: tuple[str, ...]
    quote: str = ""


_LABELS: Mapping[str, Words] = {
    "K1": gettext_lazy("谣言"),
    "K2": gettext_lazy("负面报道"),
    "K3": gettext_lazy("主要股东异常"),
    "K4": gettext_lazy("董监高异常"),
    "K5": gettext_lazy("逾期、停付、限付"),
    "K6": gettext_lazy("主要借款人异常"),
    "K7": gettext_lazy("集中兑付、聚集、堵路"),
    "K8": gettext_lazy("保险群体性事件"),
    "K9": gettext_lazy("其他严重影响"),
}
"""What a kind is called in a word, in the reader's language; one that is not here goes by the plan's name."""


def kinds_of_information() -> dict[str, Kind]:
    """The kinds that the plan in force watches, K1 to K9, each with the clauses it stands on and their words."""
    plan = plan_in_force()
    clauses: dict[str, dict[str, None]] = {code: {} for code in sorted(plan.watched_kinds)}
    names: dict[str, list[str]] = {}
    for entry in plan.risk_information:
        clauses[entry.kind].update(dict.fromkeys((entry.clause, *entry.clauses)))
        names.setdefault(entry.kind, []).append(entry.name)
    return {
        code: Kind(
            code,
            _LABELS.get(code, "、".join(names.get(code, (code,)))),
            tuple(of_code),
            "；".join(plan.clauses[clause].quote for clause in of_code if clause in plan.clauses),
        )
        for code, of_code in clauses.items()
    }


def kinds_of_events() -> dict[str, Kind]:
    """E1 to E6 with the plan's own words."""
    return {kind.id: Kind(kind.id, kind.name, (kind.clause,), kind.name) for kind in plan_in_force().event_types}


def kinds_in_words(codes: Iterable[str]) -> list[Kind]:
    """Kinds by their codes, of information before of events; a code that nobody knows stands for itself."""
    known = kinds_of_information() | kinds_of_events()
    return [
        known.get(code, Kind(code, _LABELS.get(code, code), ()))
        for code in sorted(codes, key=lambda code: (code[:1] != "K", code))
    ]


@dataclass(frozen=True, slots=True)
class Tab:
    """One list of the section, for those who may open it."""

    title: Words
    address: str
    current: bool


_TABS: tuple[tuple[str, Words], ...] = (
    ("warnings", gettext_lazy("预警单")),
    ("warnings.key_list", gettext_lazy("重点盯防名单")),
    ("warnings.league", gettext_lazy("排行")),
    ("information", gettext_lazy("信息")),
    ("indicators", gettext_lazy("指标")),
    ("warnings.levels", gettext_lazy("研判级别表")),
    ("warnings.sensitive_periods", gettext_lazy("敏感时期")),
)


def open_address(actor: Actor, name: str, **arguments: str) -> str:
    """Where a page is, if there is one of this name and the actor may open it; empty otherwise."""
    route = next((route for route in known_routes if route.name == name), None)
    if route is None or not (route.permission is PUBLIC or may(actor, str(route.permission))):
        return ""
    return reverse(name, kwargs=arguments)


def section_tabs(actor: Actor, current: str = "") -> list[Tab]:
    """The lists of the section that the actor may open. ``current``: the route of the one on the page."""
    found = ((title, open_address(actor, name), name == current) for name, title in _TABS)
    return [Tab(title, address, here) for title, address, here in found if address]


def show(request: OfficerRequest, template: str, /, *, tab: str = "", **context: Any) -> HttpResponse:
    """A page about information. ``tab``: which list it is, or empty for a page below one."""
    tabs = section_tabs(request.actor, tab)
    return render(request, f"monitoring/{template}.html", {"tabs": tabs, **context})


@dataclass(frozen=True, slots=True)
class InstitutionRead:
    """What a text says of one institution, as a page shows it."""

    institution: str
    name: str
    address: str
    ticket: str
    check: str
    kinds: list[Kind]
    events: list[Kind]
    stance: Words
    negative: bool
    words: list[tuple[str, list[Kind], bool]]


def institutions_read(actor: Actor, readings: Iterable[Any], names: Mapping[str, Any]) -> list[InstitutionRead]:
    """Readings in words. ``names``: institutions of the register by id."""
    return [_institution_read(actor, reading, names.get(reading.institution)) for reading in readings]


def _institution_read(actor: Actor, reading: Any, registered: Any) -> InstitutionRead:
    key = reading.institution
    words: dict[tuple[str, bool], set[str]] = {}
    for hit in reading.hits:
        words.setdefault((hit["word"], hit["negated"]), set()).update(filter(None, (hit["kind"],)))
    return InstitutionRead(
        institution=key,
        name=registered.name if registered else key,
        address=open_address(actor, "institution", institution=key) if registered else "",
        ticket=open_address(actor, "warning", institution=key),
        check=open_address(actor, "warning.check", institution=key, signal=reading.signal),
        kinds=kinds_in_words(reading.kinds),
        events=kinds_in_words(reading.events),
        stance=STANCES.get(reading.stance, reading.stance),
        negative=reading.negative,
        words=[(word, kinds_in_words(codes), negated) for (word, negated), codes in words.items()],
    )
