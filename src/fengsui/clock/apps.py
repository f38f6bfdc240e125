"""Django's handle on this room."""

from django.apps import AppConfig


class ClockConfig(AppConfig):
    """Tables of running clocks."""

    name = "fengsui.clock"
    label = "clock"
