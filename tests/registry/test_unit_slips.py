"""元 taken for 万元: a factor of about ten thousand is a unit, anything else is business."""

import pytest

from fengsui.registry.unit_slips import unit_slip

WAN_FEN = 1_000_000


@pytest.mark.parametrize("known", [WAN_FEN, 123 * WAN_FEN, 120_000 * WAN_FEN])
@pytest.mark.parametrize("change", [(1, 1), (5, 2), (2, 5)])
def test_a_unit_s_factor_is_noticed_also_after_a_real_change(known: int, change: tuple[int, int]) -> None:
    """Ten thousand times more or less, though the amount itself moved meanwhile."""
    now = known * change[0] // change[1]
    assert "万倍" in unit_slip(now * 10_000, known)
    assert "万分之一" in unit_slip(max(1, now // 10_000), known)


@pytest.mark.parametrize(
    ("amount", "known"),
    [(5, None), (0, 10**12), (10**12, 0), (10**12, 10**12), (10**12, 10**9), (10**14, 10**9), (30_000, 3)],
)
def test_other_changes_are_business(amount: int, known: int | None) -> None:
    """Unknown, nothing, equal, a thousandfold, a hundred-thousandfold, and trifles raise no question."""
    assert unit_slip(amount, known) == ""
