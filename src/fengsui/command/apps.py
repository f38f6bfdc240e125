"""Django's handle on this room."""

from django.apps import AppConfig


class CommandConfig(AppConfig):
    """The command desk; hands its facts in at start-up."""

    name = "fengsui.command"
    label = "command"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.command import registration  # noqa: PLC0415

        registration.register()
