"""Urgent news on their way to somebody who signs for them: the list, the signature, the telephone call."""

from fengsui.web.pages.dispatch import alerts
from fengsui.web.routes import Route

ROUTES: tuple[Route, ...] = (*alerts.ROUTES,)
