"""Facts of orders, evidence and dealings with departments. Nothing here holds personal numbers; files are sealed."""

from typing import Literal

from pydantic import Field

from fengsui.conduct.shapes import FactModel, Line, Moment, Name

Origin = Literal["superior", "own", "overdue"]
"""上级指令, 本级指令, 逾期督办 (form 指令、督办单)."""
Outcome = Literal["done", "withdrawn"]
HandoverCause = Literal["left", "off_duty", "other"]
Direction = Literal["sent", "received"]


class OrderIssued(FactModel):
    """An order with one named owner and deputy (1.1.h).

    ``event``: the event it belongs to, empty where it stands alone. ``task``: the task of an activation that it urges
    or passes down. ``parent``, ``root``: the order it was passed down from, and the topmost one (its own stream where
    nothing is above it). ``due_basis``: the parameter the line was taken from; empty for a typed one.
    """

    number: str
    origin: Origin
    source: Line = ""
    title: Name
    detail: Line = ""
    event: str = ""
    event_name: Line = ""
    task: str = ""
    parent: str = ""
    root: str
    depth: int = Field(ge=0, le=9)
    department: str = ""
    department_name: Line = ""
    region: str
    region_name: Name
    owner: str
    owner_name: Name
    deputy: str = ""
    deputy_name: Line = ""
    due_at: Moment
    due_basis: str = ""
    grade: str = ""
    issuer: str
    issuer_name: Name
    issuer_role: str
    issuer_region: str


class OrderAcknowledged(FactModel):
    """The owner's side signed for it (签收); by telephone it is the duty chief who writes it down."""

    officer: str = ""
    officer_name: Name
    by_telephone: bool = False


class OrderProgressed(FactModel):
    """What was done so far; ``done``: the owner reports it finished, and the issuer decides."""

    note: Name
    done: bool


class OrderReturned(FactModel):
    """The issuer sends a finished report back: not done yet, and why."""

    reason: Name


class OrderOverdue(FactModel):
    """The line passed before the owner reported it done: owner and deputy are asked for the reason."""

    number: str
    title: Name
    officers: tuple[str, ...]
    due_at: Moment


class OverdueExplained(FactModel):
    """Why it is late (超期原因)."""

    reason: Name


class OpenChild(FactModel):
    """An order passed down that is still open when the one above it is closed."""

    order: str
    number: str
    title: Name
    officers: tuple[str, ...]


class OrderClosed(FactModel):
    """The issuer closes it. ``unsigned``, ``overdue``, ``open_children``: what the reason had to answer for."""

    outcome: Outcome
    reason: Line = ""
    unsigned: bool
    overdue: bool
    open_children: tuple[OpenChild, ...] = ()


class OrderHandedOver(FactModel):
    """Another officer owns it from now on (or is its deputy); old, new, cause and reason."""

    post: Literal["owner", "deputy"]
    old: str
    old_name: Name
    new: str
    new_name: Name
    cause: HandoverCause
    reason: Line = ""


class Collector(FactModel):
    """One of the people who took a piece of evidence, with the post."""

    name: Name
    post: Name


class KeptFile(FactModel):
    """An uploaded file: SHA-256 of its bytes, what its signature says it is, its size; it lies sealed."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    type: str
    size_bytes: int = Field(ge=1)


class EvidenceCollected(FactModel):
    """A piece of evidence (1.6.a): what, from whom, when, where, by which two people; a file, or where the paper is.

    ``subject``: the event, order or task it belongs to.
    """

    number: str
    subject: str
    event: str = ""
    what: Name
    source: Name
    place: Name
    collected_at: Moment
    collectors: tuple[Collector, ...] = Field(min_length=2)
    file: KeptFile | None = None
    original: Line = ""
    holder: Name
    region: str


class EvidenceHanded(FactModel):
    """The piece changes hands: from its holder to another, when and why. The chain has no gap."""

    giver: Name
    taker: Name
    taker_post: Name
    handed_at: Moment
    reason: Name


class EvidenceOpened(FactModel):
    """Somebody was given the file, for a stated purpose."""

    purpose: Name


class LetterRecorded(FactModel):
    """A letter to a department, or its reply (``answers``: the letter), with its number; the paper lies elsewhere."""

    department: str
    department_name: Name
    direction: Direction
    number: Line = ""
    title: Name
    exchanged_at: Moment
    answers: str = ""
    task: str = ""


class ResourceRecorded(FactModel):
    """People or things put to work for the event (资源使用记录)."""

    item: Name
    amount: int = Field(ge=1)
    unit: Name
    provider: Name
    used_at: Moment
