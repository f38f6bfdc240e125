"""For whom a message is, as marks by which it is found again: ``R3``, ``officer/…``, ``department/police``. Pure."""

from collections.abc import Iterable


def audience_marks(roles: Iterable[str], officers: Iterable[str], department: str) -> tuple[str, ...]:
    """One mark for each role, officer and department that a message is for, or that an officer answers to."""
    departments = (f"department/{department}",) if department else ()
    return tuple(dict.fromkeys((*roles, *officers, *departments)))
