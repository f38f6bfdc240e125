"""Prevention before any blow-up: measures (4.1.c), the key list (1.1.c), the adopted table of levels (4.1.0, 4.1.a)."""

from collections.abc import Sequence
from datetime import date, datetime

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.plans import plan_in_force, version_of
from fengsui.conduct.world import this_world
from fengsui.plan import Plan
from fengsui.warning import facts
from fengsui.warning.acting import act_on, require_choice, require_deciding, require_past, require_words
from fengsui.warning.places import institution_of, watched
from fengsui.warning.reactions.clocks import due_after
from fengsui.warning.state import WarningState


def require_measure(
    *,
    actor: Actor,
    institution: str,
    measure: facts.MeasureKind,
    problems: Sequence[str],
    demand: str,
    legal_basis: str,
    due_at: datetime | None = None,
    statement: str = "",
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """约谈, 警示, 责令整改 or 限期整改 with its problems, demand, ground and deadline; ``statement``: 陈述申辩.

    ``due_at`` None: the plan's time for the level in force (PAR-36).
    """

    def make(drafting: Drafting) -> facts.MeasureRequired:
        require_choice(measure, facts.MeasureKind, "请选明是约谈、警示、责令整改还是限期整改")
        written = tuple(problem.strip() for problem in problems if problem.strip())
        if not written:
            msg = "请列出问题，至少一项"
            raise Refused(msg)
        require_words(demand, "请写明要求")
        require_words(legal_basis, "请写明依据的法律条款")
        state: WarningState = drafting.state
        line = due_at or due_after(drafting.plan, "preventive_measure", state.level_in_force, drafting.now)
        if line is None or line <= drafting.now:
            msg = "请写明整改期限，要晚于现在"
            raise Refused(msg)
        return facts.MeasureRequired(
            institution=watched(institution),
            measure=measure,
            problems=written,
            demand=demand,
            legal_basis=legal_basis,
            due_at=line,
            statement=statement,
        )

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.require_measure",
        clause="4.1.c",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def answer_measure(
    *,
    actor: Actor,
    measure: str,
    result: str,
    answer: str,
    answered_at: datetime,
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """What the institution answered (``open``), or what the recheck found (``rectified``, ``not_rectified``)."""

    def make(drafting: Drafting) -> facts.MeasureAnswered:
        state: WarningState = drafting.state
        found = state.measures.get(measure)
        if found is None or not found.open:
            msg = "这项整改已经了结，请刷新页面"
            raise Refused(msg)
        require_words(answer, "请写明答复或者复查的情况")
        require_past(answered_at, drafting.now, "时间不能晚于现在")
        return facts.MeasureAnswered.model_validate(
            {"measure": measure, "result": result, "answer": answer, "answered_at": answered_at}
        )

    return act_on(
        institution_of(measure),
        make,
        actor=actor,
        permission="warning.require_measure",
        clause="4.1.c",
        seen=seen,
        idempotency_key=idempotency_key,
        happened_at=answered_at,
    )


def enter_key_list(
    *,
    actor: Actor,
    institution: str,
    criteria: str,
    review_on: date | None = None,
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Put an institution on the 重点盯防名单 with the criteria it meets and the date of review.

    ``review_on`` None: by the plan's interval for the level in force (PAR-37).
    """

    def make(drafting: Drafting) -> facts.KeyListEntered:
        state: WarningState = drafting.state
        if state.key_list:
            msg = "这家机构已在重点盯防名单里"
            raise Refused(msg)
        require_words(criteria, "请写明列入的标准")
        day = review_on or _day_of_review(state, drafting)
        _require_later(day, drafting.now)
        return facts.KeyListEntered(institution=watched(institution), criteria=criteria, review_on=day)

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.keep_key_list",
        clause="1.1.c",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def review_key_list(
    *,
    actor: Actor,
    institution: str,
    decision: str,
    reason: str,
    review_on: date | None = None,
    seen: int | None = None,
    idempotency_key: str = "",
) -> Outcome:
    """Review an entry: ``keep`` until the next date, or ``remove``; either with the reason."""

    def make(drafting: Drafting) -> facts.KeyListReviewed:
        state: WarningState = drafting.state
        if not state.key_list:
            msg = "这家机构不在重点盯防名单里"
            raise Refused(msg)
        require_words(reason, "请写明复核的理由")
        day = None
        if decision == "remove":
            require_deciding(actor, institution)
        if decision == "keep":
            day = review_on or _day_of_review(state, drafting)
            _require_later(day, drafting.now)
        return facts.KeyListReviewed.model_validate({"decision": decision, "reason": reason, "review_on": day})

    return act_on(
        institution,
        make,
        actor=actor,
        permission="warning.keep_key_list",
        clause="1.1.c",
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _day_of_review(state: WarningState, drafting: Drafting) -> date:
    due = due_after(drafting.plan, "key_list_review", state.level_in_force, drafting.now)
    if due is None:
        msg = "请写明复核的日期"
        raise Refused(msg)
    return due.astimezone(BEIJING).date()


def _require_later(day: date, now: datetime) -> None:
    if day <= now.astimezone(BEIJING).date():
        msg = "复核日期要晚于今天"
        raise Refused(msg)


def adoption_stream(jurisdiction: str) -> str:
    """The stream in which a jurisdiction adopts its tables of levels."""
    return f"adoption/{jurisdiction}"


def adopters(plan: Plan) -> frozenset[str]:
    """The roles that adopt the plan's table of levels (4.1.0); none where the plan says nothing of it."""
    return frozenset(
        role
        for row in plan.signatures
        if row.act == "adopt_attention_table"
        for slot in row.slots
        for role in slot.roles
    )


def adopt_attention_table(*, actor: Actor, document: str, idempotency_key: str = "") -> Outcome:
    """The head adopts the plan's table of attention levels for this jurisdiction, by a document (4.1.0, 4.1.a)."""
    jurisdiction = this_world().jurisdiction

    def make(_: Drafting) -> facts.AttentionTableAdopted:
        require_words(document, "请写明采用级别表的文件名称或者文号")
        plan = plan_in_force()
        if not plan.warning.levels:
            msg = "现行预案没有研判级别表"
            raise Refused(msg)
        if not actor.roles & adopters(plan):
            msg = "现行预案没有规定由您采用研判级别表"
            raise Refused(msg)
        return facts.AttentionTableAdopted(
            jurisdiction=jurisdiction,
            plan_version=version_of(plan),
            document=document,
            levels=tuple(f"{level.rank}级 {level.name}" for level in plan.warning.levels),
            officer=actor.officer,
            officer_name=actor.name,
        )

    return act(
        actor=actor,
        permission="warning.adopt_table",
        stream=adoption_stream(jurisdiction),
        make=make,
        regions=(jurisdiction,),
        idempotency_key=idempotency_key,
        clause="4.1.0",
    )
