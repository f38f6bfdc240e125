"""Charts and the map of a page: what is drawn, and the same as a table. The drawing is the page's script's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from fengsui.web.frame import BEIJING

Point = tuple[date | datetime, int | float | None]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line of the plan across the chart; its label says which. ``band``: watch, warn or severe, for its tone."""

    value: float
    label: str
    band: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, on the time axis."""

    at: date | datetime
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart. Values are in the chart's unit; None where nobody knows, never zero."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over time. ``title`` says the finding; ``source`` where the numbers are from; ``as_of`` until when.

    ``kind``: line or bar. ``from_zero``: whether the axis begins at nought. ``worse``: on which side of the thresholds
    it is worse, higher or lower. ``empty``: what to say where no point is known. ``sheet``: its name in a workbook.
    """

    id: str
    title: str
    unit: str
    series: Sequence[Series]
    thresholds: Sequence[Threshold] = ()
    marks: Sequence[Mark] = ()
    source: str = ""
    as_of: str = ""
    kind: str = "line"
    from_zero: bool = True
    worse: str = "higher"
    download: str = ""
    empty: str = ""
    sheet: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """For the page's script, as JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "unit": self.unit,
            "unknown": gettext("待核"),
            "save": gettext("存为图片"),
            "fromZero": self.from_zero,
            "worse": self.worse,
            "series": [
                {"name": one.name, "points": [[_in_beijing(moment), value] for moment, value in one.points]}
                for one in self.series
            ],
            "thresholds": [{"value": one.value, "label": one.label, "band": one.band} for one in self.thresholds],
            "events": [{"at": _in_beijing(one.at), "label": one.label} for one in self.marks],
        }

    @property
    def data_id(self) -> str:
        """Id of the JSON in the page."""
        return f"{self.id}-data"

    @property
    def headings(self) -> tuple[str, ...]:
        """Heads of the table: the series."""
        return tuple(one.name for one in self.series)

    @property
    def rows(self) -> list[tuple[date | datetime, list[int | float | None]]]:
        """The table: newest first, one row a moment, a value or None for each series."""
        by_moment: dict[date | datetime, list[int | float | None]] = {}
        for place, one in enumerate(self.series):
            for moment, value in one.points:
                by_moment.setdefault(moment, [None] * len(self.series))[place] = value
        return sorted(by_moment.items(), key=lambda row: str(row[0]), reverse=True)

    @property
    def is_empty(self) -> bool:
        """Whether no point is known."""
        return all(value is None for one in self.series for _, value in one.points)


def _in_beijing(moment: date | datetime) -> str:
    """The moment as the axis has it: Beijing time without a zone, wherever the reader sits."""
    local = moment.astimezone(BEIJING).replace(tzinfo=None) if isinstance(moment, datetime) else moment
    return local.isoformat()


@dataclass(frozen=True, slots=True)
class Place:
    """One province on the map. ``mark`` is written on it (``short_mark`` on a small one), ``words`` are its hint.

    Both repeat what the tone means.
    """

    code: str
    value: int
    mark: str
    short_mark: str
    words: str


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """A map of provinces. ``steps``: value → label of each tone; ``shapes``: address of the map file.

    ``name``: “china” lets the drawing library add the islands that the built-in file leaves out. ``is_own``: the map is
    the operator's.
    """

    id: str
    title: str
    places: Sequence[Place]
    steps: Mapping[int, str] = field(default_factory=dict)
    shapes: str = ""
    name: str = "china"
    is_own: bool = False
    source: str = ""
    as_of: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """For the page's script, as JSON."""
        return {
            "kind": "map",
            "title": self.title,
            "unit": "",
            "name": self.name,
            "unknown": gettext("无数据"),
            "failed": gettext("地图没有取到，请看表。"),
            "save": gettext("存为图片"),
            "shapes": self.shapes,
            "steps": [{"value": value, "label": label} for value, label in self.steps.items()],
            "places": [
                {
                    "code": one.code,
                    "value": one.value,
                    "mark": one.mark,
                    "shortMark": one.short_mark,
                    "words": one.words,
                }
                for one in self.places
            ],
        }

    @property
    def data_id(self) -> str:
        """Id of the JSON in the page."""
        return f"{self.id}-data"
