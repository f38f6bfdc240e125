"""Facts of neighbour notices: numbers by province, and what was sent."""

from pydantic import Field

from fengsui.conduct.shapes import FactModel, Line, Moment, Name


class RegionCount(FactModel):
    """How many lenders a province holds."""

    region: str
    region_name: Name
    lenders: int = Field(ge=0)


class LendersCounted(FactModel):
    """Lenders of the event's institutions by province, as one whole count: it takes the place of an earlier one."""

    counts: tuple[RegionCount, ...]
    as_of: Moment
    source: Name


class NeighbourNotified(FactModel):
    """An officer sent the letter to a province. ``letter``: SHA-256 of its text as the page showed it."""

    region: str
    region_name: Name
    lenders: int
    counted: str
    letter: str
    number: Line = ""
    channel: Name
    sent_at: Moment
    officer: str
    officer_name: Name
