"""元 mistaken for 万元: an amount that is about ten thousand times, or a ten-thousandth of, what is known. Pure."""

from typing import Final

_WAN: Final = 10_000
_SPREAD: Final = 3  # how far a real change may have moved the amount in the meantime
_SMALLEST_KNOWN_FEN: Final = 100 * _WAN  # below 1 万元 any ratio comes about by itself


def unit_slip(amount_fen: int, known_fen: int | None) -> str:
    """What is wrong with an amount beside the one known (both 分), in Chinese; empty where nothing is.

    A factor of 10,000, give or take three, is a unit and no business: no institution grows or shrinks so between two
    reports. One that really has is corrected singly, with a reason.
    """
    if known_fen is None or min(amount_fen, known_fen) <= 0 or max(amount_fen, known_fen) < _SMALLEST_KNOWN_FEN:
        return ""
    larger, smaller = max(amount_fen, known_fen), min(amount_fen, known_fen)
    if not smaller * _WAN <= larger * _SPREAD <= smaller * _WAN * _SPREAD * _SPREAD:
        return ""
    times = "万倍" if amount_fen > known_fen else "万分之一"
    return f"约为已登记金额的{times}，像是元与万元填错了列；请改用另一单位的列，金额确实如此的请逐家更改"
