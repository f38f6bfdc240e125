"""What the event room hands in at start-up."""

from fengsui.conduct.house import FactKind, FigureDefinition, StreamKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.response import audiences, facts, figures, policy, projectors, provisions, queries, reactions
from fengsui.response.joining import registration as joining
from fengsui.response.joining.folding import fold_whole_event
from fengsui.response.offline import registration as offline
from fengsui.response.state import EventState
from fengsui.response.statements import registration as statements

KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("event.opened", facts.EventOpened, "建立事件"),
    ("figures.recorded", facts.FiguresRecorded, "登记数据"),
    ("blowup.suspected", facts.BlowupSuspected, "疑似爆雷"),
    ("blowup.confirmed", facts.BlowupConfirmed, "爆雷确认"),
    ("blowup.rejected", facts.BlowupRejected, "爆雷不成立"),
    ("grade.proposed", facts.GradeProposed, "等级建议"),
    ("grade.signed", facts.GradeSigned, "等级签字"),
    ("grade.proposal_rejected", facts.ProposalRejected, "不采纳等级建议"),
    ("situation.assessed", facts.SituationAssessed, "情况更新"),
    ("notices.taken_over", facts.NoticesTakenOver, "接过通知"),
    ("t0.correction_raised", facts.TimeZeroCorrectionRaised, "T0更正待阅"),
    ("activation.drafted", facts.ActivationDrafted, "启动令待签"),
    ("plan.activated", facts.PlanActivated, "预案启动"),
    ("task.issued", facts.TaskIssued, "任务下达"),
    ("task.acknowledged", facts.TaskAcknowledged, "任务签收"),
    ("task.progressed", facts.TaskProgressed, "任务进展"),
    ("task.handed_over", facts.TaskHandedOver, "任务交接"),
    ("support.requested", facts.SupportRequested, "请求支持"),
    ("support.acknowledged", facts.SupportAcknowledged, "支持答复"),
    ("event.dismissed", facts.EventDismissed, "认定误报"),
    ("termination.proposed", facts.TerminationProposed, "终止待签"),
    ("event.terminated", facts.EventTerminated, "事件终止"),
    ("note.added", facts.NoteAdded, "日志"),
)
PROJECTORS = (
    projectors.project_event,
    projectors.project_blowups,
    projectors.project_work,
    projectors.project_matters,
    projectors.project_news,
    audiences.project_audiences,
)
OTHER_KINDS = (
    "paper.submitted",
    "paper.approved",
    "paper.withdrawn",
    "paper.sent",
    "countersignature.requested",
    "countersignature.given",
    "clock.started",
    "clock.warned",
    "clock.lapsed",
)


def register() -> None:
    """Kinds, fold, reactions, projectors, figures, tables, access rules."""
    for name, model, title in KINDS:
        # The worker reads the jurisdiction anew; a changed reading shows as a proposal, which is a fact that counts.
        house.add_kind(FactKind(name, model, title, background=name == "situation.assessed"))
    house.add_stream(StreamKind("event", EventState, fold_whole_event))
    for projector in PROJECTORS:
        house.add_projector(*(name for name, _, _ in KINDS), *OTHER_KINDS, projector=projector)
    _register_reactions()
    for figure in figures.FIGURES:
        house.add_figure(FigureDefinition(figure.name, figure.label, figure.type, figure.unit))
    house.add_table(
        projectors.EVENT,
        projectors.IN_EVENT,
        projectors.BLOWUP,
        projectors.TASK,
        projectors.SUPPORT,
        projectors.MATTER,
        projectors.MESSAGE,
        audiences.AUDIENCE,
    )
    house.add_regions("event", queries.event_regions)
    policy.register()
    joining.register()
    offline.register()
    statements.register()
    provisions.register()


def _register_reactions() -> None:
    known_changed = (
        "event.opened",
        "figures.recorded",
        "blowup.suspected",
        "blowup.confirmed",
        "blowup.rejected",
        "situation.assessed",
    )
    house.add_reaction(*known_changed, reaction=reactions.propose_grade)
    house.add_reaction(*known_changed, reaction=reactions.raise_time_zero_correction)
    house.add_reaction("event.opened", "blowup.suspected", reaction=reactions.confirm_what_is_verified)
    house.add_reaction("t0.correction_raised", reaction=reactions.ask_head_to_note_correction)
    house.add_reaction("blowup.suspected", reaction=reactions.ask_new_places_for_support)
    house.add_reaction("grade.proposed", reaction=reactions.provisional_clocks)
    house.add_reaction("grade.signed", reaction=reactions.after_grade)
    house.add_reaction("notices.taken_over", reaction=reactions.after_taking_over)
    house.add_reaction("grade.signed", "notices.taken_over", reaction=reactions.start_rhythm)
    house.add_reaction("paper.sent", reaction=reactions.report_sent)
    house.add_reaction("figures.recorded", "blowup.suspected", reaction=reactions.bring_forward)
    house.add_reaction("grade.proposal_rejected", reaction=reactions.after_rejection)
    house.add_reaction("signature.given", reaction=reactions.after_signature)
    house.add_reaction("countersignature.given", reaction=reactions.settle_countersignature)
    house.add_reaction("plan.activated", reaction=reactions.after_activation)
    house.add_reaction("task.issued", reaction=reactions.task_clock)
    house.add_reaction("task.acknowledged", reaction=reactions.settle_task)
    house.add_reaction("support.requested", reaction=reactions.support_clock)
    house.add_reaction("support.acknowledged", reaction=reactions.settle_support)
    house.add_reaction("receipt.recorded", reaction=reactions.settle_receipt)
    house.add_signed_acts(
        "response.sign",
        *("confirm_blowup", "activate_plan", "approve_first_notice", "sign_written_report", "terminate_event"),
    )
    house.add_signed_acts("response.sign_grade", "upgrade_grade", "downgrade_grade")
    house.add_signed_acts("response.dismiss_event", "dismiss_event")
    house.add_reaction("event.dismissed", "event.terminated", reaction=reactions.stop_everything)
