"""What the command desk hands in at start-up."""

from fengsui.command import facts, places, policy, projectors, provisions
from fengsui.conduct.house import FactKind, Projector, house
from fengsui.conduct.shapes import FactModel

KINDS: tuple[tuple[str, type[FactModel], str, Projector], ...] = (
    ("handover.prepared", facts.HandoverPrepared, "交班", projectors.project_handover),
    ("handover.accepted", facts.HandoverAccepted, "接班", projectors.project_handover),
    ("place_report.filed", facts.PlaceReportFiled, "各市每日报告", projectors.project_place_report),
    ("call.logged", facts.CallLogged, "通话", projectors.project_call),
    ("call.followed_up", facts.CallFollowedUp, "通话办结", projectors.project_call),
    ("decision.recorded", facts.DecisionRecorded, "决策待签", projectors.project_decision),
    ("decision.signed", facts.DecisionSigned, "决策签字", projectors.project_decision),
    ("decision.returned", facts.DecisionReturned, "决策退回", projectors.project_decision),
    ("meeting.convened", facts.MeetingConvened, "召集会商", projectors.project_meeting),
    ("meeting.concluded", facts.MeetingConcluded, "会商结论", projectors.project_meeting),
)


def register() -> None:
    """Kinds, projectors, places, tables, access rules, provisions."""
    for name, model, title, projector in KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projector)
    for prefix in (*places.OF_EVENTS, *places.OF_DESKS):
        house.add_regions(prefix, places.regions_of_stream)
    house.add_kind(FactKind("activation.extended", facts.ActivationExtended, "延长启动期限"))
    house.add_table(*projectors.TABLES)
    policy.register()
    provisions.register()
