"""Values of an event in the words that papers, pages and the timeline share. Pure."""

from datetime import datetime

from fengsui.clock.calendar import BEIJING
from fengsui.ledger.canonical import parse_timestamp


def beijing(moment: datetime | str) -> str:
    """``2026年11月23日 09:12``."""
    when = _moment(moment).astimezone(BEIJING)
    return f"{when.year}年{when.month}月{when.day}日 {when:%H:%M}"


def clock_time(moment: datetime | str) -> str:
    """``23日 09:12``."""
    when = _moment(moment).astimezone(BEIJING)
    return f"{when.day}日 {when:%H:%M}"


def span(start: datetime | str, end: datetime | str) -> str:
    """``1小时05分``; with a minus when the end is first."""
    minutes = int((_moment(end) - _moment(start)).total_seconds() // 60)
    sign, minutes = ("-", -minutes) if minutes < 0 else ("", minutes)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}小时{minutes:02d}分" if hours else f"{sign}{minutes}分钟"


def minute_of(moment: datetime | str) -> datetime:
    """The moment without its seconds: what is typed has none, and must not count as earlier for that."""
    return _moment(moment).replace(second=0, microsecond=0)


def _moment(moment: datetime | str) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return parse_timestamp(moment) if moment.endswith("Z") else datetime.fromisoformat(moment)
