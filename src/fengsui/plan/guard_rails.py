"""What no plan may open, national or provincial: N1 to N12 of the guard-rails, and no colours for attention levels.

Where the shape of the plan can rule a thing out, it does: persons a measure may name are a closed list of posts of the
institution, marks are 公开 and 内部, every act has a signature. The rest is looked for in forms (`guard_forms`), in
measures (`guard_measures`), in names, and in the words of every text (`guard_words`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fengsui.plan import files
from fengsui.plan.errors import Problem
from fengsui.plan.guard_forms import form_faults
from fengsui.plan.guard_measures import measure_faults
from fengsui.plan.guard_words import forbidden_in
from fengsui.plan.source import ElementPath, Source

# The lexicon lists the words that are to be found in texts.
_NOT_READ = frozenset({"lexicon"})
_NAMING_KEYS = frozenset({"id", "key", "figure", "act"})
# Parts of English names under which the same could be asked for.
_FORBIDDEN_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("takedown", "censor", "censorship", "downrank", "shadowban", "astroturf", "troll"), "N1"),
    **dict.fromkeys(("poster", "posters", "commenter", "commenters", "deanonymise", "deanonymize"), "N2"),
    **dict.fromkeys(("whereabouts", "itinerary", "gps", "intercept", "interception"), "N3"),
    **dict.fromkeys(("facial", "fingerprint", "iris", "biometric", "biometrics"), "N4"),
    **dict.fromkeys(("emotion", "emotions"), "N5"),
}
_DENIED = frozenset({"no", "not", "never", "without"})
_NOTICE = "不是法定预警"
# English names of roles, and rules with the names of figures.
_LATIN_KEYS = frozenset({"english", "when", "watch", "warn", "severe"})
_LATIN_WORD = re.compile(r"(?<![A-Za-z])[A-Za-z]{2,}(?![A-Za-z_])")
_CHARACTER = re.compile(r"[\u4e00-\u9fff]")
_SENTENCE_WORDS = 4
_SHOWN = 60


def problems(written: files.PlanFiles, sources: Mapping[str, Source]) -> list[Problem]:
    """Everything in the plan that would open what is never built, with file, line and the lawful way."""
    found: list[Problem] = []
    for part, source in sources.items():
        if part not in _NOT_READ:
            for path, key, text in _texts(source.content):
                if fault := _text_fault(key, text):
                    found.append(source.problem(path, *fault))
    found += _signature_faults(written, sources)
    found += _clock_faults(written, sources)
    if written.forms is not None:
        found += form_faults(written.forms, sources["forms"])
    found += measure_faults(written, sources)
    found += _warning_faults(written, sources)
    return found


def _texts(value: Any, path: ElementPath = ()) -> Iterator[tuple[ElementPath, str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
    elif isinstance(value, str):
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        yield path, key, value


def _text_fault(key: str, text: str) -> tuple[str, str] | None:
    if text.isascii() and key in _NAMING_KEYS:
        words = text.lower().replace(".", "_").replace("-", "_").split("_")
        number = next((_FORBIDDEN_NAMES[word] for word in words if word in _FORBIDDEN_NAMES), None)
        if number is not None and not _DENIED & {*words}:
            return f"{number}：任何预案都不能设 {text[:_SHOWN]!r} 这一项", "删去"
    if forbidden := forbidden_in(text):
        return f"{forbidden.number}：任何预案都不能{forbidden.what}", forbidden.instead
    if key not in _LATIN_KEYS and _is_foreign(text):
        return "预案的文字不是中文，无从核对", "请用中文写"
    return None


def _is_foreign(text: str) -> bool:
    """Whether a text is a sentence in Latin letters: nobody could check by the words of this list what it asks for."""
    words = len(_LATIN_WORD.findall(text))
    return words >= _SENTENCE_WORDS and 2 * len(_CHARACTER.findall(text)) < words


def _public_roles(written: files.PlanFiles) -> frozenset[str]:
    return frozenset(role.id for role in written.organisation.roles if role.public)


def _signature_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    outside = _public_roles(written)
    for index, entry in enumerate(written.signatures.signatures):
        at: ElementPath = ("signatures", index)
        for place, slot in enumerate(entry.slots):
            if outside & {*slot.roles}:
                message, remedy = "N8：签字的只能是有职权的工作人员，不能是机构或者公众", "去掉这个角色"
                yield sources["signatures"].problem((*at, "slots", place, "roles"), message, remedy)


def _clock_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    for index, clock in enumerate(written.clocks.clocks):
        if clock.settled_by in (clock.starts_on, clock.provisional_on):
            message, remedy = "N9：时钟一起算就算办结，等于没有时限", "settled_by 写办结的事实"
            yield sources["clocks"].problem(("clocks", index, "settled_by"), message, remedy)


def _warning_faults(written: files.PlanFiles, sources: Mapping[str, Source]) -> Iterator[Problem]:
    if written.warning is not None and _NOTICE not in written.warning.notice:
        message, remedy = f"finding 2：研判级别旁边要写明“{_NOTICE}”", f"写 内部研判级别，{_NOTICE}"
        yield sources["warning"].problem(("notice",), message, remedy)
