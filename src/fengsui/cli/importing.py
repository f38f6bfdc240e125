"""``fengsui import texts|rss|indicators``: information comes in as a file, or from a feed's address."""

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from fengsui.cli.stopping import BAD_INPUT, Stop
from fengsui.conduct.access import Actor
from fengsui.monitoring.indicators.importing import import_indicators, preview_indicators
from fengsui.monitoring.texts.door import clean_address
from fengsui.monitoring.texts.fetching import fetch_feed
from fengsui.monitoring.texts.importing import import_texts, preview_texts
from fengsui.registry.raw_tables import Finding, Limits

INFORMATION: Final = frozenset({"texts", "rss", "indicators"})
_MOST_SAID: Final = 50
Progress = Callable[[int, int], None]


def import_information(options: argparse.Namespace, actor: Actor, progress: Progress) -> tuple[dict[str, Any], str]:
    """Preview and import; returns what there is to say, as a document and in words. Raises Stop, Refused."""
    feed = options.template == "rss"
    content = fetch_feed(options.file) if feed else read_upload(options.file)
    name = options.file if feed else Path(options.file).name
    given = {
        "actor": actor,
        "content": content,
        "filename": name,
        "source": options.source or (clean_address(name) if feed else name)[:200],
        "channel": options.channel or ("press" if feed else ""),
        "progress": progress,
    }
    return _indicators(given) if options.template == "indicators" else _texts(given)


def read_upload(file: str) -> bytes:
    """A file's bytes, and no more than one beyond what is taken: the reader then refuses it. Raises Stop."""
    try:
        with Path(file).open("rb") as opened:
            return opened.read(Limits().size_bytes + 1)
    except OSError as error:
        msg = f"读不了 {file}：{error.strerror}"
        raise Stop(msg, BAD_INPUT) from error


def _texts(given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    preview = preview_texts(**given)
    _say_findings(preview.findings)
    outcome = import_texts(**given, seen_sha256=preview.sha256)
    payload = outcome.fact.payload
    names = {"rows": "row_count", "new": "new_count", "duplicates": "duplicate_count", "linked": "linked_count"}
    document = {name: payload[key] for name, key in names.items()}
    document |= {"masked": payload["masked_count"], "dropped_columns": payload["dropped_columns"]}
    words = (
        f"已导入 {document['rows']} 条信息（重复 {document['duplicates']} 条），"
        f"{document['linked']} 条提到名册里的机构；隐去个人号码 {document['masked']} 处"
    )
    dropped = "、".join(document["dropped_columns"])
    return document, words + (f"；未读入的列：{dropped}" if dropped else "")


def _indicators(given: dict[str, Any]) -> tuple[dict[str, Any], str]:
    preview = preview_indicators(**given)
    _say_findings(preview.findings)
    outcome = import_indicators(**given, seen_sha256=preview.sha256)
    payload = outcome.fact.payload
    names = {"rows": "row_count", "values": "value_count", "institutions": "institution_count"}
    document = {name: payload[key] for name, key in names.items()}
    document |= {"corrected": payload["corrected"], "warnings": payload["warning_count"]}
    return document, (
        f"已导入 {document['rows']} 行、{document['values']} 个数值，涉及 {document['institutions']} 家机构；"
        f"更正 {document['corrected']} 个，警告 {document['warnings']} 处"
    )


def _say_findings(findings: Iterable[Finding]) -> None:
    for finding in list(findings)[:_MOST_SAID]:
        print(f"{finding.where_zh}：{finding.message_zh}", file=sys.stderr)
