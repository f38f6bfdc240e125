"""Which typefaces the machine has for a 公文, and what stands in for those it lacks.

方正小标宋 and 仿宋_GB2312 are commercial or system fonts and can't be shipped. The best one found is used,
every substitute is reported, and characters a face lacks (names with 喆 堃 镕 昇) come from Noto.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pylopdf_fonts_zh_cn
import typst

from fengsui.documents.layout.model import Shape

Role = Literal["仿宋", "小标宋", "黑体", "楷体", "宋体"]
FONT_DIRECTORY_VARIABLE = "FENGSUI_FONTS"

# For each role: the official name, then families in order of preference; the flag tells a true face of
# that style from a mere stand-in.
_PREFERENCES: dict[Role, tuple[str, tuple[tuple[str, bool], ...]]] = {
    "仿宋": (
        "仿宋_GB2312",
        (
            ("仿宋_GB2312", True),
            ("FangSong_GB2312", True),
            ("FangSong", True),
            ("仿宋", True),
            ("STFangsong", True),
            ("FZFangSong-Z02S", True),
            ("FandolFang R", True),
            ("FandolFang", True),
            ("Noto Serif SC", False),
        ),
    ),
    "小标宋": (
        "方正小标宋简体",
        (
            ("FZXiaoBiaoSong-B05S", True),
            ("FZXiaoBiaoSong-B05", True),
            ("方正小标宋简体", True),
            ("FandolSong", False),
            ("Noto Serif CJK SC", False),
            ("Noto Serif SC", False),
        ),
    ),
    "黑体": (
        "黑体",
        (
            ("SimHei", True),
            ("黑体", True),
            ("STHeiti", True),
            ("FandolHei", True),
            ("Noto Sans CJK SC", True),
            ("Noto Sans SC", True),
        ),
    ),
    "楷体": (
        "楷体_GB2312",
        (
            ("楷体_GB2312", True),
            ("KaiTi_GB2312", True),
            ("KaiTi", True),
            ("楷体", True),
            ("STKaiti", True),
            ("FandolKai", True),
            ("LXGW WenKai", True),
            ("Noto Serif SC", False),
        ),
    ),
    "宋体": (
        "宋体",
        (
            ("SimSun", True),
            ("宋体", True),
            ("STSong", True),
            ("FandolSong", True),
            ("Noto Serif CJK SC", True),
            ("Noto Serif SC", True),
        ),
    ),
}
# Faces whose bold cut is needed for a title; without one the template thickens the outline.
_WITH_BOLD_CUT = frozenset({"FandolSong", "Noto Serif CJK SC"})
_LAST_RESORT = ("Noto Serif SC", "Noto Sans SC")
_USUAL_PLACES = (
    "/usr/share/texmf/fonts/opentype/public/fandol",
    "/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol",
)


class FontUse(Shape):
    """What one role is printed with. `official` is the name GB/T 9704 practice asks for."""

    role: Role
    official: str
    used: str
    substitute: bool
    heavy: Literal["cut", "weight", "outline"]

    def sentence(self) -> str:
        """Return one sentence for the user."""
        if not self.substitute:
            return f"{self.role}：使用“{self.used}”。"
        return (
            f"{self.role}：本机没有“{self.official}”，PDF 用“{self.used}”代替，字形与规定不同；"
            f"DOCX 中仍写“{self.official}”，在装有该字体的电脑上打开即为规定字形。"
        )


class FontReport(Shape):
    """The fonts found, one use for each role. Pass it to `render_pdf` to render with these places."""

    uses: tuple[FontUse, ...]
    directories: tuple[str, ...] = ()
    with_system_fonts: bool = True

    @property
    def complete(self) -> bool:
        """Tell whether no role had to be substituted."""
        return not any(use.substitute for use in self.uses)

    def use(self, role: Role) -> FontUse:
        """Return what the role is printed with."""
        return next(use for use in self.uses if use.role == role)

    def sentences(self) -> tuple[str, ...]:
        """Return what to tell the user: one line when all is official, else a line per substitute."""
        if self.complete:
            return ("公文字体齐全，未使用替代字体。",)
        return tuple(use.sentence() for use in self.uses if use.substitute)

    def families(self, role: Role) -> tuple[str, ...]:
        """Return the families to try for each character of the role, best first."""
        first = self.use(role).used
        # A sans role falls back to the sans face first, so that a rare character does not stand out.
        rest = tuple(reversed(_LAST_RESORT)) if role == "黑体" else _LAST_RESORT
        return (first, *(family for family in rest if family != first))


def available_fonts(*directories: Path, with_system_fonts: bool = True) -> FontReport:
    """Return which fonts the papers will use.

    Looked in: the given directories, the one named by FENGSUI_FONTS, the system's fonts, the usual
    places of Fandol, and the packaged Noto faces. With `with_system_fonts=False` only the given directories
    and the packaged faces count.
    """
    named = os.environ.get(FONT_DIRECTORY_VARIABLE) if with_system_fonts else None
    places = [str(directory) for directory in directories] + ([named] if named else [])
    if with_system_fonts:
        places.extend(place for place in _USUAL_PLACES if Path(place).is_dir())
    missing = [place for place in places if not Path(place).is_dir()]
    if missing:
        raise FileNotFoundError(f"字体目录不存在：{'、'.join(missing)}")
    return _report(tuple(places), with_system_fonts=with_system_fonts)


@lru_cache(maxsize=8)
def _report(directories: tuple[str, ...], *, with_system_fonts: bool) -> FontReport:
    found = frozenset(font_faces(directories, with_system_fonts=with_system_fonts).families())
    return FontReport(
        uses=tuple(_choose(role, found) for role in _PREFERENCES),
        directories=directories,
        with_system_fonts=with_system_fonts,
    )


def _choose(role: Role, found: frozenset[str]) -> FontUse:
    official, preferences = _PREFERENCES[role]
    used, genuine = next(choice for choice in preferences if choice[0] in found)
    heavy: Literal["cut", "weight", "outline"] = "outline"
    if genuine:
        heavy = "cut"
    elif used in _WITH_BOLD_CUT:
        heavy = "weight"
    return FontUse(role=role, official=official, used=used, substitute=not genuine, heavy=heavy)


@lru_cache(maxsize=8)
def font_faces(directories: Sequence[str], *, with_system_fonts: bool) -> typst.Fonts:
    """Return the loaded faces of the places; loading is slow, so one object per set of places is kept."""
    packaged = str(pylopdf_fonts_zh_cn.serif_path().parent)
    return typst.Fonts(
        include_system_fonts=with_system_fonts,
        include_embedded_fonts=False,
        font_paths=[*directories, packaged],
    )
