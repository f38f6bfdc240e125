"""How much a plan may say: how long its names are, how large its numbers, how far away its days.

A plan that passed the check is worked with for years. A title that no fact can hold, a term that ends after the
calendar does, a tail that no number of failures reaches: each would stop an act in the middle of an event. So they are
told here, at the line. The shapes do not refuse them: a version kept by an earlier program stays readable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from fengsui.plan import amounts, files
from fengsui.plan.amounts import Fault
from fengsui.plan.element import Element
from fengsui.plan.errors import Problem
from fengsui.plan.overlay import LONGEST_ID, PLAN_ID
from fengsui.plan.source import MOST_PROBLEMS, ElementPath, Source

ID: Final = re.compile(r"(?!\.)[^/?#\s<>\"'@]{1,80}")
"""What names an element. It stands in addresses of pages and in facts."""
# Characters. Facts keep names of 200 and lines of 400, into which several names go.
LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 2_000
MOST_WARNINGS: Final = 20

# Characters of all rules together. 2,000 of the national plan's length have 250,000.
MOST_OF_RULES: Final = 800_000

_ID_KEYS: Final = frozenset(
    {
        *("id", "code", "act", "family", "key", "figure", "term", "parameter", "counterparts"),
        *("starts_on", "provisional_on", "settled_by"),
    }
)
_RULE_KEYS: Final = frozenset({"when", "watch", "warn", "severe"})
# Names that go together with others into one line of a fact, or into a paper's title.
_SHORTER: Final[Mapping[tuple[str, str], int]] = {
    ("PlanHeader", "title"): 100,
    ("PlanHeader", "document_number"): 100,
    ("PlanHeader", "version"): 40,
    ("LeadingGroup", "matter"): 60,
    ("LeadingGroup", "number_mark"): 20,
    ("Grade", "name"): 60,
    ("Grade", "response_level"): 60,
    ("LevelEntry", "name"): 40,
    ("Indicator", "name"): 60,
    ("Indicator", "state_names"): 60,
    ("HardRule", "name"): 100,
    ("HardRule", "words"): 200,
    ("SensitivePeriod", "name"): 100,
    ("SignatureEntry", "name"): 100,
}
# Texts that are read on a page and go into no fact.
_LONG_KEYS: Final = frozenset(
    {
        *("explanation", "detail", "text", "default_reason", "says", "goal", "reason", "served_by", "measured_by"),
        *("description", "note", "notice", "quote", "shown_by"),
    }
)
_YEARS: Final = range(2000, 2101)
_YEARS_OF_LAW: Final = range(1949, 2101)
# What a fact refuses in the clear: a mobile number, or as many digits as an identity card or a bank card has, however
# they are spaced. A landline has fewer.
_GAP: Final = r"[\s\-\u2010-\u2015\u2212]{0,3}"
_NUMBER_OF_SOMEBODY: Final = re.compile(rf"1[3-9](?:{_GAP}\d){{9}}|\d(?:{_GAP}\d){{14}}")


def too_many_rules(written: files.PlanFiles, sources: Mapping[str, Source]) -> Problem | None:
    """More rules than can be read in a few seconds; asked first, since nothing else of the plan is looked at then."""
    warning = written.warning
    texts = [rule.when or "" for rule in written.grading.rules]
    if warning is not None:
        texts += (rule.when for rule in warning.hard_rules)
        texts += (rule for indicator in warning.indicators for _, rule in indicator.bands)
    length = sum(map(len, texts))
    if length <= MOST_OF_RULES:
        return None
    message = f"规则合起来 {length} 个字符，多于 {MOST_OF_RULES} 个"
    return sources["grading"].problem((), message, "合并重复的规则，或者把规则写短")


MOST_OF: Final = (("documents", "addressees", 50), ("tasks", "tasks", 200))
"""(file, list, most of it): each is a clock or a task that one signature starts, in one transaction."""


def problems(written: files.PlanFiles, sources: Mapping[str, Source]) -> list[Problem]:
    """Everything beyond the bounds, with file, line and what to write instead. At most MOST_PROBLEMS of a file.

    `sources` has one entry for each field of `written` that is there.
    """
    found: list[Problem] = []
    for field, source in sources.items():
        part = getattr(written, field)
        if part is not None:
            faults = ((path, fault) for path, fault in _faults(part, ()) if fault is not None)
            found += (source.problem(path, *fault) for path, fault in islice(faults, MOST_PROBLEMS))
    for field, listed, most in MOST_OF:
        part = getattr(written, field)
        if part is not None and len(getattr(part, listed)) > most:
            many = f"{listed} 有 {len(getattr(part, listed))} 项，多于 {most} 项：一次签字引出的时钟和任务会办不下来"
            found.append(sources[field].problem((listed,), many, f"合并到 {most} 项以内"))
    for field, path, fault in islice(amounts.faults(written), MOST_PROBLEMS):
        found.append(sources[field].problem(path, *fault))
    return list(dict.fromkeys(found))


@lru_cache(maxsize=256)
def _defaults(shape: type[Element]) -> Mapping[str, Any]:
    """What each key of a shape holds where the file says nothing."""
    return {key: field.get_default(call_default_factory=True) for key, field in shape.model_fields.items()}


def _faults(element: Element, path: ElementPath) -> Iterator[tuple[ElementPath, Fault | None]]:
    shape = type(element)
    defaults = _defaults(shape)
    for key, value in element:
        if value is None or value is True or value is False or value == defaults[key]:
            continue
        at = (*path, key)
        if isinstance(value, tuple):
            for index, item in enumerate(value):
                yield from _value_faults(shape, key, item, (*at, index))
        elif isinstance(value, Mapping):
            for name, item in value.items():
                yield (*at, name), id_fault(str(name))
                yield from _value_faults(shape, key, item, (*at, name))
        else:
            yield from _value_faults(shape, key, value, at)
    if isinstance(element, files.ClockEntry) and len(element.warn_before_minutes) > MOST_WARNINGS:
        many = f"提醒 {len(element.warn_before_minutes)} 次，多于 {MOST_WARNINGS} 次"
        yield (*path, "warn_before_minutes"), (many, "只写要紧的几次，如 [60, 30, 10]")


def _value_faults(
    shape: type[Element], key: str, value: Any, path: ElementPath
) -> Iterator[tuple[ElementPath, Fault | None]]:
    if isinstance(value, Element):
        yield from _faults(value, path)
    elif isinstance(value, str):
        if key not in _RULE_KEYS:
            yield path, _text_fault(shape.__name__, key, value)
    elif isinstance(value, date):
        yield path, _day_fault(shape.__name__, value)


def _text_fault(shape: str, key: str, text: str) -> Fault | None:
    if (shape, key) == ("PlanHeader", "id"):
        return _plan_id_fault(text)
    if key in _ID_KEYS and (fault := id_fault(text)):
        return fault
    if not text.strip():
        return "这里是空的", "写上内容；可以不写的，删去这一行"
    most = _SHORTER.get((shape, key), LONGEST_TEXT if key in _LONG_KEYS else LONGEST_NAME)
    if len(text) > most:
        return f"这里写了 {len(text)} 个字，最多 {most} 个", "写短一些，详细的内容放到说明里"
    if key not in _LONG_KEYS and len(text.splitlines()) > 1:
        return "名称不能分行", "写在一行里"
    read = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if _NUMBER_OF_SOMEBODY.search(read):
        return "这里有像手机号、证件号或者卡号的数字", "删去；个人信息不写在预案里（N11）"
    return None


def _plan_id_fault(name: str) -> Fault | None:
    """The plan's own id names a folder and stands in addresses and facts, as `base` does."""
    if len(name) <= LONGEST_ID and PLAN_ID.fullmatch(name):
        return None
    remedy = f"只用小写字母、数字和连字符，不超过 {LONGEST_ID} 个字符，如 yunting-2026；不能写路径"
    return f"预案编号 {_shown(name)} 不能用", remedy


def id_fault(name: str) -> Fault | None:
    """What is wrong with a name of an element, and what to write instead."""
    if ID.fullmatch(name):
        return None
    remedy = "写 1 至 80 个字符，不用空格、引号和 / ? # < > @，不以点开头，如 first_notice"
    return f"编号 {_shown(name)} 不能用", remedy


def _day_fault(shape: str, day: date) -> Fault | None:
    years = _YEARS_OF_LAW if shape == "LegalBasis" else _YEARS
    if day.year in years:
        return None
    return f"日期 {day} 不在 {years[0]} 年至 {years[-1]} 年之间", "改正日期；没有终止日期的不写"


def _shown(name: str) -> str:
    words = repr(name)
    return words if len(words) <= LONGEST_ID else f"{words[:LONGEST_ID]}…"
