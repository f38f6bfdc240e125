"""The 24 hours of a 特别重大 event, row by row from T−40 to T+1,440, on a simulated clock and over HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.reading import read_all
from tests.clauses import clause

MODULES = ("night", "night_first_hours", "night_reports", "night_second_day")
pytest.register_assert_rewrite(*(f"tests.plan_2019_75.{name}" for name in MODULES))

from tests.plan_2019_75 import night_first_hours, night_reports, night_second_day  # noqa: E402 (rewritten first)
from tests.plan_2019_75.night import ROWS, Night, province_at_dawn  # noqa: E402

__all__ = ["night_first_hours", "night_reports", "night_second_day"]


@pytest.fixture(scope="module")
def night(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """The province an hour before T0."""
    with django_db_blocker.unblock(), province_at_dawn(tmp_path_factory.mktemp("home")) as province:
        yield province


@clause("4.1.b", "4.1.d", "4.2.5", "5.1.1.b", "5.2.1.0.b", "5.2.1.0.c", "3.2.3.a", "1.1.h", "1.3.k", "1.6.b", "1.6.e")
@clause("5.2.1.1.a", "5.2.1.1.b", "5.2.1.1.c", "5.2.1.1.d", "5.2.1.1.e")
def test_every_row_of_the_script_is_lived(night: Night, db: None) -> None:
    """Each row leaves its artefact; the rows after it go on from it; what the ledger says is what the tables hold."""
    moments = [row.at for row in ROWS]
    assert moments == sorted(moments)
    for row in ROWS:
        row.live(night)
    assert night.server_errors == []
    assert compare_with_database(read_all()) == []
