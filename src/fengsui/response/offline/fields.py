"""How each field of the plan's 首报 form is filled in offline, and where it belongs afterwards. Pure.

The fields and their marks ● and ○ are the plan's; a field that is not named here is a line of text.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fengsui.plan import Plan
from fengsui.response.figures import BY_NAME, EventFigure

FORM: Literal["first_notice"] = "first_notice"
MOST_CHARACTERS = 400
"""The 首报 is one page: what is written on it has at most so many characters."""
FIGURES: Mapping[str, tuple[str, ...]] = {
    "outstanding": ("outstanding_amount_fen",),
    "lenders": ("lender_count", "local_lender_count"),
    "borrowers": ("borrower_count",),
    "overdue": ("overdue_amount_fen",),
    "contact_payment_filing": ("out_of_contact", "payment_stopped", "case_filed"),
    "key_posts": ("key_post_status",),
    "on_site": ("on_site_head_count",),
    "casualties": ("casualty_count",),
    "insurance": ("insurer_name", "surety_insurance_balance_fen"),
}
"""Field of the plan's form → the event's figures that it asks for."""
PASSAGES: Mapping[str, int] = {"course": 200, "measures_taken": 120, "trend": 120, "support_needed": 120}
"""Fields that take several lines → the most characters each has on the paper."""
DRAFTED: Mapping[str, str] = {
    "course": "narrative",
    "trend": "trend",
    "support_needed": "support_needed",
    "contact_name": "contact_name",
    "contact_phone": "contact_phone",
}
"""Field → the passage of the draft that it fills."""
LOGGED = "measures_taken"
"""The paper lists measures from the event's own facts: what was noted offline goes into the log."""
CONTACT: Mapping[str, str] = {"contact_name": "现场、联络负责人", "contact_phone": "联络电话"}
MOMENTS = frozenset({"happened_at", "known_at", "graded_at"})
LINE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class OfflineField:
    """One field of the form as it is filled in: ``kind`` passage, line, moment, choice, figures or computed."""

    id: str
    label: str
    must: bool
    kind: str
    longest: int = 0
    figures: tuple[EventFigure, ...] = ()


def offline_fields(plan: Plan) -> tuple[OfflineField, ...]:
    """The plan's fields in their order, the addressees left out: those have a table of their own.

    Empty where the plan has no such form.
    """
    form = next((form for form in plan.forms if form.id == FORM), None)
    if form is None:
        return ()
    addressees = {addressee.id for addressee in plan.addressees}
    found: list[OfflineField] = []
    for field in form.fields:
        if field.id in addressees:
            continue
        if field.id == "contact":
            found += [OfflineField(name, label, field.must, "line", 40) for name, label in CONTACT.items()]
        else:
            found.append(_field(field.id, field.name, must=field.must, computed=field.computed))
    return tuple(found)


def _field(name: str, label: str, *, must: bool, computed: bool) -> OfflineField:
    if computed:
        return OfflineField(name, label, must, "computed")
    if name in FIGURES:
        return OfflineField(name, label, must, "figures", figures=tuple(BY_NAME[one] for one in FIGURES[name]))
    if name in PASSAGES:
        return OfflineField(name, label, must, "passage", PASSAGES[name])
    if name in MOMENTS:
        return OfflineField(name, label, must, "moment")
    if name == "event_type":
        return OfflineField(name, label, must, "choice")
    return OfflineField(name, label, must, "line", LINE_LENGTH)
