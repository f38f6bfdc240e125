"""The evening of the plan acceptance tests serves here too."""

from tests.plan_2019_75.conftest import evening, people

__all__ = ["evening", "people"]
