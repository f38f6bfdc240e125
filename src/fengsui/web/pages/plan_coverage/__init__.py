"""Is the plan carried out here: coverage clause by clause, the implementation checklist, the records of practices."""

from fengsui.web.pages.plan_coverage import checklist, covering, practices

ROUTES = (*covering.ROUTES, *checklist.ROUTES, *practices.ROUTES)
