"""One staffed province for each module; each test begins at 09:12 of the same morning and leaves nothing behind."""

from tests.proofs.conftest import desk, staffed

__all__ = ["desk", "staffed"]
