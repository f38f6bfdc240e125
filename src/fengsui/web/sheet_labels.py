"""Chinese labels for the fields of filled forms' facts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.web.routes import Words

SHEET_LABELS: Mapping[str, Words] = {
    "about": gettext_lazy("所属事件"),
    "due_name": gettext_lazy("期限栏"),
    "files": gettext_lazy("定稿"),
    "filler_name": gettext_lazy("填写人"),
    "form": gettext_lazy("表单、公文"),
    "form_name": gettext_lazy("表单、公文名称"),
    "former": gettext_lazy("代替的一版"),
    "institution_name": gettext_lazy("机构名称"),
    "regions": gettext_lazy("地区"),
    "sealed": gettext_lazy("加密内容"),
    "sealed_boxes": gettext_lazy("加密的栏目"),
    "slot": gettext_lazy("签的是"),
    "submitted": gettext_lazy("送签记录"),
    "takes_number": gettext_lazy("取新编号"),
    "whole_docx": gettext_lazy("全文 DOCX"),
    "whole_pdf": gettext_lazy("全文 PDF"),
}
