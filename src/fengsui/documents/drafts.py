"""Drafts: what a writer has typed so far. A source, not a fact; encrypted under the event's key."""

import json
from datetime import datetime
from typing import Any

from fengsui.conduct.acting import Refused
from fengsui.conduct.world import sealed_values
from fengsui.documents.models import PaperDraft


def save_draft(*, stream: str, kind: str, content: dict[str, Any], officer: str, revision: int, now: datetime) -> int:
    """Save a draft over revision ``revision``; returns the new revision. Raises Refused when somebody else did."""
    sealed = sealed_values().encrypt_file(
        subject=stream, name=f"draft/{kind}", content=json.dumps(content, ensure_ascii=False).encode(), now=now
    )
    columns = {"content": sealed, "saved_by": officer, "saved_at": now, "revision": revision + 1}
    if PaperDraft.objects.filter(stream=stream, kind=kind, revision=revision).update(**columns) == 1:
        return revision + 1
    if revision == 0 and not PaperDraft.objects.filter(stream=stream, kind=kind).exists():
        PaperDraft.objects.create(stream=stream, kind=kind, **columns)
        return 1
    msg = "另一位同事刚刚保存过这份草稿。您的文字还在页面上，请先看过他的版本再存。"
    raise Refused(msg)


def read_draft(*, stream: str, kind: str) -> tuple[dict[str, Any], int]:
    """(content, revision) of the draft; ({}, 0) when there is none."""
    row = PaperDraft.objects.filter(stream=stream, kind=kind).first()
    if row is None:
        return {}, 0
    content = sealed_values().decrypt_file(subject=stream, name=f"draft/{kind}", content=bytes(row.content))
    return (json.loads(content) if content else {}), row.revision


def drop_draft(*, stream: str, kind: str) -> None:
    """The draft became a paper."""
    PaperDraft.objects.filter(stream=stream, kind=kind).delete()
