"""What every run of pytest shares: the long tests stay out unless they are asked for."""

from pathlib import Path

import pytest

SOAK = Path(__file__).parent / "tests" / "soak"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer --soak, which `make soak` gives."""
    parser.addoption("--soak", action="store_true", help="also run the long tests in tests/soak")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave tests/soak out of every run that does not ask for it; of all else say nothing."""
    if collection_path == SOAK and not config.getoption("--soak"):
        return True
    return None
