"""A newer version on an older home: what an older program drew is drawn anew from the facts, once."""

from subprocess import CompletedProcess

import pytest

from fengsui.cli.stopping import Stop
from fengsui.cli.tables import migrate, migrate_apart
from fengsui.conduct import world
from fengsui.conduct.access import Actor
from fengsui.conduct.models import ProjectionShape
from fengsui.conduct.rebuild import compare_with_database
from fengsui.ledger.models import FactRow
from fengsui.ledger.reading import read_all
from fengsui.ledger.sealer import seal
from fengsui.response.models import Blowup, Event
from tests.conduct.lines import open_event
from tests.conftest import MORNING

Output = pytest.CaptureFixture[str]


@pytest.fixture
def older(officers: dict[str, Actor]) -> str:
    """A home whose blow-up was drawn before there were sizes, bases and times of recording."""
    event = open_event(officers["zhiban"], "k", suspected=True).fact.stream
    seal(holder="test", now=MORNING, keys=world.keys())
    Blowup.objects.update(size={}, base={}, recorded_at=None)
    Event.objects.update(situation_standing="1+0")
    ProjectionShape.objects.update_or_create(pk=1, defaults={"shape": "of an older version"})
    return event


def test_upgrading_draws_older_rows_anew_once(older: str, capsys: Output) -> None:
    """The new columns hold what the facts say; the next start finds nothing to do."""
    assert compare_with_database(read_all()) != []
    migrate()
    assert compare_with_database(read_all()) == []
    assert Blowup.objects.get(event=older).recorded_at == MORNING
    assert "重建投影表" in capsys.readouterr().err
    migrate()
    assert capsys.readouterr().err == ""


def test_nothing_is_drawn_from_a_broken_ledger(older: str, capsys: Output) -> None:
    """The rows stay, and every start says so until somebody has looked."""
    FactRow.objects.filter(stream=older, number=1).update(actor="officer/other")
    for _ in range(2):
        migrate()
        assert "没有改动" in capsys.readouterr().err
    assert Blowup.objects.get(event=older).recorded_at is None


def test_who_will_fork_leaves_redrawing_to_a_child(older: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading batches starts threads, and web workers forked beside them would hang: the server reads none."""
    asked: list[list[str]] = []
    codes = iter((0, 1))

    def run(command: list[str], *, check: bool) -> CompletedProcess[bytes]:
        asked.append([*command[1:], str(check)])
        return CompletedProcess(command, next(codes))

    monkeypatch.setattr("fengsui.cli.tables.subprocess.run", run)
    monkeypatch.setattr("fengsui.cli.tables.connections.close_all", list)
    migrate_apart()
    with pytest.raises(Stop, match="没有更新成"):
        migrate_apart()
    assert asked == [["-m", "fengsui.cli", "migrate", "False"]] * 2
    assert compare_with_database(read_all()) != []
