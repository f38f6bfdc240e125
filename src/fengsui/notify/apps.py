"""Django's handle on this room."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Tables of messages and deliveries."""

    name = "fengsui.notify"
    label = "notify"
