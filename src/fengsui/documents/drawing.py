"""Pictures: boxes, lines and words laid out in millimetres, drawn as PNG or SVG.

Whoever makes a picture says where everything stands; this module only draws. Words reach the template as JSON data, so
none of them is ever code. Pure: the same drawing gives the same bytes on the same fonts.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Literal

import typst

from fengsui.documents.layout.fonts import FontReport, available_fonts, font_faces
from fengsui.documents.layout.model import Shape

_TEMPLATE = Path(__file__).with_name("drawing.typ")
_PIXELS_PER_INCH = 200.0

Pattern = Literal["none", "stripes", "dots"]
Anchor = Literal["start", "middle", "end"]


class Box(Shape):
    """A rectangle; millimetres from the upper left corner. ``pattern`` is drawn in ``ink`` over ``colour``."""

    type: Literal["box"] = "box"
    x: float
    y: float
    width: float
    height: float
    colour: str = ""
    pattern: Pattern = "none"
    ink: str = "#1c2126"
    edge: str = ""


class Line(Shape):
    """A line through points (millimetres); ``thickness`` in points of print."""

    type: Literal["line"] = "line"
    points: tuple[tuple[float, float], ...]
    colour: str
    thickness: float = 0.6
    dashed: bool = False


class Area(Shape):
    """A filled outline through points (millimetres)."""

    type: Literal["area"] = "area"
    points: tuple[tuple[float, float], ...]
    colour: str


class Words(Shape):
    """One line of text; ``x``, ``y`` is the anchor on its base line, ``size`` in points of print."""

    type: Literal["words"] = "words"
    x: float
    y: float
    text: str
    size: float = 8
    anchor: Anchor = "start"
    colour: str = "#1c2126"
    bold: bool = False


Piece = Box | Line | Area | Words


class Drawing(Shape):
    """A picture of a size in millimetres; pieces later in the list lie on top."""

    width: float
    height: float
    paper: str = "#ffffff"
    pieces: tuple[Piece, ...]


class _Engine:
    """One compiler kept warm; the compiler is not safe for two threads at once, hence the lock."""

    def __init__(self, fonts: FontReport) -> None:
        self._lock = Lock()
        self._families = json.dumps(fonts.families("黑体"), ensure_ascii=False)
        self._compiler = typst.Compiler(
            input=_TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=font_faces(fonts.directories, with_system_fonts=fonts.with_system_fonts),
            ignore_system_fonts=True,
        )

    def draw(self, drawing: Drawing, form: Literal["png", "svg"]) -> bytes:
        with self._lock:
            produced = self._compiler.compile(
                format=form,
                ppi=_PIXELS_PER_INCH,
                sys_inputs={"drawing": drawing.model_dump_json(), "families": self._families},
            )
        if not isinstance(produced, bytes):
            raise TypeError("the compiler returned pages instead of one picture")
        return produced


@lru_cache(maxsize=2)
def _engine(fonts: FontReport) -> _Engine:
    return _Engine(fonts)


def draw_png(drawing: Drawing, *, fonts: FontReport | None = None) -> bytes:
    """The picture as PNG, 200 pixels an inch."""
    return _engine(fonts or available_fonts()).draw(drawing, "png")


def draw_svg(drawing: Drawing, *, fonts: FontReport | None = None) -> str:
    """The picture as SVG; letters are outlines, so that it looks the same without any font."""
    return _engine(fonts or available_fonts()).draw(drawing, "svg").decode()
