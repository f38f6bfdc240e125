"""Reads of forms for pages, confined to the officer's places."""

import hashlib
from datetime import datetime
from typing import Any

from fengsui.clock.due import running_clocks
from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, NotThere, covers, may, require, roles_allowed
from fengsui.conduct.acting import Refused
from fengsui.conduct.plans import plan_of_version
from fengsui.conduct.streams import state_at, state_of, states_of
from fengsui.conduct.world import sealed_values, this_world
from fengsui.documents.files import read_file
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper
from fengsui.documents.models import Sheet
from fengsui.documents.sheets import policy, signing_rules
from fengsui.documents.sheets.composing import SheetContent, Signed, compose_sheet, moment_words
from fengsui.documents.sheets.sealed import opened_boxes
from fengsui.documents.sheets.state import PREFIX, SheetState, Version
from fengsui.ledger.reading import stream_number
from fengsui.ledger.sealed import SealBroken
from fengsui.plan import Plan
from fengsui.plan.model import Slot

FILES = ("pdf", "docx")
_CHANGED = "表单内容与送签时的不一致，不能打开。请管理员运行 fengsui ledger verify 查明。"


def sheet_stream(number: str) -> str:
    """``2026-003`` → ``form/2026-003``."""
    return f"{PREFIX}/{number}"


def sheet_state(sheet: str) -> SheetState:
    """The state of a form. Raises NotThere for none."""
    state = state_of(sheet) if sheet.startswith(f"{PREFIX}/") else None
    if not isinstance(state, SheetState) or not state.begun:
        msg = "没有这份表单"
        raise NotThere(msg)
    return state


def plan_of_sheet(sheet: str) -> Plan:
    """The plan that the form was begun under: its boxes and signatures stay those."""
    return plan_of_version(state_at(sheet, stream_number(sheet))[1])


def sheet_for(actor: Actor, number: str) -> SheetState:
    """A form the officer may see. Raises AccessDenied, NotThere."""
    state = sheet_state(sheet_stream(number))
    require(actor, policy.VIEW, regions=state.regions)
    return state


def sheets(
    actor: Actor, *, form: str = "", about: str = "", institution: str = "", status: str = "", search: str = ""
) -> list[dict[str, Any]]:
    """Forms of the officer's places, the newest first. ``status``: of the newest version, or ``late``: past its day."""
    require(actor, policy.VIEW)
    rows = Sheet.objects.order_by("-begun_at", "-pk")
    wanted = {"form": form, "about": about, "institution": institution}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if status == "late":
        rows = rows.filter(valid_version__gt=0, waits_until__gt="", waits_until__lt=_today())
    elif status:
        rows = rows.filter(status=status)
    if words := search.strip():
        rows = rows.filter(number__icontains=words) | rows.filter(institution_name__icontains=words)
    return [dict(row) for row in rows.values() if _serves(actor, row["regions"])]


def late_sheets(actor: Actor) -> list[dict[str, Any]]:
    """Signed forms whose watched day has passed with nothing to end it."""
    return sheets(actor, status="late") if may(actor, policy.VIEW) else []


def is_late(row: dict[str, Any]) -> bool:
    """Whether the day that a signed form watches has passed."""
    return bool(row["valid_version"]) and "" < row["waits_until"] < _today()


def _today() -> str:
    return moment_words(timekeeping.now())[:10]


def _serves(actor: Actor, regions: list[str]) -> bool:
    return any(covers(actor.region, region) for region in regions)


def slots_for(sheet: str, state: SheetState) -> tuple[Slot, ...]:
    """The signatures a form needs."""
    return signing_rules.slots_of(plan_of_sheet(sheet), state.form, roles_allowed(policy.SIGN))


def may_sign(actor: Actor, sheet: str, state: SheetState) -> bool:
    """Whether a signature is missing that this officer may give."""
    version = state.current
    if not may(actor, policy.SIGN) or not any(covers(actor.region, region) for region in state.regions[:1]):
        return False
    slots = slots_for(sheet, state)
    return not signing_rules.why_not(version, slots, officer=actor.officer, roles=actor.roles, seen_hash=version.hash)


def waiting_sheets(actor: Actor) -> list[tuple[str, SheetState]]:
    """Forms that wait for this officer's signature, oldest first."""
    if not may(actor, policy.SIGN) or not may(actor, policy.VIEW):
        return []
    rows = [row["id"] for row in reversed(sheets(actor, status="submitted"))]
    return [(stream, state) for stream, state in states_of(rows).items() if may_sign(actor, stream, state)]


def sheet_clocks(actor: Actor) -> list[dict[str, Any]]:
    """Running clocks of forms of the officer's places, the nearest line first."""
    if not may(actor, policy.VIEW):
        return []
    clocks = [dict(row) for row in running_clocks().filter(stream__startswith=f"{PREFIX}/").values()]
    served = {
        row.pk for row in Sheet.objects.filter(pk__in=[c["stream"] for c in clocks]) if _serves(actor, row.regions)
    }
    return [clock for clock in clocks if clock["stream"] in served]


def content_of(actor: Actor, sheet: str, version: Version, purpose: str = policy.READING) -> SheetContent:
    """What a submitted version says, sealed boxes left out. Opening it is logged. Raises AccessDenied, Refused."""
    require(actor, policy.OPEN, regions=sheet_state(sheet).regions, purpose=purpose)
    return read_content(version, purpose, actor.officer)


def read_content(version: Version, purpose: str, officer: str) -> SheetContent:
    """The same, where the act that asks has its own permission: what was submitted, and no other text."""
    value = version.payload["content"]["sealed"]
    try:
        text = sealed_values().open([value], purpose=purpose, actor=officer, now=timekeeping.now())[value]
    except SealBroken as error:
        raise Refused(_CHANGED) from error
    if text is None:
        msg = "表单内容的密钥已销毁"
        raise Refused(msg)
    if hashlib.sha256(text.encode()).hexdigest() != version.payload["content_hash"]:
        raise Refused(_CHANGED)
    return SheetContent.model_validate_json(text)


def sealed_of(actor: Actor, sheet: str, version: Version, purpose: str) -> dict[str, str]:
    """The sealed boxes of a version, by box, for a stated purpose. Raises AccessDenied, Refused, PurposeTooLong."""
    require(actor, policy.OPEN_SEALED, regions=sheet_state(sheet).regions, purpose=purpose)
    return opened_boxes(version, purpose, actor.officer)


def signed_of(plan: Plan, version: Version) -> tuple[Signed, ...]:
    """The signatures of a version as they are printed."""
    return tuple(
        Signed(
            slot=slot,
            officer_name=signature.officer_name,
            post=plan.role(signature.role).name_zh,
            at=moment_words(datetime.fromisoformat(signature.at)),
        )
        for signature, slot in zip(version.signatures, version.slots, strict=True)
    )


def paper_of(
    sheet: str, state: SheetState, version: Version, content: SheetContent, opened: dict[str, str] | None = None
) -> Paper:
    """A version as it stands: without its last signature it is a draft."""
    plan = plan_of_sheet(sheet)
    return compose_sheet(
        content,
        issuer=issuer(this_world().jurisdiction).body,
        frame=frame_of_world(),
        signatures=signed_of(plan, version),
        slots=[slot.name for slot in slots_for(sheet, state)],
        opened=opened,
        digest=version.payload["content_hash"],
        checkpoint=str(version.signed.get("checkpoint", "")),
        draft=not version.signed,
    )


def frame_of_world() -> str:
    """How a print says that it is no real one."""
    return {"demonstration": "demonstration", "exercise": "exercise"}.get(this_world().kind, "live")


def sheet_file(
    *, actor: Actor, sheet: str, version: int, form: str, purpose: str = policy.READING, whole: bool = False
) -> tuple[bytes, Version]:
    """A frozen file of a signed version. ``whole``: with the sealed boxes, for a stated purpose.

    Raises AccessDenied, NotThere, Refused, FileLost.
    """
    state = sheet_state(sheet)
    require(actor, policy.OPEN_SEALED if whole else policy.OPEN, regions=state.regions, purpose=purpose)
    found = next((row for row in state.versions if row.number == version and row.signed), None)
    if found is None:
        msg = "签字以后才有定稿文件"
        raise Refused(msg)
    digest = found.signed["files"][f"whole_{form}" if whole else form]
    if not digest:
        msg = "这份表单没有加密的内容，请下载普通的定稿"
        raise Refused(msg)
    content = read_file(stream=sheet, digest=digest)
    if whole:
        opened_boxes(found, purpose, actor.officer)
    else:
        read_content(found, purpose, actor.officer)
    return content, found
