"""Chinese labels for the fields of the paper room's later facts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.web.routes import Words

PAPER_LABELS: Mapping[str, Words] = {
    "digest": gettext_lazy("文件校验值"),
    "given": gettext_lazy("底账内容"),
    "input": gettext_lazy("盖章前校验值"),
    "media": gettext_lazy("文件种类"),
    "output": gettext_lazy("盖章后校验值"),
    "pages": gettext_lazy("页数"),
    "program": gettext_lazy("印章程序"),
    "size": gettext_lazy("字节数"),
    "typed": gettext_lazy("改写为"),
    "typed_at": gettext_lazy("改写时间"),
    "typed_by": gettext_lazy("改写人"),
    "typed_by_name": gettext_lazy("改写人姓名"),
}
