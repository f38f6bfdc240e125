"""Tightening that one key alone does not show: names, laws, permissions, and what a new element may be (clause 0.6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fengsui.plan import duties, measures, model, warning
from fengsui.plan.allowed_changes import LEAVE_OUT, Fault, only_fewer
from fengsui.plan.tightened_terms import Comparison, Found

KEPT_PERMISSIONS: Final = frozenset({"web.home", "plan.view", "plan.propose", "plan.review", "plan.adopt"})
"""Permissions whose holders a province may not narrow: with them it could shut everybody out for ever.

Whoever cannot open a page, or propose, review and adopt the next version, cannot undo the narrowing. The same goes for
signing (`sign`, `sign_grade` …): who signs an act is narrowed in signatures.yaml, where it is compared act by act.
"""


def kept_name(old: str, _new: str) -> Fault | None:
    """The 2019 name of an addressee stays on every paper; who answers today is written beside it (PAR-47)."""
    return Fault(f"报送单位“{old}”的名称不能改", "原名照写；承接的单位写进 aliases 或者 dated_names")


def renamed(comparison: Comparison, _old: model.Addressee, new: model.Addressee) -> Iterator[Found]:
    """An office keeps its names; the one that does its work today is a further name of its own, and nobody else's.

    A name that stood for two addressees, or for an organ of one's own, would let one receipt settle for another.
    """
    taken = _names_of_others(comparison, new)
    own = {
        "name": (new.name,),
        "full_name": (new.full_name,),
        "aliases": new.aliases,
        "dated_names": tuple(dated.name for dated in new.dated_names),
    }
    for key, names in own.items():
        if shared := sorted({*names} & taken):
            words = "、".join(shared)
            yield Found(key, Fault(f"{words} 已经是别的单位或者本级机构的名称", "写这个单位自己的全称"))


def new_addressee(comparison: Comparison, new: model.Addressee) -> Fault | None:
    """A further office under names of its own."""
    found = next(renamed(comparison, new, new), None)
    return None if found is None else Fault(found.fault.why, found.fault.remedy, (found.key,))


def _names_of_others(comparison: Comparison, own: model.Addressee) -> frozenset[str]:
    """Names of other addressees, and of organs that are no namesake of this one (处非办 is a department as well)."""
    before = next((office for office in comparison.base.documents.addressees if office.id == own.id), None)
    namesake = {*_names(before)} if before is not None else set()
    organisation = comparison.merged.organisation
    others: list[Any] = [office for office in comparison.merged.documents.addressees if office.id != own.id]
    others += [*organisation.offices, *organisation.departments, *organisation.leading_groups]
    return frozenset({name for organ in others for name in _names(organ)} - namesake)


def _names(organ: Any) -> Iterator[str]:
    yield from (organ.name, getattr(organ, "full_name", organ.name), *getattr(organ, "aliases", ()))
    yield from (dated.name for dated in organ.dated_names)


def rule_grade(comparison: Comparison, old: model.GradingRule, new: model.GradingRule) -> Iterator[Found]:
    """A rule may give a graver grade, never a less grave one."""
    ranks = {grade.id: grade.rank for grade in comparison.base.grading.grades}
    before, after = ranks.get(old.grade_id or ""), ranks.get(new.grade_id or "")
    if old.grade_id != new.grade_id and (before is None or after is None or after > before):
        yield Found("grade_id", Fault("规则给出的等级不能降低", LEAVE_OUT))
    if old.explanation != new.explanation and old.when == new.when:
        yield Found("explanation", Fault("规则没有改，说明不能改", LEAVE_OUT))


def hard_words(_comparison: Comparison, old: warning.HardRule, new: warning.HardRule) -> Iterator[Found]:
    """The words of a hard rule follow the rule."""
    if old.words != new.words and old.when == new.when:
        yield Found("words", Fault("规则没有改，文字不能改", LEAVE_OUT))


def new_indicator(_comparison: Comparison, new: warning.Indicator) -> Fault | None:
    """A further indicator is shown and may feed a hard rule; a weight would dilute the national ones (N9).

    The score is the mean over what is known, so any weight pulls it down while its own bands are not reached.
    """
    if not new.weight:
        return None
    remedy = "写 weight: 0；要起作用的，在 hard_rules 里加一条规则"
    return Fault("新增指标的权重会冲淡国家预案的指标", remedy, ("weight",))


def new_grant(comparison: Comparison, new: duties.AccessGrant) -> Fault | None:
    """A permission that the base does not hand out is nobody's."""
    if comparison.base.access is not None and new.roles:
        return Fault("国家预案没有给任何人的权限，省里不能给", "删去这一项")
    return None


def grant_faults(_comparison: Comparison, old: duties.AccessGrant, new: duties.AccessGrant) -> Iterator[Found]:
    """Who may do something: only fewer, never nobody, and the same where fewer could shut everybody out."""
    if fault := only_fewer(old.roles, new.roles):
        yield Found("roles", fault)
    elif {*old.roles} != {*new.roles} and _is_kept(old.id):
        yield Found("roles", Fault("收窄这项权限，可能再没有人能打开、修订预案或者签字", LEAVE_OUT))


def _is_kept(permission: str) -> bool:
    return permission in KEPT_PERMISSIONS or permission.rpartition(".")[2].startswith("sign")


def new_cycle(_comparison: Comparison, new: duties.Cycle) -> Fault | None:
    """How long things are kept is the national plan's word: personal data must end with the event (应对法 85)."""
    if new.kind == "retention":
        return Fault("保存期限不能另立：个人信息按法律处理，事件结束须销毁（应对法第八十五条）", "删去这一项")
    return None


def new_law(_comparison: Comparison, new: measures.LegalBasis) -> Fault | None:
    """Law that a province adds is printed on orders as 待核: only the national library has been read for everybody."""
    if new.verified:
        return Fault("省里增加的法律依据没有经过核对", "写 verified: false，印在文书上时标待核", ("verified",))
    return None


def law_faults(_comparison: Comparison, old: measures.LegalBasis, new: measures.LegalBasis) -> Iterator[Found]:
    """When a law begins is the law's own; its end may be filled in once, and is shown as 待核 (P.3, 0.9)."""
    if old.effective_from != new.effective_from:
        yield Found("effective_from", Fault("施行日期是法律自己的，不能改", LEAVE_OUT))
    ended = old.effective_to is None and new.effective_to is not None and not new.verified
    if old.effective_to != new.effective_to and not ended:
        remedy = LEAVE_OUT if old.effective_to else "同时写 verified: false（待核）"
        yield Found("effective_to", Fault("失效日期只能补填一次，并标待核", remedy))
    if old.replaced_by != new.replaced_by and (old.replaced_by or not ended):
        yield Found("replaced_by", Fault("只有补填了失效日期的，才能写由什么代替", LEAVE_OUT))
    if {*new.clauses} - {*old.clauses} and new.verified:
        yield Found("clauses", Fault("法律依据用到新的条款上没有经过核对", "同时写 verified: false（待核）"))


_ON_LAW_ALONE = frozenset({"control", "exit", "closure", "transfer"})


def new_measure(comparison: Comparison, new: measures.Measure) -> Fault | None:
    """A further measure stands on law, tells of remedies, and belongs to a body that has such a power already."""
    known = comparison.base.measures.measures if comparison.base.measures else ()
    if new.kind not in _ON_LAW_ALONE and not new.person_types:
        return None
    if not new.legal_basis:
        return Fault("没有法律依据的措施不能增加", "写明 legal_basis", ("legal_basis",))
    if not new.remedy_notice:
        return Fault("措施须告知救济途径", "写 remedy_notice: true", ("remedy_notice",))
    bodies = {body for measure in known if measure.kind == new.kind for body in measure.bodies}
    if without_power := sorted({*new.bodies} - bodies):
        words = "、".join(without_power)
        return Fault(f"{words} 没有采取这类措施的职权", "只写国家预案里有这类职权的机关", ("bodies",))
    people = {person for measure in known if measure.kind == new.kind for person in measure.person_types}
    if beyond := sorted({*new.person_types} - people):
        return Fault(f"不能对 {'、'.join(beyond)} 采取这类措施", "只写国家预案里的人员类别", ("person_types",))
    return None


OWNED: Final = (("clauses", "clauses"), ("duties", "duties"), ("duties", "cycles"), ("practices", "practices"))


def owner_faults(comparison: Comparison, old: Any, new: Any) -> Fault | None:
    """Who answers for something is an officer: no further institution or lender, and never they alone (1.1.b).

    `old` is None for what the base has not.
    """
    public = {role.id for role in comparison.merged.organisation.roles if role.public}
    before = {*old.owners} if old is not None else set()
    if outside := sorted({*new.owners} & public - before):
        return Fault(f"{'、'.join(outside)} 是机构或者公众，不能作责任人", "写工作人员的角色", ("owners",))
    if before - public and not {*new.owners} - public:
        return Fault("责任人里没有工作人员了", "至少留一个工作人员的角色", ("owners",))
    return None
