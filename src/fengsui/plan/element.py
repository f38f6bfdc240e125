"""What everything read from a plan file is built on."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Element(BaseModel):
    """Base of everything read from a plan file: unknown keys are errors, values never change.

    `added_later` names the keys that a shape got after plans had been kept under their content's hash. Such a key is
    left out of the content while it holds nothing, so that a kept plan keeps its hash when the program is upgraded.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    added_later: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_empty_later_keys(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = handler(self)
        for key in self.added_later:
            if getattr(self, key) == type(self).model_fields[key].get_default(call_default_factory=True):
                content.pop(key, None)
        return content


class ClauseElement(Element):
    """An element that stands on a clause; its dates, when given, narrow the plan's own (clause 0.9)."""

    clause: str
    effective_from: date | None = None
    effective_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the element applies on that Beijing date (both ends included)."""
        return (self.effective_from is None or self.effective_from <= on) and (
            self.effective_to is None or on <= self.effective_to
        )


class DatedName(Element):
    """What an organ is called from a day on, both ends included; `verified` is false while nobody has checked it."""

    name: str
    effective_from: date
    effective_to: date | None = None
    verified: bool = True


class Organ(ClauseElement):
    """An organ of the plan. `name` is the plan's own word of 2019; organs renamed since have `dated_names`."""

    added_later = frozenset({"dated_names"})

    id: str
    name: str
    dated_names: tuple[DatedName, ...] = ()

    def name_on(self, day: date) -> str:
        """What the organ is called on that Beijing date; the plan's own word where no later name applies."""
        later = (n.name for n in self.dated_names if n.effective_from <= day <= (n.effective_to or day))
        return next(later, self.name)
