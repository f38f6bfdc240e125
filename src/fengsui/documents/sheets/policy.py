"""Who may see, open, fill and sign forms. The plan's signatures say who of these signs which form."""

from fengsui.conduct.house import AccessRule, house

OFFICERS = (*(f"R{number}" for number in range(1, 16)), "R19")
VIEW, OPEN, OPEN_SEALED = "documents.view_sheets", "documents.open_sheet", "documents.open_sheet_sealed"
FILL, SIGN = "documents.fill_sheet", "documents.sign_sheet"
READING = "阅办"

RULES: tuple[tuple[str, str, bool], ...] = (
    (VIEW, "查看表单", False),
    (OPEN, "打开表单内容", True),
    (OPEN_SEALED, "查看表单里加密的内容", True),
    (FILL, "填写表单", False),
    (SIGN, "审核、签字表单", False),
)
SIGNED_ACTS = ("sign_admonition", "sign_rumour_check", "sign_answer_line")


def register() -> None:
    """Hand the access rules in."""
    for permission, title, purpose in RULES:
        house.add_rule(AccessRule(permission, frozenset(OFFICERS), title, needs_purpose=purpose))
    house.add_signed_acts(SIGN, *SIGNED_ACTS)
