"""Reading what an officer typed: texts, moments in Beijing time, counts, money. Faults are told all at once."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, timedelta

from django.http import QueryDict
from django.utils.translation import gettext

from fengsui.clock.calendar import BEIJING
from fengsui.conduct import timekeeping
from fengsui.web.submitting import Misfilled

MONEY_UNITS: Mapping[str, int] = {"yuan": 100, "wan": 1_000_000, "yi": 10_000_000_000}
"""Unit of a money field → 分 in one of it: 元, 万元, 亿元."""
_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
_LARGEST_FEN = 2**63 - 1
FIRST_YEAR = 1990
FURTHEST = timedelta(days=366)
"""How far ahead of now a moment may lie."""


class NotExact(ValueError):
    """A number that can't be read, or a sum finer than 分; the message is for the officer."""


class OutsideCalendar(ValueError):
    """A moment before 1990 or more than a year ahead: a slip of the fingers, and no fact of an event."""


class Reading:
    """One form as typed. Every method returns a value or notes a fault; ``finish`` raises Misfilled if there is any."""

    def __init__(self, typed: QueryDict) -> None:
        self.typed = typed
        self.faults: dict[str, str] = {}

    def text(self, name: str, label: str, *, required: bool = True, longest: int = 200) -> str:
        """A text without spaces around it."""
        value = self.typed.get(name, "").replace("\r\n", "\n").strip()
        if "\0" in value:
            self.faults[name] = gettext("“%(label)s”里有看不见的空字符，请重新输入。") % {"label": label}
        elif required and not value:
            self.faults[name] = gettext("请填写“%(label)s”。") % {"label": label}
        elif len(value) > longest:
            self.faults[name] = gettext("“%(label)s”最多 %(longest)d 字，现在 %(length)d 字。") % {
                "label": label,
                "longest": longest,
                "length": len(value),
            }
        return value

    def choice(self, name: str, label: str, allowed: Collection[str], *, required: bool = True) -> str:
        """One of the allowed values; empty only where it isn't required."""
        value = self.typed.get(name, "")
        if value in allowed or (not value and not required):
            return value
        self.faults[name] = gettext("请选择“%(label)s”。") % {"label": label}
        return ""

    def moment(self, name: str, label: str) -> datetime:
        """A day and a time of day in Beijing (``<name>-date``, ``<name>-time``), as UTC."""
        return self._moment(name, label) or datetime.min.replace(tzinfo=UTC)

    def moment_or_none(self, name: str, label: str) -> datetime | None:
        """The same, where both parts may be left empty."""
        if not self.typed.get(f"{name}-date", "").strip() and not self.typed.get(f"{name}-time", "").strip():
            return None
        return self._moment(name, label)

    def _moment(self, name: str, label: str) -> datetime | None:
        day, clock = self.typed.get(f"{name}-date", "").strip(), self.typed.get(f"{name}-time", "").strip()
        try:
            return read_moment(day, clock, timekeeping.now())
        except OutsideCalendar:
            self.faults[f"{name}-date"] = gettext("“%(label)s”须在 %(first)d 年以后、今后一年以内，请检查年份。") % {
                "label": label,
                "first": FIRST_YEAR,
            }
            return None
        except ValueError:
            self.faults[f"{name}-date"] = gettext("“%(label)s”请写日期和时间，如 2026-11-23 和 09:12（北京时间）。") % {
                "label": label
            }
            return None

    def day(self, name: str, label: str) -> date:
        """A Beijing date."""
        return self.day_or_none(name, label, required=True) or date.min

    def day_or_none(self, name: str, label: str, *, required: bool = False) -> date | None:
        """The same, where it may be left empty."""
        typed = self.typed.get(name, "").strip()
        if not typed and not required:
            return None
        try:
            return read_moment(typed, "00:00", timekeeping.now()).astimezone(BEIJING).date()
        except OutsideCalendar:
            self.faults[name] = gettext("“%(label)s”须在今后一年以内，请检查年份。") % {"label": label}
        except ValueError:
            self.faults[name] = gettext("“%(label)s”请写日期，如 2026-11-23。") % {"label": label}
        return None

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.typed.get(name))

    def finish(self) -> None:
        """Raise Misfilled with every fault."""
        if self.faults:
            raise Misfilled(self.faults)


def read_moment(day: str, clock: str, now: datetime) -> datetime:
    """``2026-11-23`` and ``09:12`` in Beijing → UTC. Raises ValueError; OutsideCalendar for a year nobody can mean."""
    typed = unicodedata.normalize("NFKC", f"{day} {clock}")
    moment = datetime.strptime(typed[:16], "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)
    if moment.year < FIRST_YEAR or moment > now + FURTHEST:
        raise OutsideCalendar
    return moment.astimezone(UTC)


def read_whole(text: str) -> int:
    """``1,240`` or full-width ``１２４０`` → 1240. Raises NotExact."""
    typed = _plain(text)
    found = _NUMBER.fullmatch(typed)
    if found is None or found[1] is not None:
        raise NotExact(gettext("“%(text)s”不是整数，请只写数字。") % {"text": text.strip()})
    return _in_range(int(typed.replace(",", "")), text)


def read_money(text: str, unit: str) -> int:
    """``12.4`` in ``yi`` → 1 240 000 000 00 分, exactly: no floats, nothing rounded. Raises NotExact."""
    typed = _plain(text)
    found = _NUMBER.fullmatch(typed)
    if found is None or unit not in MONEY_UNITS:
        raise NotExact(gettext("“%(text)s”不是金额，请写数字，单位在右边选。") % {"text": text.strip()})
    decimals = found[1] or ""
    scaled = int(typed.replace(",", "").replace(".", "")) * MONEY_UNITS[unit]
    fen, rest = divmod(scaled, 10 ** len(decimals))
    if rest:
        raise NotExact(gettext("“%(text)s”的小数比“分”还细，请检查数字和单位。") % {"text": text.strip()})
    return _in_range(fen, text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").strip()


def _in_range(value: int, text: str) -> int:
    if value > _LARGEST_FEN:
        raise NotExact(gettext("“%(text)s”太大，请检查数字和单位。") % {"text": text.strip()})
    return value
