"""The mark a template carries: which copy made it, from which plan, for which event.

Signed with the copy's own key, so that what was filled in at an exercise can't come into a live event.
"""

from dataclasses import dataclass

from django.core import signing

from fengsui.conduct.world import STREAM, this_world
from fengsui.ledger.reading import read_stream
from fengsui.response.offline.fields import FORM
from fengsui.response.offline.reading import OfflineFault, OfflineForm

_SALT = "fengsui.offline-form"
WORLDS = {"live": "正式环境", "demonstration": "演示环境", "exercise": "演练环境", "test": "测试环境"}


@dataclass(frozen=True, slots=True)
class Mark:
    """``event``: the number of the event that the template was made for; empty for any event."""

    plan: str
    event: str


def make_mark(*, plan: str, event: str) -> str:
    """The mark of a template of this copy."""
    world = {"kind": this_world().kind, "copy": _copy()}
    return signing.dumps({**world, "form": FORM, "plan": plan, "event": event}, salt=_SALT)


def check_mark(form: OfflineForm, *, event: str) -> Mark:
    """What the file's template was. Raises OfflineFault where it is of another copy, world, form or event."""
    kind = this_world().kind
    if form.world != kind and form.world in WORLDS:
        msg = f"这个文件是用{WORLDS[form.world]}下载的离线首报表填的，不能导入{WORLDS[kind]}。请核对文件。"
        raise OfflineFault(msg)
    try:
        told = signing.loads(form.mark, salt=_SALT)
    except signing.BadSignature as problem:
        msg = "这个文件不是用本系统下载的离线首报表填的，不能导入。内容请对照文件在草稿里填写。"
        raise OfflineFault(msg) from problem
    if (told["kind"], told["copy"], told["form"]) != (kind, _copy(), form.form):
        msg = "这个文件是用另一套环境下载的离线首报表填的，不能导入。请核对文件。"
        raise OfflineFault(msg)
    if told["event"] not in {"", event}:
        msg = f"这个文件是为事件 {told['event']} 填的，不能导入事件 {event}。请到那个事件的“公文”页导入。"
        raise OfflineFault(msg)
    return Mark(str(told["plan"]), str(told["event"]))


def _copy() -> str:
    """What only this copy has: the hash of its first fact."""
    return read_stream(STREAM)[0].hash[:32]
