"""What the indicators hand in at start-up. Kind, access rule and the tables of intakes are the whole room's."""

from fengsui.conduct.house import house
from fengsui.monitoring.indicators import projecting


def register() -> None:
    """The projector and the table of measures."""
    house.add_projector("indicators.imported", projector=projecting.project_indicators)
    house.add_table(projecting.VALUE)
