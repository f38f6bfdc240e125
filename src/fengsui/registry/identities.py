"""Stable ids of the register's rows, drawn from what a row says. Pure."""

import hashlib

_LENGTH = 12


def department_id(code: str) -> str:
    """Id of a department by its code, such as ``department/police``."""
    return f"department/{code}"


def officer_id(login: str) -> str:
    """Id of an officer who signs in."""
    return f"officer/{login}"


def numbered_officer_id(number: int) -> str:
    """Id of an officer without a login. A login begins with a letter, so the two never meet."""
    return f"officer/{number:05d}"


def institution_id(*, credit_code: str, name: str, registered_region: str, more: tuple[str, ...] = ()) -> str:
    """Id of an institution: by its credit code where that is valid, else by name and place.

    ``credit_code`` is empty unless valid. ``more`` tells rows of one file apart that are otherwise the same.
    """
    return "i-" + _digest(credit_code or f"{name}|{registered_region}", *more)


def contact_id(*, organisation: str, purpose: str, name: str, more: tuple[str, ...] = ()) -> str:
    """Id of an entry of the contact book. Numbers take no part: a short digest of a phone could be guessed back."""
    return "contact/" + _digest(f"{organisation}|{purpose}|{name}", *more)


def _digest(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:_LENGTH]
