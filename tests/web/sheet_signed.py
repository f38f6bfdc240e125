"""A form from its beginning to its last signature, for pages that want one."""

from collections.abc import Mapping

from fengsui.documents.sheets import filling, signing
from fengsui.documents.sheets.queries import sheet_state
from tests.plan_2019_75.evening import Evening
from tests.web.form_pages import ADMONITION, HEAD

TALK = {**ADMONITION, "persons": "于江桥，法定代表人"}


def submitted_sheet(
    evening: Evening,
    form: str = "admonition",
    values: Mapping[str, str] = TALK,
    *,
    about: str = "",
    login: str = "hecha",
) -> str:
    """Begin, fill and submit; its stream."""
    actor, key = evening.people[login], evening.key
    sheet = filling.begin_sheet(actor=actor, form=form, about=about, idempotency_key=key()).fact.stream
    texts = {**filling.sheet_draft(actor=actor, sheet=sheet).values, **HEAD, **values}
    filling.submit_sheet(actor=actor, sheet=sheet, values=texts, idempotency_key=key())
    return sheet


def sign_sheet(evening: Evening, sheet: str, login: str) -> None:
    """An officer signs what is submitted now."""
    seen = sheet_state(sheet).current.hash
    signing.sign_sheet(actor=evening.people[login], sheet=sheet, seen_hash=seen, idempotency_key=evening.key())


def signed_sheet(evening: Evening, about: str = "") -> str:
    """A signed talk with an institution, with a sealed box; its number."""
    sheet = submitted_sheet(evening, about=about)
    sign_sheet(evening, sheet, "chufei")
    return sheet.partition("/")[2]
