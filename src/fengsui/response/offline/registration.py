"""What offline forms hand in at start-up."""

from fengsui.conduct.house import FactKind, house
from fengsui.response.offline.facts import OfflineFormImported
from fengsui.response.offline.standing import IMPORTED


def register() -> None:
    """The one fact kind."""
    house.add_kind(FactKind(IMPORTED, OfflineFormImported, "导入离线首报"))
