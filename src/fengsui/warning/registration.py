"""What the warning room hands in at start-up."""

from fengsui.conduct.house import FactKind, FigureDefinition, StreamKind, house
from fengsui.conduct.shapes import FactModel
from fengsui.warning import facts, figures, news, places, policy, projectors, reactions, readiness_state
from fengsui.warning.state import WarningState, fold_warning

KINDS: tuple[tuple[str, type[FactModel], str], ...] = (
    ("attention.assessed", facts.AttentionAssessed, "研判建议"),
    ("attention.signed", facts.AttentionSigned, "定级别"),
    ("attention_table.adopted", facts.AttentionTableAdopted, "采用研判级别表"),
    ("ticket.opened", facts.TicketOpened, "预警建单"),
    ("ticket.raised", facts.TicketRaised, "预警升级"),
    ("ticket.verified", facts.TicketVerified, "核查结论"),
    ("ticket.closed", facts.TicketClosed, "预警销单"),
    ("signal.checked", facts.SignalChecked, "信息核实"),
    ("watch.opened", facts.WatchOpened, "开始盯防"),
    ("watch.logged", facts.WatchLogged, "盯防日志"),
    ("watch.analysed", facts.WatchAnalysed, "盯防分析"),
    ("watch.reported", facts.WatchReported, "盯防报告"),
    ("watch.acknowledged", facts.WatchReportAcknowledged, "盯防报告签收"),
    ("watch.ended", facts.WatchEnded, "结束盯防"),
    ("key_list.entered", facts.KeyListEntered, "列入重点盯防名单"),
    ("key_list.reviewed", facts.KeyListReviewed, "复核重点盯防名单"),
    ("sheet.submitted", facts.SheetSubmitted, "爆雷核查单"),
    ("sheet.rejected", facts.SheetRejected, "核查单不成立"),
    ("blowup.verified", facts.BlowupVerified, "爆雷核查属实"),
    ("measure.required", facts.MeasureRequired, "要求整改"),
    ("measure.answered", facts.MeasureAnswered, "整改答复"),
    ("sensitive_period.declared", facts.SensitivePeriodDeclared, "宣布敏感时期"),
    ("sensitive_period.ended", facts.SensitivePeriodEnded, "敏感时期提前结束"),
    ("daily_report.due", facts.DailyReportDue, "每日报告到期计时"),
    ("daily_report.filed", facts.DailyReportFiled, "每日报告"),
)
PROJECTORS = (
    projectors.project_attention,
    projectors.project_tickets,
    projectors.project_watches,
    projectors.project_verification,
    projectors.project_prevention,
    projectors.project_readiness,
    news.project_news,
)


def register() -> None:
    """Kinds, fold, reactions, projectors, figures, tables, access rules."""
    for name, model, title in KINDS:
        # The worker reads on by itself; what an officer has to know of it, a ticket or its raising, is its own fact.
        background = name in {"attention.assessed", "daily_report.due"}
        house.add_kind(FactKind(name, model, title, background=background))
        for projector in PROJECTORS:
            house.add_projector(name, projector=projector)
    house.add_stream(StreamKind(places.PREFIX, WarningState, fold_warning))
    house.add_stream(StreamKind(readiness_state.PREFIX, readiness_state.ReadinessState, readiness_state.fold_readiness))
    _register_reactions()
    for figure in figures.FIGURES:
        house.add_figure(FigureDefinition(figure.name, figure.label, figure.type, figure.unit))
    house.add_table(*projectors.TABLES, news.MESSAGE, news.AUDIENCE)
    house.add_regions(places.PREFIX, places.regions_of_stream)
    policy.register()


def _register_reactions() -> None:
    house.add_reaction("attention.assessed", reaction=reactions.after_assessment)
    house.add_reaction("attention.signed", reaction=reactions.after_signed_level)
    house.add_reaction("ticket.opened", reaction=reactions.after_ticket)
    house.add_reaction("ticket.raised", reaction=reactions.after_raising)
    house.add_reaction("ticket.closed", reaction=reactions.after_closing)
    house.add_reaction("signal.checked", reaction=reactions.after_check)
    house.add_reaction("watch.opened", reaction=reactions.after_watch)
    house.add_reaction("watch.logged", "watch.analysed", "watch.reported", reaction=reactions.after_entry)
    house.add_reaction("watch.ended", reaction=reactions.after_watch_end)
    house.add_reaction("sheet.submitted", reaction=reactions.after_sheet)
    house.add_reaction("signature.given", reaction=reactions.after_signature)
    house.add_reaction("blowup.verified", "sheet.rejected", "ticket.verified", reaction=reactions.after_verdict)
    house.add_reaction("measure.required", reaction=reactions.after_measure)
    house.add_reaction("measure.answered", reaction=reactions.after_answer)
    house.add_reaction("key_list.entered", "key_list.reviewed", reaction=reactions.after_key_list)
    house.add_reaction("paper.sent", reaction=reactions.after_paper)
    house.add_reaction("daily_report.due", reaction=reactions.after_day)
    house.add_reaction("daily_report.filed", reaction=reactions.after_report)
    house.add_reaction("sensitive_period.ended", reaction=reactions.after_end)
