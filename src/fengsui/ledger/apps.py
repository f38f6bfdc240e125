"""Django's handle on this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Tables of facts, positions, checkpoints and sealed values."""

    name = "fengsui.ledger"
    label = "ledger"
