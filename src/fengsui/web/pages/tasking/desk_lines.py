"""What the duty desk shows of orders: clocks, the officer's own orders, those to close, where messages lead."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from fengsui.conduct.access import Actor, may
from fengsui.tasking import queries
from fengsui.tasking.reactions import SIGN_FOR
from fengsui.web.pages.response.clock_steps import ClockLine, Step

OWN = "tasking.view_own_orders"


class OrderLine(ClockLine):
    """A clock of an order; it leads to the order."""

    @property
    def home(self) -> str:
        """The address of the order."""
        return reverse("order", kwargs={"number": self.stream.partition("/")[2]})


def order_lines(actor: Actor) -> list[ClockLine]:
    """Running clocks of orders, the nearest line first."""
    return [
        OrderLine(
            stream=clock["stream"],
            event_name=clock["title"],
            name=clock["name"],
            subjects=(clock["subject_name"],),
            clause=clock["clause"],
            parameter=clock["parameter"],
            provisional=False,
            owner_roles=tuple(clock["owner_roles"]),
            started_at=clock["started_at"],
            due_at=clock["due_at"],
            step=Step(
                gettext("等签收") if clock["definition"] == SIGN_FOR else gettext("办理中"),
                gettext("打开指令"),
                reverse("order", kwargs={"number": clock["stream"].partition("/")[2]}),
                may(actor, OWN),
                urgent=clock["definition"] == SIGN_FOR,
            ),
        )
        for clock in queries.order_clocks(actor)
    ]


def desk_orders(actor: Actor) -> dict[str, Any]:
    """The officer's own open orders, and those that wait to be closed; empty for who has no part in orders."""
    if not may(actor, OWN):
        return {"orders": [], "orders_to_close": [], "sees_orders": False}
    return {
        "orders": queries.own_orders(actor),
        "orders_to_close": queries.orders_to_close(actor),
        "sees_orders": may(actor, queries.VIEW),
    }
