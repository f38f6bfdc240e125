"""What has happened to the versions of a plan, and what may be done next. Pure.

The facts of one stream add up to :class:`Versions`. Nothing is adopted without the agreement of an officer other than
the proposer and other than the signers (0.6); the last signature the plan asks for makes a version the adopted one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType

from fengsui.ledger.canonical import Fact
from fengsui.plan import Plan, SignatureRequirement

PROPOSED, CONSULTED, REVIEWED, OBJECTED, SIGNING, ADOPTED = (
    *("proposed", "consulted", "reviewed", "objected"),
    *("signing", "adopted"),
)
TRIGGERS: Mapping[str, str] = MappingProxyType(
    {
        "law": "法律、法规或者上位预案有变化",
        "command": "应急指挥机构及其职责有调整",
        "risk": "面临的风险有重大变化",
        "resources": "重要应急资源有重大变化",
        "information": "预案中的其他重要信息有变化",
        "problem": "处置或者演练中发现问题",
    }
)
"""The six occasions of PAR-07, in the words of the form."""
OVERLAYS_ONLY_TIGHTEN = "registry.overlays_only_tighten"
APPLIES_FROM_ITS_DATE = "registry.plan_applies_from_its_date"
COPIES_ARE_REGISTERED = "registry.copies_are_registered"
DRAWN_UP_HERE = "registry.plan_is_drawn_up_here"
PROVISIONS: Mapping[str, str] = MappingProxyType(
    {
        OVERLAYS_ONLY_TIGHTEN: "叠加的预案只能收紧，由另一人作法律审查",
        APPLIES_FROM_ITS_DATE: "预案自施行之日起适用，以前的事按当时规定",
        COPIES_ARE_REGISTERED: "预案副本逐份登记、加水印",
        DRAWN_UP_HERE: "本地预案征求意见、备案、定期评估修订",
    }
)
ADOPT = "adopt_plan"
LONGEST_WAIT = timedelta(days=366)
"""From the day a version is adopted to the day it applies: a mistyped year is told at once."""


@dataclass(frozen=True, slots=True)
class VersionState:
    """One version. ``signers``: (officer, role) of those who signed its adoption."""

    version: str
    source_hash: str
    proposer: str
    status: str = PROPOSED
    consulted: bool = False
    reviewer: str = ""
    agreed: bool = False
    signers: tuple[tuple[str, str], ...] = ()
    effective_from: date | None = None
    document: str = ""
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Versions:
    """All versions of this copy by name; ``adopted`` in the order of adoption; triggers that still stand by fact."""

    by_version: Mapping[str, VersionState] = field(default_factory=dict)
    adopted: tuple[tuple[str, date], ...] = ()
    open_triggers: tuple[str, ...] = ()


def fold(state: Versions, fact: Fact) -> Versions:
    """The state after one more fact."""
    payload = fact.payload
    match fact.kind:
        case "plan.version_proposed":
            known = VersionState(payload["version"], payload["source_hash"], payload["officer"])
            return _with(state, known)
        case "plan.version_consulted":
            known = state.by_version[payload["version"]]
            status = CONSULTED if known.status == PROPOSED else known.status
            return _with(state, replace(known, consulted=True, status=status))
        case "plan.version_reviewed":
            agreed = payload["opinion"] == "agreed"
            known = state.by_version[payload["version"]]
            status = REVIEWED if agreed else OBJECTED
            return _with(state, replace(known, reviewer=payload["officer"], agreed=agreed, status=status))
        case "plan.version_adopted":
            return _signed(state, payload)
        case "plan.version_filed":
            return _with(state, replace(state.by_version[payload["version"]], filed=True))
        case "plan.revision_needed":
            return replace(state, open_triggers=(*state.open_triggers, fact.reference))
        case "plan.revision_closed":
            left = tuple(trigger for trigger in state.open_triggers if trigger != payload["trigger"])
            return replace(state, open_triggers=left)
    return state


def _with(state: Versions, version: VersionState) -> Versions:
    return replace(state, by_version={**state.by_version, version.version: version})


def _signed(state: Versions, payload: Mapping[str, object]) -> Versions:
    first_day = date.fromisoformat(str(payload["effective_from"]))
    name = str(payload["version"])
    known = state.by_version[name]
    if known.effective_from not in {None, first_day}:  # the day signed before had passed: see still_signed
        known = replace(known, signers=())
    signers = (*known.signers, (str(payload["officer"]), str(payload["role"])))
    done = bool(payload["complete"])
    after = _with(
        state,
        replace(
            known,
            signers=signers,
            status=ADOPTED if done else SIGNING,
            effective_from=first_day,
            document=str(payload["document"]),
        ),
    )
    if not done:
        return after
    return replace(after, adopted=(*state.adopted, (name, first_day)), open_triggers=())


def why_not_propose(state: Versions, version: str, base: str, in_force: Plan) -> str:
    """Why a checked plan can't be proposed; empty where it can."""
    if version in state.by_version:
        return "这个版本已经提出过，请到版本页接着办"
    if base and not in_force.provides(OVERLAYS_ONLY_TIGHTEN):
        return "现行预案没有“叠加的预案只能收紧”这条规则，不能收叠加的预案"
    return ""


def why_not_consult(known: VersionState, plan: Plan) -> str:
    """Why no consultation can be recorded now."""
    if not plan.provides(DRAWN_UP_HERE):
        return "现行预案没有“本地预案征求意见、备案”这条规则，不能登记"
    if known.status in {SIGNING, ADOPTED}:
        return "这个版本已经签字，征求意见须在审查以前"
    return ""


def why_not_review(known: VersionState, plan: Plan, officer: str) -> str:
    """Why this officer can't sign the legal review now."""
    if not plan.provides(OVERLAYS_ONLY_TIGHTEN):
        return "现行预案没有“叠加的预案只能收紧，由另一人作法律审查”这条规则，不能审查"
    if known.status in {SIGNING, ADOPTED}:
        return "这个版本已经签字，不再审查"
    if plan.provides(DRAWN_UP_HERE) and not known.consulted:
        return "请先登记征求意见，再作法律审查"
    if known.status == OBJECTED and officer != known.reviewer:
        return "已有异议：只能由提出异议的人改变意见，或者改好以后另提一个版本"
    if officer == known.proposer:
        return "提出人不能自己审查，请另一位有权审查的人办"
    return ""


def why_not_adopt(known: VersionState, requirement: SignatureRequirement | None, officer: str) -> str:
    """Why this officer can't sign the adoption now, whatever the day."""
    if requirement is None:
        return "现行预案没有写明由谁签字采用，不能采用"
    if known.status == ADOPTED:
        return "这个版本已经采用"
    if not known.agreed or known.reviewer == known.proposer:
        return "还没有另一人的法律审查同意，不能采用"
    if officer == known.reviewer:
        return "审查人不能又签采用，请另一位有权的人签"
    if officer in {signer for signer, _ in known.signers}:
        return "同一人不能签两次；请由另一位有权签字的人签"
    return ""


def still_signed(known: VersionState, today: date) -> VersionState:
    """The version with the signatures that still count.

    Signed for a day that passed before the last one signed, an adoption can't come into force on that day any more:
    what was signed lapses, and all sign for another day.
    """
    if known.status == SIGNING and known.effective_from is not None and known.effective_from < today:
        return replace(known, signers=(), effective_from=None)
    return known


def why_not_that_day(known: VersionState, first_day: date, today: date, plan: Plan, *, live: bool) -> str:
    """Why a version can't apply from that day (0.9): never backwards, and in a live world not before its own date."""
    if known.effective_from is not None and first_day != known.effective_from:
        return f"前一位签字人签的施行日期是 {known.effective_from}，请签同一天"
    if first_day < today:
        return f"施行日期不能早于今天（{today}）：以前的事按当时的规定办"
    if first_day > today + LONGEST_WAIT:
        return f"施行日期不能晚于 {today + LONGEST_WAIT}（一年以内）。请核对年份"
    if plan.effective_to is not None and first_day > plan.effective_to:
        return f"这个版本到 {plan.effective_to} 为止，不能在 {first_day} 适用"
    if live and not plan.in_force(first_day):
        return f"这个版本自 {plan.effective_from} 起施行，不能在 {first_day} 适用"
    return ""


def review_due(plan: Plan, adopted: Sequence[date], today: date) -> tuple[date, bool] | None:
    """(next review, whether it is overdue): so many months (PAR-07) after the version in force began to apply.

    None where the plan asks for no review of local plans, or sets no time for it.
    """
    parameter = plan.parameters.get("PAR-07")
    if parameter is None or not isinstance(parameter.value, int) or not plan.provides(DRAWN_UP_HERE):
        return None
    last = max((day for day in adopted if day <= today), default=plan.effective_from)
    due = add_months(last, parameter.value)
    return due, due < today


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def next_step(known: VersionState, *, consults: bool) -> str:
    """The one thing that comes next for a version: consult, review, adopt, file, or nothing (empty)."""
    if known.status == ADOPTED:
        return "" if known.filed or not consults else "file"
    if known.status == OBJECTED:
        return "review"
    if known.status in {REVIEWED, SIGNING}:
        return "adopt"
    return "consult" if consults and not known.consulted else "review"
