"""Bringing in a file: upload, preview with every finding, confirmation of exactly that file, or nothing at all."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.acting import Outcome, Refused
from fengsui.monitoring import queries
from fengsui.monitoring.texts.importing import LONGEST_SOURCE, clear_source
from fengsui.registry import uploads
from fengsui.registry.queries import officers_many
from fengsui.registry.raw_tables import Limits
from fengsui.registry.table_writing import TableFormat
from fengsui.web.access import OfficerRequest
from fengsui.web.forms.reading import Reading
from fengsui.web.forms.values import form_values
from fengsui.web.pages.monitoring.showing import CHANNELS, SECTION, show
from fengsui.web.pages.monitoring.uploaded import Uploaded
from fengsui.web.pages.registry.showing import download, table_format_of
from fengsui.web.routes import POST, Route, View, Words
from fengsui.web.submitting import Misfilled, act_arguments, not_kept, page_action, see_other

LONGEST_NAME = 200
_MEGABYTE = 1024 * 1024
SHOWN_FINDINGS = 500
"""Findings that a page lists; the table to take away has them all."""


class ImportPages:
    """The pages that bring in one sort of file. What a file of this sort is, the class below says."""

    name: str
    """Name of the list that the import belongs to, and where its addresses begin."""
    permission: str
    title: Words
    channels: tuple[str, ...]
    limits: Limits

    # What the sort of file brings itself.

    def require(self, request: OfficerRequest) -> None:
        """Raise AccessDenied where the officer may not import, beyond the permission."""

    def start_context(self) -> Mapping[str, Any]:
        """What the first page shows of the columns."""
        raise NotImplementedError

    def blank(self, table_format: TableFormat) -> bytes:
        """The empty table to fill in."""
        raise NotImplementedError

    def preview(self, request: OfficerRequest, file: Uploaded) -> Any:
        """What an import would do. Raises Refused."""
        raise NotImplementedError

    def bring_in(self, request: OfficerRequest, file: Uploaded, seen_sha256: str, key: str) -> Outcome:
        """Import. Raises Refused."""
        raise NotImplementedError

    def preview_context(self, preview: Any) -> Mapping[str, Any]:
        """What the preview shows beside the findings: ``usable`` (rows that would come in), ``nothing`` and more."""
        raise NotImplementedError

    def findings_table(self, preview: Any, table_format: TableFormat) -> bytes:
        """Everything to correct."""
        raise NotImplementedError

    def done_words(self, payload: Mapping[str, Any]) -> str:
        """What was imported, for the message."""
        raise NotImplementedError

    def fetched(self, request: OfficerRequest) -> tuple[str, bytes] | None:  # noqa: ARG002 (of some sorts only)
        """(name, content) of what is not uploaded but fetched; None where nothing is asked for."""
        return None

    # What all have in common.

    @property
    def page(self) -> str:
        """Name of the route that the upload stands on."""
        return f"{self.name}.import"

    def routes(self) -> tuple[Route, ...]:
        """The addresses of this import."""
        folder, one = f"{self.name}/import", f"{self.name}/import/<str:sha256>"
        return (
            self._route(folder, "", self._start),
            self._route(f"{folder}/template", ".template", self._blank),
            self._route(f"{folder}/upload", ".upload", page_action(self.page)(self._upload), POST),
            self._route(one, ".preview", self._preview),
            self._route(f"{one}/findings", ".findings", self._findings),
            self._route(f"{one}/confirm", ".confirm", page_action(f"{self.page}.preview")(self._confirm), POST),
        )

    def _route(self, path: str, suffix: str, view: View, methods: tuple[str, ...] = ("GET", "HEAD")) -> Route:
        return Route(path, f"{self.page}{suffix}", view, self.permission, methods, self.title, SECTION)

    def _start(self, request: OfficerRequest) -> HttpResponse:
        """The upload, what a file looks like, and what came in before."""
        self.require(request)
        uploads.drop_old()
        imports = queries.intakes(request.actor, self.intake_kind)
        names = {key: row.name for key, row in officers_many({row.imported_by for row in imports}).items()}
        return show(
            request,
            f"{self.name}_import",
            list_address=reverse(self.name),
            addresses=self._addresses(),
            imports=[
                (row, CHANNELS.get(row.channel, row.channel), names.get(row.imported_by, gettext("系统（建立环境）")))
                for row in imports
            ],
            channels=[(channel, CHANNELS[channel]) for channel in self.channels],
            largest_megabytes=self._megabytes(),
            most_rows=self.limits.rows,
            longest_source=LONGEST_SOURCE,
            values=form_values(request, {"channel": self.channels[0]}),
            **self.start_context(),
        )

    @property
    def intake_kind(self) -> str:
        """The kind of the imports that came in before."""
        return "indicators" if self.name == "indicators" else "texts"

    def _megabytes(self) -> int:
        return self.limits.size_bytes // _MEGABYTE

    def _addresses(self) -> dict[str, str]:
        return {
            "start": reverse(self.page),
            "blank": reverse(f"{self.page}.template"),
            "upload": reverse(f"{self.page}.upload"),
        }

    def _blank(self, request: OfficerRequest) -> HttpResponse:
        """The empty table to fill in."""
        table_format = table_format_of(request)
        return download(self.blank(table_format), f"{self.title}.{table_format}")

    def _upload(self, request: OfficerRequest) -> str:
        """Keep the file for the preview; nothing is registered yet."""
        self.require(request)
        reading = Reading(request.POST)
        source = reading.text("source", gettext("来源"), longest=LONGEST_SOURCE)
        channel = reading.choice("channel", gettext("渠道"), self.channels)
        reading.finish()
        name, content = self.fetched(request) or self._uploaded(request)
        uploads.drop_old()
        file = Uploaded(clear_source(source), channel, name[:LONGEST_NAME], content)
        key = file.keep(self.page, request.actor.officer)
        return reverse(f"{self.page}.preview", kwargs={"sha256": key})

    def _uploaded(self, request: OfficerRequest) -> tuple[str, bytes]:
        file = request.FILES.get("file")
        if file is None:
            raise Misfilled({"file": gettext("请选择要导入的文件。")})
        if (file.size or 0) > self._megabytes() * _MEGABYTE:
            raise Misfilled({"file": gettext("文件超过 %(limit)d MB，请拆分后上传。") % {"limit": self._megabytes()}})
        return str(file.name or ""), file.read()

    def _preview(self, request: OfficerRequest, sha256: str) -> HttpResponseBase:
        """Everything the import would do and everything that is wrong. Nothing is registered yet."""
        file = self._find(request, sha256)
        if file is None:
            return self._gone(request)
        try:
            preview = self.preview(request, file)
        except Refused as refused:
            return self._refused(request, refused)
        response = show(
            request,
            f"{self.name}_preview",
            list_address=reverse(self.name),
            addresses=self._addresses(),
            file=file,
            channel=CHANNELS.get(file.channel, file.channel),
            preview=preview,
            errors=preview.errors[:SHOWN_FINDINGS],
            warnings=preview.warnings[:SHOWN_FINDINGS],
            error_count=len(preview.errors),
            warning_count=len(preview.warnings),
            most_findings=SHOWN_FINDINGS,
            bad_rows=len({finding.row_number for finding in preview.errors}),
            confirm=reverse(f"{self.page}.confirm", kwargs={"sha256": sha256}),
            findings=reverse(f"{self.page}.findings", kwargs={"sha256": sha256}),
            **self.preview_context(preview),
        )
        return not_kept(response)

    def _findings(self, request: OfficerRequest, sha256: str) -> HttpResponseBase:
        """Everything to correct, as a table for whoever made the file."""
        file = self._find(request, sha256)
        if file is None:
            return self._gone(request)
        table_format = table_format_of(request)
        try:
            content = self.findings_table(self.preview(request, file), table_format)
        except Refused as refused:
            return self._refused(request, refused)
        name = gettext("需更正")
        return download(content, f"{name}.{table_format}")

    def _confirm(self, request: OfficerRequest, sha256: str) -> str:
        """Import the file that was previewed, whole."""
        key, seen = act_arguments(request)["idempotency_key"], request.POST.get("seen_file", "")
        file = self._find(request, sha256)
        if file is None:
            # A second click after the import: the first one has done it.
            if not any(row.file_sha256 == seen for row in queries.intakes(request.actor, self.intake_kind)):
                self._gone(request)
            return reverse(self.page)
        outcome = self.bring_in(request, file, seen, key)
        uploads.drop(self.page, request.actor.officer, sha256)
        messages.success(request, self.done_words(outcome.fact.payload), extra_tags="done")
        return reverse(self.name)

    def _find(self, request: OfficerRequest, sha256: str) -> Uploaded | None:
        self.require(request)
        return Uploaded.find(self.page, request.actor.officer, sha256)

    def _refused(self, request: OfficerRequest, refused: Refused) -> HttpResponseBase:
        messages.warning(request, str(refused), extra_tags="warn")
        return see_other(reverse(self.page))

    def _gone(self, request: OfficerRequest) -> HttpResponseBase:
        said = gettext("上传的文件已不在：上传后一天内未导入，或不是您上传的。请重新上传。")
        messages.warning(request, said, extra_tags="warn")
        return see_other(reverse(self.page))
