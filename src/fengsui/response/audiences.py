"""For whom an event's messages are, as rows: an officer's unread news are found by them. Pure."""

from collections.abc import Iterable

from fengsui.conduct.house import BatchReader, Put, RowChange
from fengsui.ledger.canonical import Fact
from fengsui.notify.audience import audience_marks
from fengsui.response.projectors import project_news

AUDIENCE = "notify.MessageAudience"


def project_audiences(fact: Fact, batches: BatchReader) -> Iterable[RowChange]:
    """One row for each role and officer that the fact's message is for."""
    for news in project_news(fact, batches):
        values = news.values
        department = values.get("audience_department", "")
        same = {"message_id": news.id, "stream": values["stream"], "created_at": values["created_at"]}
        for mark in audience_marks(values["audience_roles"], values["audience_officers"], department):
            yield Put(AUDIENCE, f"{news.id}|{mark}", {"mark": mark, **same})
