"""The rules of the registry that hold because the plan names them; each has a title in the user's words."""

from collections.abc import Mapping

from fengsui.conduct.house import house

LEADING_GROUP = "registry.leading_group"
EXISTING_GROUP_SERVES = "registry.existing_group_serves"

PROVISIONS: Mapping[str, str] = {
    LEADING_GROUP: "各地照设立文件登记应急处置领导小组",
    EXISTING_GROUP_SERVES: "前期已设立风险处置小组的，登记原设立文件即可，无需另设",
}


def register() -> None:
    """Offer the rules to plans."""
    for name, title in PROVISIONS.items():
        house.add_provision(name, title)
