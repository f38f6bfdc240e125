"""The timeline speaks the officer's language: no line shows the program's own name of a kind of record."""

from fengsui.conduct.house import house
from fengsui.response import registration
from fengsui.response.timeline import _TELLERS, HIDDEN


def test_every_kind_of_the_room_is_told_in_a_sentence() -> None:
    """What the room itself writes has a sentence of its own; anything else falls back on its title."""
    untold = {name for name, _, _ in registration.KINDS} - _TELLERS.keys() - HIDDEN
    assert {name: house.kinds[name].title for name in untold} == {}
