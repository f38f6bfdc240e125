"""What filled forms hand in at start-up."""

from fengsui.conduct.house import FactKind, StreamKind, house
from fengsui.documents.sheets import facts, policy, projectors, reactions
from fengsui.documents.sheets.places import regions_of
from fengsui.documents.sheets.state import PREFIX, SheetState, fold_sheet


def register() -> None:
    """Kinds, fold, reactions, projector, table, access rules."""
    for name, model, title in (
        ("form.begun", facts.SheetBegun, "开始填表"),
        ("form.submitted", facts.SheetSubmitted, "表单送签"),
        ("form.returned", facts.SheetReturned, "表单退回"),
        ("form.signed", facts.SheetSigned, "表单签字"),
        ("form.revised", facts.SheetRevised, "表单更正、补填"),
        ("form.dropped", facts.SheetDropped, "表单不再办理"),
    ):
        house.add_kind(FactKind(name, model, title))
        house.add_projector(name, projector=projectors.project)
    house.add_stream(StreamKind(PREFIX, SheetState, fold_sheet))
    house.add_reaction("form.begun", reaction=reactions.start)
    house.add_reaction("form.signed", "form.dropped", reaction=reactions.settle)
    house.add_regions(PREFIX, regions_of)
    house.add_table(projectors.SHEET)
    policy.register()
