"""Guard-rail N2: no person can be stored with a signal – not by the schema, and not through any file."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from pydantic import BaseModel

from fengsui.conduct.access import Actor
from fengsui.conduct.batches import read_batch
from fengsui.ledger.reading import read_stream
from fengsui.monitoring import facts
from fengsui.monitoring.models import Intake, Signal, SignalReading
from fengsui.monitoring.texts.columns import column_of, names_person
from fengsui.monitoring.texts.sealing import open_texts
from tests.monitoring.texts_desk import bring_in, csv_file, json_lines

PERSON_KEYS = frozenset({
    "author", "poster", "publisher", "writer", "user", "uid", "nick", "account", "person", "lender", "borrower",
    "phone", "mobile", "email", "identity", "idcard", "wechat", "device", "ip", "follower", "caller", "complainant",
    "petitioner", "member", "gender", "age", "profile", "handle", "commenter", "name", "sender",
})  # fmt: skip
OFFICER_WHO_ACTED = {("Intake", "imported_by")}
"""Who in the office brought a file in is written down (clause 1.6.b); nobody outside it is."""


def words_of_name(name: str) -> set[str]:
    return set(name.split("_"))


def test_no_column_of_a_signal_table_can_hold_a_person() -> None:
    """No column is named after a person, refers to another table, or takes a free record of whatever shape."""
    tables = list(apps.get_app_config("monitoring").get_models())
    assert {model.__name__ for model in tables} >= {"Intake", "Signal", "SignalReading"}
    named = [
        (model.__name__, column.name)
        for model in tables
        for column in model._meta.get_fields()
        if words_of_name(column.name) & PERSON_KEYS
    ]
    assert named == []
    by = {(model.__name__, c.name) for model in tables for c in model._meta.get_fields() if c.name.endswith("_by")}
    assert by == OFFICER_WHO_ACTED
    assert not [c for model in tables for c in model._meta.get_fields() if isinstance(c, models.ForeignKey)]
    free = {
        c.name for model in (Signal, SignalReading) for c in model._meta.get_fields() if isinstance(c, models.TextField)
    }
    assert free == set()
    lists = {
        c.name for model in (Signal, SignalReading) for c in model._meta.get_fields() if isinstance(c, models.JSONField)
    }
    assert lists == {"kinds", "events", "spans", "hits"}


def fields_of(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Every field of a payload, however deep, with the payload's name."""
    for name, field in model.model_fields.items():
        yield model.__name__, name
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not model:
                yield from fields_of(part)


def test_no_field_of_a_fact_can_hold_a_person() -> None:
    """The same holds for what stands in the ledger for ever, and nothing unknown may stand beside it."""
    kinds: tuple[type[BaseModel], ...] = (facts.TextsImported, facts.NoteTaken)
    found = [(owner, name) for kind in kinds for owner, name in fields_of(kind) if words_of_name(name) & PERSON_KEYS]
    assert found == []
    every: tuple[type[BaseModel], ...] = (*kinds, facts.InstitutionRead, facts.HitRead)
    assert all(kind.model_config.get("extra") == "forbid" for kind in every)


@pytest.mark.parametrize(
    "heading",
    [
        "作者", "发布者", "用户", "用户ID", "昵称", "author", "user", "uid", "IP", "手机", "联系方式", "微博账号",
        "poster", "user_name", "投诉人", "出借人姓名", "screen_name", "Author Name", "posterId", "邮箱",
    ],
)  # fmt: skip
def test_no_heading_of_a_person_is_ever_read(heading: str) -> None:
    """Whatever the column of a person is called, it is none of those that are read, and is told to be dropped."""
    assert column_of(heading) is None
    assert names_person(heading)


def everything_kept(fact_stream: str) -> str:
    """All that an import left behind, in one text: facts, batches, the sealed texts opened, rows."""
    payloads = [fact.payload for fact in read_stream(fact_stream)]
    batches = [read_batch(payload["batch"]) for payload in payloads]
    texts = [dict(open_texts(payload["file_sha256"], payload["texts"])) for payload in payloads]
    rows: list[Any] = [list(model.objects.values()) for model in (Intake, Signal, SignalReading)]
    return repr((payloads, batches, texts, rows))


def test_author_fields_vanish_from_all_that_is_kept(people: dict[str, Actor]) -> None:
    """A file full of people leaves none of them: not in facts, batches, sealed texts, rows, nor clear on the disk."""
    header = ("标题", "作者", "正文", "发布者昵称", "手机", "用户ip", "粉丝列表")
    table = csv_file(
        header, [("江桥贷公告", "钱塘客", "停止兑付，详询13812345678", "夜行人", "13987654321", "10.9.8.7", "月下客")]
    )
    lines = json_lines(
        {"text": "云渡被立案", "author": {"nick": "夜行人", "id": "u-4711"}, "comments": [{"user": "钱塘客"}]}
    )
    feed = (
        "<rss version='2.0'><channel><managingEditor>月下客</managingEditor><item><title>北屿停止兑付</title>"
        "<author>钱塘客</author><description>公告</description></item></channel></rss>"
    ).encode()
    for content in (table, lines, feed):
        bring_in(people["yanpan"], content)
    kept = everything_kept("intake/990000")
    assert "停止兑付" in kept
    people_in_files = ("钱塘客", "夜行人", "月下客", "u-4711", "10.9.8.7", "13987654321", "13812345678")
    assert [person for person in people_in_files if person in kept] == []
    assert Intake.objects.get(row_count=1, masked_count=1).dropped_columns == [
        "作者",
        "发布者昵称",
        "手机",
        "用户ip",
        "粉丝列表",
    ]
    clear = b"".join(path.read_bytes() for path in Path(settings.HOME).rglob("*") if path.is_file())
    assert [word for word in ("详询", "江桥贷公告", *people_in_files) if word.encode() in clear] == []
