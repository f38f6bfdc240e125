"""The file that an offline form saves, made as its script makes it, with whatever a test wants in it."""

import json
import re
from hashlib import sha256
from typing import Any

TEXTS = {
    "course": "江桥贷公告停付，网络中断，已电话核实。",
    "trend": "咨询增多，暂无聚集。",
    "support_needed": "请协调存管银行。",
    "contact_name": "锡安",
    "contact_phone": "0990-8001",
    "measures_taken": "08:50 电话通知存管银行。",
}
OFFICES = ("rectification_office", "internet_finance_office", "anti_illegal_fundraising_office")
DAY = "2026-03-02"


def call(office: str, sent: str = "09:01", received: str = "09:03") -> dict[str, str]:
    """An office that was told by telephone and said who took it."""
    moments = {"sent_at": f"{DAY}T{sent}", "received_at": f"{DAY}T{received}" if received else ""}
    return {"addressee": office, "channel": "电话", "receiver": "陈值班" if received else "", **moments}


def data_of(page: str) -> dict[str, Any]:
    """What a downloaded form carries."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    told: dict[str, Any] = json.loads(found[1])
    return told


def body(page: str, **changes: Any) -> dict[str, Any]:
    """What is filled in on a downloaded form."""
    data = data_of(page)
    return {
        "form": data["form"],
        "mark": data["mark"],
        "world": data["world"],
        "filled_by": "锡安",
        "saved_at": f"{DAY}T09:05",
        "texts": TEXTS,
        "figures": {
            "outstanding_amount_fen": {"value": "12.4", "unit": "yi", "verification": "unverified"},
            "on_site_head_count": {"value": "30", "unit": "", "verification": "estimated"},
        },
        "figures_as_of": f"{DAY}T08:55",
        "figures_source": "存管银行电话",
        "approved_by": "",
        "approved_at": "",
        "calls": [call(office) for office in OFFICES],
        **changes,
    }


def saved(filled: dict[str, Any]) -> bytes:
    """The file."""
    text = json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
    envelope = {"fengsui": "offline-form", "format": 1, "body": text, "sha256": sha256(text.encode()).hexdigest()}
    return json.dumps(envelope, ensure_ascii=False).encode()
