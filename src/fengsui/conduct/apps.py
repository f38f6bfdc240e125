"""Django's handle on this room."""

from django.apps import AppConfig


class ConductConfig(AppConfig):
    """World and simulated time; hands the clock's own fact kinds in."""

    name = "fengsui.conduct"
    label = "conduct"

    def ready(self) -> None:
        """Register the kinds that belong to no domain room."""
        from fengsui.conduct import clock_facts, refusals, signatures, world  # noqa: PLC0415  (models must be loaded first)

        clock_facts.register()
        refusals.register()
        signatures.register()
        world.register()
