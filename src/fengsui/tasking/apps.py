"""Django's handle on this room."""

from django.apps import AppConfig


class TaskingConfig(AppConfig):
    """Orders, evidence and the handover of work; hands its facts in at start-up."""

    name = "fengsui.tasking"
    label = "tasking"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.tasking import registration  # noqa: PLC0415

        registration.register()
