"""A fact of imported measures → rows. Pure: the fact and its batch are all it looks at."""

from collections.abc import Iterable
from datetime import date

from fengsui.conduct.house import BatchReader, Put, RowChange
from fengsui.ledger.canonical import Fact
from fengsui.monitoring.projectors import institution_news, intake

VALUE = "monitoring.MeasureValue"


def value_id(institution: str, measure: str, as_of: str) -> str:
    """Id of the row that holds a measure of an institution on a day (ISO)."""
    return f"{institution}/{measure}/{as_of}"


def project_indicators(fact: Fact, batches: BatchReader) -> Iterable[RowChange]:
    """The rows of one import: each value over the one it corrects, the intake, and who has news."""
    payload = fact.payload
    same = ("source", "channel", "file_sha256", "batch", "row_count", "warning_count")
    counts = {"new_count": payload["value_count"], "linked_count": payload["institution_count"]}
    yield intake(fact, "indicators", {**{name: payload[name] for name in same}, **counts})
    news: dict[str, None] = {}
    for row in batches(payload["batch"]):
        news[row["institution"]] = None
        yield Put(
            VALUE,
            value_id(row["institution"], row["measure"], row["as_of"]),
            {
                "institution": row["institution"],
                "measure": row["measure"],
                "as_of": date.fromisoformat(row["as_of"]),
                "value": row["value"],
                "text": row["text"],
                "intake": fact.reference,
                "corrections": row["corrections"],
                "received_at": fact.recorded_at,
            },
            new=False,
        )
    yield from (institution_news(institution, fact) for institution in news)
