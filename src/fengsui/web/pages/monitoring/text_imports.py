"""Bringing in texts: a file of reports and posts, or a feed from its address."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import AccessDenied
from fengsui.conduct.acting import Outcome, Refused
from fengsui.monitoring.texts.fetching import fetch_feed
from fengsui.monitoring.texts.importing import TextPreview, import_texts, preview_texts
from fengsui.monitoring.texts.raw_texts import LIMITS
from fengsui.monitoring.texts.template import BLANK_COLUMNS, blank_texts, export_text_findings
from fengsui.registry.queries import institution_many
from fengsui.registry.table_writing import TableFormat
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.monitoring.import_pages import ImportPages
from fengsui.web.pages.monitoring.showing import kinds_in_words
from fengsui.web.pages.monitoring.uploaded import Uploaded
from fengsui.web.pages.registry.showing import may_for_copy
from fengsui.web.routes import Words
from fengsui.web.submitting import Misfilled

LONGEST_ADDRESS = 2000
COLUMN_WORDS: Mapping[str, Words] = {
    "title": gettext_lazy("标题"),
    "text": gettext_lazy("正文"),
    "published_at": gettext_lazy("发布时间"),
    "address": gettext_lazy("链接"),
    "number": gettext_lazy("编号（只核对，不保存）"),
}


class TextImports(ImportPages):
    """Texts as CSV, XLSX, JSON lines, RSS or Atom."""

    name = "information"
    permission = "monitoring.import_texts"
    title = gettext_lazy("导入信息")
    channels = ("press", "public_post", "regulator", "custody_bank", "institution", "hotline", "inspection")
    limits = LIMITS

    def require(self, request: OfficerRequest) -> None:
        """Texts belong to no place: who serves a part of the jurisdiction takes notes."""
        if not may_for_copy(request.actor, self.permission):
            msg = gettext("整份信息由全辖区的人员导入；您可以登记来电和现场信息。")
            raise AccessDenied(msg, "place")

    def start_context(self) -> Mapping[str, Any]:
        """The columns of the blank table."""
        return {"columns": BLANK_COLUMNS, "longest_address": LONGEST_ADDRESS}

    def blank(self, table_format: TableFormat) -> bytes:
        """Headings only."""
        return blank_texts(table_format)

    def fetched(self, request: OfficerRequest) -> tuple[str, bytes] | None:
        """The feed, where an address was typed and no file chosen."""
        address = request.POST.get("feed", "").strip()
        if not address or request.FILES.get("file") is not None:
            return None
        if len(address) > LONGEST_ADDRESS:
            raise Misfilled({"feed": gettext("订阅地址太长。")})
        try:
            return address, fetch_feed(address)
        except Refused as refused:
            raise Misfilled({"feed": str(refused)}) from refused

    def preview(self, request: OfficerRequest, file: Uploaded) -> TextPreview:
        """What the import would bring."""
        return preview_texts(
            actor=request.actor,
            content=file.content,
            filename=file.filename,
            source=file.source,
            channel=file.channel,
        )

    def bring_in(self, request: OfficerRequest, file: Uploaded, seen_sha256: str, key: str) -> Outcome:
        """Import the texts."""
        return import_texts(
            actor=request.actor,
            content=file.content,
            filename=file.filename,
            source=file.source,
            channel=file.channel,
            seen_sha256=seen_sha256,
            idempotency_key=key,
        )

    def preview_context(self, preview: TextPreview) -> Mapping[str, Any]:
        """Counts, columns, and the first texts with what the reader reads."""
        names = institution_many({read.institution for row in preview.sample for read in row.read.institutions})
        words = [COLUMN_WORDS[column] for column in COLUMN_WORDS if column in preview.read_columns]
        return {
            "usable": preview.row_count,
            "nothing": preview.already_imported or ("" if preview.row_count else gettext("没有新的信息。")),
            "read_columns": words,
            "sample": [_sample_row(row, names) for row in preview.sample],
        }

    def findings_table(self, preview: TextPreview, table_format: TableFormat) -> bytes:
        """Row, severity and words."""
        return export_text_findings(preview.findings, table_format)

    def done_words(self, payload: Mapping[str, Any]) -> str:
        """How many, how many said before, how many of institutions in the register."""
        said = gettext(
            "已导入 %(row_count)d 条：新的 %(new_count)d，重复 %(duplicate_count)d，提到名册机构 %(linked_count)d。"
        )
        return said % payload


def _sample_row(row: Any, names: Mapping[str, Any]) -> dict[str, Any]:
    read = [
        {
            "name": names[one.institution].name if one.institution in names else one.institution,
            "kinds": kinds_in_words(one.kinds),
            "negative": one.negative,
        }
        for one in row.read.institutions
    ]
    return {
        "text": row.text,
        "read": read,
        "kinds": [] if read else kinds_in_words(row.read.kinds),
        "repeated": bool(row.duplicate_of),
    }


TEXTS = TextImports()
