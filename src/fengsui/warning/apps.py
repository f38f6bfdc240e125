"""Django's handle on this room."""

from django.apps import AppConfig


class WarningConfig(AppConfig):
    """Attention levels, tickets, watch and verification; hands its facts in at start-up."""

    name = "fengsui.warning"
    label = "warning"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.warning import registration  # noqa: PLC0415

        registration.register()
