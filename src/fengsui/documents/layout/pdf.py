"""The paper as PDF/A-2b. User text reaches the template only as JSON data, so none of it is ever code."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst

from fengsui.documents.layout.composition import compose
from fengsui.documents.layout.fonts import FontReport, Role, available_fonts, font_faces
from fengsui.documents.layout.model import Paper

_TEMPLATE = Path(__file__).with_name("paper.typ")
_BEIJING = timezone(timedelta(hours=8))
# A paper without any date still needs a fixed time stamp, or two renders would differ.
_UNDATED = date(2000, 1, 1)
_ROLES: dict[str, Role] = {"fang": "仿宋", "biao": "小标宋", "hei": "黑体", "kai": "楷体", "song": "宋体"}


class _Engine:
    """One compiler kept warm; the compiler is not safe for two threads at once, hence the lock."""

    def __init__(self, fonts: FontReport) -> None:
        self._lock = Lock()
        self._fonts = json.dumps(
            {
                "families": {name: fonts.families(role) for name, role in _ROLES.items()},
                "heavy": fonts.use("小标宋").heavy,
            },
            ensure_ascii=False,
        )
        self._compiler = typst.Compiler(
            input=_TEMPLATE,
            root=_TEMPLATE.parent,
            font_paths=font_faces(fonts.directories, with_system_fonts=fonts.with_system_fonts),
            ignore_system_fonts=True,
        )

    def render(self, paper_json: str, day: date) -> bytes:
        with self._lock:
            produced = self._compiler.compile(
                format="pdf",
                sys_inputs={"paper": paper_json, "fonts": self._fonts},
                pdf_standards="a-2b",
                timestamp=datetime.combine(day, time(), _BEIJING).astimezone(UTC),
            )
        if not isinstance(produced, bytes):
            raise TypeError("the compiler returned pages instead of one document")
        return produced


@lru_cache(maxsize=4)
def _engine(fonts: FontReport) -> _Engine:
    return _Engine(fonts)


def render_pdf(paper: Paper, *, fonts: FontReport | None = None) -> bytes:
    """Return the paper as PDF/A-2b bytes; the same paper and fonts give the same bytes.

    The first call loads the fonts (about a second), later ones take some 0.1 s.
    """
    day = paper.printed_on or paper.issued_on or _UNDATED
    return _engine(fonts or available_fonts()).render(compose(paper).model_dump_json(), day)
