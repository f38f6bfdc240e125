"""Who may see, open, fill and sign forms. The plan's signatures say who of these signs which form."""

from fengsui.conduct.house import AccessRule, house

VIEW, OPEN, OPEN_SEALED = "documents.view_sheets", "documents.open_sheet", "documents.open_sheet_sealed"
FILL, SIGN = "documents.fill_sheet", "documents.sign_sheet"
READING = "阅办"

READERS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11", "R12", "R13", "R14", "R15")
FILLERS = ("R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R11", "R12", "R13")
RULES: tuple[tuple[str, tuple[str, ...], str, bool], ...] = (
    (VIEW, READERS, "查看表单", False),
    (OPEN, READERS, "打开表单内容", True),
    (OPEN_SEALED, ("R2", "R3", "R4", "R6", "R7", "R9", "R14"), "查看表单里加密的内容", True),
    (FILL, FILLERS, "填写表单", False),
    (SIGN, ("R1", "R2", "R3", "R7", "R9", "R11"), "审核、签字表单", False),
)
SIGNED_ACTS = ("sign_admonition", "sign_rumour_check", "sign_answer_line")


def register() -> None:
    """Hand the access rules in."""
    for permission, roles, title, purpose in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title, needs_purpose=purpose))
    house.add_signed_acts(SIGN, *SIGNED_ACTS)
