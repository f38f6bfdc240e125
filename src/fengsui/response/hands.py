"""In whose hands a task is after it was handed over. Pure."""

from collections.abc import Mapping
from typing import Any


def new_hands(payload: Mapping[str, Any]) -> dict[str, str]:
    """The columns that a handover changes: ``owner`` and ``owner_name``, or the deputy's."""
    return {payload["post"]: payload["new"], f"{payload['post']}_name": payload["new_name"]}
