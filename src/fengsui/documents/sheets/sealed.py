"""The sealed boxes of a form: one sealed value for all of them, opened for a purpose alone."""

import json
from collections.abc import Mapping
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.acting import Refused
from fengsui.conduct.shapes import SealedText
from fengsui.conduct.world import sealed_values
from fengsui.documents.sheets.state import Version
from fengsui.ledger.sealed import SealBroken


def seal(stream: str, label: str, text: str, now: datetime) -> SealedText:
    """Seal a text under the form's key. Call inside the act's transaction."""
    reference = sealed_values().seal(subject=stream, label=label, text=text, now=now)
    return SealedText(sealed=reference.id, commitment=reference.commitment)


def seal_boxes(stream: str, texts: Mapping[str, str], now: datetime) -> SealedText | None:
    """Seal the boxes that hold something; None for none."""
    filled = {box: text for box, text in texts.items() if text}
    return seal(stream, "sheet-boxes", json.dumps(filled, ensure_ascii=False), now) if filled else None


def opened_boxes(version: Version, purpose: str, officer: str) -> dict[str, str]:
    """The sealed boxes of a submitted version. The opening is logged. Raises Refused, PurposeTooLong."""
    reference = version.payload.get("sealed")
    if not reference:
        return {}
    value = reference["sealed"]
    try:
        text = sealed_values().open([value], purpose=purpose, actor=officer, now=timekeeping.now())[value]
    except SealBroken as error:
        msg = "加密内容与送签时的不一致，不能打开。请管理员运行 fengsui ledger verify 查明。"
        raise Refused(msg) from error
    if text is None:
        msg = "加密内容的密钥已销毁"
        raise Refused(msg)
    return {str(box): str(words) for box, words in json.loads(text).items()}
