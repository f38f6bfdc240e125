"""Who may open the pages that belong to no domain room."""

from fengsui.conduct.house import AccessRule, house

_OFFICERS = tuple(f"R{number}" for number in range(1, 16))

RULES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("web.home", (*_OFFICERS, "R16", "R17", "R19"), "打开首页"),
    ("plan.view", (*_OFFICERS, "R19"), "查看预案"),
    ("ledger.view", ("R1", "R3", "R14", "R15"), "查看底账"),
    ("ledger.view_fact", (*(f"R{number}" for number in range(1, 10)), "R14", "R15"), "查看底账记录"),
    # The three administrators prove the chain whole without reading what it holds.
    ("ledger.verify", ("R14", "R15", "R16"), "核验底账"),
    ("web.system", ("R16",), "查看系统运行状况"),
)


def register() -> None:
    """Hand the access rules in."""
    for permission, roles, title in RULES:
        house.add_rule(AccessRule(permission, frozenset(roles), title))
