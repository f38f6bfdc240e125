"""When a text was published, in whatever spelling. Pure. What names no zone is Beijing time."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from fengsui.clock.calendar import BEIJING

_PARTS = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T\u3000]*(?P<hour>\d{1,2})[:：时点](?P<minute>\d{1,2})?[:：分]?(?P<second>\d{1,2})?秒?(?:\.\d+)?)?"
    r"(?:\s*(?P<zone>Z|[+-]\d{2}:?\d{2}))?$"
)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})$")
_MILLISECONDS = 13
_LONGEST = 80
_YEARS = range(1990, 2201)


def read_moment(text: str) -> datetime | None:
    """The moment in UTC; None where it can't be read or lies outside the years 1990 to 2200."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    try:
        moment = _read(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
    if moment is None or moment.year not in _YEARS:
        return None
    return moment.astimezone(UTC)


def _read(text: str) -> datetime | None:
    found = _PARTS.match(text) or _COMPACT.match(text)
    if found is not None:
        parts = found.groupdict()
        numbers = [int(parts.get(name) or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
        moment = datetime(*numbers, tzinfo=BEIJING)  # type: ignore[arg-type,misc]
        zone = parts.get("zone")
        return moment.replace(tzinfo=_zone(zone)) if zone else moment
    if _EPOCH.match(text):
        return datetime.fromtimestamp(int(text) / (1000 if len(text) == _MILLISECONDS else 1), UTC)
    spelt = parsedate_to_datetime(text) if re.search(r"[A-Za-z]{3}", text) else None
    return spelt if spelt is None or spelt.tzinfo else spelt.replace(tzinfo=UTC)


def _zone(text: str) -> timezone:
    digits = text.replace(":", "")
    if digits == "Z":
        return UTC
    away = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5]))
    return timezone(-away if digits[0] == "-" else away)
