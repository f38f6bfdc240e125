"""What the fields of a form show: what the officer had typed, else the defaults."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict

from fengsui.clock.calendar import BEIJING


def form_values(request: HttpRequest, defaults: Mapping[str, str]) -> dict[str, str]:
    """Field name → text. After a refused act what was typed stands, also where it is empty."""
    typed: QueryDict | None = getattr(request, "typed", None)
    if typed is None:
        return dict(defaults)
    kept: dict[str, Any] = typed.dict()
    return {name: str(value) for name, value in kept.items()}


def moment_values(name: str, moment: datetime) -> dict[str, str]:
    """The two fields of a moment, in Beijing time to the minute."""
    at = moment.astimezone(BEIJING)
    return {f"{name}-date": f"{at:%Y-%m-%d}", f"{name}-time": f"{at:%H:%M}"}
