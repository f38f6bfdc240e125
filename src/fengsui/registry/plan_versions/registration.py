"""What plan versions hand in at start-up."""

from fengsui.conduct.house import FactKind, Projector, StreamKind, house
from fengsui.conduct.plans import ask_in_force_from
from fengsui.conduct.shapes import FactModel
from fengsui.registry.plan_versions import facts, policy, projectors, queries, rules

_KINDS: tuple[tuple[str, type[FactModel], str, Projector], ...] = (
    ("plan.version_proposed", facts.VersionProposed, "提出预案版本", projectors.project_version),
    ("plan.version_consulted", facts.VersionConsulted, "预案征求意见", projectors.project_version),
    ("plan.version_reviewed", facts.VersionReviewed, "预案法律审查", projectors.project_version),
    ("plan.version_adopted", facts.VersionAdopted, "签字采用预案", projectors.project_version),
    ("plan.version_filed", facts.VersionFiled, "预案备案", projectors.project_version),
    ("plan.revision_needed", facts.RevisionNeeded, "预案需要修订", projectors.project_revision),
    ("plan.revision_closed", facts.RevisionClosed, "预案不需修订", projectors.project_revision),
    ("plan.copy_handed_out", facts.CopyHandedOut, "发出预案副本", projectors.project_copy),
)
STREAM, COPIES = "plan", "plan_copies"


def register() -> None:
    """Hand kinds, streams, projectors, tables, access rules and provisions in; answer which versions are adopted."""
    for name, model, title, projector in _KINDS:
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projector)
    house.add_stream(StreamKind(STREAM, rules.Versions, rules.fold))
    house.add_stream(StreamKind(COPIES, int, lambda count, _: count + 1))
    for prefix in (STREAM, COPIES):
        house.add_regions(prefix, lambda stream: (stream.partition("/")[2],))
    house.add_table(*projectors.TABLES)
    for rule in policy.RULES:
        house.add_rule(rule)
    for provision, title in rules.PROVISIONS.items():
        house.add_provision(provision, title)
    house.add_signed_acts("plan.adopt", rules.ADOPT)
    ask_in_force_from(queries.adoptions)
