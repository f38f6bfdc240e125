"""The clauses of the event room, proven through its pages."""

from tests.proofs.proving import Desk, proof


@proof("1.2.a")
def test_the_central_leading_group_is_named_as_lead(desk: Desk) -> None:
    """The plan's page on organisation names the central body and its part: 牵头."""
    page = desk.page("zhiban", "/plan/organisation?q=网络借贷风险专项整治领导小组")
    assert "网络借贷风险专项整治领导小组</" in page
    assert "牵头" in page
