"""Facts of monitoring: texts, notes and indicators that came in. Keyed by institution, by no author or lender (N2).

Titles and texts are sealed: a fact and its batch hold what a text is about, never what it says.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from fengsui.conduct.shapes import FactModel, Line, Moment, Name, SealedText

Code = Annotated[str, StringConstraints(strip_whitespace=True, max_length=140)]
Channel = Literal[
    "press", "public_post", "regulator", "custody_bank", "institution", "hotline", "telephone", "inspection"
]
"""Where information came from, as a sort of channel (N2: the source is a channel type, an address and a time)."""
RegionCode = Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
"""A division of GB/T 2260."""
Stance = Literal["report", "denial", "clarification", "advertising", "question", "education", "statistics"]


class HitRead(FactModel):
    """A word of the lexicon in title + line break + text. ``kind``: K1–K9 or E1–E6; empty for a mark of stance."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    word: Line
    kind: str = ""
    negated: bool = False


class InstitutionRead(FactModel):
    """What a text says of one institution. ``spans``: where it is named. ``negative``: something adverse stands."""

    institution: str
    spans: tuple[tuple[int, int], ...] = ()
    kinds: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    stance: Stance = "report"
    negative: bool = False
    hits: tuple[HitRead, ...] = ()


class TextsImported(FactModel):
    """One file or feed of texts. ``batch``: rows without texts, as Parquet; ``texts``: the sealed file that holds them.

    A row of the batch: ``signal`` (its id), ``row_number``, ``published_at`` (ISO or empty), ``channel``, ``address``,
    ``content_key`` (16 hexadecimal digits of the SHA-256 of the normalised text), ``duplicate_of`` (a signal or empty),
    ``length``, ``readings`` (JSON list of :class:`InstitutionRead`), ``kinds`` (JSON list, of the text as a whole).
    """

    source: Name
    channel: Channel
    format: Literal["csv", "jsonl", "xlsx", "rss"]
    file_sha256: Code
    batch: Code
    texts: Code
    reader: Line
    row_count: int = Field(ge=1)
    new_count: int = Field(ge=0)
    duplicate_count: int = Field(ge=0)
    linked_count: int = Field(ge=0)
    dropped_columns: tuple[Name, ...] = ()
    masked_count: int = Field(default=0, ge=0)


class NoteTaken(FactModel):
    """Information taken by telephone or on a visit. Counts of people only (4.2.7.b, 4.2.7.c); ``text`` is sealed.

    ``readings`` hold what the reader found and the institutions that the officer named: those stand in ``named``.
    """

    channel: Channel
    source: Name
    text: SealedText
    length: int = Field(ge=0)
    happened_at: Moment
    region: RegionCode
    reader: Line
    readings: tuple[InstitutionRead, ...] = ()
    named: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    on_site_head_count: int | None = Field(default=None, ge=0)
    at_office: bool = False
    traffic_blocked: bool = False
    behaviour: Line = ""
    safety: Line = ""


class IndicatorsImported(FactModel):
    """One table of measures, in long form as Parquet: institution, measure, as_of, value, text.

    ``corrected``: values that replace another for the same institution, measure and day; both stay.
    """

    source: Name
    channel: Channel
    file_sha256: Code
    batch: Code
    row_count: int = Field(ge=1)
    value_count: int = Field(ge=0)
    institution_count: int = Field(ge=0)
    corrected: int = Field(default=0, ge=0)
    warning_count: int = Field(default=0, ge=0)
