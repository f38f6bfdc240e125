"""What the acts of the register share: what a form carries for ``act()``, and refusals that read the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from pydantic import ValidationError

from fengsui.conduct.acting import Refused
from fengsui.registry.models import Officer
from fengsui.registry.records import problems_of


class Sent(TypedDict, total=False):
    """What a form carries besides its own boxes, as ``act()`` takes it."""

    seen: int | None
    idempotency_key: str


def refuse(reason: str) -> None:
    """Raise Refused with the reason, where there is one."""
    if reason:
        raise Refused(reason)


def require_two_persons(first: str, second: str) -> None:
    """Raise Refused where one officer would stand in for themselves."""
    refuse("A、B 角须是两个人" if first == second else "")


def officer_in_post(officer: str, otherwise: str) -> Officer:
    """The officer of this id. Raises Refused, in the words of ``otherwise``, for nobody and for one who has left."""
    row = Officer.objects.filter(pk=officer, active=True).first()
    if row is None:
        raise Refused(otherwise)
    return row


@contextmanager
def faults_refused(of: str = "") -> Iterator[None]:
    """Turn what a payload finds wrong with itself into a refusal; ``of`` names the part it is about."""
    try:
        yield
    except ValidationError as error:
        raise Refused(of + "；".join(problem.message_zh for problem in problems_of(error))) from error
