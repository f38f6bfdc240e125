"""The fact of an imported offline form. The passages themselves lie in the sealed file that ``digest`` names."""

from typing import Annotated

from pydantic import StringConstraints

from fengsui.conduct.shapes import FactModel, Line, Moment, Name

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class OfflineCall(FactModel):
    """One addressee as the officer noted it without a network: how and when it was told, who took it and when."""

    addressee: Annotated[str, StringConstraints(max_length=80)]
    addressee_name: Name
    channel: Line = ""
    sent_at: Moment | None = None
    receiver: Line = ""
    received_at: Moment | None = None


class OfflineFormImported(FactModel):
    """A form filled in without a network came in. ``digest``: SHA-256 of the file, which is kept sealed.

    ``taken``: the passages and figures an officer took from it; what was not taken stands in the file alone.
    ``template_plan``: the version of the plan that the form was made from.
    """

    digest: Digest
    size: int
    form: str
    template_plan: str
    filled_by: Name
    filled_at: Moment
    approved_by: Line = ""
    approved_at: Moment | None = None
    reported: tuple[OfflineCall, ...] = ()
    taken: tuple[str, ...] = ()
