"""Founding a home: its keys are made for this world, or it isn't founded."""

from pathlib import Path

import pytest

from fengsui.conduct import world
from fengsui.conduct.acting import Refused
from fengsui.conduct.world import WorldKind
from fengsui.ledger.keys import KeysOfAnotherWorld, make_keys, open_keys


def files(home: Path) -> dict[str, str]:
    """The keys as they lie in the home."""
    return {path.name: path.read_text(encoding="ascii") for path in (home / "keys").glob("*.key")}


@pytest.mark.clause("P.5")
@pytest.mark.parametrize("kind", ["live", "demonstration"])
def test_no_home_stands_on_keys_from_a_seed(db: None, home: Path, kind: WorldKind) -> None:
    """Keys of a drill can be drawn again by whoever knows the seed: they seal nothing real. Nothing is changed."""
    make_keys(home, seed="exercise:990000")
    before = files(home)
    with pytest.raises(Refused, match="密钥"):
        world.found(kind=kind, jurisdiction="990000", jurisdiction_name="云汀省")
    assert world.current_world() is None
    assert files(home) == before


@pytest.mark.parametrize("seed", ["exercise:980000", None])
def test_a_drill_is_not_founded_on_other_keys(db: None, home: Path, seed: str | None) -> None:
    """With keys of another seed, or of none, the same drill would not give the same bytes."""
    make_keys(home, seed=seed)
    with pytest.raises(Refused, match="密钥"):
        world.found(kind="exercise", jurisdiction="990000", jurisdiction_name="云汀省")


def test_one_key_of_another_world_is_enough(home: Path) -> None:
    """A home that was half made for a drill is refused before a second key is written."""
    make_keys(home, seed="test:990000")
    (home / "keys" / "checkpoint.key").unlink()
    with pytest.raises(KeysOfAnotherWorld):
        make_keys(home)
    assert set(files(home)) == {"master.key"}


def test_keys_made_beforehand_are_kept(db: None, home: Path) -> None:
    """Keys of the right sort that lie there already are the ones the home is founded on."""
    make_keys(home)
    before = files(home)
    world.found(kind="live", jurisdiction="990000", jurisdiction_name="云汀省")
    assert files(home) == before
    assert not open_keys(home).is_seeded
