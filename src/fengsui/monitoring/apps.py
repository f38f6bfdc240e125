"""Django's handle on this room."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Texts and numbers in, risk information out; hands its facts in at start-up."""

    name = "fengsui.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.monitoring import registration  # noqa: PLC0415

        registration.register()
