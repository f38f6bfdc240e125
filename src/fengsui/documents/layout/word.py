"""The paper as DOCX with real Word tables. The official fonts are named: government desks have them."""

# ruff: noqa: SLF001 - the elements behind python-docx are the only way to what it has no method for.
from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from fengsui.documents.layout.composition import (
    AnnexPages,
    Composition,
    Element,
    Form,
    Grid,
    Line,
    Piece,
    Pieces,
    compose,
)
from fengsui.documents.layout.model import Paper
from fengsui.documents.layout.word_marks import (
    border,
    element,
    grid_pages,
    hang_after,
    narrow_characters,
    page_number,
    pin_to_page_bottom,
    plain_defaults,
    plain_paragraphs,
    repeat_as_header,
    set_borders,
    set_cell_padding,
    set_font,
    space_characters,
)
from fengsui.documents.layout.wording import TYPE_AREA_POINTS, signature_indent, text_width

FANG, BIAO, HEI, KAI, SONG = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
RED = RGBColor(0xE6, 0x00, 0x12)
TYPE_AREA_MM = 156
# 225 mm / 22 lines; the last line keeps its gap in Word, so the pitch is less than in the PDF.
LINE_POINTS = 28.95
# 28 characters of 16 pt are 448 pt, the type area 442: a quarter of a point less for each.
CHARACTER_SPACE_TWENTIETHS = -5
UNSCALED = 100
_ALIGNMENT = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_HEADING_FONT = {0: FANG, 1: HEI, 2: KAI, 3: FANG, 4: FANG}


def write_docx(paper: Paper) -> bytes:
    """Return the paper as DOCX bytes; the same paper gives the same bytes."""
    composition = compose(paper)
    writer = _Writer(composition)
    writer.write()
    return _with_fixed_times(writer.bytes(paper.printed_on or paper.issued_on or date(2000, 1, 1)))


def _with_fixed_times(packed: bytes) -> bytes:
    """Return the same package with the zip times fixed, which otherwise hold the moment of writing."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            result.writestr(entry, source.read(name))
    return target.getvalue()


class _Writer:
    """Writes one composition top to bottom. `Any`: python-docx publishes no usable types."""

    def __init__(self, composition: Composition) -> None:
        self.paper = composition
        self.size = 14.0 if composition.one_page else 16.0
        self.line = 21.0 if composition.one_page else LINE_POINTS
        self.table_size = 10.5 if composition.one_page or composition.kind == "sheet" else 12.0
        self.document: Any = docx.Document()

    def bytes(self, day: date) -> bytes:
        properties = self.document.core_properties
        properties.title = "".join(self.paper.title_lines)
        properties.author = properties.last_modified_by = self.paper.issued_by
        properties.comments = ""
        properties.created = properties.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()

    def write(self) -> None:
        self._page()
        self._head()
        self._title()
        self._elements(self.paper.elements)
        self._attachments()
        if self.paper.kind == "sheet":
            self._sheet_foot()
            return
        self._attendance()
        if self.paper.kind not in ("minutes", "log"):
            self._signature()
        for annex in self.paper.annexes:
            self._annex(annex)
        self._imprint()

    def _elements(self, elements: Iterable[Element]) -> None:
        for part in elements:
            if isinstance(part, Line):
                self._line(part)
            elif isinstance(part, Grid):
                self._grid(part)
            else:
                self._form(part)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(23)
        grid_pages(section, line_pitch_points=LINE_POINTS)
        plain_defaults(self.document)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(self.size)
        set_font(normal.element.get_or_add_rPr(), FANG)
        plain_paragraphs(normal)
        self.document.settings.odd_and_even_pages_header_footer = True
        section.different_first_page_header_footer = self.paper.kind == "letter"
        for header in (section.header, section.even_page_header, section.first_page_header):
            self._warnings(header)
        page_number(section.footer.paragraphs[0], alignment=WD_ALIGN_PARAGRAPH.RIGHT, font=SONG)
        page_number(section.even_page_footer.paragraphs[0], alignment=WD_ALIGN_PARAGRAPH.LEFT, font=SONG)

    def _warnings(self, header: Any) -> None:
        """Write the frame and draft marks; every page must show that a paper is not a real, sent one."""
        paragraph = header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if self.paper.frame:
            self._run(paragraph, f"【{self.paper.frame}】", font=HEI, size=10.5, color=RED)
        if self.paper.draft:
            self._run(paragraph, f"【{self.paper.draft}】", font=HEI, size=10.5)

    def _run(
        self,
        paragraph: Any,
        text: str,
        *,
        font: str = FANG,
        size: float | None = None,
        color: RGBColor | None = None,
        scale_percent: int = UNSCALED,
    ) -> Any:
        run = paragraph.add_run(text)
        set_font(run._r.get_or_add_rPr(), font)
        run.font.size = Pt(size or self.size)
        if color is not None:
            run.font.color.rgb = color
        if size is None and not self.paper.one_page:
            space_characters(run, CHARACTER_SPACE_TWENTIETHS)
        if scale_percent != UNSCALED:
            narrow_characters(run, scale_percent)
        return run

    def _paragraph(
        self,
        text: str = "",
        *,
        alignment: str = "left",
        font: str = FANG,
        size: float | None = None,
        line: float | None = None,
        target: Any = None,
    ) -> Any:
        paragraph = (target or self.document).add_paragraph()
        self._spacing(paragraph, line or self.line)
        paragraph.alignment = _ALIGNMENT[alignment]
        if text:
            self._run(paragraph, text, font=font, size=size)
        return paragraph

    def _spacing(self, paragraph: Any, points: float) -> None:
        spacing = paragraph.paragraph_format
        spacing.space_before = spacing.space_after = Pt(0)
        spacing.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        spacing.line_spacing = Pt(points)

    def _blank(self, lines: int = 1) -> None:
        for _ in range(0 if self.paper.one_page else lines):
            self._paragraph()

    def _indent(self, paragraph: Any, *, first_line: int = 0, left: int = 0, right: int = 0) -> None:
        """Indent by whole characters, which Word keeps when the size changes; points for other programs."""
        indentation = paragraph._p.get_or_add_pPr().get_or_add_ind()
        for name, characters in (("firstLine", first_line), ("left", left), ("right", right)):
            if characters:
                indentation.set(qn(f"w:{name}Chars"), str(100 * characters))
                indentation.set(qn(f"w:{name}"), str(int(characters * self.size * 20)))

    def _sheet_head(self) -> None:
        """Marks left, number right: a form has no red head."""
        line = self._paragraph(line=20)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA_MM), alignment=2)
        self._run(line, "　".join(self.paper.corner_marks), font=HEI, size=12)
        self._run(line, f"\t{self.paper.number}", size=12)

    def _sheet_foot(self) -> None:
        if self.paper.checkpoint:
            self._run(self._paragraph(line=14), self.paper.checkpoint, size=9)

    def _head(self) -> None:
        paper = self.paper
        if paper.kind == "sheet":
            self._sheet_head()
            return
        if paper.kind != "letter":
            self._corner_marks()
        if paper.kind == "log":
            return
        if paper.kind in ("report", "notice", "minutes"):
            self._blank(3 - len(paper.corner_marks))
        for words in paper.mark.lines:
            mark = self._paragraph(alignment="center", line=paper.mark.size_points * 1.35)
            self._run(
                mark, words, font=BIAO, size=paper.mark.size_points, color=RED, scale_percent=paper.mark.scale_percent
            )
        if paper.kind == "letter":
            set_borders(mark, bottom=border("thickThinSmallGap", eighths=24, color="E60012"))
        else:
            self._blank(2)
        if paper.kind == "letter":
            self._corner_marks()
        self._number_line()
        if paper.kind == "minutes":
            self._issued_line()
        if paper.kind in ("report", "notice", "minutes"):
            # Between the number and the rule lie 4 mm, the number's own gap included (7.2.6).
            self._red_rule()

    def _number_line(self) -> None:
        paper = self.paper
        number = self._paragraph(alignment="right" if paper.kind == "letter" else "center")
        self._run(number, paper.number)
        if paper.signatory:
            number.alignment = WD_ALIGN_PARAGRAPH.LEFT
            self._indent(number, left=1, right=1)
            number.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA_MM) - Pt(self.size), alignment=2)
            self._run(number, "\t签发人：")
            self._run(number, paper.signatory, font=KAI)

    def _issued_line(self) -> None:
        """Who issues the minutes and when: they carry no signature (10.3)."""
        issued = self._paragraph(self.paper.issued_by)
        self._indent(issued, left=1, right=1)
        issued.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA_MM) - Pt(self.size), alignment=2)
        self._run(issued, f"\t{self.paper.issued_on}")

    def _corner_marks(self) -> None:
        marks = self.paper.corner_marks
        for words in ["　".join(marks)] if self.paper.one_page else marks:
            self._paragraph(words, font=HEI)

    def _red_rule(self) -> None:
        rule = self._paragraph(line=8)
        set_borders(rule, bottom=border("single", eighths=12, color="E60012"))

    def _title(self) -> None:
        bare = self.paper.kind == "sheet"
        self._blank(0 if bare else 1 if self.paper.kind == "log" else 2)
        size = 18.0 if self.paper.one_page or bare else 22.0
        for words in self.paper.title_lines:
            self._paragraph(words, alignment="center", font=BIAO, size=size, line=size * 1.5)
        self._blank(0 if bare else 1)
        if self.paper.recipients:
            self._paragraph(self.paper.recipients)

    def _pieces(self, paragraph: Any, pieces: Pieces, *, font: str = FANG, size: float | None = None) -> None:
        for piece in pieces:
            self._run(paragraph, piece.text, font=HEI if piece.notice else font, size=size)

    def _line(self, line: Line) -> None:
        paragraph = self._paragraph()
        self._indent(paragraph, first_line=2)
        self._pieces(paragraph, line.pieces, font=_HEADING_FONT[line.level])
        if line.level:
            paragraph.paragraph_format.keep_with_next = True
            paragraph._p.get_or_add_pPr().append(element("w:outlineLvl", val=str(line.level - 1)))
        else:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    def _caption(self, words: str | None) -> None:
        if words:
            caption = self._paragraph(words, alignment="center", font=HEI, size=self.table_size + 1)
            caption.paragraph_format.keep_with_next = True

    def _table(self, rows: int, widths_mm: list[float]) -> Any:
        table = self.document.add_table(rows=rows, cols=len(widths_mm))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        # Rows as high as in the PDF, or a long table takes fewer pages: n lines of 12 pt with 6 pt between, 5 around.
        set_cell_padding(table, horizontal_points=4, vertical_points=0 if self.paper.one_page else 2)
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        return table

    def _cell(self, cell: Any, pieces: Pieces, *, alignment: str, font: str = FANG, width_mm: float) -> None:
        cell.width = Mm(width_mm)
        cell.vertical_alignment = 1
        paragraph = cell.paragraphs[0]
        self._spacing(paragraph, self.table_size * (1.35 if self.paper.one_page else 1.5))
        paragraph.alignment = _ALIGNMENT[alignment]
        self._pieces(paragraph, pieces, font=font, size=self.table_size)

    def _grid(self, grid: Grid) -> None:
        self._caption(grid.caption)
        total = sum(grid.widths)
        widths = [TYPE_AREA_MM * width / total for width in grid.widths]
        table = self._table(len(grid.rows) + 1, widths)
        # Collected once: python-docx walks the whole table at each access to a row's cells.
        rows = [list(row.cells) for row in table.rows]
        for cell, words, width in zip(rows[0], grid.columns, widths, strict=True):
            self._cell(cell, _heading_pieces(words), alignment="center", font=HEI, width_mm=width)
        repeat_as_header(table.rows[0])
        for cells, contents in zip(rows[1:], grid.rows, strict=True):
            for cell, pieces, alignment, width in zip(cells, contents, grid.alignments, widths, strict=True):
                self._cell(cell, pieces, alignment=alignment, width_mm=width)
        self._after_table()

    def _form(self, form: Form) -> None:
        self._caption(form.caption)
        label = form.label_width / 2 * self.table_size * 0.353 + 4
        value = TYPE_AREA_MM / form.pairs_per_row - label
        table = self._table(len(form.rows), [label, value] * form.pairs_per_row)
        for row, pairs in zip(table.rows, form.rows, strict=True):
            cells = list(row.cells)
            for position, pair in enumerate(pairs):
                start = 2 * position
                self._cell(cells[start], _heading_pieces(pair.label), alignment="center", font=HEI, width_mm=label)
                target, width = cells[start + 1], value
                if pair.span > 1:
                    target, width = target.merge(cells[-1]), TYPE_AREA_MM - label
                self._cell(target, pair.pieces, alignment="left", width_mm=width)
        self._after_table()

    def _after_table(self) -> None:
        # Two tables in a row would melt into one in Word.
        self._paragraph(line=6, alignment="left")

    def _attachments(self) -> None:
        if self.paper.attachments:
            self._blank(1)
        for position, name in enumerate(self.paper.attachments):
            paragraph = self._paragraph(("附件：" if position == 0 else "　　　") + name)
            self._indent(paragraph, left=2)

    def _attendance(self) -> None:
        if self.paper.attendance:
            self._blank(1)
        for label, names in self.paper.attendance:
            paragraph = self._paragraph(f"{label}：", font=HEI)
            self._run(paragraph, names)
            hang_after(paragraph, indent=2, label=3, size=self.size)

    def _annex(self, annex: AnnexPages) -> None:
        mark = self._paragraph(annex.mark, font=HEI)
        mark.paragraph_format.page_break_before = True
        self._blank(1)
        for words in annex.title_lines:
            self._paragraph(words, alignment="center", font=BIAO, size=22.0, line=33.0)
        self._blank(1)
        self._elements(annex.elements)

    def _signature(self) -> None:
        self._blank(1)
        length = len(self.paper.issued_by)
        inward = signature_indent(length)
        name = self._paragraph(self.paper.issued_by, alignment="right")
        self._indent(name, right=inward)
        name.paragraph_format.keep_with_next = True
        day = self._paragraph(self.paper.issued_on, alignment="right")
        # The date stands under the middle of the name, as a seal presses both.
        self._indent(day, right=max(inward, inward + (length - 7) // 2))

    def _imprint(self) -> None:
        size = 10.5 if self.paper.one_page else 14.0
        lines = list(self._imprint_lines())
        if not lines:
            return
        table = self.document.add_table(rows=len(lines), cols=1)
        table.autofit = False
        table.columns[0].width = Mm(TYPE_AREA_MM)
        pin_to_page_bottom(table, has_checkpoint=bool(self.paper.checkpoint))
        for row, (text, small) in zip(table.rows, lines, strict=True):
            cell = row.cells[0]
            cell.width = Mm(TYPE_AREA_MM)
            paragraph = cell.paragraphs[0]
            self._spacing(paragraph, size * 1.3)
            if not small and "\t" in text:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TYPE_AREA_MM - 6), alignment=2)
            room = (TYPE_AREA_POINTS - 24) * 200 / ((text_width(text) + 1) * size)
            narrow = max(66, min(UNSCALED, int(room))) if "\t" in text else UNSCALED
            self._run(paragraph, text, size=9 if small else size, scale_percent=narrow)
        self._paragraph(line=1)

    def _imprint_lines(self) -> Iterable[tuple[str, bool]]:
        if self.paper.copies and self.paper.kind != "log":
            yield self.paper.copies, False
        if self.paper.kind not in ("letter", "log"):
            yield f"{self.paper.printed_by}\t{self.paper.printed_on}", False
        if self.paper.checkpoint:
            yield self.paper.checkpoint, True


def _heading_pieces(words: str) -> Pieces:
    return (Piece(text=words, notice=True),)
