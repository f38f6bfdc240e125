"""Under whose name papers go out: the leading group's office, its mark, its number book."""

from dataclasses import dataclass

from fengsui.conduct.plans import plan_in_force
from fengsui.registry.queries import leading_group, region_name


@dataclass(frozen=True, slots=True)
class Issuer:
    """Names as printed on papers."""

    body: str
    mark: str
    number_mark: str


def issuer(jurisdiction: str) -> Issuer:
    """The issuer of a jurisdiction; with names of its own making where no leading group is on record yet."""
    name = region_name(jurisdiction)
    found = leading_group(jurisdiction)
    group = found.group if found else None
    planned = plan_in_force().leading_group
    body = group.name if group else name + (planned.name if planned else "应急处置领导小组")
    return Issuer(
        body=body,
        mark=(group.paper_mark if group else "") or f"{body}文件",
        number_mark=(group.number_mark if group else "") or (planned.number_mark if planned else "应急"),
    )


def number_mark(jurisdiction: str) -> str:
    """机关代字 of the number book."""
    return issuer(jurisdiction).number_mark
