"""Django's handle on this room."""

from django.apps import AppConfig


class ResponseConfig(AppConfig):
    """The event room; hands its facts in at start-up."""

    name = "fengsui.response"
    label = "response"

    def ready(self) -> None:
        """Hand in everything the room has."""
        from fengsui.response import registration  # noqa: PLC0415

        registration.register()
