"""Django's handle on this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Tables and start-up of this room."""

    name = "fengsui.web"
    label = "web"

    def ready(self) -> None:
        """Hand the access rules of the pages in."""
        from fengsui.web import policy  # noqa: PLC0415  (the house is filled while Django starts)

        policy.register()
