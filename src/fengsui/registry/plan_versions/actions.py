"""Acts on plan versions: each one act, one fact (clauses 0.1, 0.6, 3.2.2, P.5)."""

from collections.abc import Callable
from datetime import date
from typing import Unpack, cast, get_args

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.house import house
from fengsui.conduct.plans import (
    PlanNotAsKept,
    forget_adoptions,
    founding_plan,
    keep_written,
    plan_in_force,
    plan_of_version,
    version_of,
)
from fengsui.conduct.shapes import FactModel
from fengsui.conduct.signatures import Signature, open_slots
from fengsui.conduct.world import this_world
from fengsui.plan import Plan, SignatureRequirement
from fengsui.registry.acting import Sent, refuse
from fengsui.registry.plan_versions import copying, facts, queries, rules, succession
from fengsui.registry.plan_versions.differing import changed_elements
from fengsui.registry.plan_versions.uploads import Candidate, PlanRefused, read_archive, read_folder

_NO_CONFLICT = "逐项比对：没有放宽"
_SAME_TEXT = "随程序发布的新文本，以印发机关的文本为准；写法、引用、案例检查通过"


def propose_version(
    *, actor: Actor, note: str, archive: bytes | None = None, folder: str = "", **sent: Unpack[Sent]
) -> Outcome:
    """Propose the plan in a zip of YAML files, or in a folder that ships with the program.

    It is checked whole, with its cases, before anything is written; then its merged files are kept under their hash.
    Raises AccessDenied, PlanRefused (with every problem), Refused.
    """
    require(actor, "plan.propose", regions=(this_world().jurisdiction,))
    candidate = read_archive(archive) if archive is not None else read_folder(folder)
    version, in_force = version_of(candidate.plan), plan_in_force()
    _check_succession(candidate)

    def make(drafting: Drafting) -> FactModel:
        refuse(rules.why_not_propose(drafting.state, version, candidate.base, in_force))
        return _proposal(actor, note, candidate, in_force)

    # Kept before it is named: a fact never names files that are not there. Files that no fact names harm nobody.
    try:
        keep_written(candidate.written)
    except PlanNotAsKept as error:
        raise Refused(str(error)) from error
    return _act(actor, "plan.propose", "3.2.2", make, **sent)


def _check_succession(candidate: Candidate) -> None:
    """Raise Refused, or PlanRefused with every relaxation, for a plan that could not follow the founding one here."""
    plan, founding = candidate.plan, founding_plan()
    if succession.is_other_kind(plan, founding):
        other = candidate.folder or plan.id
        msg = f"这里按“{founding.title}”运行，不能改用另一种预案。请另建一套：fengsui init --plan {other}"
        raise Refused(msg)
    if succession.needs_comparing(plan, candidate.folder, founding):
        laxer = succession.relaxations(plan, founding)
        if laxer:
            raise PlanRefused(laxer)
    refuse(succession.why_no_successor(plan, house.rules[succession.MAY_ADOPT].roles))


def _proposal(actor: Actor, note: str, candidate: Candidate, in_force: Plan) -> facts.VersionProposed:
    plan = candidate.plan
    return facts.VersionProposed(
        version=version_of(plan),
        plan_id=plan.id,
        number=plan.version,
        title=plan.title,
        document_number=plan.document_number,
        source_hash=plan.source_hash,
        file_sha256=candidate.sha256,
        folder=candidate.folder,
        base=candidate.base,
        compared_with=version_of(in_force),
        changed=changed_elements(in_force, plan),
        case_count=len(candidate.cases),
        cases_failed=0,
        note=note,
        officer=actor.officer,
        officer_name=actor.name,
    )


def record_consultation(
    *, actor: Actor, version: str, asked: str, held_on: date, summary: str, **sent: Unpack[Sent]
) -> Outcome:
    """Record who was asked about a version, when, and what they said (3.2.2). Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> FactModel:
        known = _known(drafting.state, version)
        refuse(rules.why_not_consult(known, plan_in_force()))
        refuse("征求意见的日期不能晚于今天" if held_on > queries.today() else "")
        return facts.VersionConsulted(
            version=version,
            asked=asked,
            held_on=held_on,
            summary=summary,
            first=known.status == rules.PROPOSED,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "plan.propose", "3.2.2", make, **sent)


def review_version(
    *, actor: Actor, version: str, opinion: str, note: str, seen_hash: str, **sent: Unpack[Sent]
) -> Outcome:
    """Sign the legal review of a version that somebody else proposed; the conflict check goes into the fact (0.6).

    Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> FactModel:
        known = _known(drafting.state, version)
        refuse(rules.why_not_review(known, plan_in_force(), actor.officer))
        refuse("" if opinion in get_args(facts.Opinion) else "请选择审查意见")
        refuse("请写明理由" if opinion == "objected" and not note.strip() else "")
        plan = _plan_seen(known, seen_hash)
        return facts.VersionReviewed(
            version=version,
            opinion=cast("facts.Opinion", opinion),
            note=note,
            conflict_check=conflict_check(plan),
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "plan.review", "0.6", make, **sent)


def conflict_check(plan: Plan) -> str:
    """What the check found between a version that was let in and the plan the copy was founded on, in words."""
    founding = founding_plan()
    newer_text = plan.id == founding.id and bool(succession.relaxations(plan, founding))
    return _SAME_TEXT if newer_text else f"与 {founding.id} {_NO_CONFLICT}（{len(plan.clauses)} 条）"


def adopt_version(
    *, actor: Actor, version: str, effective_from: date, document: str, seen_hash: str, **sent: Unpack[Sent]
) -> Outcome:
    """Sign the adoption of a version from a Beijing day on, by a document (P.5). The plan says who signs.

    Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> FactModel:
        state: rules.Versions = drafting.state
        known, in_force = rules.still_signed(_known(state, version), queries.today()), plan_in_force()
        requirement = queries.signature_requirement(in_force)
        reason = rules.why_not_adopt(known, requirement, actor.officer)
        refuse(reason)
        plan = _plan_seen(known, seen_hash)
        live = this_world().kind == "live"
        refuse(rules.why_not_that_day(known, effective_from, queries.today(), plan, live=live))
        role, complete = _signing(cast("SignatureRequirement", requirement), known, actor)
        return facts.VersionAdopted(
            version=version,
            effective_from=effective_from,
            document=document,
            officer=actor.officer,
            officer_name=actor.name,
            role=role,
            seen_hash=seen_hash,
            complete=complete,
            settles=state.open_triggers if complete else (),
        )

    outcome = _act(actor, "plan.adopt", "P.5", make, **sent)
    forget_adoptions()
    return outcome


def _signing(requirement: SignatureRequirement, known: rules.VersionState, actor: Actor) -> tuple[str, bool]:
    """(the role the officer signs in, whether this is the last signature). Raises Refused for nobody who is asked."""
    before = tuple(_signature(officer, role) for officer, role in known.signers)
    missing = open_slots(requirement, before)
    for role in sorted(actor.roles):
        after = open_slots(requirement, (*before, _signature(actor.officer, role)))
        if len(after) < len(missing):
            return role, not after
    msg = "预案没有要您签这一项；需要的岗位：" + "、".join(sorted(role for slot in missing for role in slot))
    raise Refused(msg)


def _signature(officer: str, role: str) -> Signature:
    return Signature(officer, "", role, "in_person", "", "")


def file_version(
    *, actor: Actor, version: str, to: str, filed_on: date, number: str = "", receipt: str = "", **sent: Unpack[Sent]
) -> Outcome:
    """Record that an adopted version was filed: with whom, when, number and receipt (3.2.2). Again for a receipt.

    Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> FactModel:
        known = _known(drafting.state, version)
        if not plan_in_force().provides(rules.DRAWN_UP_HERE):
            refuse("现行预案没有“本地预案征求意见、备案”这条规则，不能登记")
        refuse("" if known.status == rules.ADOPTED else "采用以后才能备案")
        refuse("备案日期不能晚于今天" if filed_on > queries.today() else "")
        row = queries.plan_version(version)
        adopted = row.adopted_at.astimezone(BEIJING).date() if row and row.adopted_at else filed_on
        refuse(f"备案在采用之后：采用日期是 {adopted}" if filed_on < adopted else "")
        return facts.VersionFiled(
            version=version,
            to=to,
            filed_on=filed_on,
            number=number,
            receipt=receipt,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "plan.file", "3.2.2", make, **sent)


def note_revision(*, actor: Actor, kind: str, occurred_on: date, note: str, **sent: Unpack[Sent]) -> Outcome:
    """Record one of the six occasions for a revision (PAR-07); it stands until a later version is adopted."""

    def make(_: Drafting) -> FactModel:
        if not plan_in_force().provides(rules.DRAWN_UP_HERE):
            refuse("现行预案没有“定期评估修订”这条规则，不能登记")
        refuse("" if kind in rules.TRIGGERS else "请选择修订事由")
        refuse("发生日期不能晚于今天" if occurred_on > queries.today() else "")
        return facts.RevisionNeeded(
            kind=cast("facts.TriggerKind", kind),
            occurred_on=occurred_on,
            note=note,
            officer=actor.officer,
            officer_name=actor.name,
        )

    return _act(actor, "plan.note_revision", "3.2.2", make, **sent)


def close_revision(*, actor: Actor, trigger: str, reason: str, **sent: Unpack[Sent]) -> Outcome:
    """Close an occasion that needs no new version, with the reason. Raises AccessDenied, Refused."""

    def make(drafting: Drafting) -> FactModel:
        refuse("" if trigger in drafting.state.open_triggers else "这项修订事由已经了结，请刷新页面")
        return facts.RevisionClosed(trigger=trigger, reason=reason, officer=actor.officer, officer_name=actor.name)

    return _act(actor, "plan.note_revision", "3.2.2", make, **sent)


def hand_out_copy(*, actor: Actor, recipient: str, purpose: str, idempotency_key: str = "") -> tuple[Outcome, bytes]:
    """Make out a controlled copy of the plan in force; returns the act and the file (0.1).

    A repeated try gives the same copy again: what it holds follows from the fact. Raises AccessDenied, Refused.
    """

    def make(drafting: Drafting) -> FactModel:
        plan = plan_in_force()
        if not plan.provides(rules.COPIES_ARE_REGISTERED):
            refuse("现行预案没有“副本逐份登记、加水印”这条规则，不发副本")
        number = f"{drafting.now.year}-{drafting.state + 1:03d}"
        copy = copying.Copy(number, recipient.strip(), purpose.strip(), actor.name, drafting.now)
        return facts.CopyHandedOut(
            number=number,
            version=version_of(plan),
            recipient=recipient,
            purpose=purpose,
            handling=plan.handling,
            sha256=copying.digest(copying.compose(plan, copy)),
            officer=actor.officer,
            officer_name=actor.name,
        )

    outcome = act(
        actor=actor,
        permission="plan.hand_out",
        stream=queries.copies_stream(),
        make=make,
        idempotency_key=idempotency_key,
        clause="0.1",
        regions=(this_world().jurisdiction,),
    )
    payload = outcome.fact.payload
    copy = copying.Copy(
        payload["number"], payload["recipient"], payload["purpose"], payload["officer_name"], outcome.fact.happened_at
    )
    return outcome, copying.compose(_plan_named(payload["version"]), copy)


def _act(
    actor: Actor, permission: str, clause: str, make: Callable[[Drafting], FactModel], **sent: Unpack[Sent]
) -> Outcome:
    return act(
        actor=actor,
        permission=permission,
        stream=queries.stream_name(),
        make=make,
        clause=clause,
        regions=(this_world().jurisdiction,),
        **sent,
    )


def _known(state: rules.Versions, version: str) -> rules.VersionState:
    found = state.by_version.get(version)
    if found is None:
        msg = "没有提出过这个版本"
        raise Refused(msg)
    return found


def _plan_seen(known: rules.VersionState, seen_hash: str) -> Plan:
    """The version's plan, read back; it must be the one on the signer's page. Raises Refused."""
    plan = _plan_named(known.version)
    if seen_hash != known.source_hash or plan.source_hash != known.source_hash:
        msg = "您看到的内容与待签内容不一致，请刷新页面看过再签"
        raise Refused(msg)
    return plan


def _plan_named(version: str) -> Plan:
    try:
        return plan_of_version(version)
    except PlanNotAsKept as error:
        raise Refused(str(error)) from error
