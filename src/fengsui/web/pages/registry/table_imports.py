"""Importing a table: template, upload, preview with every finding, confirmation of exactly that file, or nothing."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from fengsui.conduct.access import AccessDenied
from fengsui.registry import queries, uploads
from fengsui.registry.actions import import_table, preview_table
from fengsui.registry.import_checking import Standing
from fengsui.registry.policy import IMPORT_PERMISSIONS
from fengsui.registry.table_reading import Limits
from fengsui.registry.table_templates import TEMPLATES
from fengsui.registry.table_writing import blank_template, export_findings
from fengsui.web.access import OfficerRequest
from fengsui.web.pages.registry.showing import SECTION, download, may_for_copy, show, table_format_of
from fengsui.web.routes import POST, Route, Words
from fengsui.web.submitting import Misfilled, act_arguments, not_kept, page_action, see_other

SHOWN_ROWS = 20
MOST_IMPORTS = 1000
_STANDINGS: Mapping[Standing, Words] = {
    "added": gettext_lazy("新增"),
    "changed": gettext_lazy("更改"),
    "unchanged": gettext_lazy("未变"),
}


class ImportPages:
    """The pages that import one table. Each table has addresses and a permission of its own."""

    def __init__(self, template_id: str) -> None:
        self.template = TEMPLATES[template_id]
        self.page = f"{template_id}.import"

    def routes(self) -> tuple[Route, ...]:
        """The addresses of this table's import."""
        folder, permission = f"{self.template.id}/import", IMPORT_PERMISSIONS[self.template.id]
        title = gettext_lazy("导入%(title)s") % {"title": self.template.title_zh}
        upload = page_action(self.page)(self.upload)
        confirm = page_action(f"{self.page}.preview")(self.confirm)
        return (
            Route(folder, self.page, self.start, permission, title=title, section=SECTION),
            Route(f"{folder}/template", f"{self.page}.template", self.blank, permission, title=title, section=SECTION),
            Route(f"{folder}/upload", f"{self.page}.upload", upload, permission, POST, title, SECTION),
            Route(
                f"{folder}/<str:sha256>",
                f"{self.page}.preview",
                self.preview,
                permission,
                title=title,
                section=SECTION,
            ),
            Route(
                f"{folder}/<str:sha256>/findings",
                f"{self.page}.findings",
                self.findings,
                permission,
                title=title,
                section=SECTION,
            ),
            Route(f"{folder}/<str:sha256>/confirm", f"{self.page}.confirm", confirm, permission, POST, title, SECTION),
        )

    def start(self, request: OfficerRequest) -> HttpResponse:
        """What the table looks like, the upload, and earlier imports."""
        self._require_whole_copy(request)
        uploads.drop_old()
        imports = queries.table_imports(self.template.id)
        names = {key: row.name for key, row in queries.officers_many({row.imported_by for row in imports}).items()}
        return self._show(
            request,
            "import",
            columns=self.template.blank_columns,
            imports=[(row, names.get(row.imported_by, gettext("系统（建立环境）"))) for row in imports],
            largest_megabytes=Limits().size_bytes // (1024 * 1024),
            most_rows=Limits().rows,
        )

    def _require_whole_copy(self, request: OfficerRequest) -> None:
        """A table is the whole copy's: who serves a part of it changes single entries. Raises AccessDenied."""
        if not may_for_copy(request.actor, IMPORT_PERMISSIONS[self.template.id]):
            msg = gettext("整张表由全辖区的人员导入；您可以在页面上逐项登记和更改。")
            raise AccessDenied(msg, "place")

    def _show(self, request: OfficerRequest, template: str, **context: Any) -> HttpResponse:
        addresses = {
            "start": reverse(self.page),
            "blank": reverse(f"{self.page}.template"),
            "upload": reverse(f"{self.page}.upload"),
        }
        return show(
            request,
            template,
            template=self.template,
            list_address=reverse(self.template.id),
            addresses=addresses,
            **context,
        )

    def blank(self, request: OfficerRequest) -> HttpResponse:
        """The empty table to fill in."""
        table_format = table_format_of(request)
        name = gettext("%(title)s模板") % {"title": self.template.title_zh}
        return download(blank_template(self.template, table_format), f"{name}.{table_format}")

    def upload(self, request: OfficerRequest) -> str:
        """Keep the file for the preview; nothing is registered yet."""
        self._require_whole_copy(request)
        file = request.FILES.get("file")
        if file is None:
            raise Misfilled({"file": gettext("请选择要导入的文件（XLSX 或 CSV）。")})
        if (file.size or 0) > Limits().size_bytes:
            limit = Limits().size_bytes // (1024 * 1024)
            raise Misfilled({"file": gettext("文件超过 %(limit)d MB，请拆分后上传。") % {"limit": limit}})
        uploads.drop_old()
        sha256 = uploads.keep(self.template.id, request.actor.officer, file.read())
        return reverse(f"{self.page}.preview", kwargs={"sha256": sha256})

    def preview(self, request: OfficerRequest, sha256: str) -> HttpResponseBase:
        """Everything the import would do and everything that is wrong. Nothing is registered yet."""
        content = self._content(request, sha256)
        if content is None:
            return self._gone(request)
        table = preview_table(actor=request.actor, template_id=self.template.id, content=content)
        labels = {column.name: column.label_zh for column in self.template.columns}
        response = self._show(
            request,
            "import_preview",
            table=table,
            errors=[(finding, labels.get(finding.column, "")) for finding in table.errors],
            warnings=[(finding, labels.get(finding.column, "")) for finding in table.warnings],
            bad_rows=len({finding.row_number for finding in table.errors}),
            counts=[(words, table.count(standing)) for standing, words in _STANDINGS.items()],
            sample=[(row, _title(row.record), _STANDINGS[row.standing]) for row in table.rows[:SHOWN_ROWS]],
            earlier=self._earlier(sha256),
            nothing_new=table.count("unchanged") == len(table.rows),
            confirm=reverse(f"{self.page}.confirm", kwargs={"sha256": sha256}),
            findings=reverse(f"{self.page}.findings", kwargs={"sha256": sha256}),
        )
        return not_kept(response)

    def findings(self, request: OfficerRequest, sha256: str) -> HttpResponseBase:
        """Everything to correct, as a table for whoever made the file."""
        content = self._content(request, sha256)
        if content is None:
            return self._gone(request)
        table = preview_table(actor=request.actor, template_id=self.template.id, content=content)
        table_format = table_format_of(request)
        name = gettext("%(title)s需更正") % {"title": self.template.title_zh}
        return download(export_findings(table, self.template, table_format), f"{name}.{table_format}")

    def confirm(self, request: OfficerRequest, sha256: str) -> str:
        """Import the file that was previewed, whole."""
        key = act_arguments(request)["idempotency_key"]
        content = self._content(request, sha256)
        if content is None:
            # A second click after the import: the first one has done it.
            if self._earlier(sha256) is None:
                self._gone(request)
            return reverse(self.page)
        outcome = import_table(
            actor=request.actor,
            template_id=self.template.id,
            content=content,
            seen_sha256=sha256,
            idempotency_key=key,
        )
        uploads.drop(self.template.id, request.actor.officer, sha256)
        payload = outcome.fact.payload
        said = gettext("已导入 %(row_count)d 行：新增 %(added)d，更改 %(changed)d，未变 %(unchanged)d。") % payload
        messages.success(request, said, extra_tags="done")
        return reverse(self.page)

    def _content(self, request: OfficerRequest, sha256: str) -> bytes | None:
        return uploads.find(self.template.id, request.actor.officer, sha256)

    def _earlier(self, sha256: str) -> Any:
        imports = queries.table_imports(self.template.id, limit=MOST_IMPORTS)
        return next((row for row in imports if row.file_sha256 == sha256), None)

    def _gone(self, request: OfficerRequest) -> HttpResponseBase:
        said = gettext("上传的文件已不在：上传后一天内未导入，或不是您上传的。请重新上传。")
        messages.warning(request, said, extra_tags="warn")
        return see_other(reverse(self.page))


def _title(record: Any) -> str:
    return str(getattr(record, "name", "") or getattr(record, "organisation", ""))


IMPORTS = {template_id: ImportPages(template_id) for template_id in IMPORT_PERMISSIONS}
