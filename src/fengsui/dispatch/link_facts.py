"""Facts of one-time answer links, in the stream ``answer_link/<id>``. Pure. The token itself stands nowhere."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from fengsui.conduct.shapes import Composed, FactModel, Line, Moment, Name

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class LinkIssued(FactModel):
    """Somebody without an account may answer one task or request, once, until ``expires_at``.

    ``token_hash``: SHA-256 of the token, which was shown once. ``liaison``: who answers with it, named by the issuer.
    """

    event: str
    about: str
    what: Literal["task", "support"]
    title: Composed
    liaison: Name
    token_hash: Digest
    expires_at: Moment
    issued_by: Name


class LinkRevoked(FactModel):
    """The link opens nothing any more."""

    officer_name: Name


class LinkUsed(FactModel):
    """The link was answered with; ``answer`` is the fact that says so in the event."""

    answer: str
    note: Line = ""
