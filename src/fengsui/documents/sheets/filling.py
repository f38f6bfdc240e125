"""Acts of those who fill forms: begin, save, submit, take back, revise, drop."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, covers, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.conduct.streams import state_of
from fengsui.conduct.world import this_world
from fengsui.documents import drafts
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper
from fengsui.documents.policy import leading
from fengsui.documents.sheets import boxes as rules
from fengsui.documents.sheets import policy, sealed
from fengsui.documents.sheets.boxes import Box
from fengsui.documents.sheets.composing import SheetContent, compose_sheet, moment_words, written
from fengsui.documents.sheets.facts import SheetBegun, SheetDropped, SheetReturned, SheetRevised, SheetSubmitted
from fengsui.documents.sheets.queries import frame_of_world, plan_of_sheet, read_content, sheet_state
from fengsui.documents.sheets.state import PREFIX, SheetState
from fengsui.ledger.writing import take_number
from fengsui.plan import Plan
from fengsui.plan.measures import Form
from fengsui.registry.institutions import institution as institution_for
from fengsui.registry.queries import region_name

KIND = "sheet"
"""The kind of its draft."""
_NOT_NOW = "这份表单已送签、已签字或不再办理，文字不能再改。送签的先收回；已签字的用“更正、补填”。"
CARRIED = "沿用上一版加密内容"


def begin_sheet(*, actor: Actor, form: str, about: str = "", institution: str = "", idempotency_key: str) -> Outcome:
    """Begin a form of the plan. ``about``: the stream of an event; ``institution``: its id; both may be empty.

    It belongs to the places of the event, else to the institution's, else to the officer's own.
    Raises AccessDenied, Refused.
    """
    known = institution_for(actor, institution) if institution else None
    if institution and known is None:
        msg = "名册里没有这家机构"
        raise Refused(msg)
    regions = _event_regions(about) if about else ()
    if not regions and known is not None:
        places = (known.registered_region, *known.operating_regions)
        regions = tuple(place for place in places if covers(actor.region, place))[:1]
    regions = regions or (actor.region,)
    year = timekeeping.now().astimezone(BEIJING).year

    def make(drafting: Drafting) -> SheetBegun:
        found = rules.form_of(drafting.plan, form)
        if found is None:
            msg = "预案没有列出这张表，或者它在别处办理，不能在这里填"
            raise Refused(msg)
        return SheetBegun(
            form=form,
            form_name=found.name,
            regions=regions,
            about=about,
            institution=institution,
            institution_name=known.name if known else "",
            grade=(getattr(state_of(about), "grade", None) or "") if about else "",
        )

    return act(
        actor=actor,
        permission=policy.FILL,
        stream=lambda: f"{PREFIX}/{year}-{take_number(f'form/{year}'):03d}",
        make=make,
        regions=leading(regions),
        clause=_clause(plan_in_force(), form),
        idempotency_key=idempotency_key,
    )


def _event_regions(about: str) -> tuple[str, ...]:
    known = house.regions_of_stream.get(about.partition("/")[0])
    regions = tuple(known(about)) if known else ()
    if not regions:
        msg = "没有这个事件"
        raise Refused(msg)
    return regions


def _clause(plan: Plan, form: str) -> str:
    return next((row.clause for row in plan.forms if row.id == form), "")


def _form(plan: Plan, state: SheetState) -> Form:
    found = rules.form_of(plan, state.form)
    if found is None:  # pragma: no cover - a stream keeps the plan that it was begun under
        msg = "预案里没有这张表"
        raise Refused(msg)
    return found


def boxes_of_sheet(sheet: str, state: SheetState) -> tuple[Box, ...]:
    """The boxes of a form, by the plan it was begun under."""
    plan = plan_of_sheet(sheet)
    return rules.boxes_of(plan, _form(plan, state))


@dataclass(frozen=True, slots=True)
class Draft:
    """What is typed so far; ``revision`` 0 where nobody has saved. ``carried``: sealed boxes that keep their text."""

    values: Mapping[str, str]
    revision: int
    carried: frozenset[str] = frozenset()


def sheet_draft(*, actor: Actor, sheet: str) -> Draft:
    """The boxes of a form that is being filled. Raises AccessDenied."""
    state = sheet_state(sheet)
    require(actor, policy.FILL, regions=leading(state.regions))
    return _draft(actor, sheet, state)


def _draft(actor: Actor, sheet: str, state: SheetState) -> Draft:
    boxes = boxes_of_sheet(sheet, state)
    carried = _carried(state)
    saved, revision = drafts.read_draft(stream=sheet, kind=KIND)
    if saved:
        return Draft({box.id: str(saved.get(box.id, "")) for box in boxes if box.typed}, revision, carried)
    if state.valid is not None:
        content = read_content(state.valid, "更正、补填", actor.officer)
        return Draft({row.field.id: row.text for row in content.boxes}, revision, carried)
    first = {
        "handling": _form(plan_of_sheet(sheet), state).handling,
        "unit": _unit(actor),
        "filled_by": actor.name,
        "figures_as_of": moment_words(timekeeping.now()),
        "institution": str(state.begun["institution_name"]),
    }
    return Draft({box.id: first.get(box.id, "") for box in boxes if box.typed}, revision, carried)


def _carried(state: SheetState) -> frozenset[str]:
    """Sealed boxes that a further version keeps as they were unless they are filled anew."""
    return frozenset(state.valid.payload.get("sealed_boxes", ())) if state.valid else frozenset()


def _unit(actor: Actor) -> str:
    named = next((unit.name for unit in plan_in_force().departments if unit.id == actor.department), "")
    return named or f"{region_name(actor.region)}{issuer(this_world().jurisdiction).body}"[:200]


def save_sheet(*, actor: Actor, sheet: str, values: Mapping[str, str], revision: int) -> int:
    """Keep what was typed; returns the new revision. Raises Refused when a colleague saved in between."""
    state = sheet_state(sheet)
    require(actor, policy.FILL, regions=leading(state.regions))
    if state.status != "drafted":
        raise Refused(_NOT_NOW)
    boxes = boxes_of_sheet(sheet, state)
    content = rules.cleaned(boxes, values)
    long = next((box for box in boxes if len(content.get(box.id, "")) > 2 * rules.LONGEST), None)
    if long is not None:
        msg = f"“{long.field.name}”最多 {rules.LONGEST} 字"
        raise Refused(msg)
    now = timekeeping.now()
    return drafts.save_draft(
        stream=sheet, kind=KIND, content=content, officer=actor.officer, revision=revision, now=now
    )


def preview_sheet(*, actor: Actor, sheet: str, values: Mapping[str, str]) -> Paper:
    """The sheet as it would be submitted now. Raises AccessDenied."""
    state = sheet_state(sheet)
    require(actor, policy.FILL, regions=leading(state.regions))
    content = _content(actor, sheet, state, rules.cleaned(boxes_of_sheet(sheet, state), values), state.number)
    return compose_sheet(content, issuer=issuer(this_world().jurisdiction).body, frame=frame_of_world())


def _content(actor: Actor, sheet: str, state: SheetState, values: Mapping[str, str], number: str) -> SheetContent:
    plan, version = plan_of_sheet(sheet), state.current
    form = _form(plan, state)
    boxes = rules.boxes_of(plan, form)
    carried = _carried(state)
    filled = {box.id: bool(values.get(box.id)) or box.id in carried for box in boxes if box.field.sealed}
    former = state.valid.number if state.valid else 0
    return SheetContent(
        form=form.id,
        form_name=form.name,
        handling=values.get("handling", "") or form.handling,
        urgency=values.get("urgency", ""),
        number=number,
        version=version.number,
        about=str(state.begun["about"]).partition("/")[2],
        institution=str(state.begun["institution_name"]),
        replaces=f"代替第{former}版；原因：{version.reason}" if former else "",
        filled_at=moment_words(timekeeping.now()),
        filler_name=actor.name,
        boxes=written(boxes, values, filled),
    )


def submit_sheet(
    *, actor: Actor, sheet: str, values: Mapping[str, str], seen: int | None = None, idempotency_key: str
) -> Outcome:
    """Send the form for signature; it takes its number the first time. Raises AccessDenied, Refused."""
    boxes = boxes_of_sheet(sheet, sheet_state(sheet))
    kept = rules.cleaned(boxes, values)

    def make(drafting: Drafting) -> SheetSubmitted:
        state: SheetState = drafting.state
        if state.status != "drafted":
            raise Refused(_NOT_NOW)
        texts = {box.id: kept.get(box.id, "") for box in boxes if box.field.sealed and box.typed}
        carried = {box for box in _carried(state) if not texts.get(box)}
        if wrong := rules.faults(boxes, kept, carried):
            raise Refused("；".join(wrong.values()))
        if carried and state.valid is not None:
            texts |= {
                box: text
                for box, text in sealed.opened_boxes(state.valid, CARRIED, actor.officer).items()
                if box in carried
            }
        _refuse_open_names(kept, texts)
        year = drafting.now.astimezone(BEIJING).year
        name = str(state.begun["form_name"])
        number = state.number or f"{name}〔{year}〕{take_number(_book(state.form, year))}号"
        content = _content(actor, sheet, state, kept, number).model_dump_json()
        due_on, due_name = rules.nearest_deadline(boxes, kept)
        return SheetSubmitted(
            version=state.current.number,
            number=number,
            takes_number=not state.number,
            content=sealed.seal(drafting.stream, KIND, content, drafting.now),
            content_hash=hashlib.sha256(content.encode()).hexdigest(),
            sealed=sealed.seal_boxes(drafting.stream, texts, drafting.now),
            sealed_boxes=tuple(sorted(box for box, text in texts.items() if text)),
            filler_name=actor.name,
            due_on=due_on,
            due_name=due_name,
        )

    return act(
        actor=actor,
        permission=policy.FILL,
        stream=sheet,
        make=make,
        regions=leading(sheet_state(sheet).regions),
        clause=_clause(plan_of_sheet(sheet), sheet_state(sheet).form),
        seen=seen,
        idempotency_key=idempotency_key,
    )


def _book(form: str, year: int) -> str:
    """The book of a form's numbers: its own, beside those of 发文字号."""
    return f"sheets/{hashlib.sha256(form.encode()).hexdigest()[:16]}/{year}"


def _refuse_open_names(values: Mapping[str, str], sealed_texts: Mapping[str, Any]) -> None:
    if values.get("handling") == "公开" and any(sealed_texts.values()):
        msg = "填了加密内容的表不能标“公开”（N11）；处理标志请选“内部”"
        raise Refused(msg)


def return_sheet(*, actor: Actor, sheet: str, reason: str, idempotency_key: str) -> Outcome:
    """Take a submitted form back, or send it back: who fills it and who signs it may. Raises AccessDenied, Refused."""
    state = sheet_state(sheet)
    mine = actor.officer == state.current.filler

    def make(drafting: Drafting) -> SheetReturned:
        found: SheetState = drafting.state
        if found.status != "submitted":
            msg = "这份表单没有在等签字"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明为什么退回"
            raise Refused(msg)
        return SheetReturned(submitted=found.current.opened, reason=reason)

    return act(
        actor=actor,
        permission=policy.FILL if mine else policy.SIGN,
        stream=sheet,
        make=make,
        regions=leading(state.regions),
        idempotency_key=idempotency_key,
    )


def revise_sheet(*, actor: Actor, sheet: str, reason: str, idempotency_key: str) -> Outcome:
    """Begin a further version of a signed form, with the reason; the signed one stays as it is."""

    def make(drafting: Drafting) -> SheetRevised:
        state: SheetState = drafting.state
        if state.status != "signed":
            msg = "签字以后才用“更正、补填”；没有签字的，收回修改"
            raise Refused(msg)
        if not reason.strip():
            msg = "请写明为什么更正、补填"
            raise Refused(msg)
        former = str(state.current.signed["fact"])
        return SheetRevised(version=state.current.number + 1, former=former, reason=reason)

    outcome = act(
        actor=actor,
        permission=policy.FILL,
        stream=sheet,
        make=make,
        regions=leading(sheet_state(sheet).regions),
        clause=_clause(plan_of_sheet(sheet), sheet_state(sheet).form),
        idempotency_key=idempotency_key,
    )
    if not outcome.repeated:
        drafts.drop_draft(stream=sheet, kind=KIND)
    return outcome


def drop_sheet(*, actor: Actor, sheet: str, reason: str, idempotency_key: str) -> Outcome:
    """The version that is being filled isn't needed; of a first version, the whole form."""

    def make(drafting: Drafting) -> SheetDropped:
        state: SheetState = drafting.state
        if state.status != "drafted":
            raise Refused(_NOT_NOW)
        if not reason.strip():
            msg = "请写明为什么不再办理"
            raise Refused(msg)
        return SheetDropped(version=state.current.number, number=state.number, reason=reason)

    outcome = act(
        actor=actor,
        permission=policy.FILL,
        stream=sheet,
        make=make,
        regions=leading(sheet_state(sheet).regions),
        idempotency_key=idempotency_key,
    )
    drafts.drop_draft(stream=sheet, kind=KIND)
    return outcome
