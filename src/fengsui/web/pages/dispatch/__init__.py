"""Urgent news on their way to somebody who signs for them: the list, the signature, the telephone call."""

from fengsui.web.pages.dispatch import alerts, answer_links
from fengsui.web.routes import Route

ROUTES: tuple[Route, ...] = (*alerts.ROUTES, *answer_links.ROUTES)
