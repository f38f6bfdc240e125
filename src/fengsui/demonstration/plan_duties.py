"""How the invented province carries the plan out: somebody answers for most clauses, and most are in place."""

from collections.abc import Iterable
from datetime import timedelta

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.conduct.plans import plan_in_force
from fengsui.demonstration.stage import Stage, Story
from fengsui.plan.duties import PracticeField
from fengsui.registry.plan_duties import actions

# Chapter → who answers for it, and by what it shows that it is in place; nothing where it is not yet.
_CHAPTERS: tuple[tuple[str, str, str], ...] = (
    ("0", "zhiban", "印发本省贯彻意见，预案下发各市和成员单位"),
    ("P", "zhiban", "列入本省预案编制依据"),
    ("1", "fuzuzhang", "领导小组第一次会议通过工作规则"),
    ("2", "dingfang", "机构名册和分类结果已报领导小组"),
    ("3", "zhiban", "领导小组、成员单位和联络人名单已印发"),
    ("4", "yanpan", "预警级别、指标和值班表已启用"),
    ("5", "zhiban", "处置流程、文书模板和通讯录已备齐"),
)
_STILL_OPEN = ("3.2.8", "5.2.2.7", "5.2.3.g", "5.2.3.h")
"""Clauses that the province has not put in place yet: training and exercises, and what is still under way."""
_WITHOUT_OWNER = ("5.2.3.h",)
_PRACTICES = {
    "key_points_notice": {
        "obtained_from": "省级牵头部门",
        "document_number": "原件存文电处",
        "differences": "接待登记表缺告知事项一栏",
        "changes_made": "登记表已改版",
    },
    "public_education": {
        "place": "云汀市三个街道",
        "topic": "识别非法集资、依法表达诉求",
        "channel": "社区讲座",
        "reached": "86",
    },
}
"""Practices that the province has recorded once, with what it wrote; a box that is not here is filled plainly."""
_DEPUTY = "zhiban2"


def carrying_out(stage: Stage) -> Story:
    """Named in the first days, in place some weeks later; two practices recorded on the way."""
    yield timedelta(days=56)
    for chapter, owner, _ in _CHAPTERS:
        named = [clause for clause in _of_chapter(chapter) if not clause.startswith(_WITHOUT_OWNER)]
        if named:
            actions.name_owner(
                actor=stage.who("zhiban"),
                clauses=named,
                officer=stage.who(owner).officer,
                deputy=stage.who(_DEPUTY).officer,
                idempotency_key=stage.key(),
            )
    yield timedelta(days=41)
    for chapter, _, note in _CHAPTERS:
        done = [clause for clause in _of_chapter(chapter) if not clause.startswith(_STILL_OPEN)]
        if done:
            actions.mark_implemented(actor=stage.who("zhiban"), clauses=done, note=note, idempotency_key=stage.key())
    yield timedelta(days=20)
    today = timekeeping.now().astimezone(BEIJING).date()
    for practice in plan_in_force().practices:
        texts = _PRACTICES.get(practice.id)
        if texts is None:
            continue
        actions.record_practice(
            actor=stage.who("zhiban"),
            practice=practice.id,
            done_on=today,
            entries={box.id: texts.get(box.id) or _plain(box, today.isoformat()) for box in practice.fields},
            idempotency_key=stage.key(),
        )


def _of_chapter(chapter: str) -> Iterable[str]:
    duties = (clause for clause in plan_in_force().clauses.values() if clause.modality == "duty")
    return (clause.id for clause in duties if clause.id.partition(".")[0] == chapter)


def _plain(box: PracticeField, today: str) -> str:
    return {"count": "12", "date": today}.get(box.kind, "已按要求办理，材料存领导小组办公室")
