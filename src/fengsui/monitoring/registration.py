"""What monitoring hands in at start-up."""

from fengsui.conduct.house import FactKind, FigureDefinition, house
from fengsui.monitoring import facts, figures, policy, projectors
from fengsui.monitoring.indicators import registration as indicators


def register() -> None:
    """Kinds, projectors, figures, tables, access rules."""
    house.add_kind(FactKind("texts.imported", facts.TextsImported, "导入信息"))
    house.add_kind(FactKind("note.taken", facts.NoteTaken, "登记来电信息"))
    house.add_kind(FactKind("indicators.imported", facts.IndicatorsImported, "导入指标"))
    house.add_projector("texts.imported", projector=projectors.project_texts)
    house.add_projector("note.taken", projector=projectors.project_note)
    house.add_table(projectors.INTAKE, projectors.SIGNAL, projectors.READING, projectors.NEWS)
    indicators.register()
    for rule in policy.RULES:
        house.add_rule(rule)
    for figure in figures.FIGURES:
        house.add_figure(FigureDefinition(figure.name, figure.label, figure.type, figure.unit))
