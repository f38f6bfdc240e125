"""The homes of the kill tests serve the long run too."""

from tests.survival.conftest import living, template

__all__ = ["living", "template"]
