"""What the duty desk shows of forms: their clocks, what waits for a signature, what is past its day."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import Actor, may
from fengsui.documents.sheets import policy, queries
from fengsui.web.pages.response.clock_steps import ClockLine, Step
from fengsui.web.pages.sheets.sheet_frame import sheet_address


class SheetLine(ClockLine):
    """A clock of a form; it leads to the form."""

    @property
    def home(self) -> str:
        """The address of the form."""
        return sheet_address(self.stream.partition("/")[2])


def sheet_lines(actor: Actor) -> list[ClockLine]:
    """Running clocks of forms, the nearest line first."""
    return [
        SheetLine(
            stream=clock["stream"],
            event_name=clock["subject_name"],
            name=clock["name"],
            subjects=(),
            clause=clock["clause"],
            parameter=clock["parameter"],
            provisional=False,
            owner_roles=tuple(clock["owner_roles"]),
            started_at=clock["started_at"],
            due_at=clock["due_at"],
            step=Step(
                gettext("等填写、签字"),
                gettext("打开表单"),
                sheet_address(clock["stream"].partition("/")[2]),
                may(actor, policy.VIEW),
                urgent=False,
            ),
        )
        for clock in queries.sheet_clocks(actor)
    ]


def desk_sheets(actor: Actor) -> list[dict[str, Any]]:
    """Forms that wait for this officer's signature; for who fills forms, also those past their day."""
    rows = [
        {
            "title": state.number,
            "event": gettext("签字"),
            "opened_at": None,
            "address": reverse("sheet.sign", kwargs={"sheet": stream.partition("/")[2]}),
        }
        for stream, state in queries.waiting_sheets(actor)
    ]
    if not may(actor, policy.FILL):
        return rows
    for row in queries.late_sheets(actor):
        about = gettext("期限 %(day)s 已过，还没有记下结果") % {"day": row["waits_until"]}
        rows.append(
            {
                "title": row["number"],
                "event": about,
                "opened_at": None,
                "address": sheet_address(row["id"].partition("/")[2]),
                "step": gettext("打开表单"),
            }
        )
    return rows
