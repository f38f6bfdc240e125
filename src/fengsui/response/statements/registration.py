"""What this package hands in at start-up."""

from fengsui.conduct.house import FactKind, house
from fengsui.response.statements import facts, reactions


def register() -> None:
    """The kind, its clocks."""
    house.add_kind(FactKind("statement.recorded", facts.StatementRecorded, "对外发布登记"))
    house.add_reaction("grade.signed", "notices.taken_over", reaction=reactions.start_statement_clocks)
    house.add_reaction("statement.recorded", reaction=reactions.settle_statement_clock)
