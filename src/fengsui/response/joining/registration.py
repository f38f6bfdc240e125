"""What this package hands in at start-up."""

from fengsui.conduct.house import FactKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.response.joining import facts, projectors, reactions
from fengsui.response.neighbours import facts as neighbours
from fengsui.response.reactions import propose_grade

KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("event.merged", facts.EventMerged, "并入另一事件"),
    ("event.absorbed", facts.EventAbsorbed, "另一事件并入"),
    ("suspicion.taken_over", facts.SuspicionTakenOver, "爆雷转入"),
    ("task.taken_over", facts.TaskTakenOver, "任务转入"),
    ("support.taken_over", facts.SupportTakenOver, "支持请求转入"),
    ("receipt.counted", facts.ReceiptCounted, "并入事件的回执计入"),
    ("institution.split_off", facts.InstitutionSplitOff, "机构拆出"),
    ("split.received", facts.SplitReceived, "由拆分建立"),
    ("event.reopened", facts.EventReopened, "重新打开"),
    ("support.overseen", facts.SupportOverseen, "支持督办"),
    ("lead.transferred", facts.LeadTransferred, "移交牵头"),
    ("lenders.counted", neighbours.LendersCounted, "各地出借人数"),
    ("neighbour.notified", neighbours.NeighbourNotified, "通报有关地区"),
)


def register() -> None:
    """Kinds, projectors, reactions."""
    for name, model, title in KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projectors.project_joining)
        house.add_projector(name, projector=projectors.project_news)
    house.add_reaction("event.merged", reaction=reactions.after_merge)
    house.add_reaction("event.absorbed", reaction=reactions.after_absorbing)
    house.add_reaction("task.taken_over", reaction=reactions.task_goes_on)
    # What was refused waits for the superior of both places.
    house.add_projector("support.acknowledged", projector=projectors.project_news)
    house.add_reaction("support.taken_over", reaction=reactions.request_goes_on)
    house.add_reaction("split.received", reaction=reactions.after_receiving)
    house.add_reaction("receipt.counted", reaction=reactions.count_receipt)
    house.add_reaction("event.reopened", reaction=reactions.after_reopening)
    house.add_reaction("support.overseen", reaction=reactions.ask_again)
    house.add_reaction("lead.transferred", reaction=reactions.ask_former_lead)
    house.add_reaction("institution.split_off", reaction=propose_grade)
