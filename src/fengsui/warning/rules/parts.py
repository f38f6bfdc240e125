"""Whole parts per million. Pure."""

MILLION = 1_000_000


def share_ppm(part: int | None, whole: int | None) -> int | None:
    """``part`` of ``whole`` in parts per million, rounded down; None where either is unknown or there is no whole."""
    if part is None or not whole:
        return None
    return part * MILLION // whole
