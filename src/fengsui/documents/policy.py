"""Who may draft, approve, send and receive papers."""

from collections.abc import Iterable

from fengsui.conduct.house import AccessRule, house

READERS = ("R1", "R2", "R3", "R4", "R7", "R8", "R9", "R14", "R15")

RULES: tuple[tuple[str, tuple[str, ...], str, bool], ...] = (
    ("documents.view_papers", READERS, "查看公文", False),
    ("documents.open_paper", READERS, "打开公文正文", True),
    ("documents.draft_paper", ("R3", "R7"), "起草公文", False),
    ("documents.submit_paper", ("R3", "R7"), "送签公文", False),
    ("documents.withdraw_paper", ("R3", "R7"), "撤回公文", False),
    ("documents.sign_letter", ("R1", "R2"), "签发一般公文", False),
    ("documents.send_paper", ("R3",), "发出公文", False),
    ("documents.record_receipt", ("R3", "R7"), "登记回执", False),
)


def register() -> None:
    """Hand the access rules in."""
    for permission, roles, title, purpose in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title, needs_purpose=purpose))
    house.add_signed_acts("documents.send_paper", "send_first_notice")


def leading(regions: Iterable[str]) -> tuple[str, ...]:
    """The place that leads, named first: its officers report, places of operation don't (5.2.1.1.a)."""
    return tuple(regions)[:1]
