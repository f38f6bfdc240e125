"""Chinese labels for the fields of facts about offline forms and letters sent out unit by unit."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.web.routes import Words

OFFLINE_LABELS: Mapping[str, Words] = {
    "approved_by": gettext_lazy("批准人"),
    "approved_at": gettext_lazy("批准时间"),
    "reported": gettext_lazy("离线时的报送"),
    "filled_at": gettext_lazy("填表时间"),
    "filled_by": gettext_lazy("填报人"),
    "template_plan": gettext_lazy("模板所依预案版本"),
    "taken": gettext_lazy("采用的栏目"),
}
