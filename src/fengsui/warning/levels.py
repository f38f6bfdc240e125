"""How levels of attention compare: 1 is the gravest, larger numbers are milder, 0 is none. Pure."""

NONE = 0
_BELOW_ALL = 99


def is_graver(level: int, other: int) -> bool:
    """Whether ``level`` asks for more attention than ``other``."""
    return order(level) < order(other)


def is_at_least(level: int, line: int) -> bool:
    """Whether ``level`` is ``line`` or graver; no level is at least none of both."""
    return level != NONE and order(level) <= order(line)


def gravest(*levels: int) -> int:
    """The gravest of these levels; 0 where there is none."""
    return min(levels, key=order, default=NONE)


def order(level: int) -> int:
    """A number by which levels sort, the gravest first and none last."""
    return level or _BELOW_ALL
