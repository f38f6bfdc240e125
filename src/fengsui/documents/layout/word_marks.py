"""The WordprocessingML that python-docx has no method for: fonts of Chinese text, grid, borders, fields."""

# ruff: noqa: SLF001 - the elements behind python-docx are the only way to what it has no method for.
from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt


def element(tag: str, **attributes: str) -> Any:
    """Return a new element with attributes of the `w` name space."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def set_font(properties: Any, font: str) -> None:
    """Name the font for Chinese and Latin text alike; a theme font would win over the name."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def plain_defaults(document: Any) -> None:
    """Take the theme fonts and the English language out of the defaults of python-docx's blank file."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")


def plain_paragraphs(style: Any) -> None:
    """Keep lines off the grid and add no space between Chinese and Latin text.

    The lines have an exact height of their own; snapping would stretch every row of a table to a full line.
    """
    properties = style.element.get_or_add_pPr()
    for tag in ("w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid"):
        properties.append(element(tag, val="0"))


def grid_pages(section: Any, *, line_pitch_points: float) -> None:
    """Declare the grid of lines. Its characters are spaced run by run: programs read a character grid differently."""
    for present in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(present)
    section._sectPr.append(element("w:docGrid", type="lines", linePitch=str(round(line_pitch_points * 20))))


def space_characters(run: Any, twentieths: int) -> None:
    """Set the space after each character, in twentieths of a point; the schema wants this before the size."""
    run._r.get_or_add_rPr().find(qn("w:sz")).addprevious(element("w:spacing", val=str(twentieths)))


def narrow_characters(run: Any, percent: int) -> None:
    """Set the characters of a run to a percentage of their width; the schema wants this before the size."""
    scale = element("w:w", val=str(percent))
    run._r.get_or_add_rPr().find(qn("w:sz")).addprevious(scale)


def border(kind: str, *, eighths: int, color: str = "auto") -> dict[str, str]:
    """Return the attributes of a border; its width is in eighths of a point."""
    return {"val": kind, "sz": str(eighths), "space": "1", "color": color}


def set_borders(paragraph: Any, *, bottom: dict[str, str]) -> None:
    """Draw a rule under a paragraph."""
    borders = element("w:pBdr")
    borders.append(element("w:bottom", **bottom))
    properties = paragraph._p.get_or_add_pPr()
    # The schema fixes the order of these elements; Word refuses a file that breaks it.
    properties.insert_element_before(borders, *_AFTER_BORDERS)


_AFTER_BORDERS = (
    "w:shd",
    "w:tabs",
    "w:suppressAutoHyphens",
    "w:kinsoku",
    "w:wordWrap",
    "w:overflowPunct",
    "w:topLinePunct",
    "w:autoSpaceDE",
    "w:autoSpaceDN",
    "w:bidi",
    "w:adjustRightInd",
    "w:snapToGrid",
    "w:spacing",
    "w:ind",
    "w:contextualSpacing",
    "w:mirrorIndents",
    "w:suppressOverlap",
    "w:jc",
    "w:textDirection",
    "w:textAlignment",
    "w:textboxTightWrap",
    "w:outlineLvl",
    "w:divId",
    "w:cnfStyle",
    "w:rPr",
    "w:sectPr",
    "w:pPrChange",
)


def page_number(paragraph: Any, *, alignment: Any, font: str) -> None:
    """Write “— 1 —” with a page field, one character from the edge (GB/T 9704-2012 7.5)."""
    paragraph.alignment = alignment
    indentation = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for side in ("left", "right"):
        indentation.set(qn(f"w:{side}Chars"), "100")
        indentation.set(qn(f"w:{side}"), "280")
    for part in ("— ", None, " —"):
        run = paragraph.add_run(part or "")
        run.font.size = Pt(14)
        set_font(run._r.get_or_add_rPr(), font)
        if part is None:
            for child in (
                element("w:fldChar", fldCharType="begin"),
                _instruction(),
                element("w:fldChar", fldCharType="separate"),
                _text("1"),
                element("w:fldChar", fldCharType="end"),
            ):
                run._r.append(child)


def _instruction() -> Any:
    instruction = element("w:instrText")
    instruction.text = "PAGE"
    return instruction


def _text(words: str) -> Any:
    made = element("w:t")
    made.text = words
    return made


def repeat_as_header(row: Any) -> None:
    """Repeat the row at the top of every page the table reaches."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader", val="true"))


def set_cell_padding(table: Any, *, horizontal_points: int, vertical_points: int = 0) -> None:
    """Set the room around the text in every cell. Word wants the sides in this order."""
    margins = element("w:tblCellMar")
    room = {"top": vertical_points, "left": horizontal_points, "bottom": vertical_points, "right": horizontal_points}
    for side, points in room.items():
        margins.append(element(f"w:{side}", w=str(points * 20), type="dxa"))
    _insert_table_property(table, margins)


def pin_to_page_bottom(table: Any, *, has_checkpoint: bool) -> None:
    """Place the 版记 at the foot of the type area of its page, with its thick and thin rules (7.4)."""
    _insert_table_property(
        table,
        element(
            "w:tblpPr",
            leftFromText="0",
            rightFromText="0",
            vertAnchor="margin",
            horzAnchor="margin",
            tblpXSpec="center",
            tblpYSpec="bottom",
        ),
    )
    rows = list(table.rows)
    last = len(rows) - (2 if has_checkpoint and len(rows) > 1 else 1)
    for position, row in enumerate(rows):
        borders = element("w:tcBorders")
        if position <= last:
            # 0.35 mm is 8 eighths of a point, 0.25 mm is 6.
            borders.append(element("w:top", **border("single", eighths=8 if position == 0 else 6)))
        if position == last:
            borders.append(element("w:bottom", **border("single", eighths=8)))
        row.cells[0]._tc.get_or_add_tcPr().append(borders)


_TABLE_PROPERTY_ORDER = (
    "w:tblStyle",
    "w:tblpPr",
    "w:tblOverlap",
    "w:bidiVisual",
    "w:tblStyleRowBandSize",
    "w:tblStyleColBandSize",
    "w:tblW",
    "w:jc",
    "w:tblCellSpacing",
    "w:tblInd",
    "w:tblBorders",
    "w:shd",
    "w:tblLayout",
    "w:tblCellMar",
    "w:tblLook",
    "w:tblCaption",
    "w:tblDescription",
)


def _insert_table_property(table: Any, made: Any) -> None:
    """Insert a table property at its place in the schema's order."""
    properties = table._tbl.tblPr
    tags = [qn(tag) for tag in _TABLE_PROPERTY_ORDER]
    place = tags.index(made.tag)
    following = next((child for child in properties if child.tag in tags[place + 1 :]), None)
    if following is None:
        properties.append(made)
    else:
        following.addprevious(made)


def hang_after(paragraph: Any, *, indent: int, label: int, size: float) -> None:
    """Indent by whole characters; further lines begin under what follows a label of so many characters."""
    indentation = paragraph._p.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("left", indent + label), ("hanging", label)):
        indentation.set(qn(f"w:{name}Chars"), str(100 * characters))
        indentation.set(qn(f"w:{name}"), str(int(characters * size * 20)))
