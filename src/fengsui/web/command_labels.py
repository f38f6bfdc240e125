"""Chinese labels for the fields of the command desk's facts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

from fengsui.web.routes import Words

COMMAND_LABELS: Mapping[str, Words] = {
    "absent": gettext_lazy("缺席"),
    "agenda": gettext_lazy("议题"),
    "answered": gettext_lazy("接通"),
    "approver": gettext_lazy("批准人"),
    "approver_name": gettext_lazy("批准人姓名"),
    "begins_at": gettext_lazy("时间"),
    "beyond": gettext_lazy("未列入的项数"),
    "call": gettext_lazy("通话"),
    "calls": gettext_lazy("未接通、待办结的电话"),
    "clocks": gettext_lazy("正在走的时钟"),
    "conclusions": gettext_lazy("结论"),
    "decided_at": gettext_lazy("决定时间"),
    "departments": gettext_lazy("通知的单位"),
    "due_on": gettext_lazy("期限"),
    "facts": gettext_lazy("依据的记录"),
    "follows": gettext_lazy("接下来办什么"),
    "handover": gettext_lazy("交接清单"),
    "incoming": gettext_lazy("接班人"),
    "incoming_name": gettext_lazy("接班人姓名"),
    "lapsed": gettext_lazy("超时"),
    "legal_opinion": gettext_lazy("法律审查意见"),
    "legal_reviewer": gettext_lazy("法律审查：谁审的"),
    "meeting": gettext_lazy("会商"),
    "no_legal_review_reason": gettext_lazy("没有法律审查的理由"),
    "no_options_reason": gettext_lazy("没有备选方案的理由"),
    "notes": gettext_lazy("交班说明"),
    "of": gettext_lazy("所属"),
    "options": gettext_lazy("备选方案"),
    "orders": gettext_lazy("未关闭的指令、督办单"),
    "outgoing": gettext_lazy("交班人"),
    "outgoing_name": gettext_lazy("交班人姓名"),
    "party": gettext_lazy("和谁"),
    "person": gettext_lazy("到会人"),
    "place": gettext_lazy("地点"),
    "present": gettext_lazy("到会"),
    "question": gettext_lazy("要决定什么"),
    "said": gettext_lazy("说了什么"),
    "says": gettext_lazy("意见"),
    "shift": gettext_lazy("班次"),
    "shift_ends_at": gettext_lazy("班次结束"),
    "tasks": gettext_lazy("任务"),
    "votes": gettext_lazy("表决"),
    "who": gettext_lazy("谁"),
}
