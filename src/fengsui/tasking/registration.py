"""What this room hands in at start-up."""

from fengsui.conduct.house import FactKind, StreamKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.tasking import facts, policy, projectors, queries, reactions
from fengsui.tasking.state import DealingsState, EvidenceState, OrderState, fold_dealings, fold_evidence, fold_order

ORDER_KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("order.issued", facts.OrderIssued, "下达指令"),
    ("order.acknowledged", facts.OrderAcknowledged, "指令签收"),
    ("order.progressed", facts.OrderProgressed, "指令进展"),
    ("order.returned", facts.OrderReturned, "指令退回重办"),
    ("order.overdue", facts.OrderOverdue, "指令超期"),
    ("order.overdue_explained", facts.OverdueExplained, "超期原因"),
    ("order.handed_over", facts.OrderHandedOver, "指令交接"),
    ("order.closed", facts.OrderClosed, "关闭指令"),
)
EVIDENCE_KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("evidence.collected", facts.EvidenceCollected, "登记证据"),
    ("evidence.handed", facts.EvidenceHanded, "证据移交"),
    ("evidence.opened", facts.EvidenceOpened, "打开证据原件"),
)
DEALING_KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("letter.recorded", facts.LetterRecorded, "部门来往函件"),
    ("resource.recorded", facts.ResourceRecorded, "资源使用"),
)


def register() -> None:
    """Kinds, folds, reactions, projectors, tables, access rules."""
    for name, model, title in (*ORDER_KINDS, *EVIDENCE_KINDS, *DEALING_KINDS):
        # Reading a file changes nothing that anybody decides on.
        house.add_kind(FactKind(name, model, title, background=name == "evidence.opened"))
    house.add_stream(StreamKind("order", OrderState, fold_order))
    house.add_stream(StreamKind("evidence", EvidenceState, fold_evidence))
    house.add_stream(StreamKind("dealings", DealingsState, fold_dealings))
    orders = tuple(name for name, _, _ in ORDER_KINDS)
    house.add_projector(*orders, "clock.started", projector=projectors.project_orders)
    house.add_projector(*orders, projector=projectors.project_news)
    house.add_projector(*(name for name, _, _ in EVIDENCE_KINDS), projector=projectors.project_evidence)
    house.add_reaction("order.issued", reaction=reactions.start_clocks)
    house.add_reaction("order.acknowledged", reaction=reactions.after_acknowledgement)
    house.add_reaction("order.progressed", reaction=reactions.after_progress)
    house.add_reaction("order.returned", reaction=reactions.after_return)
    house.add_reaction("clock.lapsed", reaction=reactions.after_lapse)
    house.add_reaction("order.closed", reaction=reactions.after_closing)
    house.add_table(projectors.ORDER, projectors.EVIDENCE)
    house.add_regions("order", queries.order_regions)
    house.add_regions("evidence", queries.evidence_regions)
    house.add_regions("dealings", queries.dealings_regions)
    policy.register()
