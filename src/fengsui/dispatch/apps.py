"""Django's handle on this room."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Tables of alerts and answer links; hands its facts in at start-up."""

    name = "fengsui.dispatch"
    label = "dispatch"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.dispatch import registration  # noqa: PLC0415  (models must be loaded first)

        registration.register()
