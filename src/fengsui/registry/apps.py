"""Django's handle on this room."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Tables of the register; hands its fact kinds, projectors and access rules in."""

    name = "fengsui.registry"
    label = "registry"

    def ready(self) -> None:
        """Register what this room hands in."""
        from fengsui.registry import registration  # noqa: PLC0415  (models must be loaded first)

        registration.register()
