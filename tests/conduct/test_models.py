"""What the import contracts can't see: tables of one room never hang on another's."""

from django.apps import apps
from django.db import models

from fengsui.conduct.house import house


def test_no_table_refers_to_another_rooms_table() -> None:
    """Rooms refer to each other by stable id: no foreign key, no reverse name, across rooms."""
    crossing = [
        f"{model._meta.label}.{column.name} -> {column.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("fengsui.")
        for column in model._meta.get_fields()
        if isinstance(column, models.ForeignKey) and column.related_model._meta.app_label != model._meta.app_label
    ]
    assert crossing == []


def test_every_projected_table_is_known_to_rebuild() -> None:
    """A table that facts are drawn into is compared by ``ledger rebuild``; a source is named here with its reason."""
    sources = {
        "ledger",  # facts, positions, checkpoints, sealed values, keys
        "clock.Postponement",  # which broken row waits
        "conduct.SimulatedTime",  # where a simulated clock stands
        "conduct.ProjectionShape",  # by which version the rows were drawn
        "conduct.AccessRefusal",  # who was turned away
        "notify.Delivery",  # attempts
        "notify.Acknowledgement",  # who has read what
        "documents.PaperDraft",  # nobody's act yet
        "documents.CopyProblem",  # which paper of a batch failed, and when it is tried again
        "registry.Credential",  # sign-ins
        "dispatch.PassedOver",  # urgent news settled before its first repeat
        "dispatch.LinkVisit",  # who opened a link
        "dispatch.WrongToken",  # links that are none
        "warning.AssessmentMark",  # up to which news the rules have read
        "response.ConditionsLookedUp",  # what the worker last looked up for the grading
    }
    labels = {model._meta.label for model in apps.get_models() if model.__module__.startswith("fengsui.")}
    projected = {label for label in labels if label not in sources and label.partition(".")[0] not in sources}
    assert projected == set(house.tables)
